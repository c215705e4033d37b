package edge

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
)

// Page fills what every page needs from the request. It takes the flash, so it is called once, for the page that is shown.
func Page(w http.ResponseWriter, r *http.Request, title string) ui.Page {
	v := visitOf(r)
	return ui.Page{
		P: v.printer, Title: title, Path: r.URL.RequestURI(), Now: v.edge.conf.Now(),
		Elder: v.cookie(r, elderCookie) == "1", Small: v.cookie(r, railCookie) == "small",
		Flash: v.takeFlash(w, r),
		Token: func() string { return v.token(w, r) },
	}
}

// flashed is a flash on its way through a cookie: a key, not a sentence, so that it speaks the next page's language.
type flashed struct {
	Tone  ui.Tone  `json:"t"`
	Key   string   `json:"k"`
	Args  []string `json:"a,omitempty"`
	Draft string   `json:"d,omitempty"`
	Undo  *ui.Undo `json:"u,omitempty"`
}

// Flash leaves a sentence for the next page that this browser sees. The key's verbs are all %s.
func Flash(w http.ResponseWriter, r *http.Request, tone ui.Tone, key string, args ...string) {
	flash(w, r, flashed{Tone: tone, Key: key, Args: args})
}

// Taken is Flash after a form that was taken: the browser forgets the form's draft, "" if it keeps none.
func Taken(w http.ResponseWriter, r *http.Request, draft, key string, args ...string) {
	flash(w, r, flashed{Tone: ui.Good, Key: key, Args: args, Draft: draft})
}

// TakenBack is Taken for a step that can be taken back for a while; a nil undo offers nothing.
func TakenBack(w http.ResponseWriter, r *http.Request, draft string, undo *ui.Undo, key string, args ...string) {
	flash(w, r, flashed{ui.Good, key, args, draft, undo})
}

func flash(w http.ResponseWriter, r *http.Request, f flashed) {
	text, err := json.Marshal(f)
	if err != nil || len(text) > 2048 {
		return
	}
	visitOf(r).setCookie(w, flashCookie, base64.RawURLEncoding.EncodeToString(text), time.Minute)
}

// takeFlash gives the sentence to the page that shows it. A part that htmx brings in on its own leaves it where it is.
func (v *visit) takeFlash(w http.ResponseWriter, r *http.Request) *ui.Message {
	value := v.cookie(r, flashCookie)
	if value == "" || r.Header.Get("HX-Request") != "" {
		return nil
	}
	v.setCookie(w, flashCookie, "", 0)
	var f flashed
	text, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || json.Unmarshal(text, &f) != nil {
		return nil
	}
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	return &ui.Message{Tone: f.Tone, Text: v.printer.T(f.Key, args...), Draft: f.Draft, Undo: f.Undo}
}

// Redirect leads to a path of our own after a POST; any other address is an error.
func Redirect(w http.ResponseWriter, r *http.Request, path string) error {
	if !OwnPath(path) {
		return fault.Missing()
	}
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", path)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// OwnPath tells whether an address is a path of this host, however a browser may read it.
func OwnPath(path string) bool {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsFunc(path, odd) {
		return false
	}
	u, err := url.Parse(path)
	return err == nil && u.Host == "" && u.Scheme == "" && u.User == nil
}

func odd(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f }

// prefer keeps what a person chose about the look of pages: language, elder mode, the folded rail.
func prefer(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errors.Join(fault.New(fault.Invalid, "form.unreadable"), err)
	}
	v, year := visitOf(r), 365*24*time.Hour
	for _, p := range []struct {
		field, cookie string
		values        []string
	}{
		{"lang", langCookie, []string{"zh-CN", "en"}},
		{"elder", elderCookie, []string{"0", "1"}},
		{"rail", railCookie, []string{"small", "wide"}},
	} {
		for _, value := range p.values {
			if r.PostForm.Get(p.field) == value {
				v.setCookie(w, p.cookie, value, year)
			}
		}
	}
	back := r.PostForm.Get("back")
	if !OwnPath(back) {
		back = "/"
	}
	return Redirect(w, r, back)
}
