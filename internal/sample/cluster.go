package sample

import "jiazhan/internal/access"

// clusterSize is how many citizens of one township say the same.
const clusterSize = 4

// grouped tells what several citizens of a township say about one cause. The county groups their cases; one of them
// turns out to be another matter and leaves.
func grouped(s *stage, p *plot) {
	gap := s.gap(p)
	story, place := s.choose(p.usable, s.month(gap+p.days))
	first := -1
	for i := range clusterSize {
		t := s.teller(story, s.neighbour(story, place))
		t.life.Plot = p.name
		t.wait(1)
		by := t.login(access.StationAdmin, t.station)
		t.accept(by)
		t.assign(by, story.Department)
		if i > 0 {
			t.do(t.officer, "group", fields{})
			t.life.Steps[len(t.life.Steps)-1].With = first
		}
		if i == clusterSize-1 {
			t.wait(1)
			t.do(t.officer, "leave_group", fields{"reason": pick(t.Rand, groupNotes)})
		}
		t.work()
		t.check()
		if i%2 == 0 {
			t.rate()
		}
		n := t.settleAt(gap + p.days - i)
		if i == 0 {
			first = n
		}
	}
}

// neighbour is a place of the same township where the story can be told.
func (s *stage) neighbour(story *Story, of spot) spot {
	var near []spot
	for _, p := range s.places {
		if p.townCode == of.townCode && suits(story, p) {
			near = append(near, p)
		}
	}
	return pick(s.Rand, near)
}
