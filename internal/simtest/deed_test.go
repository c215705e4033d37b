package simtest

import (
	"errors"
	"fmt"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
)

// report is a case on its way; number is empty until somebody was told that it is filed.
type report struct {
	who, key, number string
	congress         int64
	form             casework.Filing
}

// request is an act that was sent; version is the case's after it, 0 until somebody was told that it is done.
type request struct {
	who     string
	at      casework.At
	act     casework.Act
	version casework.Version
}

func (w *world) key() string {
	w.keysUsed++
	return fmt.Sprintf("key-%d", w.keysUsed)
}

var texts = []string{"村东头的路灯三个月没有亮了。\n晚上老人出门看不见路。", "水管漏水𠮷，街上结冰👨‍👩‍👧", "葛󠄀家庄的桥塌了一角", "有人占用了通道"}

func (w *world) file() {
	h := w.nodes[0]
	if len(w.reports) >= 8 {
		return
	}
	r := &report{key: w.key(), who: one(w, "citizen", "citizen", "citizen", "stranger", "visitor", "deputy", "county officer"), congress: one(w, h.ID, h.ID, h.ID, h.ID, h.OtherID)}
	r.form = casework.Filing{Text: one(w, texts...), Name: one(w, "", "李秀英"), Phone: one(w, "", "13800000001", "13800000002", "0311-88021234"), Public: one(w, true, false), ShowName: one(w, true, false)}
	switch w.rng.IntN(6) {
	case 0:
		r.form.Deputy = "zeng-xiulan"
	case 1, 2:
		r.form.Station = one(w, "xinchengpu", "second")
	case 3:
		r.form.Against = w.rng.IntN(2) == 0
	}
	if r.form.OnBehalf = r.who == "deputy" || r.who == "county officer"; r.form.OnBehalf {
		r.form.Consent, r.form.Against, r.congress = "电话里同意", false, h.ID
	}
	w.reports = append(w.reports, r)
	w.send(r, w.node())
}

// send sends a report, and again the same: it has one number for ever.
func (w *world) send(r *report, n *node) {
	got, err := n.Cases.File(w.t.Context(), w.by[r.who], r.congress, r.form, r.key)
	w.tell("%s files %s at %s: %s %v", r.who, r.key, n.name, got.Number, err)
	switch {
	case n.broke("file", err):
	case r.number == "":
		r.number = got.Number
		w.met["filed"]++
	case r.number != got.Number:
		w.t.Errorf("%s became %s when it was sent again", r.number, got.Number)
	default:
		w.met["filed again"]++
	}
}

func (w *world) fileAgain() {
	if len(w.reports) > 0 {
		w.send(one(w, w.reports...), w.node())
	}
}

// read is a case as it stands; nil when none is known yet, or the node breaks.
func (w *world) read(n *node) *casework.Case {
	var known []string
	for _, r := range w.reports {
		if r.number != "" {
			known = append(known, r.number)
		}
	}
	if len(known) == 0 {
		return nil
	}
	d, err := n.Cases.Read(w.t.Context(), access.Clock, one(w, known...))
	if n.broke("read", err) {
		return nil
	}
	return d.Case
}

// move is something that somebody may do to a case now.
type move struct {
	who    string
	action casework.Action
}

// upward is how much likelier the way up is for what departments have given back: seldom enough that it comes to that.
var upward = map[move]int{{"county officer", "escalate"}: 100, {"second officer", "escalate"}: 100, {"leader", "designate"}: 100}

// act lets one person do one thing that the table allows.
func (w *world) act() {
	n := w.node()
	c := w.read(n)
	if c == nil {
		return
	}
	var moves []move
	for _, who := range w.who {
		for _, a := range w.allowed(n, who, c) {
			lots := max(1, caseworktest.Often[a], upward[move{who, a}])
			if caseworktest.Seldom[a] && w.rng.IntN(4) > 0 {
				lots = 0
			}
			moves = append(moves, slices.Repeat([]move{{who, a}}, lots)...)
		}
	}
	if len(moves) > 0 {
		m := one(w, moves...)
		w.ask(&request{who: m.who, at: casework.At{Number: c.Number, Seen: c.Version, Key: one(w, w.key(), "")}, act: w.filled(m.action)}, n)
	}
}

func (w *world) filled(a casework.Action) casework.Act {
	return caseworktest.RandomAct(w.rng, a, fmt.Sprintf("%s2026-%06d", one(w, "ZD", "ZD", "XL"), 1+w.rng.IntN(9)))
}

// allowed is what the table allows somebody who sees the case; nothing when the node breaks.
func (w *world) allowed(n *node, who string, c *casework.Case) []casework.Action {
	by := w.by[who]
	rules, err := n.Cases.Rules(w.t.Context(), c.CongressID)
	if n.broke("rules", err) || !casework.CanSee(by, c) {
		return nil
	}
	return casework.Allowed(by, c, rules, n.DB.Now())
}

// interfere lets anybody try anything, on any version, with good input or none.
func (w *world) interfere() {
	n := w.node()
	c := w.read(n)
	if c == nil {
		return
	}
	action := one(w, casework.Actions()...)
	act := w.filled(action)
	if w.rng.IntN(4) == 0 {
		act = casework.NewAct(action)
	}
	at := casework.At{Number: c.Number, Seen: max(1, c.Version+casework.Version(w.rng.IntN(3)-1)), Key: one(w, w.key(), "")}
	w.ask(&request{who: one(w, w.who...), at: at, act: act}, n)
}

