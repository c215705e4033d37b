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

// Barriers are what axe-core finds serious or critical for people who cannot see, hear or point well. None without axe, and none
// where scripts are off, for axe is a script.
func (w *Window) Barriers() []string {
	w.t.Helper()
	if !HasAxe() || w.still {
		return nil
	}
	Eval[any](w, axe()+"; 0")
	return Eval[[]string](w, findBarriers)
}

// clashes finds words that are cut off, stand outside the page or their box, or lie over other words.
const clashes = `(() => {
	const aside = ".visually-hidden, .skip, .site-tabs, .excerpt, option, select, textarea, input, svg, script, style";
	const found = [], boxes = [];
	const name = (n) => n.data.trim().slice(0, 20) + " (" + n.parentElement.tagName + "." + n.parentElement.className + ")";
	const scrolls = (el) => { for (; el; el = el.parentElement) if (/auto|scroll/.test(getComputedStyle(el).overflowX)) return true; return false; };
	const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n; (n = words.nextNode()); ) {
		const el = n.parentElement;
		if (!n.data.trim() || el.closest(aside) || !el.checkVisibility()) continue;
		const range = document.createRange();
		range.selectNodeContents(n);
		const box = el.closest("button, .btn, .chip, .lamp, .big, .item, .section, .notice, .figure, .person, .status-card, .letter, .receipt");
		const frame = box && box.getBoundingClientRect();
		for (const r of range.getClientRects()) {
			if (r.width < 2 || r.height < 2) continue;
			if (!scrolls(el) && (r.left < -1 || r.right > innerWidth + 1)) found.push("outside: " + name(n));
			else if (frame && (r.left < frame.left - 2 || r.right > frame.right + 2 || r.bottom > frame.bottom + 8)) found.push("out of its box: " + name(n));
			boxes.push({ n, r });
		}
	}
	for (const el of document.querySelectorAll("body *")) {
		if (el.closest(aside) || !el.innerText || !/hidden|clip/.test(getComputedStyle(el).overflow)) continue;
		if (el.scrollWidth > el.clientWidth + 1 || el.scrollHeight > el.clientHeight + 1) found.push("cut: " + el.tagName + "." + el.className);
	}
	boxes.sort((a, b) => a.r.top - b.r.top);
	for (let i = 0; i < boxes.length; i++) {
		for (let j = i + 1; j < boxes.length && boxes[j].r.top < boxes[i].r.bottom; j++) {
			const a = boxes[i].r, b = boxes[j].r;
			const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top), wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
			if (boxes[i].n !== boxes[j].n && wide > 3 && high > 0.4 * Math.min(a.height, b.height)) found.push("over each other: " + name(boxes[i].n) + " and " + name(boxes[j].n));
		}
	}
	return [...new Set(found)].slice(0, 8);
})()`

// Clashes are words that are cut off, out of their box, or over other words.
func (w *Window) Clashes() []string {
	w.t.Helper()
	return Eval[[]string](w, clashes)
}

// covered finds what can be pressed in the bars at the bottom and lies under another, and words squeezed into a column of letters.
const covered = `(() => {
	const found = [], what = (el) => el.innerText.trim().replace(/\s+/g, " ").slice(0, 20) + " (" + el.tagName + "." + el.className + ")";
	const bar = (el) => { for (; el; el = el.parentElement) { const s = getComputedStyle(el); if (/fixed|sticky/.test(s.position) && s.bottom !== "auto") return el; } };
	for (const el of document.querySelectorAll("a, button, summary")) {
		const r = el.getBoundingClientRect(), x = r.left + r.width / 2;
		if (!el.checkVisibility() || !bar(el) || r.top < 0 || r.bottom > innerHeight + 1 || x < 0 || x > innerWidth) continue;
		for (const y of [r.top + 4, r.bottom - 4]) {
			const over = document.elementFromPoint(x, y);
			if (over && bar(over) && bar(over) !== bar(el)) found.push("covered: " + what(el) + " by " + what(bar(over)));
		}
	}
	for (const el of document.querySelectorAll(".lamp, .btn, .count, .tab, .rail-word")) {
		const words = document.createRange();
		words.selectNodeContents(el);
		if (el.checkVisibility() && words.getBoundingClientRect().height > 2.5 * parseFloat(getComputedStyle(el).lineHeight)) found.push("squeezed: " + what(el));
	}
	return [...new Set(found)].slice(0, 8);
})()`

// Covered is what lies under a bar at the bottom of the window, and words squeezed until letters stand below each other.
func (w *Window) Covered() []string {
	w.t.Helper()
	return Eval[[]string](w, covered)
}

const allWords = `(() => {
	const out = new Set();
	const words = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
	for (let n; (n = words.nextNode()); ) if (!n.parentElement.closest("script, style")) out.add(n.data.trim());
	for (const el of document.querySelectorAll("*")) for (const a of ["aria-label", "alt", "title", "placeholder"]) if (el.getAttribute(a)) out.add(el.getAttribute(a).trim());
	return [...out].filter(Boolean);
})()`

// Words are all texts of the page, also those that only a screen reader says.
func (w *Window) Words() []string {
	w.t.Helper()
	return Eval[[]string](w, allWords)
}
