package chrome

import (
	"os"
	"path/filepath"
	"sync"
)

// widest says by how much the page is wider than the window, and which boxes hold more than their width.
const widest = `(() => {
	const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
	if (over <= 0) return "";
	const full = [...document.querySelectorAll("body *")].filter((el) => el.scrollWidth > el.clientWidth + 1 && el.clientWidth > 0);
	return over + " px wider than the window, look at " + full.slice(0, 5).map((el) => el.tagName + "." + el.className).join(", ");
})()`

// Sideways says by how much the page must be scrolled sideways, "" when it need not be.
func (w *Window) Sideways() string {
	w.t.Helper()
	return Eval[string](w, widest)
}

// axe is axe-core, which `npm ci` brings; "" where it is missing.
var axe = sync.OnceValue(func() string {
	for dir := "."; ; dir = filepath.Join(dir, "..") {
		text, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
		if err == nil {
			return string(text)
		}
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil || len(dir) > 30 {
			return ""
		}
	}
})

const findBarriers = `axe.run(document, {resultTypes: ["violations"]}).then((found) => found.violations
	.filter((v) => v.impact === "serious" || v.impact === "critical")
	.map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " (" + n.any.concat(n.all, n.none).map((c) => c.message).join("; ") + ")").join(" | ")))`

// HasAxe reports whether barriers can be looked for on this machine.
func HasAxe() bool { return axe() != "" }

// Barriers are what axe-core finds serious or critical for people who cannot see, hear or point well. None without axe.
func (w *Window) Barriers() []string {
	w.t.Helper()
	if !HasAxe() {
		return nil
	}
	Eval[any](w, axe()+"; 0")
	return Eval[[]string](w, findBarriers)
}
