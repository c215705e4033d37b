package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
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
	Read, Me string // the first two calls, to be copied
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
	p.Read, p.Me = d.call("readCase"), d.call("readMe")
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
	out.Try = d.curl(op)
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

// curl is a line that can be tried as it is printed: with the examples of this house, and the token where one is asked for.
func (d *document) curl(op *operation) string {
	line := "curl \"" + d.base + Base + d.address(op) + "\""
	if op.signed || op.held {
		line += " \\\n  -H \"Authorization: Bearer $TOKEN\""
	}
	if op.writes() {
		line += " \\\n  -H \"Idempotency-Key: $(date +%s)-$RANDOM\""
	}
	switch {
	case op.media != "":
		line += " \\\n  -H \"Content-Type: image/jpeg\" --data-binary @photo.jpg"
	case op.body != nil:
		line += " \\\n  -H \"Content-Type: application/json\" \\\n  -d '" + d.sampleText(op) + "'"
	}
	return line
}

// call is the line of an operation by its name.
func (d *document) call(id string) string {
	for i := range d.table {
		if d.table[i].id == id {
			return d.curl(&d.table[i])
		}
	}
	return ""
}

// address is the path of an operation with its examples, and the query that it must have.
func (d *document) address(op *operation) string {
	path := inBraces.ReplaceAllStringFunc(op.path, func(name string) string {
		return fmt.Sprint(d.house.of(strings.Trim(name, "{}")))
	})
	query := url.Values{}
	for _, p := range op.query {
		if v := d.example(p); p.must && v != nil {
			query.Set(p.name, fmt.Sprint(v))
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// sampleText is the sample as one writes it in a shell; none of its words has a quotation mark.
func (d *document) sampleText(op *operation) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(d.sample(op)) // plain values: it cannot fail, nor the builder
	return strings.TrimSpace(b.String())
}
