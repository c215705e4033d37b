package site

import (
	"net/http"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// newest is how many answers a home shows.
const newest = 3

type homePage struct {
	ui.SitePage
	figures []ui.Figure
	asOf    string
	stories []story
	search  bool
	look    congress.Appearance
}

// story is a published case as a card: what was wrong, and what was done.
type story struct {
	url    string
	title  string
	state  casework.State
	where  string
	when   string
	answer string
	photos []ui.Photo // one before, one after
}

func (s *Server) home(c *call) error {
	n, err := s.released(c)
	if err != nil {
		return err
	}
	board, err := s.Figures.Dashboard(c.r.Context(), c.home.ID)
	if err != nil {
		return err
	}
	stories, err := s.stories(c)
	if err != nil {
		return err
	}
	edge.Public(c.w)
	return c.show(http.StatusOK, homeView(homePage{c.wide("", ui.TabHome), c.tiles(n, board), c.p.ClockAt(board.At, s.DB.Now()), stories, s.Search != nil, c.home.Appearance}))
}

// stories are the newest published cases, as everybody may read them.
func (s *Server) stories(c *call) ([]story, error) {
	everybody := access.Actor{}
	list, err := s.Cases.List(c.r.Context(), everybody, casework.Query{CongressID: c.home.ID, Public: true, Limit: newest})
	if err != nil {
		return nil, err
	}
	out := make([]story, 0, newest)
	for _, one := range list.Cases {
		d, err := s.Cases.Read(c.r.Context(), everybody, one.Number)
		if err != nil {
			return nil, err
		}
		photos, err := s.photos(c.r.Context(), d)
		if err != nil {
			return nil, err
		}
		st := c.card(one)
		if e := answerOf(d); e != nil {
			st.answer = e.Text
		}
		st.photos = c.pair(d, photos)
		out = append(out, st)
	}
	return out, nil
}

func (c *call) card(one *casework.Case) story {
	st := story{url: c.caseURL(one.Number), title: one.Title, state: one.State}
	if station := c.dir.Station(one.StationID); station != nil {
		st.where = station.Name
	}
	at := one.FiledAt
	if one.AnsweredAt > 0 {
		at = one.AnsweredAt
	}
	st.when = c.p.DateAt(at.Time(), c.s.DB.Now())
	return st
}
