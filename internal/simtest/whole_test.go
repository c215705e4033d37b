package simtest

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
)

// end settles what is under way and shows that everything holds that must.
func (w *world) end() {
	w.calm = true
	for _, n := range w.nodes {
		n.fuse.light("", 0)
	}
	for _, r := range w.reports {
		w.send(r, w.node())
	}
	w.clock.Advance(90 * time.Second) // nobody leads any more, and every limit is read
	for _, n := range w.nodes {
		n.work(true, true)
	}
	if late := w.rows(`SELECT number FROM cases WHERE alarm_at > 0 AND alarm_at < $1`, w.clock.Now().Add(-5*time.Second).UnixMilli()); len(late) > 0 {
		w.t.Errorf("the clock has not acted on %v", late)
	}
	w.empty()
	w.everyCaseIsWhole()
	w.everyWordIsKept()
	w.numbersAreOneRow()
	for _, n := range w.nodes {
		for _, who := range w.who {
			w.listsAreWhatSheSees(n, who)
		}
		who := one(w, w.who...)
		w.countsAreLists(n, who)
	}
	w.sealedIsHidden()
	w.historyHolds()
}

func (w *world) everyCaseIsWhole() {
	for _, r := range w.reports {
		w.nodes[0].Whole(r.number)
	}
}

// everyWordIsKept shows that what was acknowledged is there: each report with its words, each act in its place.
func (w *world) everyWordIsKept() {
	for _, r := range w.reports {
		d, err := w.nodes[1].Cases.Read(w.t.Context(), access.Clock, r.number)
		if err != nil || d.Text != r.form.Text {
			w.t.Errorf("%s was sent with %q and is kept as %q (%v)", r.number, r.form.Text, d.Text, err)
		}
	}
	for _, q := range w.requests {
		d, err := w.nodes[1].Cases.Read(w.t.Context(), access.Clock, q.at.Number)
		if err != nil {
			w.t.Fatal(err)
		}
		is := func(e casework.Entry) bool { return e.Action == q.act.Action() }
		if q.version > 0 && !slices.ContainsFunc(d.Entries[q.at.Seen:q.version], is) {
			w.t.Errorf("%s: %s by %s was acknowledged as version %d and is not there", q.at.Number, q.act.Action(), q.who, q.version)
		}
	}
}

// numbersAreOneRow shows that each report is one case, and that the numbers of a county and year have no gap.
func (w *world) numbersAreOneRow() {
	seen := map[string]bool{}
	for _, r := range w.reports {
		seen[r.number] = true
	}
	if len(seen) != len(w.reports) {
		w.t.Errorf("%d reports have %d numbers", len(w.reports), len(seen))
	}
	for i, query := range []string{`SELECT number FROM cases ORDER BY number`, `SELECT number FROM cases c WHERE NOT EXISTS (SELECT 1 FROM case_counter k
		WHERE k.congress_id = c.congress_id AND c.number LIKE '%' || k.year || '-%' AND k.last = (SELECT COUNT(*) FROM cases o WHERE o.congress_id = k.congress_id AND o.number LIKE '%' || k.year || '-%'))`} {
		rows := w.rows(query)
		if i == 0 && len(rows) != len(w.reports) || i == 1 && len(rows) > 0 {
			w.t.Errorf("%d reports were sent; %d cases: %v", len(w.reports), len(rows), rows)
		}
	}
}