// actAgain sends an act once more under its key: it is done once, and told to have been done.
func (w *world) actAgain() {
	var keyed []*request
	for _, q := range w.requests {
		if q.at.Key != "" {
			keyed = append(keyed, q)
		}
	}
	if len(keyed) > 0 {
		w.ask(one(w, keyed...), w.node())
	}
}

// ask sends a request and judges the answer by what the table allowed before it.
func (w *world) ask(q *request, n *node) {
	ctx, by := w.t.Context(), w.by[q.who]
	before, err := n.Cases.Read(ctx, access.Clock, q.at.Number)
	if n.broke("read", err) {
		return
	}
	c := before.Case
	lawful := slices.Contains(w.allowed(n, q.who, c), q.act.Action()) && q.at.Seen == c.Version
	after, err := n.Cases.Do(ctx, by, q.at, q.act)
	outcome := "is done"
	if err == nil {
		outcome = fmt.Sprintf("is %s, version %d", after.State, after.Version)
	}
	w.tell("%s: %s %q on version %d at %s %s %v", q.at.Number, q.who, q.act.Action(), q.at.Seen, n.name, outcome, err)
	if fault.KindOf(err) == fault.Internal && n.broke("act", err) {
		if q.version == 0 {
			w.remember(q)
		}
		return
	}
	switch {
	case err == nil && q.version > 0 || err == nil && !lawful && w.doneBefore(q, c):
		w.met["done again"]++
		q.version = max(q.version, q.at.Seen+1)
		if after.Version != c.Version {
			w.t.Errorf("%s: %s was done twice under %s", c.Number, q.act.Action(), q.at.Key)
		}
	case err == nil && !lawful:
		w.t.Errorf("%s: %s did %q on version %d of %d, which the table does not allow", c.Number, q.who, q.act.Action(), q.at.Seen, c.Version)
	case err == nil:
		w.met["done"]++
		w.met[string(q.act.Action())]++
		q.version = after.Version
		w.remember(q)
	default:
		w.refused(q, c, err, lawful)
	}
}

// doneBefore reports whether the act stands in the history already: who sent it was not told.
func (w *world) doneBefore(q *request, c *casework.Case) bool {
	return q.at.Key != "" && slices.Contains(w.requests, q) && c.Version > q.at.Seen
}

func (w *world) remember(q *request) {
	if !slices.Contains(w.requests, q) {
		w.requests = append(w.requests, q)
	}
}

// refused says whether a refusal is the one that this person must get.
func (w *world) refused(q *request, c *casework.Case, err error, lawful bool) {
	kind, sees := fault.KindOf(err), casework.CanSee(w.by[q.who], c)
	var stale *fault.Error
	w.met[map[fault.Kind]string{fault.Invalid: "wrong input", fault.NotFound: "not there", fault.Conflict: "stale", fault.Forbidden: "refused"}[kind]]++
	switch {
	case kind == fault.Invalid: // said before anything else
	case !sees && kind == fault.NotFound, q.version > 0 && !sees:
	case !sees:
		w.t.Errorf("%s: %s may not see it and was told %v", c.Number, q.who, err)
	case lawful && kind == fault.Forbidden && q.act.Action() == "reveal": // she does not want this reader to know
	case lawful || q.version > 0:
		w.t.Errorf("%s: %s may do %q and was told %v", c.Number, q.who, q.act.Action(), err)
	case q.at.Seen != c.Version && kind == fault.Conflict && errors.As(err, &stale) && stale.Key == "case.stale":
	case q.at.Seen == c.Version && (kind == fault.Forbidden || kind == fault.Conflict):
	default:
		w.t.Errorf("%s: %s tried %q on version %d of %d and was told %v", c.Number, q.who, q.act.Action(), q.at.Seen, c.Version, err)
	}
}

// look lets somebody at a desk read a case.
func (w *world) look() {
	n := w.node()
	c := w.read(n)
	if c == nil {
		return
	}
	who := one(w, w.who...)
	read, err := n.Cases.MarkSeen(w.t.Context(), w.by[who], casework.At{Number: c.Number, Seen: c.Version})
	w.tell("%s looks at %s: %v %v", who, c.Number, read, err)
	if !n.broke("look", err) {
		w.met["looked"]++
	}
}

// setLimit changes a limit of the county, on what the node knows or on less.
func (w *world) setLimit() {
	n := w.node()
	rules, err := n.Cases.Rules(w.t.Context(), n.ID)
	if n.broke("rules", err) {
		return
	}
	def := one(w, casework.Limits...)
	change := casework.LimitChange{Name: def.Name, Days: def.Min + w.rng.IntN(def.Max-def.Min+1)}
	err = n.Cases.SetLimit(w.t.Context(), access.Clock, n.ID, change, max(0, rules.Changes()-int64(w.rng.IntN(2))))
	w.tell("%s is %d days: %v", change.Name, change.Days, err)
	if fault.KindOf(err) != fault.Conflict && !n.broke("limit", err) {
		w.met["a limit set"]++
	}
}
