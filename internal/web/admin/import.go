package admin

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sheet"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// rosterLimits are those of a form with one list.
var rosterLimits = form.Limits{Body: sheet.MaxBytes + 1<<20, Text: 1 << 20, Fields: 20, Files: 1, File: sheet.MaxBytes}

type importPage struct {
	ui.DeskPage
	visit
	form *form.Form
}

func (s *Server) importPeople(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return err
	}
	return s.renderImport(w, r, v, nil)
}

func (s *Server) renderImport(w http.ResponseWriter, r *http.Request, v visit, f *form.Form) error {
	p := importPage{DeskPage: s.page(w, r, v, v.view.P.T("从表格导入人员")), visit: v, form: f}
	p.Failed = f.Refused()
	return edge.Render(w, r, f.Status(), importTemplate(p))
}

// readRoster reads a list and leads to what it would do. Nothing is changed yet.
func (s *Server) readRoster(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return err
	}
	f, err := form.Read(r, rosterLimits, map[string]form.Sink{"file": func(ctx context.Context, name string, file io.Reader) (string, error) {
		return s.keepRoster(ctx, v, name, file)
	}})
	if err == nil && f.Get("file") == "" {
		f.Fail("file", "admin.roster.file")
		err = f.Err()
	}
	if edge.Keep(w, f, err) {
		return s.renderImport(w, r, v, f)
	}
	if err != nil {
		return err
	}
	return edge.Redirect(w, r, v.at("/admin/people/import/"+f.Get("file")))
}

func (s *Server) keepRoster(ctx context.Context, v visit, name string, file io.Reader) (string, error) {
	book, err := sheet.Read(file, maxRoster+10)
	if err != nil {
		return "", err
	}
	rows, err := rosterRows(book)
	if err != nil {
		return "", err
	}
	content, err := json.Marshal(rows)
	if err != nil {
		return "", err
	}
	short := []rune(hanzi.Clean(name))
	return s.Account.KeepRoster(ctx, v.by, v.home.ID, string(short[:min(len(short), 100)]), string(content))
}

// rosterPage says what a list would do, line by line, or did.
type rosterPage struct {
	ui.DeskPage
	visit
	form   *form.Form
	roster account.Roster
	lines  []rosterLine
	count  map[account.Outcome]int
	show   account.Outcome // "" shows all
	shown  []rosterLine
	pager  ui.Pager
}

// withRoster is a page about a list that was read.
func (s *Server) withRoster(f func(w http.ResponseWriter, r *http.Request, p rosterPage) error) edge.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := s.enter(r, access.ManagePeople)
		if err != nil {
			return err
		}
		p := rosterPage{visit: v, count: map[account.Outcome]int{}}
		if p.roster, err = s.Account.Roster(r.Context(), v.by, v.home.ID, r.PathValue("roster")); err != nil {
			return err
		}
		var rows []sheet.Row
		if err := json.Unmarshal([]byte(p.roster.Content), &rows); err != nil {
			return err
		}
		if err := s.plan(r.Context(), &p, rows); err != nil {
			return err
		}
		return f(w, r, p)
	}
}

// plan reads the rows and asks what those would do that can be understood.
func (s *Server) plan(ctx context.Context, p *rosterPage, rows []sheet.Row) error {
	for _, row := range rows {
		p.lines = append(p.lines, p.readLine(row))
	}
	good := p.enrolments()
	outcomes, err := s.Account.WouldEnlist(ctx, p.by, p.home.ID, good)
	if err != nil {
		return err
	}
	for i := range p.lines {
		l := &p.lines[i]
		if len(l.wrong) > 0 {
			l.Outcome = account.Refused
		} else {
			l.take(outcomes[0])
			outcomes = outcomes[1:]
		}
		p.count[l.Outcome]++
	}
	return nil
}

// enrolments are the lines that could be understood.
func (p rosterPage) enrolments() []account.Enrolment {
	var out []account.Enrolment
	for _, l := range p.lines {
		if len(l.wrong) == 0 {
			out = append(out, l.Enrolment)
		}
	}
	return out
}

func (p rosterPage) own(more string, query ...string) string {
	return p.at("/admin/people/import/"+p.roster.Ref+more, query...)
}

// changes counts the lines that do something.
func (p rosterPage) changes() int { return p.count[account.Joins] + p.count[account.Gains] }

func (s *Server) showRoster(w http.ResponseWriter, r *http.Request, p rosterPage) error {
	q := r.URL.Query()
	p.show = account.Outcome(q.Get("show"))
	if q.Get("show") == "" && p.count[account.Refused] > 0 {
		p.show = account.Refused
	}
	return s.renderRoster(w, r, p)
}

// outcomes are what lines do, in the order in which pages show them.
var outcomes = []account.Outcome{account.Refused, account.Joins, account.Gains, account.Holds}

func (s *Server) renderRoster(w http.ResponseWriter, r *http.Request, p rosterPage) error {
	for _, l := range p.lines {
		if l.Outcome == p.show || !slices.Contains(outcomes, p.show) {
			p.shown = append(p.shown, l)
		}
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("from")) // another text is the first page
	p.shown, p.pager = slice(p.shown, from, rosterSize, func(i int) string {
		return p.own("", "show", r.URL.Query().Get("show"), "from", strconv.Itoa(i))
	})
	p.DeskPage = s.page(w, r, p.visit, p.view.P.T("核对：%s", p.roster.Name))
	p.Failed = p.form.Refused()
	return edge.Render(w, r, p.form.Status(), rosterTemplate(p))
}

// outcome says what a line does.
func (v visit) outcome(o account.Outcome) string { return v.view.P.T("admin.roster." + string(o)) }

// rosterSize is how many lines a page shows.
const rosterSize = 100

// slice cuts one page out of a whole list, with the ways to the pages beside it.
func slice[T any](all []T, from, size int, address func(i int) string) ([]T, ui.Pager) {
	var pager ui.Pager
	from = min(max(from, 0), len(all))
	if from > 0 {
		pager.Prev = address(max(0, from-size))
	}
	if from+size < len(all) {
		pager.Next = address(from + size)
	}
	return all[from:min(len(all), from+size)], pager
}

// takeRoster carries a list out, all of it or nothing. Sent again it does nothing again.
func (s *Server) takeRoster(w http.ResponseWriter, r *http.Request, p rosterPage) error {
	f, err := form.Read(r, form.Text, nil)
	if err == nil && p.roster.Done.IsZero() {
		if p.count[account.Refused] > 0 {
			err = fault.New(fault.Conflict, "account.roster.changed")
		} else {
			_, err = s.Account.Enlist(r.Context(), p.by, p.home.ID, p.roster.Ref, p.enrolments())
		}
	}
	if edge.Keep(w, f, err) {
		p.form, p.show = f, account.Refused
		return s.renderRoster(w, r, p)
	}
	if err != nil {
		return err
	}
	if p.roster.Done.IsZero() {
		edge.Flash(w, r, ui.Good, "admin.roster.taken", strconv.Itoa(p.count[account.Joins]), strconv.Itoa(p.count[account.Gains]))
	}
	return edge.Redirect(w, r, p.own(""))
}
