package screens

import (
	"testing"

	"jiazhan/e2e/chrome"
	"jiazhan/e2e/stage"
)

// TestTheFirstKeysOfACounty looks at the pages of sealed reports before anybody has a key, and while somebody waits to be let in.
func TestTheFirstKeysOfACounty(t *testing.T) {
	q := stage.County(t, false)
	discipline, officer := q.Session("discipline"), q.Session("officer")
	see := func(session, name string, then func(*chrome.Window)) {
		for _, lang := range []string{"zh-CN", "en"} {
			w := chrome.Open(t, q.URL, chrome.Phone)
			w.Cookie("session", session)
			w.Cookie("lang", lang)
			look(t, w, "first-keys-"+name+"-"+lang, sight{path: "/desk/sealed", then: then})
		}
	}
	see(discipline, "none", nil)
	for _, session := range []string{discipline, officer} {
		w := chrome.Open(t, q.URL, chrome.Phone)
		w.Cookie("session", session)
		w.Go("/desk/sealed/key")
		w.Type("passphrase", "青石板 旧茶壶 晒麦场 三月雨")
		w.Type("again", "青石板 旧茶壶 晒麦场 三月雨")
		w.Submit()
	}
	see(officer, "waits", nil)
	see(discipline, "lets-in", func(w *chrome.Window) {
		chrome.Eval[any](w, `document.querySelector(".views .confirm").open = true; 0`)
	})
}
