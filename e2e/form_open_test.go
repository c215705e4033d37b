package e2e

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// field is one name in a form.
type field struct {
	name     string
	typed    bool // somebody writes into it
	secret   bool // what is written is never shown again
	choice   bool
	many     bool // several may be ticked
	required bool
	kind     string // "date", "numeric", or another that needs no notice
	most     int    // characters that its counter allows; 0: none is shown
}

// opened is a form as somebody has it before her.
type opened struct {
	*filled
	by     *walker
	kind   *formKind
	fields []field
	button string // "name=value" of the one to press, "" for one without a name
	page   answer
}

// open gives a form of the kind, the next one where the last is gone.
func (w *walked) open(k *formKind) (*opened, bool) {
	w.t.Helper()
	if o, ok := w.openOne(k); ok {
		return o, true
	}
	return w.renew(k)
}

func (w *walked) openOne(k *formKind) (*opened, bool) {
	w.t.Helper()
	for len(k.found) > 0 {
		s := k.found[0]
		if s.by.who == "visitor" && strings.HasPrefix(s.path, "/signin") {
			s.by = &walker{browser: newBrowser(w.t, w.URL, s.by.from), who: s.by.who}
		}
		if o := w.openAt(s, k); o != nil {
			return o, true
		}
		k.found = k.found[1:]
	}
	return nil, false
}

func (w *walked) openAt(s spot, k *formKind) *opened {
	w.t.Helper()
	if s.via == nil {
		return w.formOn(w.visit(s.by, s.path), s.by, k)
	}
	if o, ok := w.open(s.via); ok {
		return w.formOn(w.follow(o.by, w.fill(o).send(o.button)), o.by, k)
	}
	first := s.via.first[s.by.who]
	return w.formOn(w.visit(first.by, first.path), first.by, k)
}

// visit opens a page; who serves and was signed out signs in again.
func (w *walked) visit(p *walker, path string) answer {
	w.t.Helper()
	page := p.get(path)
	if p.office != nil && (strings.HasPrefix(page.path, "/signin?") || page.status == http.StatusUnauthorized) {
		w.signIn(p)
		page = p.get(path)
	}
	return page
}

// follow goes where an answer leads.
func (w *walked) follow(p *walker, a answer) answer {
	w.t.Helper()
	if a.to == "" {
		return a
	}
	return p.get(a.to)
}

// formOn finds a form of the kind on a page.
func (w *walked) formOn(page answer, p *walker, k *formKind) *opened {
	w.t.Helper()
	return w.find(page, p, func(f *filled) bool { return w.kindOf(f) == k.name })
}

// find gives the first form of a page that fits, nil when none does.
func (w *walked) find(page answer, p *walker, fits func(*filled) bool) *opened {
	w.t.Helper()
	doc, err := html.Parse(strings.NewReader(page.body))
	if err != nil {
		w.t.Fatal(err)
	}
	var found *opened
	each(doc, func(n *html.Node) {
		if found == nil && isPost(n) {
			if f := readForm(p.browser, n); fits(f) {
				found = &opened{filled: f, by: p, kind: w.kindNamed(w.kindOf(f)), page: page}
				found.read(n)
			}
		}
	})
	return found
}

// kindNamed is the kind with a name, a new one that nobody has found yet where there is none.
func (w *walked) kindNamed(name string) *formKind {
	if k := w.kinds[name]; k != nil {
		return k
	}
	return &formKind{name: name, first: map[string]spot{}, scene: -1}
}

// isPost tells whether a form is sent by POST, or is a button that sends its form so.
func isPost(n *html.Node) bool {
	return n.Type == html.ElementNode && (n.Data == "form" && strings.EqualFold(attr(n, "method"), "post") || n.Data == "button" && attr(n, "formmethod") == "post")
}

