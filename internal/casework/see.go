package casework

import (
	"fmt"
	"slices"
	"strings"

	"jiazhan/internal/access"
)

// CanSee reports whether the actor may see the case at all. visibleTo says the same in SQL; a test proves that they
// agree on a grid of actors and cases.
func CanSee(a access.Actor, c *Case) bool {
	if c.Sealed() {
		return seesSealed(a, c)
	}
	if c.ReleasedAt > 0 || reports(a, c) {
		return true
	}
	return onDuty(a, c)
}

// onDuty reports whether the actor sees the case by an office, not as everybody sees a published one. A village officer
// sees none so.
func onDuty(a access.Actor, c *Case) bool {
	if c.Sealed() {
		return seesSealed(a, c)
	}
	return slices.ContainsFunc(a.Grants, func(g access.Grant) bool { return g.CongressID == c.CongressID && sees(g, c) })
}

func seesSealed(a access.Actor, c *Case) bool {
	switch {
	case a.Holds(access.Discipline, c.CongressID):
		return true
	case !a.Holds(access.CaseOfficer, c.CongressID):
		return false
	}
	return c.SealedTo == 0 || c.SealedTo == a.PersonID
}

func sees(g access.Grant, c *Case) bool {
	whole := g.UnitID == 0
	switch g.Role {
	case access.CaseOfficer, access.Leader:
		return true
	case access.Deputy:
		return c.DeputyID != 0 && (whole || g.UnitID == c.DeputyID)
	case access.StationAdmin:
		return c.StationID != 0 && (whole || g.UnitID == c.StationID)
	case access.Liaison:
		return c.LeadID != 0 && (whole || g.UnitID == c.LeadID || c.CoIDs.Has(g.UnitID))
	case access.Discipline:
		return c.ReferredAt > 0
	}
	return false
}

const inCongress = "congress_id = ?"

// where is a condition under construction; ? stands for its arguments until it is rendered.
type where struct {
	parts []string
	args  []any
}

func (w *where) and(sql string, args ...any) {
	w.parts = append(w.parts, sql)
	w.args = append(w.args, args...)
}

// in adds that a column has one of the values, of which there must be one.
func (w *where) in(column string, values []any) {
	w.and(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", values...)
}

// either is that one of the parts holds.
func (w *where) either() string { return "(" + strings.Join(w.parts, " OR ") + ")" }

// anyOf gives values as arguments.
func anyOf[T any](values []T) []any {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return args
}

// byID gives the parts so that no index of the congress is taken for a query by ids: SQLite would walk through all its
// cases. The sign changes nothing else.
func (w *where) byID() []string {
	parts := slices.Clone(w.parts)
	for i, part := range parts {
		if part == inCongress {
			parts[i] = "+" + part
		}
	}
	return parts
}

// sql renders the condition with $n placeholders, counting from first.
func (w *where) sql(first int) string {
	return placeholders(strings.Join(w.parts, " AND "), first)
}

func placeholders(s string, n int) string {
	var b strings.Builder
	for _, r := range s {
		if r != '?' {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "$%d", n)
		n++
	}
	return b.String()
}

// visibleTo is CanSee as a condition on cases of one congress.
func visibleTo(a access.Actor, congressID int64) where {
	var any where
	any.and("released_at > 0")
	reportedBy(&any, a)
	return seenBy(a, congressID, any)
}

// reportedBy adds what the actor reported, or filed for somebody: reports as a condition.
func reportedBy(any *where, a access.Actor) {
	if a.PersonID != 0 {
		any.and("reporter_id = ?", a.PersonID)
		any.and("filed_by = ?", a.PersonID)
	}
	if len(a.Phone) > 0 {
		any.and("contact = ?", a.Phone)
	}
	for _, r := range a.Receipts {
		any.and("receipt = ?", r)
	}
}

// servedBy is visibleTo for what the actor sees from the office's side: by a grant, not because it is public or her own.
func servedBy(a access.Actor, congressID int64) where {
	var any where
	any.and("1 = 0")
	return seenBy(a, congressID, any)
}

// seenBy adds to what is seen anyhow what the actor's grants open.
func seenBy(a access.Actor, congressID int64, any where) where {
	for _, g := range a.Grants {
		if g.CongressID == congressID {
			grantSees(&any, g)
		}
	}
	var w where
	w.and(inCongress, congressID)
	open := "sealed_at = 0"
	if !a.Holds(access.CaseOfficer, congressID) && !a.Holds(access.Leader, congressID) {
		open += " AND " + any.either()
	} else {
		any.args = nil
	}
	sealed, args := sealedTo(a, congressID)
	if sealed == "" {
		w.and(open, any.args...)
		return w
	}
	w.and("("+open+" OR "+sealed+")", append(any.args, args...)...)
	return w
}

func grantSees(any *where, g access.Grant) {
	unit := func(column string) {
		if g.UnitID == 0 {
			any.and(column + " <> 0")
			return
		}
		any.and(column+" = ?", g.UnitID)
	}
	switch g.Role {
	case access.Deputy:
		unit("deputy_id")
	case access.StationAdmin:
		unit("station_id")
	case access.Liaison:
		if g.UnitID == 0 {
			any.and("lead_id <> 0")
			return
		}
		any.and("id IN (SELECT case_id FROM case_handler WHERE congress_id = ? AND department_id = ?)", g.CongressID, g.UnitID)
	case access.Discipline:
		any.and("referred_at > 0")
	}
}

func sealedTo(a access.Actor, congressID int64) (string, []any) {
	switch {
	case a.Holds(access.Discipline, congressID):
		return "sealed_at > 0", nil
	case a.Holds(access.CaseOfficer, congressID):
		return "sealed_at > 0 AND sealed_to IN (0, ?)", []any{a.PersonID}
	}
	return "", nil
}
