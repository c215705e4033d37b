package screens

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"jiazhan/e2e/chrome"
	"jiazhan/e2e/stage"
	"jiazhan/internal/i18n"
	"jiazhan/internal/sqldb"
)

// manner is a way of reading: a cookie, and whether barriers are looked for in dark colours.
type manner struct {
	name, cookie, value string
	dark, axe           bool
}

var manners = []manner{{"usual", "", "", true, true}, {"elder", "elder", "1", false, true}, {"english", "lang", "en", false, false}}

// TestCitizensPagesHold looks at every page of the citizens with the longest names and the hardest words there are, and
// where nothing has happened yet: on the narrowest phone, with letters twice as large, for elders, in dark, in English.
func TestCitizensPagesHold(t *testing.T) {
	l := stage.Stretch(t)
	said := saidByPeople(t, l)
	for _, m := range manners {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			w := chrome.Open(t, l.URL, chrome.Narrow)
			if m.cookie != "" {
				w.Cookie(m.cookie, m.value)
			}
			for _, s := range slices.Concat(stretched(l), empty()) {
				t.Run(s.name, func(t *testing.T) {
					w.For(t, func() { hold(t, w, m, s, said) })
				})
			}
		})
	}
}

// stretched are all pages of the county with the long names, its citizen's own too.
func stretched(l *stage.Long) []sight {
	at := func(path string) string { return "/" + l.Slug + path }
	submit := (*chrome.Window).Submit
	return []sight{
		{name: "chooser", path: "/"}, {name: "house-privacy", path: "/privacy"}, {name: "house-help", path: "/help"},
		{name: "signin", path: "/signin"}, {name: "signin-password", path: "/signin?way=password"}, {name: "signin-refused", then: submit, status: 422},
		{name: "home", path: at("/")}, {name: "answers", path: at("/answers")}, {name: "answers-open", path: at("/answers?station=" + l.Station + "&area=a&state=answered")},
		{name: "answers-none", path: at("/answers?q=" + strings.Repeat("W", 60))}, {name: "figures", path: at("/figures")},
		{name: "stations", path: at("/stations")}, {name: "station", path: at("/stations/" + l.Station)},
		{name: "deputies", path: at("/deputies")}, {name: "deputies-here", path: at("/deputies?place=" + l.Village[:9])}, {name: "deputies-found", path: at("/deputies?q=abdrxt")},
		{name: "deputy", path: at("/deputies/" + l.Deputy)}, {name: "privacy", path: at("/privacy")}, {name: "help", path: at("/help")},
		{name: "public-case", path: at("/cases/" + l.Answered.Number)}, {name: "missing-case", path: at("/cases/KZ2026-999999"), status: 404}, {name: "missing", path: "/nowhere/at/all", status: 404},
		{name: "cases", path: at("/cases")}, {name: "cases-refused", then: submit, status: 422},
		{name: "what-refused", path: at("/report?deputy=" + l.Deputy), then: submit, status: 422},
		{name: "where", then: func(w *chrome.Window) {
			w.Type("text", "𠮷家的水渠坏了，"+strings.Repeat("W", 200))
			w.Submit()
		}},
		{name: "photos", then: submit}, {name: "who", then: submit},
		{name: "to", then: submit}, {name: "check", then: submit},
		{name: "sealed", path: at("/report?sealed=1")}, {name: "behalf", path: at("/report?behalf=1&new=1")}, {name: "begun", path: at("/report")},
		{name: "receipt", path: at("/receipt/" + l.Open.Token)}, {name: "receipt-answered", path: at("/receipt/" + l.Answered.Token)}, {name: "receipt-asked", path: at("/receipt/" + l.Asked.Token)},
		{name: "mine", path: at("/cases")}, {name: "case-filed", path: at("/cases/" + l.Open.Number)}, {name: "case-asked", path: at("/cases/" + l.Asked.Number)},
		{name: "case-answered", path: at("/cases/" + l.Answered.Number)},
		{name: "urge", path: at("/cases/" + l.Open.Number + "/urge")}, {name: "withdraw", path: at("/cases/" + l.Open.Number + "/withdraw")},
		{name: "supply", path: at("/cases/" + l.Asked.Number + "/supply")}, {name: "rate", path: at("/cases/" + l.Answered.Number + "/rate")},
		{name: "rate-refused", then: submit, status: 422},
	}
}

