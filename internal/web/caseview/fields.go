package caseview

import (
	"slices"
	"strings"
	"unicode/utf8"

	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/web/ui"
)

// Field is one field of a form about a case, with its words and choices.
type Field struct {
	casework.Input
	Label   string
	Hint    string
	Value   string
	Values  []string
	Options []ui.Option
	Warn    []string // words that bind nobody, about which the writer is warned
	Early   bool     // its photos are sent as soon as they are chosen
}

// Given is what a form is opened with. The zero Given is an empty form.
type Given struct {
	Values  map[string][]string          // stand in the fields at first: a class, the areas, a draft reply
	Suggest map[string][]string          // by field: slugs that the text points to, offered first
	Without map[string]string            // by field: the slug that is not offered, for it would be refused
	Hints   map[string]map[string]string // by field and option: what choosing it means; option "" is the field's own hint
}

// Replies are the fields whose words go to a citizen, by action: a desk warns of those that bind nobody.
var Replies = map[casework.Action][]string{"answer": {"text"}, "explain": {"text"}, "progress": {"text"}, "report": {"result", "measures"}}

// long is the number of options from which a list is folded or searched.
const long = 12

// Long reports whether the field has more options than one can take in at a glance.
func (f Field) Long() bool { return len(f.Options) > long }

// InputType is the HTML type of a one-line field.
func (f Field) InputType() string {
	switch {
	case f.Kind == "date":
		return "date"
	case f.Name == "phone":
		return "tel"
	}
	return "text"
}

// Mode is the keyboard that a phone shows.
func (f Field) Mode() string {
	switch {
	case f.Kind == "days":
		return "numeric"
	case f.Name == "phone":
		return "tel"
	}
	return ""
}

// Thumb is the address of an uploaded photo's thumbnail.
func Thumb(token string) string { return "/media/" + token + "/thumb" }

// ActForm is the form of one action.
type ActForm struct {
	Case   *casework.Case
	Action casework.Action
	URL    string
	Fields []Field
}

// Photos reports whether the form takes photos.
func (a ActForm) Photos() bool {
	for _, f := range a.Fields {
		if f.Kind == "photos" {
			return true
		}
	}
	return false
}

// Draft names the draft that the browser keeps, none for a form without a text or in the sealed lane.
func (a ActForm) Draft() string {
	if a.Case.Sealed() {
		return ""
	}
	for _, f := range a.Fields {
		if f.Kind == "text" {
			return Draft(a.Case.Number, a.Action)
		}
	}
	return ""
}

// Draft is the name of an action's draft.
func Draft(number string, a casework.Action) string { return "case-" + number + "-" + string(a) }

// Form makes the form of an action.
func (v View) Form(c *casework.Case, a casework.Action, url string, given Given) ActForm {
	fields := v.Fields(c.CongressID, a, casework.Inputs(casework.NewAct(a)), given)
	for i := range fields {
		fields[i].Early = !c.Sealed()
	}
	return ActForm{Case: c, Action: a, URL: url, Fields: fields}
}

// Fields gives inputs their words in this language and their choices in this congress.
func (v View) Fields(congressID int64, a casework.Action, inputs []casework.Input, given Given) []Field {
	out := make([]Field, 0, len(inputs))
	for _, in := range inputs {
		f := Field{Input: in, Label: v.label(a, in.Name), Hint: given.Hints[in.Name][""], Options: v.options(congressID, in), Values: given.Values[in.Name]}
		if len(f.Values) > 0 {
			f.Value = f.Values[0]
		}
		for i := range f.Options {
			f.Options[i].Hint = given.Hints[in.Name][f.Options[i].Value]
		}
		f.Options = slices.DeleteFunc(f.Options, func(o ui.Option) bool { return o.Value != "" && o.Value == given.Without[in.Name] })
		if slices.Contains(Replies[a], in.Name) {
			f.Warn = casework.VagueWords()
		}
		f.Options = v.suggested(f.Options, given.Suggest[in.Name])
		out = append(out, f)
	}
	return out
}

// suggested puts the options that are suggested first, in a group of their own.
func (v View) suggested(options []ui.Option, slugs []string) []ui.Option {
	var first, rest []ui.Option
	for _, slug := range slugs {
		for _, o := range options {
			if o.Value == slug {
				o.Group = v.P.T("内容里提到的")
				first = append(first, o)
			}
		}
	}
	for _, o := range options {
		if !slices.Contains(slugs, o.Value) {
			if len(first) > 0 {
				o.Group = v.P.T("其他")
			}
			rest = append(rest, o)
		}
	}
	return append(first, rest...)
}

// label is the label of a field, its own for an action where the word differs.
func (v View) label(a casework.Action, name string) string {
	own := "case.field." + string(a) + "." + name
	if s := v.P.T(own); s != own {
		return s
	}
	return v.P.T("case.field." + name)
}

func (v View) options(congressID int64, in casework.Input) []ui.Option {
	var out []ui.Option
	add := func(value, label, find string) { out = append(out, ui.Option{Value: value, Label: label, Find: find}) }
	switch in.Kind {
	case "bool":
		add("yes", v.P.T("case.field."+in.Name), "")
	case "choice":
		for _, value := range in.Enum {
			add(value, v.choice(in.Name, value), "")
		}
	case "department", "departments":
		for _, d := range v.Dir.OpenDepartments(congressID) {
			spelled := hanzi.Pinyin(d.Name)
			add(d.Slug, d.Name, d.Duties+" "+spelled+" "+hanzi.Initials(spelled))
		}
	case "areas":
		for _, a := range v.Dir.Areas(congressID) {
			add(a.Slug, a.Name, "")
		}
	case "station":
		for _, s := range v.Dir.Stations(congressID) {
			add(s.Slug, s.Name, sounds(s.Pinyin))
		}
	case "deputy":
		for _, d := range v.Dir.Deputies(congressID) {
			add(d.Slug, v.whose(d), sounds(d.Pinyin))
		}
	case "place":
		town := ""
		for _, p := range v.Dir.OpenPlaces(congressID) {
			if p.Kind == congress.InTownship {
				town = p.Name
				add(p.Code, town, "")
			} else {
				add(p.Code, town+" · "+p.Name, "")
			}
		}
	}
	return out
}

// whose names a deputy with her station: of three hundred some have the same name.
func (v View) whose(d *congress.Deputy) string {
	if s := v.Dir.Station(d.StationID); s != nil {
		return d.Name + " · " + s.Name
	}
	return d.Name
}

// sounds is a name's pinyin as one types it: whole, and by initials.
func sounds(spelled string) string {
	var initials strings.Builder
	for _, syllable := range strings.Fields(spelled) {
		first, _ := utf8.DecodeRuneInString(syllable)
		initials.WriteRune(first)
	}
	return strings.ReplaceAll(spelled, " ", "") + " " + initials.String()
}

func (v View) choice(name, value string) string {
	switch name {
	case "kind", "class":
		return v.P.T("case." + name + "." + value)
	}
	return v.P.T("case.choice." + name + "." + value)
}
