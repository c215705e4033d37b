package e2e

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
)

// take is a text that a form took.
type take struct {
	form, field string
	text        nasty
	shown       string // what readers must see, with a mark that is found again
	seen        int
}

// trial posts every text into every field of every form.
type trial struct {
	*walked
	takes   map[string]*take           // by their marks
	met     map[string]map[string]bool // by form and field: the texts that it met
	strings map[string]int             // by text: how many fields met it
	posts   int
}

// TestEveryFieldOfEveryForm walks through the demonstration as everybody, finds every form that can be sent, and posts
// everything in form_nasty_test.go into every field of it. Nothing may break; what is refused names the field and keeps what
// was typed; what is taken is shown literally wherever it appears. A form that the tables in form_good_test.go
// cannot fill fails it.
func TestEveryFieldOfEveryForm(t *testing.T) {
	start := time.Now()
	w := &trial{walked: walkDemo(t), takes: map[string]*take{}, met: map[string]map[string]bool{}, strings: map[string]int{}}
	for _, p := range w.people {
		w.walk(p, func(page answer) { w.keep(p, page, nil) })
	}
	done := map[string]bool{}
	looked := false
	for k := w.next(done); k != nil; k = w.next(done) {
		if !looked && danger(k.name) >= danger("/me/leave") {
			w.everythingIsShownLiterally()
			looked = true
		}
		done[k.name] = true
		w.try(k)
	}
	w.allWereMet(done)
	t.Logf("%d forms, %d fields, %d posts, %d texts taken, in %v", len(done), len(w.met), w.posts, len(w.takes), time.Since(start))
}

// next is the least dangerous kind that was not tried yet, nil when all were.
func (w *trial) next(done map[string]bool) *formKind {
	var left []string
	for name := range w.kinds {
		if !done[name] {
			left = append(left, name)
		}
	}
	if len(left) == 0 {
		return nil
	}
	return w.kinds[slices.MinFunc(left, byDanger)]
}

// unsent are forms that good values do not send, with what they answer.
var unsent = map[string]int{}

// try sends a form of the kind as somebody should, and with everything that nobody should type. What is never taken
// comes first, for it uses nothing up.
func (w *trial) try(k *formKind) {
	w.t.Helper()
	o, ok := w.open(k)
	if !ok {
		w.t.Errorf("%s cannot be opened", k.name)
		return
	}
	w.eachField(o, func(f field) []nasty {
		if f.typed {
			return refused
		}
		return nil
	})
	w.tooLarge(o)
	if o, ok = w.open(k); !ok {
		w.t.Errorf("%s cannot be opened again", k.name)
		return
	}
	a := w.patient(w.fill(o))
	if want := unsent[k.name]; a.status >= 400 && a.status != want {
		w.t.Errorf("%s with good values: %d\n%s\n%s", k.name, a.status, o.values.Encode(), a.alert())
		return
	}
	if a.status < 400 {
		w.keep(o.by, w.follow(o.by, a), k)
		w.afterwards(o)
	}
	w.freeTexts(k)
	w.malformed(k)
	if o, ok = w.open(k); ok {
		w.eachField(o, w.odd)
	}
}

// odd is what a field meets besides: those that take numbers, days and names everything, others a choice.
func (w *trial) odd(f field) []nasty {
	switch {
	case f.secret, f.typed && w.takesAny(f):
		return unseen
	case f.typed:
		return slices.Concat(unseen, wild, kept)
	case f.name == "_key":
		return slices.Concat(refused[:1], kept[:1])
	}
	from := len(w.met) % (len(kept) - 3)
	return slices.Concat(refused, unseen[:1], wild[:2], kept[from:from+3])
}

// afterwards looks at the pages to which a form has given a new form.
func (w *trial) afterwards(o *opened) {
	w.t.Helper()
	switch path, _, _ := strings.Cut(o.kind.name, " "); path {
	case "/{congress}/report", "/{congress}/report/{draft}/{step}":
		w.keep(o.by, w.visit(o.by, "/zhengding/cases"), nil)
	case "/signin/factor/setup/confirm":
		w.keep(o.by, w.visit(o.by, "/me"), nil)
		w.signIn(o.by)
		w.keep(o.by, o.by.get("/signin/factor"), nil)
		security := w.person(access.SecurityAdmin)
		w.keep(security, w.visit(security, w.guarded(o.by)), nil)
	case "/admin/safety/people/{person}/factor":
		coordinator := w.person(access.Coordinator)
		w.signIn(coordinator)
		w.keep(coordinator, coordinator.get("/signin/factor"), nil)
	case "/desk/views":
		w.keep(o.by, w.visit(o.by, "/desk/views"), nil)
	case "/signin/invite/{token}":
		w.Cast[access.Deputy].Password = freshPassword
	case "/me/password":
		o.by.office.Password = freshPassword
	}
}

// post sends a form and judges what must never be.
func (w *trial) post(o *opened) answer {
	w.t.Helper()
	w.posts++
	a := o.send(o.button)
	if page := a.led(); page.status == http.StatusUnprocessableEntity {
		a = page // what is wrong with a page of a report is told at its address
	}
	if a.status >= 500 {
		w.t.Errorf("%s answers %d to %s", o.kind.name, a.status, clipped(o.values.Encode()))
	}
	return a
}

