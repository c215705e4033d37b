package api

import (
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/i18n"
)

const schemaBase = "#/components/schemas/"

// schemas describes Go types in one language.
type schemas struct {
	huma.Registry
	p *i18n.Printer
}

func newSchemas(p *i18n.Printer) schemas {
	return schemas{huma.NewMapRegistry(schemaBase, schemaName), p}
}

// schemaName keeps commands of the domain apart from answers of the same name.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if strings.HasSuffix(t.PkgPath(), "/casework") && t.Kind() == reflect.Struct {
		return name + "Command"
	}
	return name
}

// answer refers to the schema of an answer.
func (s schemas) answer(v any) *huma.Schema { return s.Schema(reflect.TypeOf(v), true, "") }

// command refers to the schema of an act or a filing: types from the struct, the rest from its inputs.
func (s schemas) command(op *operation) *huma.Schema {
	v, action := op.body, op.action
	ref := s.Schema(reflect.TypeOf(v), true, "")
	schema := s.SchemaFromRef(ref.Ref)
	schema.Required = nil
	for _, in := range casework.Inputs(v) {
		s.input(schema.Properties[in.Name], in)
		schema.Properties[in.Name].Description = s.label(action, in)
		if in.Required {
			schema.Required = append(schema.Required, in.Name)
		}
	}
	schema.Required = append(schema.Required, op.must...)
	if op.versioned() {
		schema.Properties["version"] = &huma.Schema{Type: huma.TypeInteger, Format: "int64", Description: i18n.Key("您看到的版本，与 If-Match 和查询里的 version 三选一")}
	}
	if op.proof {
		six := 6
		schema.Properties["code"] = &huma.Schema{Type: huma.TypeString, MaxLength: &six, Description: i18n.Key("发到手机上的六位验证码")}
	}
	return ref
}

func (s schemas) input(schema *huma.Schema, in casework.Input) {
	one := 1
	switch {
	case in.Max > 0:
		schema.MaxLength = &in.Max
	case in.Kind == "photos":
		nine := 9
		schema.MaxItems = &nine
	case in.Kind == "date":
		schema.Format = "date"
	case in.Kind == "days":
		least := 1.0
		schema.Minimum = &least
	}
	if in.Required && schema.Type == huma.TypeString {
		schema.MinLength = &one
	}
}

// label says what a field is, and where its values come from.
func (s schemas) label(action casework.Action, in casework.Input) string {
	own := "case.field." + string(action) + "." + in.Name
	text := s.p.T(own)
	if text == own {
		text = s.p.T("case.field." + in.Name)
	}
	if from := sources[in.Kind]; from != "" {
		text = s.p.T("api.from", text, s.p.T(from))
	}
	return text
}

// sources say where the values of a field are found.
var sources = map[string]string{
	"station": i18n.Key("家站的短名，见家站名录"), "deputy": i18n.Key("代表的短名，见代表名录"),
	"department": i18n.Key("部门的短名，见部门名录"), "departments": i18n.Key("部门的短名，见部门名录"),
	"areas": i18n.Key("领域的短名，见领域名录"), "place": i18n.Key("乡镇或村的代码，见乡镇和村名录"),
	"photos": i18n.Key("上传照片得到的令牌"),
}

// closed are the properties of answers whose words are a closed list of the domain.
var closed = []struct {
	schemas  []string
	property string
	values   []string
}{
	{[]string{"Case", "Whole"}, "kind", words(casework.Kinds)},
	{[]string{"Case", "Whole", "Filed", "Tile", "Cell"}, "state", words(casework.States)},
	{[]string{"Case", "Whole"}, "class", words(casework.Classes)},
	{[]string{"Case", "Whole"}, "waiting", []string{casework.ForCitizen, casework.ForReturn, casework.ForExtension}},
	{[]string{"Case", "Whole"}, "ending", []string{casework.EndRated, casework.EndSilence, casework.EndUnsolved, casework.EndDeclined, casework.EndWithdrawn}},
	{[]string{"Case", "Whole", "Entry"}, "solved", []string{casework.Yes, casework.No}},
	{[]string{"Case", "Whole", "Entry"}, "result", []string{casework.Satisfied, casework.Basically, casework.Dissatisfied}},
	{[]string{"Entry"}, "attitude", []string{casework.Satisfied, casework.Basically, casework.Dissatisfied}},
	{[]string{"Entry"}, "action", words(casework.Table.Actions())},
	{[]string{"Entry", "Role"}, "role", words(access.Roles)},
	{[]string{"Queue"}, "name", words(casework.Queues)},
	{[]string{"Congress", "Deputy"}, "level", words(congress.Levels)},
	{[]string{"Desk"}, "kind", words([]casework.DeskKind{casework.DeputyDesk, casework.StationDesk, casework.CountyDesk, casework.LeaderDesk, casework.DepartmentDesk})},
}

// finish closes the lists, speaks the language and opens answers to later properties.
func (s schemas) finish() {
	all := s.Map()
	for _, c := range closed {
		for _, name := range c.schemas {
			if schema := all[name]; schema != nil {
				schema.Properties[c.property].Enum = anys(c.values)
			}
		}
	}
	if item := all["Case"].Properties["marks"].Items; item != nil {
		for i := range marks {
			item.Enum = append(item.Enum, string(marks[i].name))
		}
		all["Whole"].Properties["marks"].Items = item
	}
	for name, schema := range all {
		if !strings.HasSuffix(name, "Command") {
			schema.AdditionalProperties = nil
		}
		for _, p := range schema.Properties {
			if p.Type == huma.TypeArray {
				p.Nullable = false
			}
			p.Description = s.p.T(p.Description)
		}
		slices.Sort(schema.Required)
	}
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}
