package site

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"jiazhan/internal/draft"
	"jiazhan/internal/fault"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// The cookie with the secret that opens this browser's drafts. It outlives them, so that one that is gone can be told from
// another browser's.
const (
	draftCookie = "jz_draft"
	draftAge    = 30 * 24 * time.Hour
	newPage     = 24 * time.Hour // how long the first page may stand open before anything is saved
)

func (c *call) draftSecret() string { return edge.Cookie(c.r, draftCookie) }

// keepSecret gives the browser its secret again, a new one where it has none.
func (c *call) keepSecret() string {
	secret := c.draftSecret()
	if secret == "" {
		secret = vault.Token()
	}
	edge.SetCookie(c.w, c.r, draftCookie, secret, draftAge)
	return secret
}

// forgetDrafts throws away what was begun in this browser.
func (c *call) forgetDrafts() error {
	secret := c.draftSecret()
	if secret == "" {
		return nil
	}
	edge.SetCookie(c.w, c.r, draftCookie, "", 0)
	return c.s.Drafts.Forget(c.r.Context(), secret)
}

// onDraft opens the draft of an address. One that was sent leads to its receipt; one that is gone is told.
func (s *Server) onDraft(do func(*writing) error) page {
	return func(c *call) error {
		w, err := c.opened()
		switch {
		case err != nil:
			return err
		case w.draft.Receipt != "":
			return c.redirect(c.receiptURL(w.draft.Receipt))
		case !w.saved() && !w.mayBegin():
			return c.showGone()
		}
		return do(w)
	}
}

func (c *call) opened() (*writing, error) {
	ref := draft.Ref{Secret: c.draftSecret(), CongressID: c.home.ID, ID: c.r.PathValue("draft")}
	if _, ok := ref.Made(); !ok {
		return nil, fault.Missing()
	}
	w := &writing{call: c, ref: ref}
	var err error
	if w.draft, err = c.s.Drafts.Read(c.r.Context(), ref); err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	return w, nil
}

// mayBegin reports whether a draft that is not there may be begun on this page.
func (w *writing) mayBegin() bool {
	name := w.r.PathValue("step")
	if w.r.Method == http.MethodPost {
		return name == "what" || name == "photos"
	}
	made, _ := w.ref.Made()
	return name == way(prefilled(w.call))[0].name && w.s.DB.Now().Sub(made) < newPage
}

// showReport shows a page of a report as it was saved.
func (s *Server) showReport(w *writing) error {
	old, err := writtenOn(w.draft)
	if err != nil {
		return fmt.Errorf("site: draft: %w", err)
	}
	if w.f = form.New(old.Fields); !w.saved() {
		w.f = prefilled(w.call)
	}
	if err := w.enter(); err != nil {
		return err
	}
	w.f.Set("then", w.r.URL.Query().Get("then"))
	if old.Refused == w.steps[w.at].name {
		w.f.Keep(old.Wrong.Err())
	}
	return w.show(w.at)
}

// enter finds the page of the address on the way of this report.
func (w *writing) enter() error {
	w.steps = way(w.f)
	w.at = slices.IndexFunc(w.steps, func(s step) bool { return s.name == w.r.PathValue("step") })
	if w.at < 0 {
		return fault.Missing()
	}
	return nil
}

// saveReport takes a page of a report that has a draft.
func (s *Server) saveReport(w *writing) error {
	old, err := writtenOn(w.draft)
	if err != nil {
		return fmt.Errorf("site: draft: %w", err)
	}
	bad := w.read()
	w.key = old.Key
	if w.saved() {
		for _, name := range append(stepNamed(w.r.PathValue("step")).carried(), "first") {
			w.f.Put(name, old.Fields[name])
		}
	}
	if err := w.enter(); err != nil {
		return err
	}
	against := w.f.Bool("against_person")
	if wrong := w.steps[w.at].wrongIn(bad); len(wrong) > 0 && !against {
		return w.refuse(w.at, wrong)
	}
	if edge.Keep(w.w, w.f, bad) {
		return w.show(w.at)
	}
	if bad != nil {
		return bad
	}
	if against {
		return w.leaveDraft()
	}
	return w.move()
}

// leaveDraft goes on in the sealed lane, where nothing is kept before it is sent.
func (w *writing) leaveDraft() error {
	edge.Untraced(w.w)
	if err := w.s.Drafts.Release(w.r.Context(), w.ref); err != nil {
		return err
	}
	w.ref, w.draft = draft.Ref{}, draft.Draft{}
	w.steps = way(w.f)
	w.key = w.f.Key()
	return w.move()
}

// save keeps the page and leads to the address of the one at which one goes on.
func (w *writing) save(at int, wrong fault.Fields) error {
	err := w.store(at, wrong)
	if edge.Keep(w.w, w.f, err) {
		return w.show(w.at)
	}
	if err != nil {
		return err
	}
	if w.draft.Receipt != "" { // it was sent from another window meanwhile
		return w.redirect(w.receiptURL(w.draft.Receipt))
	}
	to := w.stepURL(w.steps[at].name)
	if w.f.Get("then") == "check" {
		to += "?then=check"
	}
	return w.redirect(to)
}

// store keeps the page, where one goes on, and what is wrong there.
func (w *writing) store(at int, wrong fault.Fields) error {
	class := limit.Act
	if !w.saved() {
		class = limit.File
	}
	if err := w.spend(class); err != nil {
		return err
	}
	w.keepSecret()
	d, err := w.s.Drafts.Change(w.r.Context(), w.ref, func(d *draft.Draft) error {
		text, err := writtenOn(*d)
		if err != nil {
			return err
		}
		text.take(w.f, w.steps[w.at])
		text.Step, text.Refused, text.Wrong = w.steps[at].name, "", wrong
		if len(wrong) > 0 {
			text.Refused = text.Step
		}
		if text.Key = w.key; text.Key == "" {
			text.Key = form.NewKey()
		}
		body, err := json.Marshal(text)
		d.Body, d.Photos = string(body), text.Fields["photos"]
		return err
	})
	if err == nil {
		w.draft = d
	}
	return err
}

func (c *call) draftURL(id, step string) string { return c.base() + "/report/" + id + "/" + step }

func (w *writing) stepURL(step string) string { return w.draftURL(w.ref.ID, step) }
