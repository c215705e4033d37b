package sample

import (
	"cmp"
	"slices"
	"time"
)

// ByClock stands in Step.By for what the clock does by itself: whoever acts a life out lets the sweep run, no more.
const ByClock = "clock"

// Life is one case from filing to where it stands now.
type Life struct {
	Congress string // slug
	Plot     string // what the life is an example of
	Story    string // key
	At       time.Time
	By       string // login of who files on the citizen's behalf; empty: the citizen
	Filing   Filing
	Historic bool // happened long before the house; to be imported rather than acted
	Pictured bool // the citizen sends a picture of what is wrong, the department one of what it did
	Steps    []Step
}

// Filing is what the citizen sends, under the names of the API.
type Filing struct {
	Kind     string   `json:"kind"`
	Title    string   `json:"title"`
	Text     string   `json:"text"`
	Place    string   `json:"place,omitempty"`
	PlaceOf  string   `json:"place_code,omitempty"`
	Station  string   `json:"station,omitempty"`
	Deputy   string   `json:"deputy,omitempty"`
	Areas    []string `json:"areas,omitempty"`
	Name     string   `json:"name,omitempty"`
	Phone    string   `json:"phone,omitempty"`
	Public   bool     `json:"agree_public,omitempty"`
	ShowName bool     `json:"agree_name,omitempty"`
	Against  bool     `json:"against_person,omitempty"`
	OnBehalf bool     `json:"on_behalf,omitempty"`
	Consent  string   `json:"consent,omitempty"`
	Channel  string   `json:"channel,omitempty"`
}

// Step is one action on the case.
type Step struct {
	Action string
	At     time.Time
	By     string         // login; empty: the citizen; or ByClock
	Input  map[string]any // what the actor fills in, under the names of the API; ready for json.Marshal
	With   int            // group: the life whose number belongs into Input["with"]; else -1
}

// Plan says whose lives to invent. The same plan always gives the same lives.
type Plan struct {
	Congress string // slug of a county
	Seed     int64
	N        int       // how many lives; from 45 on every plot occurs, below it there are somewhat more than N
	Now      time.Time // the present; lives lie in the half year before it, historic ones earlier
}

// Moment is one thing that happens: the filing of a life (Step -1) or one of its steps.
type Moment struct {
	At   time.Time
	Life int
	Step int
}

// Lives invents the plan's lives, in the order of their filing. Nothing in them lies after the plan's Now.
func Lives(p Plan) []Life {
	s := newStage(p)
	for _, pl := range programme(p.N) {
		s.play(pl)
	}
	return s.finish()
}

// Order lists everything that happens in some lives, in the order of time.
func Order(lives []Life) []Moment {
	var all []Moment
	for i, l := range lives {
		all = append(all, Moment{l.At, i, -1})
		for k, step := range l.Steps {
			all = append(all, Moment{step.At, i, k})
		}
	}
	slices.SortStableFunc(all, func(a, b Moment) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Life, b.Life), cmp.Compare(a.Step, b.Step))
	})
	return all
}
