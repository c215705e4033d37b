// Package screens looks at the demonstration with a real browser: every page there is, for everybody who may see it, on a
// phone and on a computer. A page that scrolls sideways, breaks its content policy, fails in a script or shuts somebody
// out is a fault, and so is a page that nobody looks at.
//
//	go test ./e2e/screens -update     writes the pictures of docs/screenshots anew
//	go test ./e2e/screens -out DIR    writes pictures of all pages into DIR
package screens

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"jiazhan/e2e/chrome"
	"jiazhan/e2e/stage"
	"jiazhan/internal/access"
)

var (
	update = flag.Bool("update", false, "write docs/screenshots anew")
	out    = flag.String("out", "", "folder for all pictures")
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(chrome.Main(m))
}

// sight is a page to look at.
type sight struct {
	name   string
	path   string               // "" stays where the sight before ended
	then   func(*chrome.Window) // what is done there before one looks
	status int64                // 0 is 200
}

// walk is what one person sees in one window, one page after the other.
type walk struct {
	name   string
	as     access.Role // "" is a visitor
	set    func(*chrome.Window)
	sights []sight
}

func TestEveryPageIsFitToBeSeen(t *testing.T) {
	d := stage.Demo(t)
	p := pick(t, d)
	seen := &coverage{}
	for _, one := range slices.Concat(visitors(p), citizens(t, d), serving(p), strangers(t, d), moods(p)) {
		t.Run(one.name, func(t *testing.T) {
			w := chrome.Open(t, d.URL, chrome.Phone)
			if one.set != nil {
				one.set(w)
			}
			if one.as != "" {
				w.Cookie("session", d.Session(one.as))
			}
			for _, s := range one.sights {
				t.Run(s.name, func(t *testing.T) {
					w.For(t, func() { look(t, w, one.name+"-"+s.name, s) })
					seen.note(w.Path())
				})
			}
		})
	}
	if part := flag.Lookup("test.run").Value.String(); !strings.Contains(part, "/") {
		seen.check(t, d.Edge.Patterns())
	}
	if !chrome.HasAxe() {
		t.Log("axe-core is missing (npm ci): barriers were not looked for")
	}
}
