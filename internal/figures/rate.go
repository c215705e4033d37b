package figures

import (
	"cmp"
	"slices"

	"jiazhan/internal/casework"
)

// Rate is a share that can be checked: N of Of.
type Rate struct {
	Name string
	N    int
	Of   int
}

// Tenths is the share in tenths of a percent, rounded down, so that 100 % only stands where N equals Of. There is none
// where the base is empty.
func (r Rate) Tenths() (tenths int, ok bool) {
	if r.Of == 0 {
		return 0, false
	}
	return int(int64(r.N) * 1000 / int64(r.Of)), true
}

// The rates of a dashboard. Base is every case but the withdrawn.
const (
	Accepted  = "accepted"  // 受理率: taken up, of the base
	Replied   = "replied"   // 答复率: answered or closed, of the base
	Closed    = "closed"    // 办结率: closed, of the base
	Satisfied = "satisfied" // 满意率: satisfied or basically satisfied, of the rated; silence is not rated
)

// tally adds up what the rates need.
type tally struct {
	cases   int
	states  map[casework.State]int
	results map[string]int
	rated   int
}

func (t *tally) add(c count) {
	if t.states == nil {
		t.states, t.results = map[casework.State]int{}, map[string]int{}
	}
	t.cases += c.cases
	t.states[c.state] += c.cases
	if c.result != "" && c.state != casework.Withdrawn {
		t.results[c.result] += c.cases
		t.rated += c.cases
	}
}

func (t *tally) rates() []Rate {
	base := t.cases - t.states[casework.Withdrawn]
	closed := t.states[casework.Closed]
	return []Rate{
		{Accepted, base - t.states[casework.Filed] - t.states[casework.Declined], base},
		{Replied, t.states[casework.Answered] + closed, base},
		{Closed, closed, base},
		{Satisfied, t.results[casework.Satisfied] + t.results[casework.Basically], t.rated},
	}
}

func (t *tally) ratings() []Rate {
	var out []Rate
	for _, name := range []string{casework.Satisfied, casework.Basically, casework.Dissatisfied} {
		out = append(out, Rate{name, t.results[name], t.rated})
	}
	return out
}

func byStationAndState(a, b Cell) int {
	return cmp.Or(cmp.Compare(a.Station, b.Station), cmp.Compare(slices.Index(casework.States, a.State), slices.Index(casework.States, b.State)))
}
