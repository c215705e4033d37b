package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
)

// Version is the version of the interface; a change that could break a client would make it 2, under /api/v2.
const Version = "1.0.0"

// document is the API described in one language, made when it is first asked for.
type document struct {
	p     *i18n.Printer
	table []operation
	model func() *huma.OpenAPI
	json  func() ([]byte, error)
	yaml  func() ([]byte, error)
	page  func() ([]byte, error)
}

func newDocument(lang i18n.Lang, table []operation) *document {
	d := &document{p: i18n.For(string(lang)), table: table}
	d.model = sync.OnceValue(d.describe)
	d.json = sync.OnceValues(func() ([]byte, error) { return json.MarshalIndent(d.model(), "", " ") })
	d.yaml = sync.OnceValues(func() ([]byte, error) { return d.model().YAML() })
	d.page = sync.OnceValues(d.render)
	return d
}

// describe writes the OpenAPI model of the table.
func (d *document) describe() *huma.OpenAPI {
	s := newSchemas(d.p)
	m := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: d.p.T("网上代表之家开放接口"), Version: Version, Description: d.p.T("api.about")},
		Servers: []*huma.Server{{URL: Base}},
		Paths:   map[string]*huma.PathItem{},
		Components: &huma.Components{Schemas: s.Registry, Responses: d.refusals(s), SecuritySchemes: map[string]*huma.SecurityScheme{
			"token":   {Type: "http", Scheme: "bearer", Description: d.p.T("api.about.token")},
			"receipt": {Type: "apiKey", In: "header", Name: "X-Receipt", Description: d.p.T("api.about.receipt")},
		}},
		Security: []map[string][]string{{}, {"token": {}}, {"receipt": {}}},
	}
	for _, t := range tags {
		m.Tags = append(m.Tags, &huma.Tag{Name: t.name, Description: d.p.T(t.says)})
	}
	for i := range d.table {
		if op := &d.table[i]; op.tag != "" {
			m.AddOperation(d.operation(s, op))
		}
	}
	s.finish()
	return m
}

func (d *document) operation(s schemas, op *operation) *huma.Operation {
	out := &huma.Operation{OperationID: op.id, Method: op.method, Path: op.path, Tags: []string{op.tag}, Summary: d.p.T(op.says)}
	out.Description = d.more(op)
	for _, name := range op.inPath() {
		out.Parameters = append(out.Parameters, d.param("path", param{name: name, kind: huma.TypeString, says: pathParams[name], example: example(name)}))
	}
	for _, p := range op.query {
		out.Parameters = append(out.Parameters, d.param("query", p))
	}
	for _, p := range append(op.heads, conditional(op)...) {
		out.Parameters = append(out.Parameters, d.param("header", p))
	}
	out.RequestBody = d.body(s, op)
	out.Responses = d.responses(s, op)
	return out
}

// more is what one must know beside the summary; of an action, from where to where it leads.
func (d *document) more(op *operation) string {
	if op.more != "" || op.action == "" {
		return d.p.T(op.more)
	}
	step := casework.Table[op.action]
	if len(step.To) == 0 {
		return d.p.T("api.step.stays", d.states(step.From))
	}
	return d.p.T("api.step", d.states(step.From), d.states(step.To))
}

func (d *document) states(list []casework.State) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = d.p.T("case.state." + string(s))
	}
	return strings.Join(out, d.p.T("api.and"))
}

func conditional(op *operation) []param {
	if !op.tagged {
		return nil
	}
	return []param{{name: "If-None-Match", kind: huma.TypeString, example: `"3"`, says: i18n.Key("您有的版本；没有变就是 304，没有正文")}}
}

func example(name string) any {
	if v, ok := Examples[name]; ok {
		return v
	}
	return nil
}

func (d *document) param(in string, p param) *huma.Param {
	schema := &huma.Schema{Type: p.kind, Enum: anys(p.enum)}
	return &huma.Param{Name: p.name, In: in, Description: d.p.T(p.says), Required: in == "path", Schema: schema, Example: p.example}
}

func (d *document) body(s schemas, op *operation) *huma.RequestBody {
	switch {
	case op.media != "":
		return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{op.media: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	case op.body == nil:
		return nil
	}
	ref := s.command(op.body, op.action)
	return &huma.RequestBody{
		Required: len(s.SchemaFromRef(ref.Ref).Required) > 0,
		Content:  map[string]*huma.MediaType{"application/json": {Schema: ref}},
	}
}

func (d *document) responses(s schemas, op *operation) map[string]*huma.Response {
	status := op.status
	if status == 0 {
		status = http.StatusOK
	}
	done := &huma.Response{Description: d.p.T("办成了"), Content: map[string]*huma.MediaType{}, Headers: d.headers(op)}
	switch {
	case op.answer != nil:
		done.Content["application/json"] = &huma.MediaType{Schema: s.answer(op.answer)}
	case op.sends != "":
		done.Content[op.sends] = &huma.MediaType{}
	}
	out := map[string]*huma.Response{strconv.Itoa(status): done}
	if op.tagged {
		out["304"] = &huma.Response{Description: d.p.T("没有变")}
	}
	for _, status := range op.refuses() {
		out[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + responseName(status)}
	}
	return out
}

// refuses lists the statuses of an operation's refusals.
func (op *operation) refuses() []int {
	out := append([]int{}, op.faults...)
	if op.body != nil {
		out = append(out, http.StatusUnsupportedMediaType, http.StatusRequestEntityTooLarge)
	}
	return append(out, http.StatusBadRequest, http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusInternalServerError)
}

func (d *document) headers(op *operation) map[string]*huma.Header {
	text := func(says string) *huma.Header {
		return &huma.Header{Description: d.p.T(says), Schema: &huma.Schema{Type: huma.TypeString}}
	}
	out := map[string]*huma.Header{}
	if op.tagged || op.tag == tagActs {
		out["ETag"] = text(i18n.Key("诉求的版本"))
	}
	if op.takes("cursor") {
		out["Link"] = text(i18n.Key("下一页的地址，rel=next"))
	}
	if op.id == "fileCase" {
		out["Location"] = text(i18n.Key("这一件的地址"))
		out["ETag"] = text(i18n.Key("诉求的版本"))
	}
	return out
}

// allKinds lists every kind of problem once.
func allKinds() []kind {
	var out []kind
	for f := fault.Internal; f <= fault.Away; f++ {
		out = append(out, kinds[f])
	}
	for _, status := range []int{http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType} {
		out = append(out, httpKinds[status])
	}
	return out
}

func responseName(status int) string {
	for _, k := range allKinds() {
		if k.status == status {
			return strings.ReplaceAll(k.name, "-", "_")
		}
	}
	panic(fmt.Sprintf("api: no problem has status %d", status))
}

func (d *document) refusals(s schemas) map[string]*huma.Response {
	out := map[string]*huma.Response{}
	for _, k := range allKinds() {
		content := map[string]*huma.MediaType{"application/problem+json": {Schema: s.answer(Problem{})}}
		out[responseName(k.status)] = &huma.Response{Description: d.p.T(k.title), Content: content}
	}
	return out
}
