package gallery_test

import (
	"context"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"jiazhan/internal/web/ui/gallery"
)

// phone is a tab of a real browser on the gallery.
type phone struct {
	context.Context
	url string
}

func browse(t *testing.T) phone {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine")
	}
	server := httptest.NewServer(house())
	t.Cleanup(server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	base, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(base, chromedp.WithAllocatorOptions(options...))
	t.Cleanup(stop)
	return phone{ctx, server.URL}
}

func (p phone) open(t *testing.T, page string, width, height int64) {
	t.Helper()
	if err := chromedp.Do(p, chromedp.EmulateViewport(width, height), chromedp.Navigate(p.url+"/gallery/"+page)); err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t *testing.T, p phone, script string) T {
	t.Helper()
	got, err := chromedp.Run(p, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return got
}

// prefer sets a cookie of the edge, as its switches do.
func (p phone) prefer(t *testing.T, cookie string) {
	t.Helper()
	eval[chromedp.Void](t, p, `document.cookie = "`+cookie+`; path=/"`)
}

// Nothing is blocked by our own policy, missing, or fails in a script; a page that plants inline code proves that we look.
func TestTheBrowserHasNothingToComplainOf(t *testing.T) {
	p := browse(t)
	var lock sync.Mutex
	var complaints []string
	err := chromedp.Listen(p, func(event any) {
		lock.Lock()
		defer lock.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			complaints = append(complaints, e.Entry.Text)
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range gallery.Pages {
		p.open(t, page, 390, 844)
	}
	heard := func() []string { lock.Lock(); defer lock.Unlock(); return slices.Clone(complaints) }
	if got := heard(); len(got) > 0 {
		t.Errorf("the browser complains: %q", got)
	}
	eval[chromedp.Void](t, p, `document.body.insertAdjacentHTML("beforeend", '<p style="color:red" onclick="x()">x</p>')`)
	if got := heard(); len(got) < 1 || !strings.Contains(got[0], "Content Security Policy") {
		t.Errorf("inline code must be complained of, got %q", got)
	}
}

// widest says by how much the page is wider than the screen, and which boxes hold more than their width.
const widest = `(() => {
	const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
	if (over <= 0) return "";
	const full = [...document.querySelectorAll("body *")].filter((el) => el.scrollWidth > el.clientWidth + 1 && el.clientWidth > 0);
	return over + " px over, look at " + full.map((el) => el.tagName + "." + el.className).join(", ");
})()`

func TestNothingReachesOverTheEdge(t *testing.T) {
	p := browse(t)
	for _, lang := range []string{"zh-CN", "en"} {
		for _, page := range gallery.Pages {
			p.open(t, page, 320, 640)
			p.prefer(t, "lang="+lang)
			p.open(t, page, 320, 640)
			if got := eval[string](t, p, widest); got != "" {
				t.Errorf("%s in %s at 320: %s", page, lang, got)
			}
			eval[chromedp.Void](t, p, `document.documentElement.style.fontSize = "212.5%"`)
			if got := eval[string](t, p, widest); got != "" {
				t.Errorf("%s in %s at 320 with 200%% text: %s", page, lang, got)
			}
		}
	}
}

func TestTargetsAreLargeEnough(t *testing.T) {
	const small = `(least) => [...document.querySelectorAll(".site-tab, .btn, .option, .form-control, .form-select, .switch button, .back")]
		.filter((el) => el.offsetParent && el.getBoundingClientRect().height < least).map((el) => el.className + " " + el.getBoundingClientRect().height).join("; ")`
	p := browse(t)
	for _, page := range []string{"home", "filing", "case", "parts"} {
		p.open(t, page, 390, 844)
		p.prefer(t, "elder=0")
		p.open(t, page, 390, 844)
		if got := eval[string](t, p, "("+small+")(44)"); got != "" {
			t.Errorf("%s: under 44: %s", page, got)
		}
		p.prefer(t, "elder=1")
		p.open(t, page, 390, 844)
		if got := eval[string](t, p, "("+strings.Replace(small, ", .back", "", 1)+")(60)"); got != "" {
			t.Errorf("%s for elders: under 60: %s", page, got)
		}
		p.prefer(t, "elder=0")
	}
}

func TestComfort(t *testing.T) {
	p := browse(t)
	p.open(t, "filing", 390, 844)
	p.prefer(t, "lang=zh-CN")
	p.open(t, "filing", 390, 844)
	typeText := `(() => { const f = document.getElementById("f-text"); f.value = "路灯👨‍👩‍👧坏了"; f.dispatchEvent(new Event("input", {bubbles: true})); return document.getElementById("f-text-count").textContent; })()`
	if got := eval[string](t, p, typeText); got != "还可以写 995 字" {
		t.Errorf("the counter says %q", got)
	}
	saved := `new Promise((ok) => { const look = () => localStorage.getItem("draft/gallery") ? ok(localStorage.getItem("draft/gallery")) : setTimeout(look, 50); look(); })`
	draft, err := chromedp.Run(p, chromedp.Evaluate[string](saved, chromedp.EvalAwaitPromise))
	if err != nil || !strings.Contains(draft, "路灯") {
		t.Fatalf("no draft: %q %v", draft, err)
	}
	p.open(t, "filing", 390, 844)
	if got := eval[string](t, p, `document.getElementById("f-text").value + document.querySelector("[role=status] p").textContent`); got != "路灯👨‍👩‍👧坏了已恢复您上次没写完的内容。" {
		t.Errorf("the draft must come back and be told: %q", got)
	}
	p.open(t, "receipt", 390, 844)
	if got := eval[bool](t, p, `localStorage.getItem("draft/gallery") === null`); !got {
		t.Error("the draft of a form that was taken must go")
	}
}

func TestASecondPressDoesNothing(t *testing.T) {
	p := browse(t)
	p.open(t, "filing", 390, 844)
	press := `(() => {
		const form = document.querySelector("form[data-guard]");
		let sent = 0;
		document.addEventListener("submit", (e) => { if (!e.defaultPrevented) sent++; e.preventDefault(); });
		const button = form.querySelector("button[type=submit]");
		button.click(); button.click(); button.click();
		return sent + " " + button.getAttribute("aria-disabled");
	})()`
	if got := eval[string](t, p, press); got != "1 true" {
		t.Errorf("got %q, want one sending and a marked button", got)
	}
}

func TestErrorSummaryTakesTheFocusAndLeadsToFields(t *testing.T) {
	p := browse(t)
	p.open(t, "refused", 390, 844)
	if got := eval[string](t, p, `document.activeElement.className`); got != "summary" {
		t.Errorf("the focus is on %q", got)
	}
	if got := eval[string](t, p, `document.querySelector(".summary a[href='#f-place']").click(); document.activeElement.id`); got != "f-place" {
		t.Errorf("the link leads to %q", got)
	}
}

func TestChosenPhotosAreShownAndCanBeTakenOut(t *testing.T) {
	p := browse(t)
	p.open(t, "filing", 390, 844)
	choose := `(n) => { const bag = new DataTransfer(); for (let i = 0; i < n; i++) bag.items.add(new File(["x"], i + ".jpg", {type: "image/jpeg"}));
		const input = document.getElementById("f-photos"); input.files = bag.files; input.dispatchEvent(new Event("change"));
		return input.files.length + " " + document.querySelectorAll(".photo-preview img").length; }`
	if got := eval[string](t, p, "("+choose+")(2)"); got != "2 2" {
		t.Errorf("got %q, want two photos shown", got)
	}
	if got := eval[string](t, p, "("+choose+")(8)"); got != "10 10" {
		t.Errorf("choosing again adds: got %q", got)
	}
	if got := eval[bool](t, p, `document.getElementById("f-photos-count").classList.contains("is-over")`); !got {
		t.Error("ten photos are too many, and that must be said")
	}
	if got := eval[int](t, p, `document.querySelector(".photo-preview button").click(), document.getElementById("f-photos").files.length`); got != 9 {
		t.Errorf("after taking one out: %d", got)
	}
}
