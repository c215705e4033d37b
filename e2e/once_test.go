package e2e

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
)

// TestAFormOfAdministrationIsTakenOnce adds a person, ten times at once and again later, and then another one under the old key.
func TestAFormOfAdministrationIsTakenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, o *town) {
		system := o.desk("system")
		before := o.members()
		f := system.get("/admin/people/new").form("/admin/people/new?c=zhengding").set("name", "安小燕").set("phone", phone(970)).set("role", "leader")
		var all sync.Map
		var together sync.WaitGroup
		for i := range 10 {
			together.Go(func() { all.Store(i, f.send("")) })
		}
		together.Wait()
		first := f.send("").want(http.StatusSeeOther)
		all.Range(func(_, a any) bool {
			if a := a.(answer); a.status != http.StatusSeeOther || a.to != first.to {
				t.Errorf("%d to %q, want %q: %s", a.status, a.to, first.to, a.alert())
			}
			return true
		})
		if n := o.members(); n != before+1 {
			t.Errorf("%d people more", n-before)
		}
		other := f.set("name", "白小荷𠮷").set("phone", phone(971)).send("").want(http.StatusConflict)
		if !other.says("form.other") || !strings.Contains(other.body, "白小荷𠮷") || o.members() != before+1 {
			t.Errorf("other words under the key: %s", other.said())
		}
		if again := other.form("/admin/people/new?c=zhengding").send("").want(http.StatusSeeOther); again.to == first.to || o.members() != before+2 {
			t.Errorf("the page that came back leads to %q", again.to)
		}
		f.send("").want(http.StatusConflict) // for ever
	})
}

