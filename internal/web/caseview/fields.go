package caseview

import (
	"jiazhan/internal/casework"
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
}

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
			return "case-" + a.Case.Number + "-" + string(a.Action)
		}
	}
	return ""
}

// Form makes the form of an action; preset gives values that stand in it at first (a class, the areas, a draft reply).
func (v View) Form(c *casework.Case, a casework.Action, url string, preset map[string][]string) ActForm {
	return ActForm{Case: c, Action: a, URL: url, Fields: v.Fields(c.CongressID, a, casework.Inputs(casework.NewAct(a)), preset)}
}

// Fields gives inputs their words in this language and their choices in this congress.
func (v View) Fields(congressID int64, a casework.Action, inputs []casework.Input, preset map[string][]string) []Field {
	out := make([]Field, 0, len(inputs))
	for _, in := range inputs {
		f := Field{Input: in, Label: v.label(a, in.Name), Options: v.options(congressID, in), Values: preset[in.Name]}
		if len(f.Values) > 0 {
			f.Value = f.Values[0]
		}
		out = append(out, f)
	}
	return out
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
	add := func(value, label, hint string) { out = append(out, ui.Option{Value: value, Label: label, Hint: hint}) }
	switch in.Kind {
	case "bool":
		add("yes", v.P.T("case.field."+in.Name), "")
	case "choice":
		for _, value := range in.Enum {
			add(value, v.choice(in.Name, value), "")
		}
	case "department", "departments":
		for _, d := range v.Dir.Departments(congressID) {
			add(d.Slug, d.Name, d.Duties)
		}
	case "areas":
		for _, a := range v.Dir.Areas(congressID) {
			add(a.Slug, a.Name, "")
		}
	case "station":
		for _, s := range v.Dir.Stations(congressID) {
			add(s.Slug, s.Name, "")
		}
	case "deputy":
		for _, d := range v.Dir.Deputies(congressID) {
			add(d.Slug, d.Name, "")
		}
	case "place":
		for _, t := range v.Dir.Townships(congressID) {
			add(t.Code, t.Name, "")
			for _, village := range v.Dir.Villages(t.ID) {
				add(village.Code, t.Name+" · "+village.Name, "")
			}
		}
	}
	return out
}

func (v View) choice(name, value string) string {
	switch name {
	case "kind", "class":
		return v.P.T("case." + name + "." + value)
	}
	return v.P.T("case.choice." + name + "." + value)
}
