package ui

import (
	"strconv"
	"strings"

	"jiazhan/internal/i18n"
	"jiazhan/internal/sheet"
	"jiazhan/internal/web/ui/form"
)

// FormProps is a POST form. The hidden fields (form token, idempotency key, version) are written by Form.
type FormProps struct {
	Action    string
	Multipart bool   // the form has a file field
	Draft     string // name of the draft kept in the browser, "" keeps none; never for sealed reports
	Version   int64  // version of the row that the page shows, 0 for none
	Swap      string // desks: id of the element that the answer replaces, "" loads a page
}

// Input is a field of one line.
type Input struct {
	Name         string
	Label        string
	Hint         string
	Type         string // text if ""
	Value        string // shown while the form has none
	Autocomplete string // "tel", "name", "one-time-code", …
	Mode         string // inputmode: "numeric", "tel", …
	Max          int    // characters, 0 is unlimited; never cut, only counted and told
	Optional     bool   // says （可不填）
	Question     bool   // the label is the page's heading
	Short        bool   // as wide as what is expected: a number, a code, a day
}

// Area is a field of several lines.
type Area struct {
	Name     string
	Label    string
	Hint     string
	Value    string
	Max      int // characters, 0 shows no counter
	Rows     int // 5 if 0
	Optional bool
	Question bool
	Warn     []string // words about which a script warns while one writes
	Warning  string   // the warning; {words} stands for those found
}

// Choice is a group of radio buttons or boxes, or a select.
type Choice struct {
	Name     string
	Label    string
	Hint     string
	Value    string   // chosen while the form has none; nothing is chosen unless the page says so
	Values   []string // ticked while the form has none
	Options  []Option
	Optional bool
	Question bool
	Inline   bool // beside each other where there is room
	Columns  bool // small boxes in columns: many short options
	Fold     bool // folded away until something in it is ticked or wrong
	Find     bool // Select: a script adds a field that narrows the list by name, sound or duty
}

// Option is one choice.
type Option struct {
	Value string
	Label string
	Hint  string
	Icon  string
	Group string // of a Select: options of one group stand together under its name
	Find  string // further words by which a Select with Find knows it
}

// groups parts the options of a select where the group changes.
func groups(options []Option) [][]Option {
	var out [][]Option
	for i, o := range options {
		if i == 0 || o.Group != options[i-1].Group {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], o)
	}
	return out
}

// asCSV is the address of a workbook's list as CSV.
func asCSV(workbook string, form sheet.Form) string {
	path, query, _ := strings.Cut(workbook, "?")
	if form == sheet.GB18030 {
		query = strings.TrimPrefix(query+"&code="+string(form), "&")
	}
	return strings.TrimSuffix(strings.TrimSuffix(path, sheet.Excel.Ending())+form.Ending()+"?"+query, "?")
}

// FileField is a field for one file; Accept lists what a browser offers, as ".xlsx,.csv".
type FileField struct {
	Name   string
	Label  string
	Hint   string
	Accept string
}

// PhotoField takes photos: new ones from the camera or the album, and keeps those that are uploaded already.
type PhotoField struct {
	Name     string
	Label    string
	Hint     string
	Max      int                       // 9 if 0
	Thumb    func(token string) string // address of the thumbnail of an uploaded photo
	Optional bool
	Question bool
	Early    bool // photos are sent as soon as they are chosen, where scripts run; never in the sealed lane
}

// fieldID is the id of a field's control, to which error summaries lead. Forms beside each other have a scope each.
func fieldID(f *form.Form, name string) string {
	if scope := f.Scoped(); scope != "" {
		return "f-" + scope + "-" + name
	}
	return "f-" + name
}

// describedBy lists what is read out after the label.
func describedBy(f *form.Form, name, hint string, more ...string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, fieldID(f, name)+"-hint")
	}
	if f.Wrong(name) != nil {
		ids = append(ids, fieldID(f, name)+"-error")
	}
	return strings.Join(append(ids, more...), " ")
}

// value is what was typed, else what the page knows.
func value(f *form.Form, name, fallback string) string {
	if f.Has(name) {
		return f.Get(name)
	}
	return fallback
}

// ticked tells whether a box is ticked. A form that was sent without the box says no.
func ticked(f *form.Form, c Choice, option string) bool {
	all := c.Values
	if f.Has(form.TokenField) || f.Has(c.Name) {
		all = f.All(c.Name)
	}
	for _, v := range all {
		if v == option {
			return true
		}
	}
	return false
}

// folded reports whether a group that may be folded is: nothing in it is ticked or wrong.
func folded(f *form.Form, c Choice) bool {
	if !c.Fold || f.Wrong(c.Name) != nil {
		return false
	}
	for _, o := range c.Options {
		if ticked(f, c, o.Value) {
			return false
		}
	}
	return true
}

func version(n int64) string { return strconv.FormatInt(n, 10) }

func keyOf(f *form.Form) string {
	if key := f.Key(); key != "" {
		return key
	}
	return form.NewKey()
}

func token(p Page) string {
	if p.Token == nil {
		return ""
	}
	return p.Token()
}

func typeOf(in Input) string {
	if in.Type == "" {
		return "text"
	}
	return in.Type
}

func orDefault(n, fallback int) int {
	if n == 0 {
		return fallback
	}
	return n
}

// wrongText is the sentence of a field's error.
func wrongText(p *i18n.Printer, f *form.Form, name string) string {
	wrong := f.Wrong(name)
	if wrong == nil {
		return ""
	}
	return p.T(keyOfWrong(f, *wrong), wrong.Args...)
}
