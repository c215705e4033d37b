package casework

import (
	"slices"

	"jiazhan/internal/access"
)

// Queue is a named selection of cases at a desk.
type Queue string

// queues says what each selection is, for the actor who looks.
var queues = map[Queue]func(w *where, q view){
	"":          func(*where, view) {},
	"waiting":   func(w *where, q view) { q.waiting(w) },
	"unread":    func(w *where, q view) { q.unread(w); q.open(w) },
	"to_accept": func(w *where, q view) { q.atMyDesk(w); w.and("state = 'filed'") },
	"to_sign":   func(w *where, q view) { q.atMyDesk(w); w.and("state = 'assigned'") },
	"to_reach": func(w *where, q view) {
		q.atMyDesk(w)
		w.and("state IN ('assigned', 'handling') AND desk_kind = 'department' AND reached_at = 0")
	},
	"to_assign":  func(w *where, q view) { q.atMyDesk(w); w.and("state = 'accepted'") },
	"to_check":   func(w *where, q view) { q.atMyDesk(w); w.and("state = 'reported'") },
	"to_decide":  func(w *where, q view) { q.toDecide(w) },
	"due_soon":   func(w *where, q view) { q.running(w); w.and("due_at BETWEEN ? AND ?", int64(q.now), int64(q.soon)) },
	"overdue":    func(w *where, q view) { q.running(w); w.and("due_at < ?", int64(q.now)) },
	"paused":     func(w *where, q view) { w.and("waiting = 'citizen'"); q.open(w) },
	"extended":   func(w *where, q view) { w.and("extended = 1"); q.open(w) },
	"returned":   func(w *where, q view) { w.and("returned_by <> ''"); q.open(w) },
	"rework":     func(w *where, q view) { w.and("round > 0"); q.open(w) },
	"unsolved":   func(w *where, _ view) { w.and("ending = 'unsolved' AND verified <> 'yes' AND historic = 0") },
	"supervised": func(w *where, q view) { w.and("supervised_at > 0"); q.open(w) },
	"listed":     func(w *where, q view) { w.and("listed_at > 0"); q.open(w) },
	"unrated":    func(w *where, q view) { w.and("state = 'answered'"); q.open(w) },
	"sealed":     func(w *where, q view) { w.and("sealed_at > 0") },
	"referred":   func(w *where, q view) { w.and("referred_at > 0") },
	"open":       func(w *where, q view) { q.open(w) },
	"ended":      func(w *where, q view) { w.and(ended) },
}

// Queues lists the selections in the order in which desks show them.
var Queues = []Queue{"waiting", "unread", "to_accept", "to_sign", "to_reach", "to_assign", "to_check", "to_decide", "due_soon", "overdue", "paused", "extended", "returned",
	"rework", "unsolved", "supervised", "listed", "unrated", "sealed", "referred", "open", "ended"}

// view is what a selection may know: who looks, when.
type view struct {
	by       access.Actor
	congress int64
	now      Instant
	soon     Instant
}

// A case has an end exactly while its state is none of the open ones. These are the words of two partial indexes.
const (
	running = "ended_at = 0"
	ended   = "ended_at > 0"
)

func (q view) open(w *where) { w.and(running) }

func (q view) running(w *where) {
	w.and(running + " AND state <> 'answered' AND waiting <> 'citizen' AND due_at > 0")
}

// lane is which of the two indexes holds the cases of a state.
func lane(s State) string {
	if s.Open() {
		return running
	}
	return ended
}

func (q view) waiting(w *where)  { q.atMyDesk(w); w.and("state <> 'answered'") }
func (q view) toDecide(w *where) { q.assignedByMe(w); w.and("waiting IN ('return', 'extension')") }

func (q view) atMyDesk(w *where)     { q.mine(w, "desk_kind", "desk_id") }
func (q view) assignedByMe(w *where) { q.mine(w, "assigner_kind", "assigner_id") }

func (q view) mine(w *where, kind, id string) {
	var any where
	for _, d := range Desks(q.by, q.congress) {
		if d.ID == 0 {
			any.and(kind+" = ?", string(d.Kind))
			continue
		}
		any.and("("+kind+" = ? AND "+id+" = ?)", string(d.Kind), d.ID)
	}
	if len(any.parts) == 0 {
		any.and("1 = 0")
	}
	w.and(any.either(), any.args...)
}

var deskOf = map[access.Role]DeskKind{access.Deputy: DeputyDesk, access.StationAdmin: StationDesk, access.CaseOfficer: CountyDesk,
	access.Leader: LeaderDesk, access.Liaison: DepartmentDesk}

// Desks lists the desks at which the actor sits in a congress, each once. Id 0 of a deputy, station or department is all of them.
func Desks(by access.Actor, congressID int64) []Desk {
	var out []Desk
	for _, g := range by.Grants {
		kind, ok := deskOf[g.Role]
		if !ok || g.CongressID != congressID {
			continue
		}
		d := Desk{kind, g.UnitID}
		if kind == CountyDesk || kind == LeaderDesk {
			d.ID = 0
		}
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}
