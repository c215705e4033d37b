package desk

import (
	"net/http"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
	"jiazhan/internal/worklist"
)

// here is what happens on a case while somebody has its page open: who else is writing, and what was done meanwhile.
type here struct {
	ui.Page
	url    string
	tells  bool // the page has a form open, and says so
	first  bool // the page was just made: it says so at once
	others []string
	done   string // what somebody did after the page was made
	latest string // leads to the case as it is now
}

// trigger is when the page tells of itself.
func (h here) trigger() string {
	if h.first {
		return "load delay:1s, every 20s, back"
	}
	return "every 20s, back"
}

// whoIsHere answers a page that is only read.
func (s *Server) whoIsHere(w http.ResponseWriter, r *http.Request) error {
	return s.tellHere(w, r, false)
}

// iAmHere notes that the person has a form open, for others to see, and answers the same.
func (s *Server) iAmHere(w http.ResponseWriter, r *http.Request) error {
	return s.tellHere(w, r, true)
}

func (s *Server) tellHere(w http.ResponseWriter, r *http.Request, tells bool) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	d, err := s.read(r, &v)
	if err != nil {
		return err
	}
	if tells {
		if err := s.noteHere(r, v, d); err != nil {
			return err
		}
	}
	h, err := s.hereOn(r, v, d, seenOf(r))
	if err != nil {
		return err
	}
	h.Page, h.tells, h.url = edge.Page(w, r, ""), tells, r.URL.RequestURI()
	return edge.Render(w, r, http.StatusOK, herePart(h))
}

func (s *Server) noteHere(r *http.Request, v visit, d *casework.Dossier) error {
	if _, err := form.Read(r, form.Text, nil); err != nil {
		return err
	}
	action := casework.Action(r.URL.Query().Get("action"))
	if d.Case.Sealed() || !slices.Contains(d.Actions, action) {
		return nil // nobody is told who works on a sealed case
	}
	return s.Work.Here(r.Context(), v.by, placeOf(d.Case), v.seat(), string(action))
}

func placeOf(c *casework.Case) worklist.Place {
	return worklist.Place{CongressID: c.CongressID, Number: c.Number}
}

// seat is the role in which the person sits at this desk.
func (v visit) seat() access.Grant {
	for _, g := range v.by.Grants {
		if g.CongressID == v.home.ID && len(queuesOf[g.Role]) > 0 {
			return g
		}
	}
	return access.Grant{}
}

// hereOn tells what happens on a case for who has seen the version.
func (s *Server) hereOn(r *http.Request, v visit, d *casework.Dossier, seen casework.Version) (here, error) {
	h := here{latest: caseURL(d.Case.Number) + inList(r.URL.Query().Get("in"))}
	if n := len(d.Entries); n > 0 && seen > 0 && d.Case.Version > seen {
		h.done = meanwhileSaid(v.view, d.Entries[n-1])
	}
	others, err := s.Work.Others(r.Context(), v.by, placeOf(d.Case))
	if err != nil {
		return h, err
	}
	for _, o := range others {
		h.others = append(h.others, v.view.P.T("desk.here", v.view.Role(o.Role, o.UnitID), v.view.Action(casework.Action(o.Action))))
	}
	return h, nil
}

// meanwhileSaid says when who did what.
func meanwhileSaid(v caseview.View, e casework.Entry) string {
	return v.P.T("desk.meanwhile", v.P.ClockAt(e.At.Time(), v.Now), v.Sentence(e, casework.OfficeSide))
}
