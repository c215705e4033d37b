package sample

import (
	"time"

	"jiazhan/internal/workday"
)

// plot is a kind of life: how often it happens, how long ago it ended, and how it goes.
type plot struct {
	name   string
	weight int // in a thousand
	from   int // fewest working days between its last step and the present
	to     int // most
	days   int // about how long it takes
	usable func(*Story) bool
	tell   func(*teller)
	cast   func(*stage, *plot) // instead of tell: several lives at once
}

// plots is the whole programme. Those that end lie in the half year behind; those that stand open are young.
var plots = []*plot{
	{name: "plain", weight: 240, from: 1, to: 112, days: 9, usable: ordinary, tell: plain},
	{name: "explained", weight: 75, from: 1, to: 112, days: 3, usable: explainable, tell: explained},
	{name: "silence", weight: 60, from: 13, to: 100, days: 8, usable: ordinary, tell: silent},
	{name: "declined", weight: 30, from: 1, to: 110, days: 1, usable: ordinary, tell: declined},
	{name: "withdrawn", weight: 25, from: 1, to: 110, days: 3, usable: ordinary, tell: withdrawn},
	{name: "returned", weight: 50, from: 1, to: 105, days: 10, usable: misdirected, tell: returned},
	{name: "return refused", weight: 15, from: 1, to: 105, days: 9, usable: ordinary, tell: returnRefused},
	{name: "extended", weight: 40, from: 1, to: 100, days: 14, usable: slow, tell: extended},
	{name: "extension refused", weight: 10, from: 1, to: 100, days: 9, usable: slow, tell: extensionRefused},
	{name: "asked", weight: 50, from: 1, to: 105, days: 11, usable: questioned, tell: asked},
	{name: "sent back", weight: 35, from: 1, to: 105, days: 11, usable: ordinary, tell: sentBackOnce},
	{name: "late", weight: 25, from: 1, to: 100, days: 14, usable: ordinary, tell: late},
	{name: "reworked", weight: 30, from: 1, to: 95, days: 18, usable: ordinary, tell: reworked},
	{name: "reworked twice", weight: 15, from: 1, to: 85, days: 28, usable: ordinary, tell: reworkedTwice},
	{name: "unsolved", weight: 8, from: 1, to: 70, days: 40, usable: ordinary, tell: unsolved},
	{name: "readdressed", weight: 15, from: 1, to: 110, days: 9, usable: ordinary, tell: readdressed},
	{name: "deputy silent", weight: 15, from: 1, to: 100, days: 13, usable: ordinary, tell: deputySilent},
	{name: "followed up", weight: 30, from: 1, to: 100, days: 13, usable: ordinary, tell: followedUp},
	{name: "referred", weight: 10, from: 1, to: 95, days: 14, usable: clue, tell: referred},
	{name: "grouped", weight: 40, from: 1, to: 90, days: 12, usable: ordinary, cast: grouped},
	{name: "sealed", weight: 10, from: 1, to: 60, days: 4, usable: accusation, tell: sealed},
	{name: "historic", weight: 20, from: 270, to: 480, days: 10, usable: ordinary, tell: plain},

	{name: "new", weight: 25, from: 1, to: 1, days: 0, usable: ordinary, tell: func(*teller) {}},
	{name: "new to deputy", weight: 15, from: 1, to: 1, days: 0, usable: ordinary, tell: func(t *teller) { t.toDeputy() }},
	{name: "taken", weight: 15, from: 1, to: 1, days: 1, usable: ordinary, tell: justTaken},
	{name: "to county", weight: 10, from: 1, to: 3, days: 1, usable: ordinary, tell: toCounty},
	{name: "assigned", weight: 20, from: 1, to: 1, days: 2, usable: ordinary, tell: justAssigned},
	{name: "at work", weight: 35, from: 1, to: 2, days: 3, usable: ordinary, tell: atWork},
	{name: "hard work", weight: 20, from: 1, to: 9, days: 4, usable: slow, tell: hardWork},
	{name: "overdue", weight: 20, from: 1, to: 3, days: 9, usable: ordinary, tell: overdue},
	{name: "listed", weight: 10, from: 1, to: 8, days: 12, usable: ordinary, tell: listed},
	{name: "to check", weight: 20, from: 1, to: 1, days: 6, usable: ordinary, tell: toCheck},
	{name: "paused", weight: 12, from: 1, to: 5, days: 3, usable: questioned, tell: paused},
	{name: "wants return", weight: 8, from: 1, to: 1, days: 3, usable: misdirected, tell: wantsReturn},
	{name: "wants extension", weight: 8, from: 1, to: 1, days: 5, usable: slow, tell: wantsExtension},
	{name: "unrated", weight: 30, from: 1, to: 6, days: 7, usable: ordinary, tell: answered},
	{name: "in rework", weight: 12, from: 1, to: 4, days: 9, usable: ordinary, tell: inRework},
}

func ordinary(s *Story) bool    { return s.Kind != "accusation" }
func accusation(s *Story) bool  { return s.Kind == "accusation" }
func clue(s *Story) bool        { return s.Kind == "clue" }
func explainable(s *Story) bool { return s.Explain != "" }
func misdirected(s *Story) bool { return s.Wrong != "" }
func slow(s *Story) bool        { return s.Extension != "" }
func questioned(s *Story) bool  { return s.Ask != "" }

// programme lists the plots of n lives: each by its weight and at least once, the plain one filling up.
func programme(n int) []*plot {
	var list []*plot
	left := n
	for _, p := range plots[1:] {
		times := max(1, (n*p.weight+500)/1000)
		if p.cast != nil {
			times = max(1, times/clusterSize)
			left -= times * (clusterSize - 1)
		}
		for range times {
			list = append(list, p)
		}
		left -= times
	}
	for range left {
		list = append(list, plots[0])
	}
	return list
}

// play tells one life, or several together.
func (s *stage) play(p *plot) {
	if p.cast != nil {
		p.cast(s, p)
		return
	}
	gap := s.gap(p)
	t := s.teller(s.choose(p.usable, s.month(gap+p.days)))
	t.life.Plot, t.life.Historic = p.name, p.name == "historic"
	if ordinary(t.story) && !t.life.Historic && s.IntN(6) == 0 {
		t.onBehalf()
	}
	p.tell(t)
	t.settle(gap)
}

func (s *stage) gap(p *plot) int { return p.from + s.IntN(p.to-p.from+1) }

// month is the month that was so many working days ago.
func (s *stage) month(days int) time.Month {
	return s.calendar.Add(s.Now, -days).In(workday.Shanghai()).Month()
}
