package api

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"jiazhan/internal/i18n"
)

//go:embed docs/page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"rows": newRows}).Parse(pageText))

// rows are the lines of a table with the language of its head.
type rows struct {
	P    *i18n.Printer
	Rows []pageField
}

func newRows(p *i18n.Printer, list []pageField) rows { return rows{p, list} }

// page is the model of the documentation page: the OpenAPI model in the order in which one reads.
type page struct {
	P        *i18n.Printer
	Base     string
	About    []string
	Tags     []pageTag
	Problems []pageProblem
}

type pageTag struct {
	Name, Says string
	Operations []pageOperation
}

type pageOperation struct {
	ID, Method, Path, Says, More string
	Params                       []pageField
	Body                         []pageField
	Media                        string
	Answer                       []pageField
	Status                       int
	Refuses                      []pageProblem
	Try                          string
}

// pageField is a line of a table: a parameter, or a property with its path ("timeline[].at").
type pageField struct {
	Name, In, Type, Says string
	Required             bool
	Enum                 []string
}

type pageProblem struct {
	Name, Title string
	Status      int
}

func (d *document) render() ([]byte, error) {
	m := d.model()
	p := page{P: d.p, Base: Base, About: strings.Split(d.p.T("api.about"), "\n")}
	for _, t := range tags {
		tag := pageTag{Name: t.name, Says: d.p.T(t.says)}
		for i := range d.table {
			if d.table[i].tag == t.name {
				tag.Operations = append(tag.Operations, d.section(m, &d.table[i]))
			}
		}
		p.Tags = append(p.Tags, tag)
	}
	for _, k := range allKinds() {
		p.Problems = append(p.Problems, pageProblem{k.name, d.p.T(k.title), k.status})
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("api: docs: %w", err)
	}
	return b.Bytes(), nil
}

func (d *document) section(m *huma.OpenAPI, op *operation) pageOperation {
	out := pageOperation{ID: op.id, Method: op.method, Path: Base + op.path, Says: d.p.T(op.says), More: d.more(op), Media: op.media, Status: max(op.status, http.StatusOK)}
	made := operationOf(m, op)
	for _, p := range made.Parameters {
		out.Params = append(out.Params, pageField{p.Name, p.In, p.Schema.Type, p.Description, p.Required, texts(p.Schema.Enum)})
	}
	all := m.Components.Schemas
	if made.RequestBody != nil && made.RequestBody.Content["application/json"] != nil {
		out.Body = flatten(all, made.RequestBody.Content["application/json"].Schema, "")
	}
	if done := made.Responses[fmt.Sprint(out.Status)].Content["application/json"]; done != nil {
		out.Answer = flatten(all, done.Schema, "")
	}
	for _, k := range allKinds() {
		if slices.Contains(op.refuses(), k.status) {
			out.Refuses = append(out.Refuses, pageProblem{k.name, d.p.T(k.title), k.status})
		}
	}
	out.Try = curl(op, out.Body)
	return out
}

func operationOf(m *huma.OpenAPI, op *operation) *huma.Operation {
	item := m.Paths[op.path]
	if op.method == http.MethodPost {
		return item.Post
	}
	return item.Get
}

// flatten lists the properties of a schema, those inside others with the path to them; required ones first.
func flatten(all huma.Registry, s *huma.Schema, before string) []pageField {
	if s.Ref != "" {
		s = all.SchemaFromRef(s.Ref)
	}
	names := slices.SortedFunc(maps.Keys(s.Properties), func(a, b string) int {
		if x, y := slices.Contains(s.Required, a), slices.Contains(s.Required, b); x != y {
			return map[bool]int{true: -1, false: 1}[x]
		}
		return strings.Compare(a, b)
	})
	var out []pageField
	for _, name := range names {
		p := s.Properties[name]
		field := pageField{Name: before + name, Type: typeName(p), Says: p.Description, Required: slices.Contains(s.Required, name), Enum: texts(p.Enum)}
		inner, path := p, before+name+"."
		if p.Type == huma.TypeArray {
			inner, path = p.Items, before+name+"[]."
			field.Enum = texts(inner.Enum)
		}
		out = append(out, field)
		if inner.Ref != "" && strings.Count(path, ".") < 4 {
			out = append(out, flatten(all, inner, path)...)
		}
	}
	return out
}

func typeName(s *huma.Schema) string {
	switch {
	case s.Ref != "":
		return huma.TypeObject
	case s.Type == huma.TypeArray:
		return typeName(s.Items) + "[]"
	case s.Format == "date-time" || s.Format == "date":
		return s.Format
	case s.MaxLength != nil:
		return fmt.Sprintf("%s ≤ %d", s.Type, *s.MaxLength)
	}
	return s.Type
}

func texts(list []any) []string {
	var out []string
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

// curl is a line that can be tried: the path's examples filled in, the required fields of the body named.
func curl(op *operation, body []pageField) string {
	path := inBraces.ReplaceAllStringFunc(op.path, func(name string) string {
		if v, ok := Examples[strings.Trim(name, "{}")]; ok {
			return v
		}
		return name
	})
	var query []string
	for _, p := range op.query {
		if p.name == "q" {
			query = append(query, "q=%E8%B7%AF%E7%81%AF")
		}
		if p.example != nil && p.name != "limit" && p.name != "version" {
			query = append(query, fmt.Sprintf("%s=%v", p.name, p.example))
		}
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	line := "curl \"$HOST" + Base + path + "\""
	if op.tag == tagActs || op.tag == tagMe {
		line += " \\\n  -H \"Authorization: Bearer $TOKEN\""
	}
	switch {
	case op.media != "":
		line += " \\\n  -H \"Content-Type: image/jpeg\" --data-binary @photo.jpg"
	case op.body != nil:
		line += " \\\n  -H \"Content-Type: application/json\" -d '{" + required(op, body) + "}'"
	}
	return line
}

// required writes the fields that must be sent, with a value of each list.
func required(op *operation, body []pageField) string {
	var out []string
	for _, f := range body {
		switch {
		case !f.Required:
		case len(f.Enum) > 0:
			out = append(out, fmt.Sprintf("%q: %q", f.Name, f.Enum[0]))
		case f.Type == huma.TypeInteger:
			out = append(out, fmt.Sprintf("%q: 1", f.Name))
		default:
			out = append(out, fmt.Sprintf("%q: \"…\"", f.Name))
		}
	}
	if op.tag == tagActs {
		out = append(out, `"version": 3`)
	}
	return strings.Join(out, ", ")
}
