package screens

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"jiazhan/e2e/chrome"
)

// kept are the pictures of docs/screenshots.
var kept = []string{"visitor-home-phone", "filing-what-phone", "filing-receipt-phone", "filing-case-answered-phone", "elder-home-phone",
	"deputy-queue-phone", "officer-queue-desk", "officer-case-desk", "leader-where-desk"}

// headInOneLine asks whether name, messages and person of a desk stand side by side.
const headInOneLine = `(() => {
	const name = document.querySelector(".desk-top .brand"), person = document.querySelector(".desk-person");
	return !name || person.getBoundingClientRect().top < name.getBoundingClientRect().bottom;
})()`

// look goes to a sight and judges it in both sizes.
func look(t *testing.T, w *chrome.Window, name string, s sight) {
	t.Helper()
	if s.path != "" {
		w.Go(s.path)
	}
	if s.then != nil {
		s.then(w)
	}
	if want := max(s.status, 200); w.Status != want {
		t.Fatalf("%s: status %d, want %d", w.Path(), w.Status, want)
	}
	for _, size := range []chrome.Size{chrome.Phone, chrome.Computer} {
		w.Resize(size)
		if wide := w.Sideways(); wide != "" {
			t.Errorf("%s on a %s: %s", w.Path(), size.Name, wide)
		}
		if !chrome.Eval[bool](w, headInOneLine) {
			t.Errorf("%s on a %s: the head takes two lines", w.Path(), size.Name)
		}
		for _, covered := range w.Covered() {
			t.Errorf("%s on a %s: %s", w.Path(), size.Name, covered)
		}
		for _, barrier := range w.Barriers() {
			t.Errorf("%s on a %s shuts people out: %s", w.Path(), size.Name, barrier)
		}
		picture(t, w, name+"-"+size.Name)
	}
	for _, complaint := range w.Complaints() {
		t.Errorf("%s: the browser complains: %s", w.Path(), complaint)
	}
}

// picture writes what is seen, where pictures are wanted.
func picture(t *testing.T, w *chrome.Window, name string) {
	t.Helper()
	if *out != "" {
		write(t, *out, name, w.Picture(true))
	}
	if *update && slices.Contains(kept, name) {
		write(t, filepath.Join("..", "..", "docs", "screenshots"), name, w.Picture(false))
	}
}

func write(t *testing.T, dir, name string, png []byte) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}
