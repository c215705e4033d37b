package desk_test

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/sqldb/sqldbtest"
)

// screen is a tab of a real browser at a desk.
type screen struct {
	context.Context
	t *testing.T
	o *office
}

// browse opens a browser on a house on SQLite: scripts do not know what the database is.
func browse(t *testing.T) screen {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine")
	}
	clock := sqldbtest.NewClock()
	db := sqldbtest.SQLite(t, clock)
	o := serve(t, caseworktest.New(t, db, clock))
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	base, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(base, chromedp.WithAllocatorOptions(options...))
	t.Cleanup(stop)
	return screen{ctx, t, o}
}

// as opens a page as somebody, on a screen of a width.
func (s screen) as(who, path string, width int64) {
	s.t.Helper()
	if err := chromedp.Do(s, chromedp.EmulateViewport(width, 900), chromedp.Navigate(s.o.url+"/assets/none")); err != nil {
		s.t.Fatal(err)
	}
	s.run(`document.cookie = "who=` + strings.ReplaceAll(who, " ", "%20") + `; path=/"; document.cookie = "lang=zh-CN; path=/"; ""`)
	if err := chromedp.Do(s, chromedp.Navigate(s.o.url+path)); err != nil {
		s.t.Fatal(err)
	}
}

func (s screen) run(script string) string {
	s.t.Helper()
	got, err := chromedp.Run(s, chromedp.Evaluate[string](script))
	if err != nil {
		s.t.Fatalf("%s: %v", script, err)
	}
	return got
}

// until waits for a script to give what is wanted. Where the page goes away meanwhile, the script is asked again on the next.
func (s screen) until(script, want string) {
	s.t.Helper()
	wait := `new Promise((ok) => { const look = (n) => { const v = String(` + script + `); v === ` + "`" + want + "`" +
		` || n > 400 ? ok(v) : setTimeout(() => look(n + 1), 50); }; look(0); })`
	got, err := chromedp.Run(s, chromedp.Evaluate[string](wait, chromedp.EvalAwaitPromise))
	for tries := 0; err != nil && s.Err() == nil && tries < 5; tries++ {
		got, err = chromedp.Run(s, chromedp.Evaluate[string](wait, chromedp.EvalAwaitPromise))
	}
	if err != nil || got != want {
		s.t.Fatalf("%s: %q %v, want %q", script, got, err, want)
	}
}

func (s screen) press(keys ...string) {
	s.t.Helper()
	for _, key := range keys {
		s.run(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "` + key + `", bubbles: true, cancelable: true})); ""`)
	}
}

func TestAListIsWorkedThroughWithKeys(t *testing.T) {
	s := browse(t)
	for range 3 {
		s.o.File(nil)
	}
	s.as("station", "/desk/?queue=waiting", 1440)
	const number = `(document.querySelector("tr.is-chosen .case-number") || {}).textContent`
	s.press("j", "j")
	s.until(number, "ZD2026-000002")
	s.until(`document.querySelector("#pane .case-number") && document.querySelector("#pane .case-number").textContent`, "ZD2026-000002")
	s.press("x")
	s.until(`document.querySelector(".bulk-count").textContent`, "选中 1 件")
	s.press("k", "x")
	s.until(`document.querySelector(".bulk-count").textContent`, "选中 2 件")
	s.run(`document.querySelector("[data-all]").click(); ""`)
	s.until(`document.querySelector(".bulk-count").textContent`, "选中 3 件")
	s.press("Escape")
	s.until(`document.getElementById("pane").hidden`, "true")
	s.press("?")
	s.until(`document.getElementById("keys-box") && document.getElementById("keys-box").open`, "true")
	s.run(`document.getElementById("keys-box").close(); ""`)
	s.press("/")
	s.until(`document.activeElement.id`, "desk-q")
	s.press("j")
	s.until(number, "ZD2026-000001") // while one writes, keys are letters
	s.run(`document.activeElement.blur(); ""`)
	s.press("g", "e")
	s.until(`new URLSearchParams(location.search).get("queue")`, "open")
}

func TestNewWorkAppearsByItself(t *testing.T) {
	s := browse(t)
	s.as("station", "/desk/?queue=waiting", 1440)
	const rows, ask = `document.querySelectorAll("tr[data-row]").length`, `document.getElementById("news").dispatchEvent(new Event("back")); ""`
	s.until(rows, "0")
	c := s.o.File(nil)
	s.run(ask)
	s.until(`document.getElementById("n-waiting").textContent`, "1")
	s.until(rows, "1")
	s.run(`document.querySelector("input[form=bulk]").click(); ""`)
	s.o.File(nil)
	s.run(ask)
	s.until(`document.getElementById("n-waiting").textContent`, "2")
	s.until(`document.querySelector("[data-stale]").hidden`, "false") // somebody chooses in it: it is not moved away
	s.until(rows, "1")

	s.as("station", "/desk/cases/"+c.Number, 1440)
	s.o.Do(s.o.Officer, c, &casework.Note{Text: "先记一笔"})
	s.run(`document.getElementById("here").dispatchEvent(new Event("back")); ""`)
	s.until(`document.querySelectorAll("#here .notice").length`, "1")
}

func TestFormsHelpWhoeverWrites(t *testing.T) {
	s := browse(t)
	c := s.o.Do(s.o.Station, s.o.File(nil), &casework.Accept{})
	s.as("station", "/desk/cases/"+c.Number+"/explain", 390)
	s.run(`const a = document.getElementById("f-text"); a.value = "我们将尽快处理"; a.dispatchEvent(new Event("input", {bubbles: true})); ""`)
	s.until(`document.querySelector(".field-warning").textContent`, "这些词说不清谁、什么时候、做什么：尽快")
	s.run(`const b = document.getElementById("f-text"); b.value = "11月20日已换好"; b.dispatchEvent(new Event("input", {bubbles: true})); ""`)
	s.until(`document.querySelector(".field-warning").textContent`, "")
	s.until(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`, "true")
}