func (o *town) members() int {
	o.t.Helper()
	all, err := o.app.Account.Members(o.t.Context(), access.Clock, o.home.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	return len(all)
}

// TestATokenIsMadeOnce sends the form of a token twice.
func TestATokenIsMadeOnce(t *testing.T) {
	o := openTown(t, nil)
	b := o.desk("officer")
	f := b.get("/me/tokens").form("/me/tokens").set("name", "报表").set("life", "30")
	f.values.Set("scopes", string(access.ScopeRead))
	if made := f.send("").want(http.StatusOK); !strings.Contains(made.body, "jz_") {
		t.Fatal("no token is shown")
	}
	if again := f.send("").want(http.StatusSeeOther); again.to != "/me/tokens" {
		t.Errorf("leads to %q", again.to)
	}
	if n := strings.Count(b.get("/me/tokens").said(), "报表"); n != 1 {
		t.Errorf("%d tokens", n)
	}
}

// TestAnActWithPhotosIsTakenOnce sends the same words with the same photo twice, as a citizen and at a desk, and then another
// photo under the old key.
func TestAnActWithPhotosIsTakenOnce(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	citizen := o.browser("10.28.0.1")
	number := citizen.file("zhengding", report{"text": "路灯不亮"}).number
	w.at("officer").act("/desk/cases/"+number, &casework.Accept{}).want(http.StatusSeeOther)
	for _, one := range []struct {
		b      *browser
		action string
	}{{citizen, "/zhengding/cases/" + number + "/supply"}, {w.at("officer"), "/desk/cases/" + number + "/explain"}} {
		action := one.action
		f := one.b.get(action).form(action).set("text", "照片在这里")
		f.files = []file{photo(41)}
		first := f.send("").want(http.StatusSeeOther)
		if again := f.send(""); again.status != http.StatusSeeOther || again.to != first.to {
			t.Errorf("%s sent again: %d to %q, want %q: %s", action, again.status, again.to, first.to, again.alert())
		}
		f.files = []file{photo(42)}
		f.send("").want(http.StatusConflict)
		d, err := o.app.Cases.Read(t.Context(), access.Clock, number)
		if err != nil {
			t.Fatal(err)
		}
		if n := photosOf(d, action[strings.LastIndexByte(action, '/')+1:]); n != 1 {
			t.Errorf("%s: %d entries with a photo", action, n)
		}
	}
	o.booksAreRight(1)
}

func photosOf(d *casework.Dossier, action string) (n int) {
	for _, e := range d.Entries {
		if string(e.Action) == action && e.Data.Photos == 1 {
			n++
		}
	}
	return n
}

// unkeyed are the forms without an idempotency key: whatever they say is so already when they are sent again.
var unkeyed = []string{
	"/prefer",                   // a cookie of the same browser
	"/desk/cases/{number}/here", // that one is looking at a case just now
	"/desk/seen",                // that one has seen these cases
	"/desk/cases/{number}/seen", // or this one
}

// otherwise are the forms of which a repeat ends otherwise than the first, and how: without having done anything.
var otherwise = map[string]int{
	"/me/tokens": http.StatusSeeOther,                                                                                                // the token is shown once
	"/signin":    http.StatusForbidden, "/signin/factor": http.StatusForbidden, "/signin/factor/setup/confirm": http.StatusForbidden, // the page is of a session that is over
	"/me/password": http.StatusForbidden, "/signout": http.StatusForbidden, "/me/leave": http.StatusUnauthorized,
	"/signin/code/check": http.StatusSeeOther, "/signin/invite/{token}": http.StatusNotFound, "/signin/factor/reset": http.StatusConflict, // used up
	"/signin/code": http.StatusTooManyRequests, "/{congress}/cases/{number}/data/contact address,name,phone": http.StatusTooManyRequests, // a message costs
	"/{congress}/report/{draft}/drop": http.StatusGone,     // it is thrown away
	"/admin/people/import":            http.StatusSeeOther, // read again, and nothing is carried out yet
}

// isVersioned tells the forms that change what others change too: each must say on which version it was filled. What is set for
// the first time has none.
func isVersioned(name string) bool {
	for _, prefix := range []string{"/desk/cases/{number}/", "/{congress}/cases/{number}/", "/admin/organisation/", "/admin/close/"} {
		if strings.HasPrefix(name, prefix) {
			return !strings.HasPrefix(name, "/desk/cases/{number}/here") && !strings.Contains(name, "/data/copy") && !strings.Contains(name, "/check")
		}
	}
	return false
}

// TestEveryFormIsTakenOnce comes by every form of the house as everybody, shows that it brings a key, and sends it twice: what was
// taken leads a second time to where it led, and nothing else happens.
func TestEveryFormIsTakenOnce(t *testing.T) {
	w := &trial{walked: walkDemo(t), takes: map[string]*take{}, met: map[string]map[string]bool{}, strings: map[string]int{}}
	for _, p := range w.people {
		w.walk(p, func(page answer) { w.keep(p, page, nil) })
	}
	done := map[string]bool{}
	for k := w.next(done); k != nil; k = w.next(done) {
		done[k.name] = true
		o, ok := w.open(k)
		if !ok {
			t.Errorf("%s cannot be opened", k.name)
			continue
		}
		path, _, _ := strings.Cut(k.name, " ")
		if keyed := o.values.Get("_key") != ""; keyed == slices.Contains(unkeyed, path) {
			t.Errorf("%s: has a key: %v", k.name, keyed)
		}
		if isVersioned(k.name) && o.values.Get("_version") == "" {
			t.Errorf("%s does not say what was seen", k.name)
		}
		first := w.patient(w.fill(o))
		if first.status == http.StatusUnprocessableEntity { // somebody had the same good idea
			o.values.Del("code")
			first = w.patient(w.fill(o))
		}
		if first.status >= 400 {
			t.Errorf("%s with good values: %d %s", k.name, first.status, first.alert())
			continue
		}
		second := w.post(o)
		want, differs := otherwise[k.name]
		if !differs {
			want, differs = otherwise[path]
		}
		if differs && second.status != want || !differs && (second.status != first.status || second.to != first.to) {
			t.Errorf("%s: %d to %q, and the second time %d to %q: %s", k.name, first.status, first.to, second.status, second.to, clipped(second.alert()))
		}
		w.keep(o.by, w.follow(o.by, first), k)
		w.afterwards(o)
	}
	if len(done) < 60 {
		t.Errorf("only %d forms", len(done))
	}
}
