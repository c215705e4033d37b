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

// shelf keeps the newest document of each language, as long as the examples in it stand.
type shelf struct {
	mu   sync.Mutex
	docs map[i18n.Lang]*document
}

func (s *shelf) take(lang i18n.Lang, h house, make func() *document) *document {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.docs[lang]; d != nil && d.house == h {
		return d
	}
	if s.docs == nil {
		s.docs = map[i18n.Lang]*document{}
	}
	s.docs[lang] = make()
	return s.docs[lang]
}

// document is the API described in one language with the names of one house, made when it is first asked for.
type document struct {
	p     *i18n.Printer
	table []operation
	house house
	base  string // public address of the house
	model func() *huma.OpenAPI
	json  func() ([]byte, error)
	yaml  func() ([]byte, error)
	page  func() ([]byte, error)
}

func newDocument(lang i18n.Lang, table []operation, h house, base string) *document {
	d := &document{p: i18n.For(string(lang)), table: table, house: h, base: base}
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
	out := &huma.Operation{OperationID: op.id, Method: op.method, Path: op.path, Tags: []string{op.tag}, Summary: d.p.T(op.says), Security: op.security()}
	out.Description = d.more(op)
	for _, name := range op.inPath() {
		out.Parameters = append(out.Parameters, d.param("path", param{name: name, kind: huma.TypeString, says: pathParams[name], must: true}))
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
	return []param{{name: "If-None-Match", kind: huma.TypeString, example: `"3"`, says: i18n.Key("您有的 ETag；没有变就是 304，没有正文")}}
}

func (d *document) param(in string, p param) *huma.Param {
	schema := &huma.Schema{Type: p.kind, Enum: anys(p.enum)}
	return &huma.Param{Name: p.name, In: in, Description: d.p.T(p.says), Required: p.must, Schema: schema, Example: d.example(p)}
}

// example is a value of a parameter that can be sent as it stands; words are in the reader's language.
func (d *document) example(p param) any {
	if text, ok := p.example.(string); ok {
		return d.p.T(text)
	}
	if p.example == nil {
		return d.house.of(p.name)
	}
	return p.example
}

func (d *document) body(s schemas, op *operation) *huma.RequestBody {
	switch {
	case op.media != "":
		return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{op.media: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	case op.body == nil:
		return nil
	}
	ref := s.command(op)
	return &huma.RequestBody{
		Required: len(s.SchemaFromRef(ref.Ref).Required) > 0,
		Content:  map[string]*huma.MediaType{"application/json": {Schema: ref, Example: d.sample(op)}},
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
		done.Content[op.sends] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	out := map[string]*huma.Response{strconv.Itoa(status): done}
	if op.tagged {
		out["304"] = &huma.Response{Description: d.p.T("没有变"), Headers: map[string]*huma.Header{"ETag": d.header(versionHead)}}
	}
	for _, status := range op.refuses() {
		out[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + responseName(status)}
	}
	return out
}

var versionHead = i18n.Key("这一份的版本；诉求的就是它的 version")

func (d *document) header(says string) *huma.Header {
	return &huma.Header{Description: d.p.T(says), Schema: &huma.Schema{Type: huma.TypeString}}
}

func (d *document) headers(op *operation) map[string]*huma.Header {
	out := map[string]*huma.Header{}
	if op.tagged || op.action != "" {
		out["ETag"] = d.header(versionHead)
	}
	if op.sends != "" {
		out["Content-Disposition"] = d.header(i18n.Key("文件名"))
	}
	if op.takes("cursor") {
		out["Link"] = d.header(i18n.Key("下一页的地址，rel=next"))
	}
	if op.action == "file" {
		out["Location"] = d.header(i18n.Key("这一件的地址"))
	}
	return out
}

// refusalHeads are what a refusal tells in headers, by status.
var refusalHeads = map[int][2]string{
	http.StatusUnauthorized:       {"WWW-Authenticate", i18n.Key("用什么方式证明是谁")},
	http.StatusTooManyRequests:    {"Retry-After", i18n.Key("等几秒再试")},
	http.StatusServiceUnavailable: {"Retry-After", i18n.Key("等几秒再试")},
	http.StatusMethodNotAllowed:   {"Allow", i18n.Key("这个地址可以用的方法")},
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
		heads := map[string]*huma.Header{"X-Request-Id": d.header(i18n.Key("这次请求的编号，联系管理员时请报"))}
		if h, ok := refusalHeads[k.status]; ok {
			heads[h[0]] = d.header(h[1])
		}
		out[responseName(k.status)] = &huma.Response{Description: d.p.T(k.title), Content: content, Headers: heads}
	}
	return out
}
