// Package procedure holds the shape of a state machine: one table of steps that decides what is allowed, which buttons
// show, what the API offers and what the diagram draws. It owns no table of the database and knows no noun.
package procedure

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"jiazhan/internal/access"
)

// Step is one row: an action that is allowed from some states, for a party with a permission.
type Step[S, P ~string] struct {
	From []S               // nil: it begins the procedure
	To   []S               // where it may lead; nil: the state stays
	Back bool              // leads to where the case was before its last step
	May  access.Permission // the right that the actor's role must carry
	Who  P                 // what the actor must be to this very object
}

// Table is a whole machine.
type Table[A, S, P ~string] map[A]Step[S, P]

// From lists the actions that a state allows, sorted.
func (t Table[A, S, P]) From(s S) []A {
	var out []A
	for a, step := range t {
		if slices.Contains(step.From, s) {
			out = append(out, a)
		}
	}
	slices.Sort(out)
	return out
}

// Allows reports whether the action may be taken in a state.
func (t Table[A, S, P]) Allows(a A, s S) bool { return slices.Contains(t[a].From, s) }

// Leads reports whether the action may lead from one state to the other.
func (t Table[A, S, P]) Leads(a A, from, to S) bool {
	step := t[a]
	return step.Back || from == to && len(step.To) == 0 || slices.Contains(step.To, to)
}

// Actions lists every action, sorted.
func (t Table[A, S, P]) Actions() []A { return slices.Sorted(maps.Keys(t)) }

// Check names what is wrong with the table: states that nothing leads to, and states without an exit that are no ends.
func (t Table[A, S, P]) Check(states, ends []S) error {
	reached := map[S]bool{}
	for _, step := range t {
		for _, s := range step.To {
			reached[s] = true
		}
	}
	for _, s := range states {
		if !reached[s] {
			return fmt.Errorf("procedure: nothing leads to %q", s)
		}
		if !slices.Contains(ends, s) && !t.leaves(s) {
			return fmt.Errorf("procedure: %q has no exit", s)
		}
	}
	return nil
}

func (t Table[A, S, P]) leaves(s S) bool {
	for _, step := range t {
		if slices.Contains(step.From, s) && slices.ContainsFunc(step.To, func(to S) bool { return to != s }) {
			return true
		}
	}
	return false
}

// Diagram draws the table as a Mermaid state diagram, the same text for the same table.
func (t Table[A, S, P]) Diagram(order []S) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, a := range t.Actions() {
		for _, line := range t.edges(a, order) {
			b.WriteString("    " + line + "\n")
		}
	}
	return b.String()
}

func (t Table[A, S, P]) edges(a A, order []S) []string {
	step := t[a]
	var lines []string
	if step.From == nil {
		for _, to := range step.To {
			lines = append(lines, fmt.Sprintf("[*] --> %s: %s", to, a))
		}
		return lines
	}
	for _, from := range order {
		if !slices.Contains(step.From, from) {
			continue
		}
		to := step.To
		if len(to) == 0 {
			to = []S{from}
		}
		for _, s := range to {
			lines = append(lines, fmt.Sprintf("%s --> %s: %s", from, s, a))
		}
	}
	return lines
}
