package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// together are the actions that can be taken on many cases at once, with the right that each asks for.
var together = []struct {
	action casework.Action
	icon   string
	may    access.Permission
}{
	{"assign", "send", access.AssignCase},
	{"remind", "bell", access.SuperviseCase},
	{"classify", "tag", access.TriageCase},
}

// bulkPage is one action on many cases: what will be done, and afterwards what was.
type bulkPage struct {
	ui.DeskPage
	view   caseview.View
	form   *form.Form
	act    caseview.ActForm
	action casework.Action
	rows   []bulkRow
	able   int // rows on which the action is possible now
	done   bool
	failed int
	again  string // leads to the same for the rows that failed
	undo   *ui.Undo
	undos  []*casework.Case // what can be taken back together
	back   string
	in     string
	send   string
}

type bulkRow struct {
	c      *casework.Case
	able   bool
	result string // why not, "" when it was done
}

// mostTogether is how many cases one bulk action takes: a page of a list.
const mostTogether = pageSize

// bulkFor are the actions that this person may take on many cases.
func (v visit) bulkFor() []casework.Action {
	var out []casework.Action
	for _, t := range together {
		if v.by.Can(t.may, v.home.ID) {
			out = append(out, t.action)
		}
	}
	return out
}

// undoing takes back together what was done together. Nobody asks for it but the page that tells what was done.
const undoing casework.Action = "undo"

// showBulk shows what an action would do to the cases that were ticked.
func (s *Server) showBulk(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if q.Get("action") == string(undoing) {
		return fault.Missing()
	}
	v, p, err := s.bulk(w, r, casework.Action(q.Get("action")), numbersOf(q["n"]), q.Get("in"))
	if err != nil {
		return err
	}
	return s.renderBulk(w, r, v, p)
}

// bulk reads the cases and says for each whether the action is possible.
func (s *Server) bulk(w http.ResponseWriter, r *http.Request, a casework.Action, numbers []string, in string) (visit, bulkPage, error) {
	v, err := s.enter(w, r)
	if err != nil {
		return v, bulkPage{}, err
	}
	may := v.bulkFor()
	if !slices.Contains(may, a) && (a != undoing || len(may) == 0) || len(numbers) > mostTogether {
		return v, bulkPage{}, fault.Missing()
	}
	p := bulkPage{view: v.view, action: a, in: in, back: v.url("/desk/", nil), send: v.url("/desk/bulk/"+string(a), nil)}
	if sel, ok := v.selected(in); ok {
		p.back = sel.here()
	}
	for _, number := range numbers {
		d, err := s.Cases.Read(r.Context(), v.by, number)
		if err != nil {
			return v, p, err
		}
		if d.Side != casework.OfficeSide || d.Case.CongressID != v.home.ID {
			return v, p, fault.Missing()
		}
		row := bulkRow{c: d.Case, able: slices.Contains(d.Actions, a)}
		if row.able {
			p.able++
		} else {
			row.result = v.view.P.T("case.not_now")
		}
		p.rows = append(p.rows, row)
	}
	return v, p, nil
}

func (s *Server) renderBulk(w http.ResponseWriter, r *http.Request, v visit, p bulkPage) error {
	rules, err := s.Cases.Rules(r.Context(), v.home.ID)
	if err != nil {
		return err
	}
	none := &casework.Case{CongressID: v.home.ID}
	p.act = v.view.Form(none, p.action, p.send, given(v.view, &casework.Dossier{Case: none}, p.action, rules))
	if p.DeskPage, err = s.page(w, r, v, v.view.P.T("批量%s", v.view.Action(p.action))); err != nil {
		return err
	}
	p.Failed = p.form.Refused()
	return edge.Render(w, r, p.form.Status(), bulkTemplate(p))
}

// doBulk takes the action on every case of the form, each on the version that was shown, and says what came of each.
func (s *Server) doBulk(w http.ResponseWriter, r *http.Request) error {
	action := casework.Action(r.PathValue("action"))
	f, err := form.Read(r, form.Text, nil)
	if err != nil && !edge.Keep(w, f, err) {
		return err
	}
	numbers, seen := versions(f.All("case"))
	v, p, badList := s.bulk(w, r, action, numbers, f.Get("in"))
	if badList != nil {
		return badList
	}
	p.form = f
	if err != nil || len(numbers) == 0 {
		return s.renderBulk(w, r, v, p)
	}
	wrong := 0
	for i := range p.rows {
		c, err := s.doOne(r.Context(), v, f, action, casework.At{Number: numbers[i], Seen: seen[i], Key: f.Key() + "-" + numbers[i]})
		if fault.KindOf(err) == fault.Invalid {
			wrong++
		}
		if action == undoing {
			err = tooLate(err)
		}
		if err := p.rows[i].came(v, c, err); err != nil {
			return err
		}
		if wrong == len(p.rows) && edge.Keep(w, f, err) {
			return s.renderBulk(w, r, v, p) // nothing was done anywhere: it is the form that is wrong
		}
	}
	p.finish(v)
	if action != undoing {
		p.offerUndo(v)
	}
	return s.renderBulk(w, r, v, p)
}

func (s *Server) doOne(ctx context.Context, v visit, f *form.Form, a casework.Action, at casework.At) (*casework.Case, error) {
	act := casework.NewAct(a)
	casework.Fill(act, f.All)
	return s.do(ctx, v, at, act)
}

// came notes what came of the action on one case. What is no refusal is the caller's error.
func (row *bulkRow) came(v visit, c *casework.Case, err error) error {
	refusal := fault.As(err)
	switch {
	case err == nil:
		row.c, row.result = c, ""
		return nil
	case refusal == nil:
		return err
	}
	row.result = meanwhile(v.view, err)
	if row.result != "" {
		return nil
	}
	var why []string
	for _, f := range refusal.Fields {
		why = append(why, v.view.P.T(f.Key, f.Args...))
	}
	if len(why) == 0 {
		why = append(why, v.view.P.T(refusal.Key, refusal.Args...))
	}
	row.result = strings.Join(why, "")
	return nil
}

// finish counts what failed and offers it again.
func (p *bulkPage) finish(v visit) {
	p.done = true
	again := url.Values{"action": {string(p.action)}, "in": {p.in}}
	for _, row := range p.rows {
		if row.result != "" {
			p.failed++
			again.Add("n", row.c.Number)
		}
	}
	if p.failed > 0 && p.action != undoing {
		p.again = v.url("/desk/bulk", again)
	}
}

// told says of how many rows something came.
func (p bulkPage) told() string {
	if p.action == undoing {
		return p.P.T("%[1]d 件撤销了，%[2]d 件没有撤销", len(p.rows)-p.failed, p.failed)
	}
	return p.P.T("%[1]d 件办好了，%[2]d 件没有办", len(p.rows)-p.failed, p.failed)
}

// versions reads the cases of a bulk form: each with the version that was shown, "ZD2026-000001.4".
func versions(cases []string) (numbers []string, seen []casework.Version) {
	for _, one := range cases {
		number, version, _ := strings.Cut(one, ".")
		n, err := strconv.ParseInt(version, 10, 64)
		if err == nil {
			numbers, seen = append(numbers, number), append(seen, casework.Version(n))
		}
	}
	return numbers, seen
}
