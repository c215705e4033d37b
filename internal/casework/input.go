package casework

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"jiazhan/internal/hanzi"
)

// Input describes one field of an act or a filing to forms and to the API's schema; it is read from the struct's tags.
type Input struct {
	Name     string // of the form field and the JSON property
	Kind     string // text, line, choice, bool, days, date, photos, or a list of the house: station, deputy, place, department, departments, areas
	Required bool
	Max      int // most characters; 0: none
	Enum     []string
}

// NewAct makes an empty act for the edges to fill; nil when people do not take the action by a form.
func NewAct(a Action) Act {
	if s, ok := steps[a]; ok && s.New != nil {
		return s.New()
	}
	return nil
}

// Actions lists the actions that people take, sorted.
func Actions() []Action {
	var out []Action
	for a, s := range steps {
		if s.New != nil {
			out = append(out, a)
		}
	}
	slices.Sort(out)
	return out
}

// Inputs lists the fields of a command value: an act or a *Filing.
func Inputs(command any) []Input {
	t := reflect.TypeOf(command).Elem()
	var out []Input
	for i := range t.NumField() {
		f := t.Field(i)
		if tag := f.Tag.Get("input"); tag != "" {
			out = append(out, input(f, tag))
		}
	}
	return out
}

func input(f reflect.StructField, tag string) Input {
	kind, rest, _ := strings.Cut(tag, ",")
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	in := Input{Name: name, Kind: kind, Required: rest == "required"}
	in.Max, _ = strconv.Atoi(f.Tag.Get("max"))
	if enum := f.Tag.Get("enum"); enum != "" {
		in.Enum = strings.Split(enum, ",")
	}
	return in
}

// Fill sets the fields of a command value from the values of a form; blanks among several values are dropped.
func Fill(command any, values func(name string) []string) {
	v := reflect.ValueOf(command).Elem()
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Tag.Get("input") == "" {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		set(v.Field(i), slices.DeleteFunc(slices.Clone(values(name)), func(s string) bool { return s == "" }))
	}
}

// tidy takes out of a command's words what no person types and what misleads a reader (hanzi.Clean), whatever edge they
// came by. It follows the check, which must see what was sent.
func tidy(command any) {
	v := reflect.ValueOf(command).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		switch kind, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("input"), ","); kind {
		case "text", "line":
			f.SetString(hanzi.Clean(f.String()))
		}
	}
}

func set(field reflect.Value, values []string) {
	if field.Kind() == reflect.Slice {
		if len(values) > 0 {
			field.Set(reflect.ValueOf(values))
		}
		return
	}
	if len(values) == 0 {
		return
	}
	switch field.Kind() {
	case reflect.String:
		field.SetString(values[0])
	case reflect.Bool:
		field.SetBool(values[0] != "no" && values[0] != "0" && values[0] != "false")
	case reflect.Int64:
		n, err := strconv.ParseInt(strings.TrimSpace(values[0]), 10, 64)
		if err == nil {
			field.SetInt(n)
		}
	}
}
