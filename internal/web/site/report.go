package site

import (
	"net/http"
	"slices"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// reportPage is one step of filing.
type reportPage struct {
	ui.SitePage
	call   *call
	f      *form.Form
	steps  []step
	at     int
	filing casework.Filing
	again  string  // the sentence of a report that was sent already, "" else
	alike  []story // published cases that may tell of the same thing
}

func (r reportPage) step() step   { return r.steps[r.at] }
func (r reportPage) sealed() bool { return r.filing.Against }

// forOther reports whether the page asks for whom one writes: those who may write for others, and whoever says so.
func (r reportPage) forOther() bool {
	return r.filing.OnBehalf || r.call.by.Can(access.FileForOthers, r.call.home.ID)
}

// edited reports whether the step was opened from the last page, to which it leads back.
func (r reportPage) edited() bool { return r.f.Get("then") == "check" && r.step().name != "check" }

func (s *Server) startReport(c *call) error {
	return c.showStep(prefilled(c), 0)
}

// photosFirst is the button by which somebody who is still at the words goes to the photos before them.
const photosFirst = "photos_first"

// report takes one page of the report and shows the next, or sends it. The button's "go" says which: "" onwards, "back",
// "find" another deputy, photosFirst, "send", or the name of a step to be changed.
func (s *Server) report(c *call) error {
	f, err := form.Read(c.r, reportLimits(c.r), c.sinks())
	filing := filingOf(f)
	steps := way(f)
	at := place(steps, f.Get("at"))
	if c.keep(f, err) {
		return c.showStep(f, at)
	}
	if err != nil {
		return err
	}
	switch to := f.Get("go"); to {
	case "back":
		f.Set("then", "")
		return c.showStep(f, max(0, at-1))
	case "find":
		return c.showStep(f, at)
	case photosFirst:
		f.Set("first", "photos")
		return c.showStep(f, 0)
	case "send":
		return c.send(f, filing)
	case "":
		return c.onwards(f, filing, at)
	default:
		f.Set("then", "check")
		return c.showStep(f, place(steps, to))
	}
}

// reportLimits lets photos in only where a form with files can bring them.
func reportLimits(r *http.Request) form.Limits {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return form.Photos
	}
	return form.Text
}

// onwards leads to the next step unless this one has something wrong.
func (c *call) onwards(f *form.Form, filing casework.Filing, at int) error {
	steps := way(f)
	if wrong := steps[at].wrongIn(filing.Check(c.by, c.home.ID)); f.Keep(wrong.Err()) {
		return c.showStep(f, at)
	}
	if f.Get("then") == "check" {
		f.Set("then", "")
		return c.showStep(f, len(steps)-1)
	}
	return c.showStep(f, min(at+1, len(steps)-1))
}

// send files the report. What is wrong leads back to the first page that can mend it.
func (c *call) send(f *form.Form, filing casework.Filing) error {
	steps := way(f)
	if f.Key() == "" {
		return c.showStep(f, len(steps)-1)
	}
	if err := c.spend(limit.File); c.keep(f, err) {
		return c.showStep(f, len(steps)-1)
	}
	receipt, err := c.s.Cases.File(c.r.Context(), c.by, c.home.ID, filing, f.Key())
	if refusal := fault.As(err); refusal != nil && refusal.Key == "once.other" {
		f.Set(form.KeyField, form.NewKey())
		return c.showAgain(f, len(steps)-1)
	}
	if at := firstWrong(steps, err); err != nil && f.Keep(narrowed(steps[at], err)) {
		return c.showStep(f, at)
	}
	if err != nil {
		return err
	}
	if !filing.Against && !c.by.Staff() {
		c.s.remember(c.w, c.r, vault.HashToken(receipt.Token))
	}
	return c.redirect(c.base() + "/receipt/" + receipt.Token)
}

// narrowed leaves of a refusal the fields of one step.
func narrowed(s step, err error) error {
	if own := s.wrongIn(err); len(own) > 0 {
		return own.Err()
	}
	return err
}

func (c *call) showStep(f *form.Form, at int) error { return c.showReport(f, at, "") }

// sentBefore is told when other words come under the key of a report that was sent: the button makes a second report.
var sentBefore = i18n.Key("这张表刚才已经提交过一次。如果这是另一件事，请再按一次“提交”；如果是补充，请到“查进度”里补充。")

func (c *call) showAgain(f *form.Form, at int) error { return c.showReport(f, at, sentBefore) }

// anonymous reports whether nothing in the form says who somebody is. A page that carries a name or a phone is not left
// behind in the browser of a phone that others use too.
func anonymous(f *form.Form) bool {
	return !slices.ContainsFunc([]string{"name", "phone", "address", "consent"}, func(field string) bool { return f.Get(field) != "" })
}

func (c *call) showReport(f *form.Form, at int, again string) error {
	filing := filingOf(f)
	steps := way(f)
	page := c.sitePage(c.p.T(steps[at].title), "")
	page.Failed = f.Refused()
	status := f.Status()
	if again != "" {
		status, again = http.StatusConflict, c.p.T(again)
	}
	alike, err := c.alike(f, steps, at)
	if err != nil {
		return err
	}
	if !filing.Against && anonymous(f) {
		edge.Back(c.w)
	}
	return c.show(status, reportView(reportPage{page, c, f, steps, at, filing, again, alike}))
}
