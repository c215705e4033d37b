package journeys

import (
	"testing"

	"github.com/chromedp/chromedp"

	"jiazhan/e2e/chrome"
	"jiazhan/internal/casework"
)

// Back on a phone shows a page from memory: a list is asked for anew, for there may be more by now; a form stays as it was
// left.
func TestBackOnAPhoneIsUpToDate(t *testing.T) {
	j := begin(t)
	reader := j.citizen()
	number := j.files(j.citizen(), "station/xinchengpu")
	reader.goes("/zhengding/answers")
	reader.hasNoLink(number)
	reader.goes("/zhengding/stations")
	j.at("station").acts("accept", number)
	j.at("station").acts("explain", number, write("text", "路沟已经清开，铺了 80 米碎石。"))
	j.at("officer").acts("release", number)
	reader.Do(chromedp.NavigateBack(), chromedp.WaitVisible(chromedp.CSS(`main a[href^="/zhengding/cases/`+number+`"]`)))
	reader.is("/zhengding/answers")
	reader.calm()

	for path, anew := range map[string]bool{"/zhengding/stations": true, "/zhengding/report": false} {
		reader.goes(path)
		if got := chrome.Eval[string](reader.Window, fromMemory); (got == "reload") != anew {
			t.Errorf("%s that comes from memory: %q", path, got)
		}
	}
}

// fromMemory tells the page that the browser shows it from memory, and gives what the page asks the browser for, which is
// then not done.
const fromMemory = `(() => {
	let asked = "";
	navigation.addEventListener("navigate", (e) => { asked = e.navigationType; e.preventDefault(); });
	window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
	return asked;
})()`

// What a page looks like while the keyboard stands over its lower half.
const (
	tabsShow = `getComputedStyle(document.querySelector(".site-tabs")).display !== "none"`
	inSight  = `(() => { const b = document.activeElement.getBoundingClientRect(); return b.top >= 0 && b.bottom <= window.visualViewport.height; })()`
)

// above is what a keyboard leaves of a phone.
var above = chrome.Size{Name: "above the keyboard", Width: 390, Height: 420, Touch: true}

// While she writes, the bar of tabs makes room; it comes back when she is done, and never goes for a box that is ticked.
func TestTheTabsMakeRoomForTheKeyboard(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	number := j.files(her, "auto")
	other := j.citizen()
	other.goes("/zhengding/cases")
	shown := func(when string, want bool) {
		t.Helper()
		if got := chrome.Eval[bool](other.Window, tabsShow); got != want {
			t.Errorf("%s the tabs are seen: %v", when, got)
		}
	}
	shown("at first", true)
	other.Type("number", number)
	shown("while she writes", false)
	chrome.Eval[any](other.Window, `document.activeElement.blur(); 0`)
	shown("when she is done", true)
	chrome.Eval[any](other.Window, `const box = document.createElement("input"); box.type = "checkbox"; document.querySelector("main form").append(box); box.focus(); 0`)
	shown("while she ticks", true)
	chrome.Eval[any](other.Window, `document.querySelector("[name=tail]").focus(); document.activeElement.remove(); document.querySelector("main a").focus(); 0`)
	shown("at a link", true)
	other.calm()

	other.NoScripts()
	other.goes("/zhengding/cases")
	other.Type("number", number)
	shown("without scripts", true)
	other.Type("tail", "0077")
	other.Submit()
	other.is("/zhengding/cases/" + number)
}

// The field in which she writes stays in sight when the keyboard comes; without scripts she scrolls, and the form is sent.
func TestTheKeyboardDoesNotHideTheField(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	number := j.files(her, "auto")
	j.state(number, casework.Filed, casework.StationDesk)
	page := "/zhengding/cases/" + number + "/data/contact"
	keyboard := func() {
		her.Resize(chrome.Phone)
		her.goes(page)
		her.Do(chromedp.Focus(chromedp.CSS("[name=address]")))
		chrome.Eval[any](her.Window, `scrollTo(0, 0); 0`)
		her.Resize(above)
	}
	keyboard()
	chrome.Eval[any](her.Window, once(inSight))
	her.calm()

	her.NoScripts()
	keyboard()
	if chrome.Eval[bool](her.Window, inSight) {
		t.Error("the browser scrolls by itself: then the script proves nothing")
	}
	her.Type("address", "新城铺村第二排")
	her.Submit()
	if her.Status != 200 {
		t.Errorf("sent without scripts: %d", her.Status)
	}
}
