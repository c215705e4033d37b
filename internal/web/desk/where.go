package desk

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// wherePage is the view of who leads: how things stand at every desk, and what is listed.
type wherePage struct {
	ui.DeskPage
	tiles []ui.Figure
	late  []deskLine // desks with something overdue, the longest overdue first
	calm  []deskLine // the others, in the order of the work
	list  listPage   // what is listed for supervision
	more  string     // leads to the rest of it, "" when all is shown
}

// deskLine is one desk; the deputies are one line together, for persons are not compared.
type deskLine struct {
	casework.Standing
	name   string
	oldest string // since when the longest overdue is due
	url    map[string]string
}

// leads reports whether the person sees how all desks of the congress stand.
func (v visit) leads() bool { return v.by.Can(access.ReadCases, v.home.ID) }

// mostListed is how many listed cases the page shows itself.
const mostListed = 10

// where shows where things stick, each number leading to its list.
func (s *Server) where(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	if !v.leads() {
		return fault.New(fault.Forbidden, "case.not_allowed")
	}
	standings, err := s.Cases.Standings(r.Context(), v.by, v.home.ID)
	if err != nil {
		return err
	}
	c, err := s.counts(r, v)
	if err != nil {
		return err
	}
	p := wherePage{tiles: v.tiles(c)}
	p.late, p.calm = v.desksBy(standings)
	if p.list, err = s.listedCases(r, v); err != nil {
		return err
	}
	if p.DeskPage, err = s.page(w, r, v, v.view.P.T("卡在哪里")); err != nil {
		return err
	}
	p.list.DeskPage = p.DeskPage
	if n := c.queues["listed"]; n > mostListed {
		p.more = v.railItem("listed", n).URL
	}
	return edge.Render(w, r, http.StatusOK, whereTemplate(p))
}

// tiles are the numbers that matter to who leads, among the queues this person has.
func (v visit) tiles(c counts) []ui.Figure {
	var out []ui.Figure
	mine := v.queues()
	for _, q := range []casework.Queue{"open", "overdue", "due_soon", "rework", "unsolved", "supervised", "listed"} {
		if !slices.Contains(mine, q) {
			continue
		}
		f := ui.Figure{Label: v.view.Queue(q), Value: ui.Few(c.queues[q]), URL: v.railItem(q, 0).URL}
		if q != "open" && q != "unsolved" {
			f.Of = v.view.P.T("%[1]d / %[2]d 件在办", c.queues[q], c.queues["open"])
		}
		out = append(out, f)
	}
	return out
}

// desksBy parts the desks into those where something is overdue and the others.
func (v visit) desksBy(standings []casework.Standing) (late, calm []deskLine) {
	for _, st := range oneForDeputies(standings) {
		line := deskLine{Standing: st, name: v.deskName(st.Desk), url: v.deskLinks(st.Desk)}
		if st.Oldest != 0 {
			line.oldest = v.view.P.DateAt(st.Oldest.Time(), v.view.Now)
		}
		if st.Overdue > 0 {
			late = append(late, line)
		} else {
			calm = append(calm, line)
		}
	}
	slices.SortStableFunc(late, func(a, b deskLine) int { return cmp.Compare(a.Oldest, b.Oldest) })
	return late, calm
}

// oneForDeputies joins the deputies' desks to one line, and puts the desks in the order of the work.
func oneForDeputies(standings []casework.Standing) []casework.Standing {
	var out []casework.Standing
	deputies := casework.Standing{Desk: casework.Desk{Kind: casework.DeputyDesk}}
	for _, st := range standings {
		if st.Desk.Kind != casework.DeputyDesk {
			out = append(out, st)
			continue
		}
		deputies.Open, deputies.Overdue, deputies.Soon = deputies.Open+st.Open, deputies.Overdue+st.Overdue, deputies.Soon+st.Soon
		if st.Oldest != 0 && (deputies.Oldest == 0 || st.Oldest < deputies.Oldest) {
			deputies.Oldest = st.Oldest
		}
	}
	if deputies.Open > 0 {
		out = append(out, deputies)
	}
	slices.SortFunc(out, func(a, b casework.Standing) int {
		return cmp.Or(cmp.Compare(slices.Index(deskKinds, a.Desk.Kind), slices.Index(deskKinds, b.Desk.Kind)), cmp.Compare(a.Desk.ID, b.Desk.ID))
	})
	return out
}

func (v visit) deskName(d casework.Desk) string {
	if d.Kind == casework.DeputyDesk {
		return v.view.P.T("case.desk.deputy")
	}
	return v.view.Desk(d)
}

// deskLinks lead to the lists of a desk, by queue.
func (v visit) deskLinks(d casework.Desk) map[string]string {
	name := string(d.Kind)
	if st := v.dir.Station(d.ID); d.Kind == casework.StationDesk && st != nil {
		name += "." + st.Slug
	}
	if dep := v.dir.Department(d.ID); d.Kind == casework.DepartmentDesk && dep != nil {
		name += "." + dep.Slug
	}
	links := map[string]string{}
	for _, q := range []string{"open", "overdue", "due_soon"} {
		if v.shelves(casework.Queue(q)) {
			links[q] = v.url("/desk/", url.Values{"queue": {q}, "desk": {name}})
		}
	}
	return links
}

// listedCases are the cases that are listed for supervision, those due first.
func (s *Server) listedCases(r *http.Request, v visit) (listPage, error) {
	sel, err := choose(v, url.Values{"queue": {"listed"}, "cols": {"account", "due", "state", "desk"}})
	if err != nil {
		return listPage{}, err
	}
	sel.query.Limit = mostListed
	list, err := s.Cases.List(r.Context(), v.by, sel.query)
	return listPage{selection: sel, title: v.view.Queue("listed"), cases: list.Cases}, err
}
