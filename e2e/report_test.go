package e2e

import (
	"net/http"
	"regexp"
	"strings"
)

// report is what a citizen wants to say, by the names of the wizard's fields.
type report map[string]string

// filed is what she got.
type filed struct {
	number  string
	receipt string // the token of her private link
}

// file goes through the wizard page by page, without scripts, and opens the receipt.
func (b *browser) file(congress string, r report, photos ...file) filed {
	b.t.Helper()
	return b.receiptOf(b.send(congress, r, photos...).want(http.StatusSeeOther))
}

// send goes through the wizard and presses the last button; what comes back is the caller's to judge.
func (b *browser) send(congress string, r report, photos ...file) answer {
	b.t.Helper()
	return b.write("/"+congress+"/report?new=1", r, photos...)
}

// write is send from a page on which a report begins.
func (b *browser) write(begin string, r report, photos ...file) answer {
	b.t.Helper()
	left := report{}
	for name, value := range r {
		left[name] = value
	}
	page := b.get(begin)
	for range 10 {
		f := page.want(http.StatusOK).wizard()
		for name, value := range left {
			if f.shown[name] {
				f.set(name, value)
				delete(left, name)
			}
		}
		if f.multipart {
			f.files = photos
		}
		if strings.Contains(page.body, `value="send"`) {
			if len(left) > 0 {
				b.t.Fatalf("the wizard asked for none of %v", left)
			}
			return f.send("go=send")
		}
		if page = f.send("").led(); page.status != http.StatusOK {
			return page
		}
	}
	b.t.Fatal("the wizard has no end")
	return answer{}
}

// wizard is the form of a report's page.
func (a answer) wizard() *filled {
	a.b.t.Helper()
	return a.formWhere("/{congress}/report", func(action string) bool { return wizardPage.MatchString(action) })
}

var wizardPage = regexp.MustCompile(`^/[a-z]+/report(/[0-9a-z]+/(what|where|photos|who|to|check))?$`)

// led is the page of a report to which an answer leads, else the answer itself.
func (a answer) led() answer {
	a.b.t.Helper()
	if path, _, _ := strings.Cut(a.to, "?"); wizardPage.MatchString(path) {
		return a.b.get(a.to)
	}
	return a
}

var caseNumber = regexp.MustCompile(`[A-Z]{2,4}\d{4}-\d{6}`)

// receiptOf opens the receipt to which a report that was taken leads.
func (b *browser) receiptOf(sent answer) filed {
	b.t.Helper()
	_, token, ok := strings.Cut(sent.to, "/receipt/")
	if !ok {
		b.t.Fatalf("a report that was sent led to %q", sent.to)
	}
	number := caseNumber.FindString(b.get(sent.to).want(http.StatusOK).said())
	if number == "" {
		b.t.Fatalf("the receipt shows no number")
	}
	return filed{number, token}
}
