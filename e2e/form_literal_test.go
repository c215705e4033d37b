package e2e

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"jiazhan/internal/access"
	"jiazhan/internal/web/ui/uitest"
)

var mark = regexp.MustCompile(`Q\d{4}Z`)

// everythingIsShownLiterally walks once more as everybody and looks for what was taken: whole, as text, and harmless.
func (w *trial) everythingIsShownLiterally() {
	w.t.Helper()
	w.Settle()
	w.opensSealed(access.Discipline)
	w.opensSealed(access.CaseOfficer)
	for _, p := range w.people {
		w.walk(p, func(page answer) { w.isLiteral(p, page) })
	}
	unseen := map[string]int{}
	for _, one := range w.takes {
		if one.seen == 0 {
			unseen[one.form+" "+one.field]++
		}
	}
	for key, n := range unseen {
		if !slices.Contains(neverShown, key) {
			w.t.Errorf("%d texts were taken in %s and are seen nowhere", n, key)
		}
	}
}

// neverShown are fields whose text nobody reads again.
var neverShown = []string{
	"/admin/new/deputies bio,convener,district,from,group,level,name,slug,station,to bio", // its own page shows it: the form that changes it is met too
	"/admin/new/departments duties,keywords,name,open,phone,slug duties",                  // the same
	"/{congress}/cases/{number}/data/contact address,name,phone name",
	"/{congress}/cases/{number}/data/contact address,code,name,phone name",
	"/{congress}/report/{draft}/{step} against_person,agree_name,agree_public,name,phone name", // shown as her surname alone
	"/{congress}/report against_person,agree_name,agree_public,name,phone name",                // the same in the sealed lane
}

// isLiteral judges one page.
func (w *trial) isLiteral(p *walker, page answer) {
	w.t.Helper()
	if !utf8.ValidString(page.body) || strings.ContainsAny(page.body, "\x00\x1b\u202a\u202b\u202d\u202e\u2066\u2067\u2068\U000e0041") {
		w.t.Errorf("%s: %s holds bytes that mislead", p.who, page.path)
	}
	if strings.Contains(page.body, doubled) {
		w.t.Errorf("%s: %s shows a value that came second", p.who, page.path)
	}
	if !mark.MatchString(page.body) {
		return
	}
	if wrong := uitest.Faults(page.body); len(wrong) > 0 {
		w.t.Errorf("%s: %s is broken: %v", p.who, page.path, wrong)
	}
	doc, err := html.Parse(strings.NewReader(page.body))
	if err != nil {
		w.t.Fatal(err)
	}
	w.holds(p, page, textOf(doc))
	each(doc, func(n *html.Node) {
		for _, a := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(value, "javascript:") && slices.Contains([]string{"href", "src", "action", "formaction"}, a.Key) {
				w.t.Errorf("%s: %s has %s=%q", p.who, page.path, a.Key, a.Val)
			}
			w.holds(p, page, a.Val)
		}
		if n.Type == html.ElementNode && slices.Contains([]string{"iframe", "object", "embed", "base", "style"}, n.Data) {
			w.t.Errorf("%s: %s has <%s>", p.who, page.path, n.Data)
		}
	})
}

// holds shows that before each mark stands what was typed before it.
func (w *trial) holds(p *walker, page answer, text string) {
	w.t.Helper()
	text = strings.Join(strings.Fields(text), " ")
	for _, at := range mark.FindAllStringIndex(text, -1) {
		one := w.takes[text[at[0]:at[1]]]
		if one == nil {
			continue
		}
		before, link := text[:at[1]], text[:at[1]]
		if plain, err := url.QueryUnescape(link); err == nil {
			link = plain
		}
		if !strings.HasSuffix(before, one.shown) && !strings.HasSuffix(link, one.shown) {
			w.t.Errorf("%s: %s shows %q, want %q of %s in %s", p.who, page.path, before[max(0, len(before)-len(one.shown)-8):], one.shown, one.field, one.form)
		}
		one.seen++
	}
}
