// Package screens looks at the demonstration with a real browser: a picture of every page for each role, on a phone and
// on a computer. A page that scrolls sideways, breaks its content policy or fails in a script is a fault.
//
//	go test ./e2e/screens -update     writes the pictures of docs/screenshots anew
//	go test ./e2e/screens -out DIR    writes all pictures into DIR
package screens

import (
	"context"
	"flag"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"jiazhan/internal/access"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/casework"
)

var (
	update = flag.Bool("update", false, "write docs/screenshots anew")
	out    = flag.String("out", "", "folder for all pictures")
)

// sight is a page to look at. In its path {answered} and the like stand for the number of such a case.
type sight struct {
	name string
	role access.Role // "" is a visitor
	path string
	keep bool // belongs to docs/screenshots
}

var sights = []sight{
	{"chooser", "", "/", false},
	{"home", "", "/zhengding/", true},
	{"report", "", "/zhengding/report", false},
	{"answers", "", "/zhengding/answers", false},
	{"public-case", "", "/zhengding/cases/{public}", true},
	{"mine", "", "/zhengding/cases", false},
	{"stations", "", "/zhengding/stations", false},
	{"deputies", "", "/zhengding/deputies", false},
	{"privacy", "", "/zhengding/privacy", false},
	{"missing", "", "/zhengding/cases/ZD2026-999999", false},
	{"signin", "", "/signin", false},
	{"deputy-desk", access.Deputy, "/desk/?queue=open", false},
	{"station-desk", access.StationAdmin, "/desk/?queue=open", false},
	{"county-desk", access.CaseOfficer, "/desk/?queue=open", true},
	{"county-waiting", access.CaseOfficer, "/desk/?queue=waiting", false},
	{"county-case", access.CaseOfficer, "/desk/cases/{reported}", true},
	{"county-answer", access.CaseOfficer, "/desk/cases/{reported}/answer", false},
	{"county-assign", access.CaseOfficer, "/desk/cases/{accepted}/assign", false},
	{"county-search", access.CaseOfficer, "/desk/search?q=路灯", false},
	{"county-inbox", access.CaseOfficer, "/desk/inbox", false},
	{"department-desk", access.Liaison, "/desk/?queue=waiting", false},
	{"leader-desk", access.Leader, "/desk/?queue=overdue", false},
	{"discipline-desk", access.Discipline, "/desk/?queue=sealed", false},
	{"me", access.CaseOfficer, "/me", false},
}

var sizes = map[string][2]int64{"phone": {390, 844}, "desk": {1440, 900}}

func TestEveryPageIsFitToBeSeen(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine: pages are not looked at")
	}
	d := show(t)
	for _, s := range sights {
		t.Run(s.name, func(t *testing.T) {
			b := d.browser(t, chromium)
			b.signIn(s.role)
			for size, wh := range sizes {
				b.look(s, size, wh)
			}
			for _, c := range b.complaints() {
				t.Errorf("the browser complains: %s", c)
			}
		})
	}
}

// demo is the demonstration, served on loopback.
type demo struct {
	app     *app.App
	url     string
	cast    map[access.Role]app.SignIn
	numbers map[string]string
}

func show(t *testing.T) *demo {
	t.Helper()
	c, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	c.Data, c.FactorOptional = t.TempDir(), true
	c.ClockStart = time.Date(2026, 11, 24, 10, 0, 0, 0, time.FixedZone("", 8*3600))
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	cast, err := a.Demonstrate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Search.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.Handler)
	t.Cleanup(func() {
		server.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &demo{app: a, url: server.URL, cast: map[access.Role]app.SignIn{}, numbers: map[string]string{}}
	for _, s := range cast {
		d.cast[s.Role] = s
	}
	d.find(t)
	return d
}

// find picks the cases that the sights name.
func (d *demo) find(t *testing.T) {
	t.Helper()
	dir, err := d.app.Congress.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	home := dir.CongressBySlug("zhengding").ID
	officer := access.Actor{PersonID: -1, Grants: []access.Grant{{Role: access.CaseOfficer, CongressID: home}}}
	for name, q := range map[string]casework.Query{
		"{reported}": {Queue: "to_check"}, "{accepted}": {Queue: "to_assign"},
		"{public}": {Public: true, State: casework.Closed},
	} {
		q.CongressID, q.Limit = home, 1
		by := officer
		if strings.HasPrefix(string(q.Queue), "to_") {
			by.PersonID = -1
		}
		page, err := d.app.Cases.List(t.Context(), by, q)
		if err != nil || len(page.Cases) == 0 {
			t.Fatalf("no case for %s: %v", name, err)
		}
		d.numbers[name] = page.Cases[0].Number
	}
}

type browser struct {
	context.Context
	t     *testing.T
	d     *demo
	heard chan string
}

func (d *demo) browser(t *testing.T, chromium string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("accept-lang", "zh-CN"))
	base, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(base, chromedp.WithAllocatorOptions(options...))
	t.Cleanup(stop)
	b := &browser{ctx, t, d, make(chan string, 100)}
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *log.EventEntryAdded:
			b.hear(e.Entry.Text + " " + e.Entry.URL)
		case *runtime.EventExceptionThrown:
			b.hear(e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// hear keeps what the browser complains of; that a page is meant to be missing is no complaint.
func (b *browser) hear(text string) {
	if strings.Contains(text, "status of 404") {
		return
	}
	select {
	case b.heard <- text:
	default:
	}
}

func (b *browser) complaints() []string {
	var all []string
	for {
		select {
		case text := <-b.heard:
			all = append(all, text)
		default:
			return all
		}
	}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// signIn types phone and password as a person does.
func (b *browser) signIn(role access.Role) {
	b.t.Helper()
	if role == "" {
		return
	}
	s := b.d.cast[role]
	b.do(chromedp.Navigate(b.d.url+"/signin?way=password"),
		chromedp.SendKeys(`input[name="phone"]`, s.Phone), chromedp.SendKeys(`input[name="password"]`, s.Password),
		chromedp.Click(`main form button[type="submit"]`), chromedp.WaitVisible(`a[href="/desk/inbox"], a[href="/me"]`))
}

const sideways = `document.documentElement.scrollWidth - document.documentElement.clientWidth`

func (b *browser) look(s sight, size string, wh [2]int64) {
	b.t.Helper()
	path := s.path
	for name, number := range b.d.numbers {
		path = strings.ReplaceAll(path, name, number)
	}
	b.do(chromedp.EmulateViewport(wh[0], wh[1]), chromedp.Navigate(b.d.url+path))
	over, err := chromedp.Run(b, chromedp.Evaluate[int](sideways))
	if err != nil {
		b.t.Fatal(err)
	}
	if over > 0 {
		b.t.Errorf("%s on a %s is %d px wider than the screen", path, size, over)
	}
	b.keep(s, size)
}

func (b *browser) keep(s sight, size string) {
	b.t.Helper()
	dir := *out
	if *update && s.keep {
		dir = "../../docs/screenshots"
	}
	if dir == "" {
		return
	}
	shot := chromedp.CaptureScreenshot()
	if *out != "" {
		shot = chromedp.FullScreenshot(100)
	}
	picture, err := chromedp.Run(b, shot)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, s.name+"-"+size+".png"), picture, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
