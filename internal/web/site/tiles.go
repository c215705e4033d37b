package site

import (
	"fmt"
	"sync"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui"
)

// tilesAge is how long counts are shown before they are made again; every tile says as of when.
const tilesAge = 30 * time.Second

// tally is how many released cases of a congress there are in each state, and in all.
type tally struct {
	all  int
	of   map[casework.State]int
	asOf time.Time
}

type tileCache struct {
	mu   sync.Mutex
	kept map[int64]tally
}

// tallied are the states whose tile a home shows.
var tallied = []casework.State{casework.Closed, casework.Answered}

func (s *Server) tally(c *call) (tally, error) {
	now := s.DB.Now()
	s.tiles.mu.Lock()
	defer s.tiles.mu.Unlock()
	t, ok := s.tiles.kept[c.home.ID]
	if age := now.Sub(t.asOf); ok && age >= 0 && age < tilesAge {
		return t, nil
	}
	t = tally{asOf: now, of: map[casework.State]int{}}
	q := casework.Query{CongressID: c.home.ID, Public: true}
	var err error
	if t.all, err = s.Cases.Count(c.r.Context(), access.Actor{}, q); err != nil {
		return t, err
	}
	for _, q.State = range tallied {
		if t.of[q.State], err = s.Cases.Count(c.r.Context(), access.Actor{}, q); err != nil {
			return t, err
		}
	}
	if s.tiles.kept == nil {
		s.tiles.kept = map[int64]tally{}
	}
	s.tiles.kept[c.home.ID] = t
	return t, nil
}

// figures are the tiles of a home: each opens the list that it counts.
func (c *call) figures(t tally) []ui.Figure {
	p, list := c.p, c.base()+"/answers"
	n, m := t.of[casework.Closed], t.of[casework.Answered]
	return []ui.Figure{
		{Label: p.T("已公开的诉求"), Value: p.T("%d 件", t.all), URL: list},
		{Label: p.T("已经办结"), Value: percent(n, t.all), Of: p.T("%d / %d 件", n, t.all), URL: list + "?state=closed"},
		{Label: p.T("答复了，等群众评价"), Value: percent(m, t.all), Of: p.T("%d / %d 件", m, t.all), URL: list + "?state=answered"},
	}
}

// percent is n of all, cut to a tenth: 100% only when n is all, "—" of nothing.
func percent(n, all int) string {
	if all == 0 {
		return "—"
	}
	tenths := n * 1000 / all
	if tenths%10 == 0 {
		return fmt.Sprintf("%d%%", tenths/10)
	}
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}
