package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/vault"
)

// workers are who acts on cases beside the citizen and the clock.
var workers = []string{"deputy", "station", "second station", "officer", "second officer", "leader", "water", "roads", "health", "discipline"}

// own are the departments of those who work for one.
var own = map[string]string{"water": "shuiliju", "roads": "jiaotongju", "health": "weishengju"}

// upward is how much likelier the way up is for what departments have given back, and taking back what was published: they are
// possible seldom enough.
var upward = map[move]int{{"officer", "escalate"}: 100, {"second officer", "escalate"}: 100, {"leader", "designate"}: 100, {"officer", "recall"}: 5}

// move is something that somebody may do to a case now.
type move struct {
	who    string // "" is the citizen
	action casework.Action
}

// world is the town while many lives go on in it.
type world struct {
	*town
	rng    *rand.Rand
	lives  []*life
	actors map[string]access.Actor
	desks  map[string]*browser
	tokens map[string]string
	done   map[casework.Action]int
	bad    int // forms that came back with a wrong field
}

func newWorld(o *town) *world {
	w := &world{town: o, rng: rand.New(rand.NewPCG(7, 42)), actors: map[string]access.Actor{}, desks: map[string]*browser{},
		tokens: map[string]string{}, done: map[casework.Action]int{}}
	for _, who := range workers {
		w.actors[who], w.tokens[who] = o.actor(who), o.token(who)
	}
	return w
}

// at gives the desk of somebody who has signed in within the hour.
func (w *world) at(who string) *browser {
	w.t.Helper()
	if w.desks[who] == nil {
		w.desks[who] = w.desk(who)
	}
	return w.desks[who]
}

// live carries the cases on until all have ended, or for so many rounds. In each round people act, then time passes and
// the clock acts.
func (w *world) live(rounds int) {
	w.t.Helper()
	for round := 0; round < rounds; round++ {
		open := w.open()
		for _, l := range open {
			w.step(l)
		}
		if len(open) == 0 {
			return
		}
		w.pass(time.Duration(1+w.rng.IntN(40)) * time.Hour)
		w.settle()
		clear(w.desks) // sessions of officers end after some hours
	}
}

func (w *world) open() []*life {
	return slices.DeleteFunc(slices.Clone(w.lives), func(l *life) bool { return !w.read(l).State.Open() })
}

// read is the case as it stands; only the choice of what to do next looks there.
func (w *world) read(l *life) *casework.Case {
	w.t.Helper()
	d, err := w.app.Cases.Read(w.t.Context(), access.Clock, l.number)
	if err != nil {
		w.t.Fatal(err)
	}
	return d.Case
}

// step lets one person do one thing that the table allows.
func (w *world) step(l *life) {
	w.t.Helper()
	m, ok := w.choose(w.moves(l))
	if !ok {
		return
	}
	w.pass(time.Second) // people are not so quick that they must be slowed down
	other := w.lives[w.rng.IntN(len(w.lives))].number
	act := lawful(w.rng, m.action, other)
	if back, ok := act.(*casework.AskReturn); ok && back.Unit == own[m.who] {
		back.Unit = "" // nobody returns a case to her own department
	}
	status := w.by(m.who, l, act)
	switch {
	case status == http.StatusSeeOther:
		w.done[m.action]++
		w.regret(l, m.who)
	case status == http.StatusUnprocessableEntity:
		w.bad++
	case status == http.StatusForbidden && m.action == "reveal": // she does not want this reader to know
	default:
		w.t.Fatalf("%s: %s by %q was answered with %d", l.number, m.action, m.who, status)
	}
}

// regret lets who has just acted take it back, now and then, where the table allows.
func (w *world) regret(l *life, who string) {
	w.t.Helper()
	if w.rng.IntN(20) > 0 || !slices.Contains(w.moves(l), move{who, "undo"}) {
		return
	}
	if status := w.by(who, l, &casework.Undo{}); status != http.StatusSeeOther {
		w.t.Fatalf("%s: undo by %q was answered with %d", l.number, who, status)
	}
	w.done["undo"]++
}

func (w *world) moves(l *life) []move {
	w.t.Helper()
	c := w.read(l)
	rules, err := w.app.Cases.Rules(w.t.Context(), c.CongressID)
	if err != nil {
		w.t.Fatal(err)
	}
	w.actors[""] = access.Actor{Receipts: [][]byte{vault.HashToken(l.receipt)}}
	var out []move
	for _, who := range append([]string{""}, workers...) {
		if !casework.CanSee(w.actors[who], c) {
			continue
		}
		for _, a := range casework.Allowed(w.actors[who], c, rules, w.app.Clock.Now()) {
			out = append(out, move{who, a})
		}
	}
	return out
}

// choose picks a move at random, those that lead on more often.
func (w *world) choose(moves []move) (move, bool) {
	var lots []move
	for _, m := range moves {
		n := max(1, caseworktest.Often[m.action], upward[m])
		if caseworktest.Seldom[m.action] && w.rng.IntN(4) > 0 {
			n = 0
		}
		for range n {
			lots = append(lots, m)
		}
	}
	if len(lots) == 0 {
		return move{}, false
	}
	return lots[w.rng.IntN(len(lots))], true
}

// by makes somebody act, by the forms of the house or by the API; it gives the answer's status.
func (w *world) by(who string, l *life, act casework.Act) int {
	w.t.Helper()
	byProgram := w.rng.IntN(2) == 0
	switch {
	case who == "" && byProgram:
		return w.program("").act(l.number, w.read(l).Version, act, "X-Receipt", l.receipt)
	case who == "":
		return l.citizen.act("/zhengding/cases/"+l.number, act).status
	case byProgram:
		return w.program(w.tokens[who]).act(l.number, w.read(l).Version, act)
	}
	return w.at(who).act("/desk/cases/"+l.number, act).status
}

// act takes an action by the API and gives the status that a form would have had.
func (p *program) act(number string, seen casework.Version, act casework.Act, headers ...string) int {
	p.t.Helper()
	headers = append(headers, "If-Match", fmt.Sprintf(`"%d"`, seen))
	r := p.call(http.MethodPost, "/cases/"+number+"/"+string(act.Action()), act, headers...)
	if r.status == http.StatusOK {
		return http.StatusSeeOther
	}
	return r.status
}
