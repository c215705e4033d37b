package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui/uitest"
)

// odd texts are taken and shown as they are, everywhere; kept is what is kept where it is not what was typed.
var odd = []struct{ name, text, kept string }{
	{name: "markup", text: `<script>alert(1)</script><img src=x onerror=alert(2)>"><svg/onload=alert(3)>`},
	{name: "entities", text: `&lt;b&gt; &amp;amp; &#x202e; %3Cscript%3E`},
	{name: "a statement", text: `'; DROP TABLE cases; -- " OR 1=1 /* \' */`},
	{name: "a formula", text: `=cmd()|' /C calc'!A0 +1 -1 @SUM(1)`},
	{name: "a template", text: `{{.Number}} ${7*7} <%= 7*7 %> %s %d %!s(MISSING) $1 $$`},
	{name: "beyond the plane", text: `𠮷野家门口𠀋𪚥，㐂㛃龘䶮`},
	{name: "emoji", text: `👨‍👩‍👧‍👦 路灯坏了 🏚️🇨🇳`},
	{name: "combining marks", text: "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍a̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞"},
	{name: "right to left", text: "שלום مرحبا 12 abc"},
	{name: "turned direction", text: "发票\u202eexe.pdf\u2066x\u2069", kept: "发票exe.pdfx"},
	{name: "controls", text: "一\x01二\x1b[31m三\u0085", kept: "一二[31m三"},
	{name: "line breaks", text: "一\r\n二\r三\n\n四", kept: "一\n二\n三\n\n四"},
	{name: "white ends", text: " \n　一 二\t三　\n", kept: "一 二\t三"},
	{name: "looks like data", text: `{"text":"\u0000","number":"ZD2026-000001"}`},
	{name: "one long word", text: strings.Repeat("a", 2000)},
}

// TestOddTextsAreShownLiterally files odd texts by form and by API, answers with them, publishes them, and reads them
// wherever they can be read.
func TestOddTextsAreShownLiterally(t *testing.T) {
	onBoth(t, func(t *testing.T, o *town) {
		w := newWorld(o)
		for i, c := range odd {
			kept := c.text
			if c.kept != "" {
				kept = c.kept
			}
			b := o.browser("10.5.0.1")
			form := b.file("zhengding", report{"text": c.text, "phone": phone(500 + i), "agree_public": "on"})
			var got struct{ Number, Receipt string }
			o.program("").call(http.MethodPost, "/congresses/zhengding/cases", map[string]any{"text": c.text, "agree_public": true}).read(http.StatusCreated, &got)
			for _, f := range []filed{form, {got.Number, got.Receipt}} {
				w.answerAndPublish(f.number, c.text)
				w.readEverywhere(c.name, f, kept)
			}
			o.pass(30 * time.Second)
		}
		o.booksAreRight(2 * len(odd))
	})
}

// answerAndPublish lets the officer take the case up and answer it in the citizen's own odd words, by form.
func (w *world) answerAndPublish(number, text string) {
	w.t.Helper()
	base := "/desk/cases/" + number
	for _, act := range []casework.Act{&casework.Accept{}, &casework.Explain{Text: text}, &casework.Note{Text: text}, &casework.Release{}} {
		w.at("officer").act(base, act).want(http.StatusSeeOther)
	}
}

// readEverywhere reads the text and the answer as the public, as the officer, in lists, by search, and by the API.
func (w *world) readEverywhere(name string, f filed, kept string) {
	w.t.Helper()
	w.settle()
	visitor, officer := w.browser("10.5.9.9"), w.at("officer")
	for _, page := range []answer{visitor.get("/zhengding/cases/" + f.number), officer.get("/desk/cases/" + f.number), visitor.get("/zhengding/receipt/" + f.receipt)} {
		page.want(http.StatusOK)
		if wrong := uitest.Faults(page.body); len(wrong) > 0 {
			w.t.Errorf("%s: %s is broken by the text: %v", name, page.path, wrong)
		}
		if n := strings.Count(page.said(), kept); n < 2 && !strings.Contains(page.path, "/receipt/") {
			w.t.Errorf("%s: %s shows it %d times, want the text and the answer as they are", name, page.path, n)
		}
	}
	for i, list := range []answer{visitor.get("/zhengding/answers"), visitor.get("/zhengding/"), officer.get("/desk/?queue=open&sort=newest"),
		officer.get("/desk/search?q=" + url.QueryEscape(kept)), visitor.get("/zhengding/answers?q=" + url.QueryEscape(kept))} {
		list.want(http.StatusOK)
		if wrong := uitest.Faults(list.body); len(wrong) > 0 {
			w.t.Errorf("%s: %s is broken by the text: %v", name, list.path, wrong)
		}
		if i < 3 && !strings.Contains(list.body, f.number) {
			w.t.Errorf("%s: %s does not list %s", name, list.path, f.number)
		}
	}
	var c struct {
		Text     string
		Timeline []struct{ Action, Text string }
	}
	w.program("").get("/cases/"+f.number).read(http.StatusOK, &c)
	if c.Text != kept {
		w.t.Errorf("%s: the API reads %q, want %q", name, c.Text, kept)
	}
	for _, e := range c.Timeline {
		if e.Action == "explain" && e.Text != kept {
			w.t.Errorf("%s: the API reads the answer %q, want %q", name, e.Text, kept)
		}
	}
}
