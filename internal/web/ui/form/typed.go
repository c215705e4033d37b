package form

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/hanzi"
	"jiazhan/internal/workday"
)

// Text is a field of several lines without what no person types (hanzi.Clean): newlines are \n, the ends are trimmed.
func (f *Form) Text(name string) string { return hanzi.Clean(f.Get(name)) }

// Line is a field of one line: as Text, and every run of white space is one space.
func (f *Form) Line(name string) string { return strings.Join(strings.Fields(f.Text(name)), " ") }

// Bool reports whether a box was ticked or "yes" was chosen.
func (f *Form) Bool(name string) bool {
	return slices.Contains([]string{"on", "yes", "1", "true"}, f.Get(name))
}

// Int is a whole number, 0 when the field is empty; another text fails the field.
func (f *Form) Int(name string) int64 {
	text := f.Line(name)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		f.Fail(name, "form.number")
	}
	return n
}

// Version is the version of the row that the page showed, 0 if none came along.
func (f *Form) Version() int64 {
	n, err := strconv.ParseInt(f.Get(VersionField), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Choice is one of the allowed values or ""; any other value fails the field.
func (f *Form) Choice(name string, allowed ...string) string {
	value := f.Get(name)
	if value == "" || slices.Contains(allowed, value) {
		return value
	}
	f.Fail(name, "form.choice")
	return ""
}

// Date is the start of a day in Shanghai written 2006-01-02, zero when the field is empty; another text fails the field.
func (f *Form) Date(name string) time.Time {
	text := f.Line(name)
	if text == "" {
		return time.Time{}
	}
	day, err := workday.ParseDate(text)
	if err != nil {
		f.Fail(name, "form.date")
	}
	return day
}

// Query reads the query of a list's address: bytes that are no text are left out, nothing is refused.
func Query(r *http.Request) *Form {
	f := &Form{values: r.URL.Query()}
	f.clean()
	f.errs = nil
	return f
}
