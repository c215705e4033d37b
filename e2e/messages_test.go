package e2e

import (
	"fmt"
	"strings"
	"testing"

	"jiazhan/internal/access"
)

const manyMessages = 300

// life is one message from the moment it is sent until its case has ended.
type life struct {
	filed
	message
	citizen *browser
}

// TestRealMessagesFindTheirEnd files real citizens' messages as citizens do, and shows that nothing is lost or changed.
//
// As sent means: the stored text is byte for byte the text that the citizen typed. Browsers send its line breaks as CRLF,
// which become the LF that was typed. (Blank ends, control characters and direction overrides, which are left out of any
// text, stand in none of these; input_test.go shows what becomes of them.)
func TestRealMessagesFindTheirEnd(t *testing.T) {
	list := messages(t, manyMessages)
	onBoth(t, func(t *testing.T, o *town) {
		lives := o.fileAll(list)
		o.nothingIsLost(lives)
		o.booksAreRight(len(lives))
	})
}

// fileAll files every message from another browser behind another address.
func (o *town) fileAll(list []message) []*life {
	o.t.Helper()
	var lives []*life
	for i, m := range list {
		b := o.browser(fmt.Sprintf("10.1.%d.%d", i/250, i%250+1))
		r := report{"text": m.Body}
		if title := m.title(); title != "" {
			r["title"] = title
		}
		lives = append(lives, &life{b.file("zhengding", r), m, b})
	}
	return lives
}

// nothingIsLost shows that there is a number and a case for each message, with every byte of its text.
func (o *town) nothingIsLost(lives []*life) {
	o.t.Helper()
	seen := map[string]bool{}
	for _, l := range lives {
		if seen[l.number] {
			o.t.Errorf("two messages got the number %s", l.number)
		}
		seen[l.number] = true
		d, err := o.app.Cases.Read(o.t.Context(), access.Clock, l.number)
		if err != nil {
			o.t.Fatalf("%s: %v", l.number, err)
		}
		if typed := strings.ReplaceAll(l.Body, "\r\n", "\n"); d.Text != typed {
			o.t.Errorf("%s: %d bytes were typed, %d are kept, and they differ", l.number, len(typed), len(d.Text))
		}
	}
	if last := fmt.Sprintf("ZD2026-%06d", len(lives)); !seen[last] {
		o.t.Errorf("the numbers have gaps: %s was not given", last)
	}
}

// booksAreRight shows that every history holds, that its replay is what the columns say, and that there are so many cases.
func (o *town) booksAreRight(cases int) {
	o.t.Helper()
	v, err := o.app.Cases.Verify(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	if v.Cases != cases {
		o.t.Errorf("the books hold %d cases, want %d", v.Cases, cases)
	}
	for _, bad := range v.Bad {
		o.t.Errorf("the books are wrong: %v", bad)
	}
}
