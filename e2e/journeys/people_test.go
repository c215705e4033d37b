// Package journeys walks through the whole house with a real browser: citizens, deputies and village officers on a phone,
// offices on a computer. Each journey has a county of its own whose clock moves only when the journey moves it.
package journeys

import (
	"os"
	"strings"
	"testing"
	"time"

	"jiazhan/e2e/chrome"
	"jiazhan/e2e/stage"
	"jiazhan/internal/casework"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
)

func TestMain(m *testing.M) { os.Exit(chrome.Main(m)) }

// journey is a county and the people who met there.
type journey struct {
	*stage.Quiet
	t   *testing.T
	met map[string]*person
}

// person is somebody before a window of her own.
type person struct {
	*chrome.Window
	j   *journey
	who string // her post, "" for a citizen
}

func begin(t *testing.T) *journey {
	t.Helper()
	t.Parallel()
	return &journey{stage.County(t, false), t, map[string]*person{}}
}

// outdoors are those who work on a phone.
var outdoors = []string{"deputy", "village"}

// at gives somebody who serves, signed in at her desk or phone.
func (j *journey) at(who string) *person {
	j.t.Helper()
	if p := j.met[who]; p != nil {
		return p
	}
	size := chrome.Computer
	for _, o := range outdoors {
		if o == who {
			size = chrome.Phone
		}
	}
	p := &person{chrome.Open(j.t, j.URL, size), j, who}
	p.Cookie("session", j.Session(who))
	j.met[who] = p
	return p
}

// citizen gives somebody who has never been here, with a phone.
func (j *journey) citizen() *person {
	j.t.Helper()
	return &person{chrome.Open(j.t, j.URL, chrome.Phone), j, ""}
}

// entry is one field that is filled in.
type entry func(*person)

func write(name, text string) entry   { return func(p *person) { p.Type(name, text) } }
func choose(name, value string) entry { return func(p *person) { p.Choose(name, value) } }
func pick(name, value string) entry   { return func(p *person) { p.Pick(name, value) } }
func photo(path string) entry         { return func(p *person) { p.Attach("photos", path) } }

// acts finds the action on the case at the desk, fills its form in and sends it; some minutes pass.
func (p *person) acts(action, number string, fields ...entry) {
	p.j.t.Helper()
	p.goes("/desk/cases/" + number)
	p.Press(`.case-actions a[href$="/` + action + `#act"]`)
	if said := p.sends(fields); !strings.Contains(said, "已") {
		p.j.t.Errorf("%s of %s: nothing says that it is done: %q", action, number, said)
	}
}

// does takes one of the citizen's own actions.
func (p *person) does(action, number string, fields ...entry) {
	p.j.t.Helper()
	p.goes("/zhengding/cases/" + number)
	p.Press(`.status-card a[href$="/` + action + `"]`)
	p.sends(fields)
	p.is("/zhengding/cases/" + number)
}

// sends fills a form in, sends it and gives what the page says of it; the page may take it away while time passes.
func (p *person) sends(fields []entry) (said string) {
	p.j.t.Helper()
	for _, fill := range fields {
		fill(p)
	}
	p.Submit()
	if p.Status != 200 {
		p.j.t.Fatalf("%s: %d\n%s", p.Path(), p.Status, p.Text())
	}
	p.calm()
	said = p.text("#notice")
	p.j.Pass(7 * time.Minute)
	return said
}

// calm fails the journey when the browser complains.
func (p *person) calm() {
	p.j.t.Helper()
	for _, c := range p.Complaints() {
		p.j.t.Errorf("%s: the browser complains: %s", p.Path(), c)
	}
}

// goes opens a path; who serves and was away for too long signs in again.
func (p *person) goes(path string) {
	p.j.t.Helper()
	p.Go(path)
	if p.who != "" && strings.HasPrefix(p.Path(), "/signin?") {
		p.Cookie("session", p.j.Session(p.who))
		p.Go(path)
	}
	if p.Status != 200 {
		p.j.t.Fatalf("%s: %d\n%s", path, p.Status, p.Text())
	}
}

func (p *person) is(path string) {
	p.j.t.Helper()
	if got := p.Path(); got != path {
		p.j.t.Fatalf("at %s, want %s\n%s", got, path, p.Text())
	}
}

// text is what stands in the parts of the page that a selector finds.
func (p *person) text(selector string) string {
	p.j.t.Helper()
	return chrome.Eval[string](p.Window, `[...document.querySelectorAll(`+"`"+selector+"`"+`)].map((el) => el.innerText).join("\n")`)
}

// reads fails the journey when the page does not say something.
func (p *person) reads(texts ...string) {
	p.j.t.Helper()
	page := p.Text()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			p.j.t.Errorf("%s does not say %q:\n%s", p.Path(), text, page)
		}
	}
}

// never fails the journey when the page says something.
func (p *person) never(texts ...string) {
	p.j.t.Helper()
	page := p.Text()
	for _, text := range texts {
		if strings.Contains(page, text) {
			p.j.t.Errorf("%s says %q", p.Path(), text)
		}
	}
}

// step sends one page of the wizard.
func (p *person) step(fields ...entry) {
	p.j.t.Helper()
	p.sends(fields)
}

// arrives takes the number from the receipt.
func (p *person) arrives() string {
	p.j.t.Helper()
	if !strings.HasPrefix(p.Path(), "/zhengding/receipt/") {
		p.j.t.Fatalf("no receipt at %s:\n%s", p.Path(), p.Text())
	}
	number := strings.TrimSpace(p.text(".receipt-number"))
	if !strings.HasPrefix(number, "ZD2026-") {
		p.j.t.Fatalf("the number is %q", number)
	}
	return number
}

// state fails the journey when the case is not where it should be.
func (j *journey) state(number string, want casework.State, desk casework.DeskKind) {
	j.t.Helper()
	if c := j.Case(number); c.State != want || c.Desk.Kind != desk {
		j.t.Fatalf("%s is %s at %q, want %s at %q", number, c.State, c.Desk.Kind, want, desk)
	}
}

// sameLength compares the account that somebody reads with the ledger: not one event is left out of it.
// What was taken back stands folded, the act and its undoing.
func (p *person) sameLength(path, number string) {
	p.j.t.Helper()
	p.goes(path)
	shown := chrome.Eval[int](p.Window, `document.querySelectorAll(".timeline .step:not(.is-future):not(:has(.step-fold))").length`)
	var events []ledger.Event
	err := p.j.DB.Read(p.j.t.Context(), func(tx *sqldb.Tx) (err error) {
		events, err = ledger.Read(p.j.t.Context(), tx, "case/"+number)
		return err
	})
	if err != nil {
		p.j.t.Fatal(err)
	}
	if shown != len(events) || shown == 0 {
		p.j.t.Errorf("%s shows %d steps, the ledger holds %d events:\n%s", path, shown, len(events), p.text(".timeline"))
	}
}

// hasNoLink fails the journey when the page leads to the case; that it repeats what was searched for is no leak.
func (p *person) hasNoLink(number string) {
	p.j.t.Helper()
	if n := chrome.Eval[int](p.Window, `document.querySelectorAll('a[href*="/`+number+`"]').length`); n > 0 {
		p.j.t.Errorf("%s leads to %s", p.Path(), number)
	}
}
