package site

import (
	"slices"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui/form"
)

// step is one page of filing and the fields that it asks for.
type step struct {
	name   string
	title  string
	fields []string
}

// steps is the way of a report, one thing a page.
var steps = []step{
	{"what", i18n.Key("发生了什么事？"), []string{"text", "title", "kind"}},
	{"where", i18n.Key("在什么地方？"), []string{"place_code", "place"}},
	{"photos", i18n.Key("有照片吗？"), []string{"photos"}},
	{"who", i18n.Key("怎么联系您？"), []string{"name", "phone", "agree_public", "agree_name", "against_person", "on_behalf", "consent", "channel"}},
	{"to", i18n.Key("想请谁来管？"), []string{"to", "find"}},
	{"check", i18n.Key("请核对一下"), []string{"notice"}},
}

// way are the steps of this report. Whoever came to take a picture begins with the photos; in the sealed lane nobody is
// chosen, it goes to the county office alone.
func way(f *form.Form) []step {
	own := slices.Clone(steps)
	if f.Get("first") == "photos" {
		own[0], own[1], own[2] = own[2], own[0], own[1]
	}
	if f.Bool("against_person") {
		own = slices.DeleteFunc(own, func(s step) bool { return s.name == "to" })
	}
	return own
}

// place finds a step by its name; the first is the answer to any other name.
func place(steps []step, name string) int {
	return max(0, slices.IndexFunc(steps, func(s step) bool { return s.name == name }))
}

// stepNamed is the step with a name, one without fields for any other.
func stepNamed(name string) step {
	for _, s := range steps {
		if s.name == name {
			return s
		}
	}
	return step{}
}

// carried are the fields of the other steps, in order.
func (s step) carried() []string {
	var out []string
	for _, other := range steps {
		if other.name != s.name {
			out = append(out, other.fields...)
		}
	}
	return out
}

// fieldOf is the form's name of a field of casework.Filing.
func fieldOf(name string) string {
	if name == "station" || name == "deputy" {
		return "to"
	}
	return name
}

// wrongIn are the wrong fields of a refusal that this step asks for.
func (s step) wrongIn(err error) fault.Fields {
	refusal := fault.As(err)
	if refusal == nil {
		return nil
	}
	var own fault.Fields
	for _, f := range refusal.Fields {
		if name := fieldOf(f.Name); slices.Contains(s.fields, name) {
			own.Add(name, f.Key, f.Args...)
		}
	}
	return own
}

// firstWrong finds the first step with a wrong field, the last step when none has one.
func firstWrong(steps []step, err error) int {
	for i, s := range steps {
		if len(s.wrongIn(err)) > 0 {
			return i
		}
	}
	return len(steps) - 1
}

// filingOf reads the whole report out of its form.
func filingOf(f *form.Form) casework.Filing {
	var out casework.Filing
	casework.Fill(&out, func(name string) []string {
		switch name {
		case "text":
			return []string{f.Text(name)}
		case "photos":
			return f.All(name)
		case "station", "deputy":
			return []string{addressee(f, name)}
		case "areas":
			return nil
		}
		return []string{f.Line(name)}
	})
	if _, known := editionNamed(out.Notice); !known {
		out.Notice = ""
	}
	if !out.OnBehalf {
		out.Channel, out.Consent = "web", ""
	}
	if out.Against {
		out.Public, out.ShowName, out.Station, out.Deputy = false, false, "", ""
	}
	return out
}
