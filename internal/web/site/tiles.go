package site

import (
	"fmt"
	"sync"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/figures"
	"jiazhan/internal/web/ui"
)

// countAge is how long the number of published cases is shown before they are counted again.
const countAge = 30 * time.Second

// counts remembers how many cases of each congress are published.
type counts struct {
	mu   sync.Mutex
	kept map[int64]counted
}

type counted struct {
	n  int
	at time.Time
}

// released counts the published cases, as everybody finds them in the list.
func (s *Server) released(c *call) (counted, error) {
	now := s.DB.Now()
	s.counts.mu.Lock()
	defer s.counts.mu.Unlock()
	got, ok := s.counts.kept[c.home.ID]
	if age := now.Sub(got.at); ok && age >= 0 && age < countAge {
		return got, nil
	}
	n, err := s.Cases.Count(c.r.Context(), access.Actor{}, casework.Query{CongressID: c.home.ID, Public: true})
	if err != nil {
		return counted{}, err
	}
	if s.counts.kept == nil {
		s.counts.kept = map[int64]counted{}
	}
	s.counts.kept[c.home.ID] = counted{n, now}
	return counted{n, now}, nil
}

// homeRates are the rates that a home shows; the page of figures has all of them and says how they are counted.
var homeRates = []string{figures.Replied, figures.Closed, figures.Satisfied}

// tiles are the figures of a home: the published cases lead to their list, each rate to how it is counted.
func (c *call) tiles(n counted, d *figures.Dashboard) []ui.Figure {
	out := []ui.Figure{{Label: c.p.T("公开的诉求"), Value: c.p.T("%d 件", n.n), URL: c.base() + "/answers"}}
	for _, name := range homeRates {
		for _, r := range d.Rates {
			if r.Name == name {
				out = append(out, ui.Figure{Label: c.p.T(rateWords[name].name), Value: percent(r.N, r.Of), Of: c.p.T("%d / %d 件", r.N, r.Of), URL: c.base() + "/figures"})
			}
		}
	}
	return out
}

// percent is n of all, cut to a tenth: 100% only when n is all, "—" of nothing.
func percent(n, all int) string {
	tenths, ok := figures.Rate{N: n, Of: all}.Tenths()
	switch {
	case !ok:
		return "—"
	case tenths%10 == 0:
		return fmt.Sprintf("%d%%", tenths/10)
	}
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}