// empty are the pages where something would stand if anything had happened.
func empty() []sight {
	var out []sight
	for _, page := range []string{"", "answers", "figures", "deputies?q=zz", "stations?q=zz", "deputies/zeng-xiulan"} {
		out = append(out, sight{name: "nothing-" + strings.ReplaceAll(page, "/", "-"), path: "/" + stage.Slug + "/" + page})
	}
	return out
}

func hold(t *testing.T, w *chrome.Window, m manner, s sight, said []string) {
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
	narrow(t, w, s.name+" at 320 px")
	picture(t, w, "hold-"+m.name+"-"+s.name)
	if m.name == "usual" {
		w.Resize(chrome.Phone)
		w.FontSize(32) // after the size, which sets it back
		narrow(t, w, s.name+" at 200%")
		if *out != "" {
			write(t, *out, "hold-twice-"+s.name, w.Picture(false))
		}
		w.FontSize(16)
		w.Resize(chrome.Narrow)
	}
	speak(t, w, m, said)
	if m.axe {
		barriers(t, w, m.dark)
	}
	for _, complaint := range w.Complaints() {
		t.Errorf("%s: the browser complains: %s", w.Path(), complaint)
	}
}

func narrow(t *testing.T, w *chrome.Window, what string) {
	t.Helper()
	if wide := w.Sideways(); wide != "" {
		t.Errorf("%s: %s", what, wide)
	}
	for _, clash := range w.Clashes() {
		t.Errorf("%s: %s", what, clash)
	}
}

func barriers(t *testing.T, w *chrome.Window, dark bool) {
	t.Helper()
	if dark {
		w.Dark()
		defer w.Light()
	}
	for _, barrier := range w.Barriers() {
		t.Errorf("%s shuts people out: %s", w.Path(), barrier)
	}
}

// bare is a message key that nobody translated.
var bare = regexp.MustCompile(`\b(case|site|form|field|limit|media|edge|station|signin|account|congress|once|import|list)\.[a-z_]+(\.[a-z_]+)*\b`)

// speak finds keys that nobody translated and, in English, Chinese that nobody but the program says.
func speak(t *testing.T, w *chrome.Window, m manner, said []string) {
	t.Helper()
	for _, words := range w.Words() {
		if key := bare.FindString(words); key != "" && !strings.Contains(words, "://") {
			t.Errorf("%s: %q was not translated", w.Path(), key)
		}
		if m.name != "english" || words == "中文" {
			continue
		}
		left := words
		for _, one := range said {
			left = strings.ReplaceAll(left, one, "")
		}
		if strings.ContainsFunc(left, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s: an English page says %q", w.Path(), words)
		}
	}
}

// saidByPeople are the names and words in the database, the longest first, and what a page makes of them.
func saidByPeople(t *testing.T, l *stage.Long) []string {
	t.Helper()
	var out []string
	for _, query := range []string{
		`SELECT name FROM congress UNION SELECT short FROM congress UNION SELECT name FROM place UNION SELECT name FROM deputy_group UNION SELECT name FROM department UNION SELECT name FROM area`,
		`SELECT name FROM station UNION SELECT address FROM station UNION SELECT hours FROM station UNION SELECT name FROM deputy UNION SELECT district FROM deputy UNION SELECT bio FROM deputy`,
		`SELECT title FROM cases UNION SELECT text FROM filing UNION SELECT place FROM filing UNION SELECT text FROM case_entry`,
	} {
		err := l.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
			list, err := sqldb.All(t.Context(), tx, sqldb.Value[string], query)
			out = append(out, list...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	out = append(out, "𠮷家的水渠坏了，"+strings.Repeat("W", 200), "𠮷家的水渠坏了，") // typed on the way; its first line is a title
	for _, name := range slices.Clone(out) {
		for _, r := range name {
			out = append(out, string(r)) // a portrait's letter
			break
		}
	}
	out = slices.DeleteFunc(out, func(s string) bool { return s == "" || i18n.For("en").T(s) != s })
	slices.SortFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}
