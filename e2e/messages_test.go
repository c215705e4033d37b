package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/jobs"
	"jiazhan/internal/sample"
)

// TestRealMessagesFindTheirEnd files real citizens' messages as citizens do, carries each through a life until it has
// ended, and shows that nothing is lost or changed, that nothing breaks, and that every count is its list.
//
// As sent means: the stored text is byte for byte the text that the citizen typed. Browsers send its line breaks as CRLF,
// which become the LF that was typed. (Blank ends, control characters and direction overrides, which are left out of any
// text, stand in none of these; input_test.go shows what becomes of them.)
func TestRealMessagesFindTheirEnd(t *testing.T) {
	list, why := messages(t, manyLives())
	if why != nil {
		t.Skipf("no citizens' messages to file: %v", why)
	}
	findTheirEnd(t, list)
}

// TestInventedMessagesFindTheirEnd does the same with the sample's stories where the real messages are not.
func TestInventedMessagesFindTheirEnd(t *testing.T) {
	if _, why := messages(t, 0); why == nil {
		t.Skip("the real messages are there: they are filed instead")
	}
	var list []message
	for len(list) < manyLives() {
		for _, s := range sample.Stories() {
			list = append(list, message{s.Title, s.Text})
		}
	}
	findTheirEnd(t, list[:manyLives()])
}

func manyLives() int {
	if testing.Short() {
		return 60
	}
	return 300
}

func findTheirEnd(t *testing.T, list []message) {
	t.Helper()
	onBoth(t, func(t *testing.T, o *town) {
		w := o.fileAll(list)
		w.live(12)
		w.visitEverywhere()
		w.live(60)
		w.visitEverywhere()
		w.nothingIsLost()
		if len(list) > 100 {
			w.everythingHappened()
		}
		o.booksAreRight(len(list))
	})
}

// life is one message from the moment it is sent until its case has ended.
type life struct {
	filed
	message
	sealed  bool
	citizen *browser
}

// fileAll files every message from another browser behind another address, each in its own way: some to a deputy or a
// station, some with a name or a photo, some signed in, some in the sealed lane.
func (o *town) fileAll(list []message) *world {
	o.t.Helper()
	w := newWorld(o)
	for i, m := range list {
		l := &life{message: m, sealed: i%15 == 14, citizen: o.browser(fmt.Sprintf("10.1.%d.%d", i/250, i%250+1))}
		r := report{"text": m.Body, "place_code": "130123102"}
		var photos []file
		if title := m.title(); title != "" {
			r["title"] = title
		}
		if i%2 == 0 {
			r["name"], r["phone"], r["agree_public"], r["agree_name"], r["to"] = "李秀英", phone(1000+i), "on", "on", "deputy/zeng-xiulan"
		}
		if i%5 == 0 {
			photos = append(photos, photo(byte(i)))
		}
		if i%10 == 0 {
			l.citizen.signIn(o, phone(1000+i))
		}
		if l.sealed {
			r["against_person"] = "on"
			delete(r, "to")
		}
		l.filed = l.citizen.file("zhengding", r, photos...)
		w.lives = append(w.lives, l)
		o.pass(time.Second)
	}
	o.settle()
	return w
}

// nothingIsLost shows that there is a number and a case for each message, with every byte of its text.
func (w *world) nothingIsLost() {
	w.t.Helper()
	seen := map[string]bool{}
	for _, l := range w.lives {
		if seen[l.number] {
			w.t.Errorf("two messages got the number %s", l.number)
		}
		seen[l.number] = true
		d, err := w.app.Cases.Read(w.t.Context(), access.Clock, l.number)
		if err != nil {
			w.t.Fatalf("%s: %v", l.number, err)
		}
		if typed := strings.ReplaceAll(l.Body, "\r\n", "\n"); d.Text != typed {
			w.t.Errorf("%s: %d bytes were typed, %d are kept, and they differ", l.number, len(typed), len(d.Text))
		}
		if l.sealed && !d.Case.Sealed() {
			w.t.Errorf("%s was sent through the sealed lane and is open", l.number)
		}
	}
	if last := fmt.Sprintf("ZD2026-%06d", len(w.lives)); !seen[last] {
		w.t.Errorf("the numbers have gaps: %s was not given", last)
	}
}

// everythingHappened shows that the lives were as various as lives are.
func (w *world) everythingHappened() {
	w.t.Helper()
	for _, a := range casework.Actions() {
		if w.done[a] == 0 {
			w.t.Errorf("in no life somebody did %s", a)
		}
	}
	w.t.Logf("%d requests; %d forms came back with a wrong field; acts: %v", w.asked, w.bad, w.done)
}

// visitEverywhere opens what people open on the way: lists, cases from every side, the public pages, and searches.
func (w *world) visitEverywhere() {
	w.t.Helper()
	w.pass(time.Minute) // figures are kept for some seconds
	w.countsAreLists(w.at)
	w.figuresAreLists()
	visitor := w.browser("10.9.9.9")
	for number := range visitor.list("/zhengding/answers", publicCase) {
		visitor.get("/zhengding/cases/" + number).want(http.StatusOK)
	}
	for i, l := range w.lives {
		own := l.citizen.get("/zhengding/cases/" + l.number)
		if l.sealed {
			if own.status != http.StatusNotFound {
				w.t.Errorf("%s is sealed and remembered by the browser that sent it", l.number)
			}
			l.citizen.get("/zhengding/receipt/" + l.receipt).want(http.StatusOK)
			continue
		}
		if own.want(http.StatusOK); !strings.Contains(own.said(), l.Body) && !w.read(l).Sealed() {
			w.t.Errorf("%s: its citizen does not read what she wrote", l.number)
		}
		if i%10 == 0 {
			w.findable(l)
		}
	}
}

// findable shows that an officer finds an unsealed case by words of its text.
func (w *world) findable(l *life) {
	w.t.Helper()
	words := []rune(strings.Fields(l.Body)[0])
	page := w.at("officer").get("/desk/search?q=" + url.QueryEscape(string(words[:min(len(words), 8)])))
	if !w.read(l).Sealed() && !strings.Contains(page.want(http.StatusOK).body, l.number) {
		w.t.Errorf("%s is not found by its first words", l.number)
	}
}

// booksAreRight shows that every history holds, that its replay is what the columns say, that there are so many cases,
// and that nothing is left to be told.
func (o *town) booksAreRight(cases int) {
	o.t.Helper()
	o.settle()
	v, err := o.app.Cases.Verify(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	if v.Cases != cases {
		o.t.Errorf("the books hold %d cases, want %d", v.Cases, cases)
	}
	for _, bad := range v.Bad {
		o.t.Errorf("the books are wrong: %v", bad)
	}
	if d, err := jobs.Depths(o.t.Context(), o.app.DB); err != nil || d != (jobs.Depth{}) {
		o.t.Errorf("the outbox holds %+v (%v)", d, err)
	}
}
