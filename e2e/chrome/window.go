package chrome

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Window is what one person has before her. Its methods end the test when something cannot be done.
type Window struct {
	context.Context
	Status int64 // of the page that came last

	t     testing.TB
	base  string
	still bool // scripts are off

	mu         sync.Mutex
	complaints []string
	asked      map[network.RequestID]string
	received   []Answer
}

// hear keeps what the browser complains of (blocked by our own policy, missing, failed in a script) and what it received.
func (w *Window) hear(event any) {
	var text string
	switch e := event.(type) {
	case *network.EventRequestWillBeSent, *network.EventLoadingFinished:
		w.count(event)
		return
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelVerbose || e.Entry.Level == log.EntryLevelInfo {
			return // advice and news, such as that it cleared its cache as it was asked to
		}
		text = e.Entry.Text + " " + e.Entry.URL
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Text
	default:
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.complaints = append(w.complaints, text)
}

// Complaints gives what the browser complained of since it was asked last. That a page answers with an error is none.
func (w *Window) Complaints() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	for _, text := range w.complaints {
		if !strings.Contains(text, "responded with a status of") {
			out = append(out, text)
		}
	}
	w.complaints = nil
	return out
}

// Do takes steps of chromedp.
func (w *Window) Do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := chromedp.Do(w, steps...); err != nil {
		w.t.Fatalf("%v\n%s", err, w.where())
	}
}

func (w *Window) where() string {
	at, err := chromedp.Run(w, chromedp.Location())
	if err != nil {
		return ""
	}
	return "at " + at
}

// Eval evaluates an expression of JavaScript through DevTools, past the content policy of the page. A promise is awaited.
func Eval[T any](w *Window, script string) T {
	w.t.Helper()
	got, err := chromedp.Run(w, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%.200s: %v\n%s", script, err, w.where())
	}
	return got
}

// most is how long one page may take to come.
const most = 30 * time.Second

// load takes steps that lead to another page, and waits until it is there.
func (w *Window) load(what string, steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w, most)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, steps...)
	if err != nil {
		w.t.Fatalf("%s: %v\n%s\n%s", what, err, w.where(), w.Text())
	}
	w.Status = answer.Status
}

// Go opens a path.
func (w *Window) Go(path string) {
	w.t.Helper()
	w.load(path, chromedp.Navigate(w.base+path))
}

// Press clicks what leads to another page, found by a CSS selector.
func (w *Window) Press(selector string) {
	w.t.Helper()
	w.load("press "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Submit presses the primary button of the page.
func (w *Window) Submit() {
	w.t.Helper()
	w.Press("main form button.btn-primary")
}

// Type writes into a field that is found by its name, as an input method commits Chinese: at once.
func (w *Window) Type(name, text string) {
	w.t.Helper()
	w.Do(chromedp.Focus(chromedp.CSS(named(name)), chromedp.NodeVisible), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
}

// Clear empties a field.
func (w *Window) Clear(name string) {
	w.t.Helper()
	w.Do(chromedp.Clear(chromedp.CSS(named(name))))
}

// Choose clicks an option or a box of a form; "on" is the value of a single box.
func (w *Window) Choose(name, value string) {
	w.t.Helper()
	w.Do(chromedp.Click(chromedp.CSS(named(name) + `[value="` + value + `"]`)))
}

// Pick chooses from a list that opens.
func (w *Window) Pick(name, value string) {
	w.t.Helper()
	w.Do(chromedp.SetValue(chromedp.CSS("select"+named(name)), value))
}

// Attach chooses a file of this machine.
func (w *Window) Attach(name, path string) {
	w.t.Helper()
	w.Do(chromedp.SetUploadFiles(chromedp.CSS("input"+named(name)+`[type="file"]`), []string{path}))
}

func named(name string) string { return `[name="` + name + `"]` }

// Path is where the window is, without host.
func (w *Window) Path() string {
	w.t.Helper()
	at, err := chromedp.Run(w, chromedp.Location())
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.TrimPrefix(at, w.base)
}

// Text is what a person reads on the page.
func (w *Window) Text() string {
	w.t.Helper()
	return Eval[string](w, "document.body.innerText")
}

// Resize makes the window as large as a size.
func (w *Window) Resize(s Size) {
	w.t.Helper()
	if s.Touch {
		w.Do(chromedp.EmulateViewport(s.Width, s.Height, chromedp.EmulateTouch, chromedp.EmulatePortrait))
		return
	}
	w.Do(chromedp.EmulateViewport(s.Width, s.Height))
}

// Cookie gives the window a cookie of the server.
func (w *Window) Cookie(name, value string) {
	w.t.Helper()
	if _, err := chromedp.Call(w, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: w.base, Path: "/"}); err != nil {
		w.t.Fatal(err)
	}
}

// NoScripts switches scripts off, as some people and some browsers do.
func (w *Window) NoScripts() {
	w.t.Helper()
	if _, err := chromedp.Call(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		w.t.Fatal(err)
	}
	w.still = true
}

// Dark asks for dark colours.
func (w *Window) Dark() {
	w.t.Helper()
	w.colours("dark")
}

// Light asks for light colours again.
func (w *Window) Light() {
	w.t.Helper()
	w.colours("light")
}

func (w *Window) colours(scheme string) {
	w.t.Helper()
	wish := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if _, err := chromedp.Call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: wish}); err != nil {
		w.t.Fatal(err)
	}
}

// FontSize is how large letters are that no page says a size for, as people set it in their browser; 16 is usual.
func (w *Window) FontSize(px int64) {
	w.t.Helper()
	if _, err := chromedp.Call(w, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: px, Fixed: px}}); err != nil {
		w.t.Fatal(err)
	}
	Eval[any](w, fmt.Sprintf(until, px))
}

// until waits until letters are as large as they shall be: a box that takes nothing from the page is as wide as one of them.
const until = `new Promise((done) => {
	const box = document.createElement("div");
	box.style.cssText = "all: initial; position: absolute; width: 1em";
	document.body.append(box);
	const look = () => (box.getBoundingClientRect().width === %d ? (box.remove(), done(0)) : requestAnimationFrame(look));
	look();
})`

// Picture is a PNG of what is seen, or with full of the whole page.
func (w *Window) Picture(full bool) []byte {
	w.t.Helper()
	shot := chromedp.CaptureScreenshot()
	if full {
		shot = chromedp.FullScreenshot(100)
	}
	png, err := chromedp.Run(w, shot)
	if err != nil {
		w.t.Fatal(err)
	}
	return png
}

// For lets a subtest use the window: what fails meanwhile fails the subtest.
func (w *Window) For(t testing.TB, f func()) {
	outer := w.t
	w.t = t
	defer func() { w.t = outer }()
	f()
}
