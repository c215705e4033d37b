package site

import (
	"net/http"
	"slices"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/draft"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/i18n"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// writing is a report on its way. Each page that is sent is saved on a draft and leads to the address of the next one. In
// the sealed lane nothing may be kept before it is sent: there the answer to a page is the next page, and what was typed
// travels along in hidden fields.
type writing struct {
	*call
	f     *form.Form
	steps []step
	at    int
	ref   draft.Ref // zero without a draft
	draft draft.Draft
	key   string // of idempotency
}

// onPages reports whether the report has no draft.
func (w *writing) onPages() bool { return w.ref.ID == "" }

// saved reports whether anything of it is kept.
func (w *writing) saved() bool { return !w.draft.At.IsZero() }

// read takes a page that was sent.
func (w *writing) read() error {
	f, err := form.Read(w.r, reportLimits(w.r), w.sinks())
	w.f = f
	return err
}

// reportLimits lets photos in only where a form with files can bring them.
func reportLimits(r *http.Request) form.Limits {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return form.Photos
	}
	return form.Text
}

// report takes a page of a report that has no draft: of the sealed lane, or of one that has just left it.
func (s *Server) report(c *call) error {
	edge.Untraced(c.w)
	w := &writing{call: c}
	err := w.read()
	w.steps, w.key = way(w.f), w.f.Key()
	w.at = place(w.steps, w.f.Get("at"))
	if edge.Keep(w.w, w.f, err) {
		return w.show(w.at)
	}
	if err != nil {
		return err
	}
	if !w.f.Bool("against_person") {
		w.ref, w.key = draft.NewRef(c.keepSecret(), c.home.ID, s.DB.Now()), ""
	}
	return w.move()
}

// photosFirst is the button by which somebody who is still at the words goes to the photos before them.
const photosFirst = "photos_first"

// move goes where the button of a page leads. Its "go" says where: "" onwards, "back", "find" another deputy, photosFirst,
// "send", or the name of a step to be changed.
func (w *writing) move() error {
	last := len(w.steps) - 1
	switch to := w.f.Get("go"); to {
	case "send":
		return w.send()
	case "back":
		w.f.Set("then", "")
		return w.lead(max(0, w.at-1))
	case photosFirst:
		here := w.steps[w.at].name
		w.f.Set("first", "photos")
		w.steps = way(w.f)
		w.at = place(w.steps, here)
		return w.lead(0)
	case "", "find":
		if wrong := w.wrong(); len(wrong) > 0 {
			return w.refuse(w.at, wrong)
		}
		if to == "find" {
			return w.lead(w.at)
		}
		if w.f.Get("then") == "check" {
			w.f.Set("then", "")
			return w.lead(last)
		}
		return w.lead(min(w.at+1, last))
	default:
		w.f.Set("then", "check")
		return w.lead(place(w.steps, to))
	}
}

// wrong is what is wrong on this page.
func (w *writing) wrong() fault.Fields {
	own, filing := w.steps[w.at], filingOf(w.f)
	out := own.wrongIn(filing.Check(w.by, w.home.ID))
	if key := hanzi.CheckLine(w.f.Line("find"), casework.ShortText); slices.Contains(own.fields, "find") && key != "" {
		out.Add("find", key)
	}
	return out
}

// lead goes to a page: to its address once the draft is saved, or at once.
func (w *writing) lead(at int) error {
	if w.onPages() {
		return w.show(at)
	}
	return w.save(at, nil)
}

// refuse leads to the page on which something is wrong.
func (w *writing) refuse(at int, wrong fault.Fields) error {
	w.f.Keep(wrong.Err())
	if w.onPages() {
		return w.show(at)
	}
	return w.save(at, wrong)
}

// send files the report. What is wrong leads back to the first page that can mend it.
func (w *writing) send() error {
	last := len(w.steps) - 1
	if w.key == "" {
		return w.lead(last)
	}
	if w.onPages() { // a draft was counted when it was begun
		if err := w.spend(limit.File); edge.Keep(w.w, w.f, err) {
			return w.show(last)
		}
	}
	if err := w.s.Limits.Take(limit.File, limit.Who{Congress: w.home.ID}); edge.Keep(w.w, w.f, err) {
		return w.show(last)
	}
	filing := filingOf(w.f)
	receipt, err := w.s.Cases.File(w.r.Context(), w.by, w.home.ID, filing, w.key)
	if refusal := fault.As(err); refusal != nil && refusal.Key == "once.other" {
		return w.askAgain()
	}
	if at := firstWrong(w.steps, err); err != nil {
		if wrong := w.steps[at].wrongIn(err); len(wrong) > 0 {
			w.f.Set("then", "check")
			return w.refuse(at, wrong)
		}
	}
	if edge.Keep(w.w, w.f, err) {
		return w.show(last)
	}
	if err != nil {
		return err
	}
	return w.sent(filing, receipt)
}

// sent leads to the receipt.
func (w *writing) sent(filing casework.Filing, receipt casework.Receipt) error {
	if !w.onPages() {
		if err := w.s.Drafts.Sent(w.r.Context(), w.ref, receipt.Token); err != nil {
			return err
		}
	}
	if !filing.Against && !w.by.Staff() {
		w.s.remember(w.w, w.r, vault.HashToken(receipt.Token))
	}
	return w.redirect(w.receiptURL(receipt.Token))
}

func (c *call) receiptURL(token string) string { return c.base() + "/receipt/" + token }

// sentBefore is told when other words come under the key of a report that was sent: the button makes a second report.
var sentBefore = i18n.Key("这张表刚才已经提交过一次。如果这是另一件事，请再按一次“提交”；如果是补充，请到“查进度”里补充。")

func (w *writing) askAgain() error {
	w.key = form.NewKey()
	w.f.Set(form.KeyField, w.key)
	if !w.onPages() {
		if err := w.store(len(w.steps)-1, nil); err != nil {
			return err
		}
	}
	return w.render(len(w.steps)-1, sentBefore)
}

// reportPage is one step of filing.
type reportPage struct {
	ui.SitePage
	*writing
	at     int
	filing casework.Filing
	again  string  // the sentence of a report that was sent already, "" else
	alike  []story // published cases that may tell of the same thing
}

func (r reportPage) step() step   { return r.steps[r.at] }
func (r reportPage) sealed() bool { return r.filing.Against }

// action is where the page is sent.
func (r reportPage) action() string {
	if r.onPages() {
		return r.base() + "/report"
	}
	return r.stepURL(r.step().name)
}

// forOther reports whether the page asks for whom one writes: those who may write for others, and whoever says so.
func (r reportPage) forOther() bool {
	return r.filing.OnBehalf || r.by.Can(access.FileForOthers, r.home.ID)
}

// edited reports whether the step was opened from the last page, to which it leads back.
func (r reportPage) edited() bool { return r.f.Get("then") == "check" && r.step().name != "check" }

func (w *writing) show(at int) error { return w.render(at, "") }

func (w *writing) render(at int, again string) error {
	page := reportPage{w.sitePage(w.p.T(w.steps[at].title), ""), w, at, filingOf(w.f), "", nil}
	page.Failed = w.f.Refused()
	status := w.f.Status()
	if again != "" {
		status, page.again = http.StatusConflict, w.p.T(again)
	}
	var err error
	if page.alike, err = w.alike(w.f, w.steps, at); err != nil {
		return err
	}
	return w.call.show(status, reportView(page))
}
