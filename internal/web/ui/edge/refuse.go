package edge

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/form"
)

// refusal is how a kind of error is answered: status and title; the sentence is the fault's own.
type refusal struct {
	status int
	title  string
}

var refusals = map[fault.Kind]refusal{
	fault.Internal:  {http.StatusInternalServerError, i18n.Key("系统出了故障")},
	fault.Invalid:   {http.StatusUnprocessableEntity, i18n.Key("这一步没有完成")},
	fault.Forbidden: {http.StatusForbidden, i18n.Key("这一步不能办")},
	fault.NotFound:  {http.StatusNotFound, i18n.Key("找不到这一页")},
	fault.Conflict:  {http.StatusConflict, i18n.Key("有人先办理了")},
	fault.TooMany:   {http.StatusTooManyRequests, i18n.Key("操作次数太多")},
	fault.Unsigned:  {http.StatusUnauthorized, i18n.Key("请先登录")},
	fault.Full:      {http.StatusInsufficientStorage, i18n.Key("暂时存不下了")},
	fault.Away:      {http.StatusServiceUnavailable, i18n.Key("暂时连不上")},
}

// Refusals of the edge itself, which have no kind of fault.
var (
	errNoPage = fault.Missing()
	errMethod = errors.New("edge: method not allowed")
	errHost   = errors.New("edge: host not ours")
	errPanic  = errors.New("edge: panic")
)

// refuse shows an error: what happened, and what to do. Nothing of an internal error is shown but its id.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	v := visitOf(r)
	if out, ok := w.(*response); ok && out.wrote {
		v.edge.conf.Log.Error("error after the answer began", "id", v.id, "error", err)
		return
	}
	if b, ok := r.Body.(*body); ok && isTooLarge(err) {
		b.drain()
	}
	look, problem := v.explain(err)
	if look.status == http.StatusUnauthorized && r.Method == http.MethodGet && r.Header.Get("HX-Request") == "" {
		http.Redirect(w, r, "/signin?back="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	tellWait(w, err)
	if kept[fault.KindOf(err)] {
		problem.Again = resend(r)
	}
	v.show(w, r, look.status, problem)
}

// Tell is for answers that are no pages: the status of an error and its sentence in the person's language. What nobody
// expected goes to the log, as it does with a page.
func Tell(w http.ResponseWriter, r *http.Request, err error) (status int, sentence string) {
	tellWait(w, err)
	look, problem := visitOf(r).explain(err)
	return look.status, problem.Text
}

// tellWait tells browsers too how long to wait, where that is what helps.
func tellWait(w http.ResponseWriter, err error) {
	if wait := fault.Wait(err); wait != "" {
		w.Header().Set("Retry-After", wait)
	}
}

// Keep is the form's Keep, and says how long to wait where that is what helps.
func Keep(w http.ResponseWriter, f *form.Form, err error) bool {
	tellWait(w, err)
	return f.Keep(err)
}

// kept are the errors that pass by themselves: what was typed is offered to be sent once more. The form's
// idempotency key sees to it that nothing is done twice.
var kept = map[fault.Kind]bool{fault.Internal: true, fault.Full: true, fault.Away: true, fault.TooMany: true}

// secret are the fields that no page may ever hold; a form with one of them must be typed again.
var secret = []string{"password", "old", "code", "passphrase", "passphrase_now", "again", "paper"}

// sendable are the kinds of body that a form of ours has.
var sendable = []string{"application/x-www-form-urlencoded", "multipart/form-data"}

// resend gives the form of a request, nil where it cannot be sent once more because it holds a secret. Files that were not
// stored must be chosen anew.
func resend(r *http.Request) *ui.Resend {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || r.Method != http.MethodPost || !slices.Contains(sendable, kind) || !OwnPath(r.URL.RequestURI()) {
		return nil
	}
	if err := form.Unread(r); err != nil || slices.ContainsFunc(secret, r.PostForm.Has) {
		return nil
	}
	return &ui.Resend{Action: r.URL.RequestURI(), Fields: r.PostForm, Files: form.Lost(r)}
}

func isTooLarge(err error) bool {
	var large *http.MaxBytesError
	return errors.As(err, &large)
}

// explain finds status, title and sentence of an error, and logs it when it is ours.
func (v *visit) explain(err error) (refusal, ui.Problem) {
	p := v.printer
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		v.fault = "form.large"
		return refusal{status: http.StatusRequestEntityTooLarge}, ui.Problem{Title: p.T("发送的内容太大"), Text: p.T("form.large", max(1, large.Limit>>20))}
	case errors.Is(err, context.Canceled):
		v.fault = "edge.slow"
		return refusal{status: http.StatusRequestTimeout}, ui.Problem{Title: p.T("这一步没有完成"), Text: p.T("edge.slow")}
	case errors.Is(err, errMethod):
		return refusal{status: http.StatusMethodNotAllowed}, ui.Problem{Title: p.T("这一步没有完成"), Text: p.T("edge.method")}
	case errors.Is(err, errHost):
		return refusal{status: http.StatusMisdirectedRequest}, ui.Problem{Title: p.T("找不到这一页"), Text: p.T("edge.host")}
	}
	f := fault.As(err)
	if f == nil {
		v.fault = "internal"
		if !errors.Is(err, errPanic) {
			v.edge.conf.Log.Error("internal error", "id", v.id, "error", err)
		}
		look := refusals[fault.Internal]
		return look, ui.Problem{Title: p.T(look.title), Text: p.T("internal"), ID: v.id}
	}
	v.fault = f.Key
	if f.Kind == fault.Full || f.Kind == fault.Away {
		v.edge.conf.Log.Warn("storage", "id", v.id, "error", err)
	}
	look := refusals[f.Kind]
	problem := ui.Problem{Title: p.T(look.title), Text: p.T(f.Key, f.Args...), SignIn: f.Kind == fault.Unsigned}
	for _, field := range f.Fields {
		problem.List = append(problem.List, p.T(field.Key, field.Args...))
	}
	return look, problem
}

// show renders the page of a problem; for a part of a desk it is a notice in the place for notices.
func (v *visit) show(w http.ResponseWriter, r *http.Request, status int, problem ui.Problem) {
	w.Header().Del("Cache-Control")
	page := Page(w, r, problem.Title)
	problem.Home = v.home(r)
	view := ui.ProblemPage(page, problem)
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Retarget", "#notice")
		w.Header().Set("HX-Reswap", "innerHTML")
		view = ui.ProblemNotice(page, problem)
	}
	if err := Render(w, r, status, view); err != nil {
		if !errors.Is(err, context.Canceled) { // the client went away, or was cut because it crept
			v.edge.conf.Log.Error("error page", "id", v.id, "error", err)
		}
		http.Error(w, problem.Text, status)
	}
}

// home is where one goes on from an error: the desk, the administration, or the home of the congress whose page it was. From
// a desk that refuses her nobody is led back to it.
func (v *visit) home(r *http.Request) ui.Link {
	p := v.printer
	slug, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case slug == "desk" && r.URL.Path != "/desk/":
		return ui.Link{Label: p.T("回到工作台"), URL: "/desk/"}
	case slug == "admin" && r.URL.Path != "/admin/":
		return ui.Link{Label: p.T("管理首页"), URL: "/admin/"}
	case v.edge.conf.Home != nil && v.edge.conf.Home(r, slug):
		return ui.Link{Label: p.T("回到首页"), URL: "/" + slug + "/"}
	}
	return ui.Link{Label: p.T("回到首页"), URL: "/"}
}