// read notes what the form's controls are.
func (o *opened) read(form *html.Node) {
	limits := map[string]int{}
	each(form, func(n *html.Node) {
		if id := attr(n, "data-count"); id != "" {
			limits[id], _ = strconv.Atoi(attr(n, "data-max")) // 0 where there is none
		}
	})
	plain, named := false, ""
	controls(form, func(n *html.Node) {
		switch {
		case n.Data == "button" && attr(n, "name") == "":
			plain = true
		case n.Data == "button":
			named = cmp.Or(named, attr(n, "name")+"="+attr(n, "value"))
		case attr(n, "name") != "":
			o.note(n, limits[attr(n, "id")])
		}
	})
	if !plain {
		o.button = named
	}
	if strings.Contains(o.page.body, `value="send"`) && strings.HasPrefix(named, "go=") {
		o.button = "go=send"
	}
}

func (o *opened) note(n *html.Node, most int) {
	f := field{name: attr(n, "name"), kind: cmp.Or(attr(n, "inputmode"), attr(n, "type")), most: most, required: attr(n, "aria-required") == "true"}
	switch kind := attr(n, "type"); {
	case n.Data == "select":
		f.choice, f.many = true, has(n, "multiple")
	case n.Data == "textarea":
		f.typed = true
	case kind == "file":
		return
	case kind == "radio", kind == "checkbox":
		f.choice, f.many = true, kind == "checkbox"
	case kind != "hidden":
		f.typed, f.secret = true, kind == "password"
	}
	if !slices.ContainsFunc(o.fields, func(g field) bool { return g.name == f.name }) {
		o.fields = append(o.fields, f)
	}
}

// with is the form with other values in some fields; what nobody offers may be in a choice.
func (o *opened) with(values url.Values) *opened {
	out, form := *o, *o.filled
	form.values = maps.Clone(o.values)
	for name, v := range values {
		form.values[name] = v
	}
	out.filled = &form
	return &out
}

// namesAndKeeps tells whether a page that came back marks the field as wrong, and what stands in it.
func (w *walked) namesAndKeeps(page answer, o *opened, name string) (named bool, value string) {
	doc, err := html.Parse(strings.NewReader(page.body))
	if err != nil {
		w.t.Fatal(err)
	}
	each(doc, func(n *html.Node) {
		if !isPost(n) {
			return
		}
		f := readForm(o.by.browser, n)
		if again, _, _ := strings.Cut(f.action, "?"); !strings.HasPrefix(o.action, again) || f.values.Get("way") != o.values.Get("way") || !f.values.Has(name) && len(f.choices[name]) == 0 {
			return
		}
		value = f.values.Get(name)
		each(n, func(c *html.Node) {
			if attr(c, "name") == name && (attr(c, "aria-invalid") == "true" || within(c, "is-wrong")) {
				named = true
			}
		})
	})
	return named, value
}

func within(n *html.Node, class string) bool {
	for ; n != nil; n = n.Parent {
		if slices.Contains(strings.Fields(attr(n, "class")), class) {
			return true
		}
	}
	return false
}

// dangers are what ends something that others need: these forms come last, in this order.
var dangers = []string{"/desk/inbox ", "/admin/organisation", "/admin/people/", "/grants/", "/admin/close", "/desk/sealed/recover", "/desk/sealed/paper", "/me/name", "/me/sessions", "/signin/factor", "/me/recovery", "/me/password", "/me/leave", "/desk/sealed/key", "/signout"}

func danger(name string) int {
	rank := 0
	for i, part := range dangers {
		if strings.Contains(name+" ", part) {
			rank = i + 1
		}
	}
	return rank
}

func byDanger(a, b string) int {
	return cmp.Or(cmp.Compare(danger(a), danger(b)), strings.Compare(a, b))
}

// namelessLine is a line of the summary on top that does not begin with the name of its field, "" if each does.
func (a answer) namelessLine() (line string) {
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		return a.body
	}
	each(doc, func(n *html.Node) {
		if attr(n, "class") != "summary" {
			return
		}
		each(n, func(n *html.Node) {
			if n.Data == "a" && !strings.ContainsAny(textOf(n), "：:") {
				line = textOf(n)
			}
		})
	})
	return line
}

// alert is what the page says is wrong.
func (a answer) alert() string {
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		return a.body
	}
	var out []string
	each(doc, func(n *html.Node) {
		if attr(n, "role") == "alert" {
			out = append(out, textOf(n))
		}
	})
	return strings.Join(append(out, ""), " / ") + clipped(strings.Join(strings.Fields(a.said()), " "))
}
