// Package chrome is a real browser for the tests that look at pages or walk through them: one process for all tests of a
// binary, and for each person a window with cookies of its own. It owns no table. It must never be imported by the
// program, never reach an address beyond this machine, and never sleep: it waits for pages and elements.
package chrome

import (
	"context"
	"errors"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

var errNone = errors.New("no Chromium on this machine")

// process is the one browser; it lives until Main ends.
var process = sync.OnceValues(func() (context.Context, error) {
	path := find("chromium", "chromium-browser", "google-chrome")
	if path == "" {
		return nil, errNone
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("lang", "zh-CN"), chromedp.Flag("accept-lang", "zh-CN"))
	ctx, end := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(options...))
	quit = end
	return ctx, chromedp.Do(ctx)
})

var quit = func() {}

// Main runs the tests of a package and then ends the browser: os.Exit(chrome.Main(m)) in TestMain.
func Main(m *testing.M) int {
	defer func() { quit() }()
	return m.Run()
}

func find(names ...string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Size is what a window is as large as, in CSS pixels.
type Size struct {
	Name          string
	Width, Height int64
	Touch         bool
}

// The sizes in which pages are judged.
var (
	Phone    = Size{"phone", 390, 844, true}
	Computer = Size{"desk", 1440, 900, false}
	Narrow   = Size{"narrow", 320, 568, true}
)

// patience is how long a person waits for all that she does in a window.
const patience = 3 * time.Minute

// Open opens a window on the server at base. The test is skipped where there is no browser.
func Open(t testing.TB, base string, size Size) *Window {
	t.Helper()
	parent, err := process()
	if errors.Is(err, errNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	tab, shut := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	t.Cleanup(shut)
	w := &Window{t: t, base: base, asked: map[network.RequestID]string{}}
	if err := chromedp.Listen(tab, w.hear); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(tab, patience)
	t.Cleanup(cancel)
	w.Context = ctx
	w.Resize(size)
	return w
}