// patient is post, and once more an hour later where it came too soon.
func (w *trial) patient(o *opened) answer {
	w.t.Helper()
	a := w.post(o)
	if a.status == http.StatusTooManyRequests {
		w.Pass(time.Hour)
		a = w.post(o)
	}
	return a
}

func clipped(s string) string { return s[:min(len(s), 600)] }

func (w *trial) meet(o *opened, f field, n nasty) {
	key := o.kind.name + " " + f.name
	if w.met[key] == nil {
		w.met[key] = map[string]bool{}
	}
	if !w.met[key][n.name] {
		w.met[key][n.name] = true
		w.strings[n.name]++
	}
}

// eachField posts texts into each field, one after the other, all else being good.
func (w *trial) eachField(o *opened, texts func(field) []nasty) {
	w.t.Helper()
	for _, f := range o.fields {
		for _, n := range texts(f) {
			w.fill(o)
			a := w.post(o.with(url.Values{f.name: {n.text}}))
			w.meet(o, f, n)
			switch {
			case a.status >= 400:
				w.isRefusedWell(o, f, n, a)
			case f.typed && f.name != "find" && slices.Contains(refused, n):
				w.t.Errorf("%s took %s in %s", o.kind.name, n.name, f.name)
			}
			if a.status >= 400 && a.status != http.StatusConflict {
				continue
			}
			again, ok := w.open(o.kind)
			if !ok {
				return
			}
			*o = *again
		}
	}
}

// takesAny guesses whether a field takes any text; those that take numbers, days and names meet every text.
func (w *trial) takesAny(f field) bool {
	return f.most >= 40 || slices.Contains([]string{"text", "reason", "name"}, f.name)
}

// asWhole are forms that are refused as a whole: which of the fields is wrong must not be told, or it is that
// nothing is changed.
var asWhole = []string{"/{congress}/cases/find number,tail", "/signin password,phone", "/{congress}/cases/{number}/data/contact address,name,phone",
	"/{congress}/cases/{number}/data/contact address,code,name,phone"}

// mayConflict tells whether a form is refused for what there is already: a grant, or too many wrong codes.
func mayConflict(name string) bool {
	return strings.Contains(name, "/grants") || strings.HasPrefix(name, "/signin/factor/reset")
}

// isRefusedWell shows that the page that comes back names the field and keeps what was typed.
func (w *trial) isRefusedWell(o *opened, f field, n nasty, a answer) {
	w.t.Helper()
	if !f.typed || f.secret || a.status != http.StatusUnprocessableEntity {
		if f.typed && !f.secret && a.status != http.StatusTooManyRequests && !(a.status == http.StatusConflict && mayConflict(o.kind.name)) {
			w.t.Errorf("%s answers %d to %s in %s", o.kind.name, a.status, n.name, f.name)
		}
		return
	}
	if line := a.namelessLine(); line != "" {
		w.t.Errorf("%s with %s in %s: the summary says %q, of which field?", o.kind.name, n.name, f.name, line)
	}
	named, value := w.namesAndKeeps(a, o, f.name)
	named = named || slices.Contains(asWhole, o.kind.name)
	if want := stays(n.text); !named || strings.TrimSpace(value) != want && value != want {
		w.t.Errorf("%s with %s in %s: named %v, kept %.80q, want %.80q: %s", o.kind.name, n.name, f.name, named, value, want, a.alert())
	}
}

// tooLarge sends ten megabytes in the last field.
func (w *trial) tooLarge(o *opened) {
	w.t.Helper()
	body := "_token=" + url.QueryEscape(o.values.Get("_token")) + "&" + o.fields[len(o.fields)-1].name + "=" + tenMegabytes
	w.posts++
	if a := o.by.post(o.action, urlencoded, strings.NewReader(body)); a.status != http.StatusRequestEntityTooLarge {
		w.t.Errorf("%s answers %d to ten megabytes: %s", o.kind.name, a.status, a.alert())
	}
}

var tenMegabytes = strings.Repeat("a", 10<<20)

// allWereMet shows that no field, no text and no route that takes forms was left out.
func (w *trial) allWereMet(done map[string]bool) {
	w.t.Helper()
	for key, texts := range w.met {
		if len(texts) < len(refused) && !strings.HasSuffix(key, " _key") {
			w.t.Errorf("%s met only %d texts", key, len(texts))
		}
	}
	for _, n := range allNasty() {
		if w.strings[n.name] < 10 {
			w.t.Errorf("only %d fields met %s", w.strings[n.name], n.name)
		}
	}
	for _, r := range w.routes {
		if !r.isForm() {
			continue
		}
		if r.about("action") || r.about("kind") || r.about("right") || r.about("act") {
			continue
		}
		if !slices.ContainsFunc(keys(done), func(name string) bool { path, _, _ := strings.Cut(name, " "); return path == r.path }) {
			w.t.Errorf("nobody came by a form to %s", r.path)
		}
	}
}

func keys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}