// listsAreWhatSheSees shows that somebody lists and counts exactly what she sees.
func (w *world) listsAreWhatSheSees(n *node, who string) {
	by, sees := w.by[who], map[string]bool{}
	for _, r := range w.reports {
		d, err := n.Cases.Read(w.t.Context(), access.Clock, r.number)
		if err != nil {
			w.t.Fatal(err)
		}
		sees[r.number] = r.congress == n.ID && casework.CanSee(by, d.Case)
		if _, err := n.Cases.Read(w.t.Context(), by, r.number); (err == nil) != casework.CanSee(by, d.Case) || err != nil && fault.KindOf(err) != fault.NotFound {
			w.t.Errorf("%s sees %s: %v, and is told %v", who, r.number, casework.CanSee(by, d.Case), err)
		}
	}
	listed := w.list(n, who, casework.Query{CongressID: n.ID, ByDue: true, Limit: 7})
	for number, may := range sees {
		if may != (listed[number] == 1) {
			w.t.Errorf("%s sees %s: %v, and it stands %d times in her list", who, number, may, listed[number])
		}
	}
	if count, err := n.Cases.Count(w.t.Context(), by, casework.Query{CongressID: n.ID}); err != nil || count != len(listed) {
		w.t.Errorf("%s counts %d, lists %d (%v)", who, count, len(listed), err)
	}
}

// list reads a list to its end and gives how often each case stands in it.
func (w *world) list(n *node, who string, q casework.Query) map[string]int {
	listed := map[string]int{}
	for {
		page, err := n.Cases.List(w.t.Context(), w.by[who], q)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, c := range page.Cases {
			listed[c.Number]++
		}
		if q.After = page.Next; q.After == "" {
			return listed
		}
	}
}

func (w *world) countsAreLists(n *node, who string) {
	counts, err := n.Cases.Counts(w.t.Context(), w.by[who], n.ID, casework.Queues)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, queue := range casework.Queues {
		if listed := w.list(n, who, casework.Query{CongressID: n.ID, Queue: queue, Office: true, Limit: 100}); len(listed) != counts[queue] {
			w.t.Errorf("%s counts %d in %s and lists %d", who, counts[queue], queue, len(listed))
		}
	}
}

// sealedIsHidden shows that a sealed case is nobody's but the officers' and the commission's, and that of one that was sent
// in confidence nothing was told to anybody.
func (w *world) sealedIsHidden() {
	for _, r := range w.reports {
		d, err := w.nodes[0].Cases.Read(w.t.Context(), access.Clock, r.number)
		if err != nil {
			w.t.Fatal(err)
		}
		if r.form.Against && !d.Case.Sealed() {
			w.t.Errorf("%s was sent in confidence and is open", r.number)
		}
		if !d.Case.Sealed() {
			continue
		}
		w.met["sealed"]++
		for _, who := range w.who {
			inOffice := w.by[who].Holds(access.Discipline, r.congress) || w.by[who].Holds(access.CaseOfficer, r.congress)
			if _, err := w.nodes[1].Cases.Read(w.t.Context(), w.by[who], r.number); !inOffice && fault.KindOf(err) != fault.NotFound {
				w.t.Errorf("%s reads the sealed case %s (%v)", who, r.number, err)
			}
		}
		if told := w.rows(`SELECT link FROM notice WHERE link LIKE '%' || $1`, r.number); r.form.Against && len(told) > 0 {
			w.t.Errorf("of the sealed case %s was told %v", r.number, told)
		}
		if put := w.rows(`SELECT body FROM sim_put WHERE body LIKE '{"case":' || $1 || ',"seq":1,%'`, d.Case.ID); r.form.Against && len(put) > 0 {
			w.t.Errorf("the outbox knew when %s came: %v", r.number, put)
		}
	}
}

// historyHolds verifies every chain, replay and root, and ends the history with their sum.
func (w *world) historyHolds() {
	v, err := w.nodes[1].Cases.Verify(w.t.Context())
	if err != nil || len(v.Bad) > 0 || v.Cases != len(w.reports) {
		w.t.Errorf("the history does not hold: %+v %v", v, err)
	}
	sum := sha256.New()
	for _, query := range []string{`SELECT stream || seq || action || at || body || hex(hash) FROM ledger ORDER BY id`, `SELECT day || hex(root) FROM ledger_day ORDER BY day`,
		`SELECT kind || body FROM sim_put ORDER BY kind, body`, `SELECT key || args || person_id || times FROM notice ORDER BY id`} {
		fmt.Fprintln(sum, strings.Join(w.rows(query), "\n"))
	}
	w.tell("%d cases, %d events, %x", v.Cases, v.Events, sum.Sum(nil))
}
