package api_test

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"jiazhan/internal/api"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/sample"
)

// operationsOf lists the operations of an OpenAPI document as "GET /path".
func operationsOf(doc answer) map[string]map[string]any {
	out := map[string]map[string]any{}
	for path, item := range doc.json["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			out[strings.ToUpper(method)+" "+path] = op.(map[string]any)
		}
	}
	return out
}

func TestTheDocumentListsEveryAction(t *testing.T) {
	s := sqliteSite(t, nil)
	doc := s.get("", "/openapi.json").want(t, 200)
	if doc.at("openapi") != "3.1.0" || doc.at("servers.0.url") != "/api/v1" {
		t.Errorf("openapi %v, servers %v", doc.at("openapi"), doc.at("servers"))
	}
	ops := operationsOf(doc)
	for _, action := range casework.Actions() {
		op := ops["POST /cases/{number}/"+string(action)]
		if op == nil {
			t.Errorf("%s is not in the document", action)
			continue
		}
		checkCommand(t, doc, op, casework.NewAct(action))
	}
	checkCommand(t, doc, ops["POST /congresses/{congress}/cases"], &casework.Filing{})
}

// checkCommand compares the schema of a body with what the domain says about its fields.
func checkCommand(t *testing.T, doc answer, op map[string]any, command any) {
	t.Helper()
	id := op["operationId"]
	body := answer{json: op}.at("requestBody.content").(map[string]any)["application/json"].(map[string]any)["schema"].(map[string]any)
	schema := resolve(t, doc, body)
	if schema["additionalProperties"] != false {
		t.Errorf("%v takes unknown properties", id)
	}
	properties, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	for _, in := range casework.Inputs(command) {
		p, _ := properties[in.Name].(map[string]any)
		if p == nil || p["description"] == nil {
			t.Errorf("%v: %s is not described: %v", id, in.Name, p)
			continue
		}
		if slices.Contains(required, any(in.Name)) != in.Required {
			t.Errorf("%v: %s required: %v", id, in.Name, !in.Required)
		}
		if in.Max > 0 && p["maxLength"] != float64(in.Max) {
			t.Errorf("%v: %s has maxLength %v, want %d", id, in.Name, p["maxLength"], in.Max)
		}
		if enum, _ := p["enum"].([]any); len(enum) != len(in.Enum) {
			t.Errorf("%v: %s has enum %v, want %v", id, in.Name, enum, in.Enum)
		}
	}
	_, act := command.(casework.Act)
	if want := len(casework.Inputs(command)); act && len(properties) != want+1 || !act && len(properties) != want {
		t.Errorf("%v has properties %v", id, slices.Sorted(maps.Keys(properties)))
	}
}

// resolve follows a $ref; one that leads nowhere fails the test.
func resolve(t *testing.T, doc answer, v map[string]any) map[string]any {
	t.Helper()
	ref, ok := v["$ref"].(string)
	if !ok {
		return v
	}
	found, ok := doc.at(strings.ReplaceAll(strings.TrimPrefix(ref, "#/"), "/", ".")).(map[string]any)
	if !ok {
		t.Fatalf("%s leads nowhere", ref)
	}
	return found
}

func TestTheDocumentIsWhole(t *testing.T) {
	s := sqliteSite(t, nil)
	doc := s.get("", "/openapi.json")
	ids := map[any]bool{}
	for name, op := range operationsOf(doc) {
		if id := op["operationId"]; id == nil || ids[id] || op["summary"] == nil || len(op["tags"].([]any)) != 1 {
			t.Errorf("%s: operationId %v, summary %v", name, id, op["summary"])
		}
		ids[op["operationId"]] = true
		declared := map[string]bool{}
		list, _ := op["parameters"].([]any)
		for _, v := range list {
			p := v.(map[string]any)
			declared[p["in"].(string)+" "+p["name"].(string)] = true
			if p["description"] == nil || p["schema"] == nil {
				t.Errorf("%s: %v is not described", name, p["name"])
			}
		}
		for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(name, -1) {
			if !declared["path "+m[1]] {
				t.Errorf("%s does not declare %s", name, m[1])
			}
		}
		for status, v := range op["responses"].(map[string]any) {
			r := resolve(t, doc, v.(map[string]any))
			if r["description"] == nil {
				t.Errorf("%s: %s has no description", name, status)
			}
			if status >= "400" && r["content"].(map[string]any)["application/problem+json"] == nil {
				t.Errorf("%s: %s is no problem+json", name, status)
			}
		}
	}
	eachRef(t, doc, doc.json)
	for name, schema := range doc.at("components.schemas").(map[string]any) {
		for property, p := range schema.(map[string]any)["properties"].(map[string]any) {
			if p := p.(map[string]any); p["description"] == nil && p["$ref"] == nil {
				t.Errorf("%s.%s is not described", name, property)
			}
		}
	}
}

func eachRef(t *testing.T, doc answer, v any) {
	switch in := v.(type) {
	case map[string]any:
		resolve(t, doc, in)
		for _, inner := range in {
			eachRef(t, doc, inner)
		}
	case []any:
		for _, inner := range in {
			eachRef(t, doc, inner)
		}
	}
}

// TestAnswersKeepTheirSchemas compares real answers with the document: no property that it does not know, none missing.
func TestAnswersKeepTheirSchemas(t *testing.T) {
	s := sqliteSite(t, nil)
	c := released(s)
	doc := s.get("", "/openapi.json")
	ops := operationsOf(doc)
	for name, a := range map[string]answer{
		"GET /cases/{number}":                           s.get("officer", "/cases/"+c.Number),
		"GET /cases/{number}/history":                   s.get("officer", "/cases/"+c.Number+"/history"),
		"GET /congresses/{congress}/cases":              s.get("officer", "/congresses/zhengding/cases?limit=1"),
		"GET /congresses/{congress}/queues":             s.get("officer", "/congresses/zhengding/queues"),
		"GET /dashboard":                                s.get("", "/dashboard?congress=zhengding"),
		"GET /congresses":                               s.get("", "/congresses"),
		"GET /congresses/{congress}/stations":           s.get("", "/congresses/zhengding/stations"),
		"GET /congresses/{congress}/stations/{station}": s.get("", "/congresses/zhengding/stations/xinchengpu"),
		"GET /congresses/{congress}/deputies":           s.get("", "/congresses/zhengding/deputies"),
		"GET /congresses/{congress}/departments":        s.get("", "/congresses/zhengding/departments"),
		"GET /congresses/{congress}/places":             s.get("", "/congresses/zhengding/places"),
		"GET /me":                                       s.get("officer", "/me"),
		"POST /cases/{number}/follow_up":                s.act("officer", c, "follow_up", body{"text": "属实", "verified": "yes"}),
		"POST /congresses/{congress}/cases":             s.request("", "POST", "/congresses/zhengding/cases", filing()),
	} {
		responses := ops[name]["responses"].(map[string]any)
		r, _ := responses[fmt.Sprint(a.status)].(map[string]any)
		if r == nil {
			t.Errorf("%s answers %d, which the document does not know: %s", name, a.status, a.text)
			continue
		}
		schema := r["content"].(map[string]any)["application/json"].(map[string]any)["schema"].(map[string]any)
		fits(t, doc, name, schema, a.json)
	}
	problem := s.get("officer", "/cases/ZD2026-999999")
	fits(t, doc, "problem", doc.at("components.schemas.Problem").(map[string]any), problem.json)
}

func fits(t *testing.T, doc answer, at string, schema map[string]any, v any) {
	t.Helper()
	schema = resolve(t, doc, schema)
	kinds := map[string]reflect.Kind{"object": reflect.Map, "array": reflect.Slice, "string": reflect.String, "integer": reflect.Float64, "number": reflect.Float64, "boolean": reflect.Bool}
	kind, nullable := schema["type"], false
	if list, ok := kind.([]any); ok {
		kind, nullable = list[0], true
	}
	if v == nil && nullable {
		return
	}
	if got := reflect.ValueOf(v).Kind(); got != kinds[fmt.Sprint(kind)] {
		t.Errorf("%s is %v, the document says %v", at, got, kind)
		return
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, v) {
		t.Errorf("%s is %v, none of %v", at, v, enum)
	}
	properties, _ := schema["properties"].(map[string]any)
	switch in := v.(type) {
	case map[string]any:
		for name, inner := range in {
			p, ok := properties[name].(map[string]any)
			if !ok {
				t.Errorf("%s.%s is not in the document", at, name)
				continue
			}
			fits(t, doc, at+"."+name, p, inner)
		}
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, ok := in[name.(string)]; !ok {
				t.Errorf("%s has no %v", at, name)
			}
		}
	case []any:
		for i, inner := range in {
			fits(t, doc, fmt.Sprintf("%s[%d]", at, i), schema["items"].(map[string]any), inner)
		}
	}
}

func TestExamplesFillEveryPath(t *testing.T) {
	s := sqliteSite(t, nil)
	s.File(nil)
	for name, op := range operationsOf(s.get("", "/openapi.json")) {
		list, _ := op["parameters"].([]any)
		for _, v := range list {
			p := v.(map[string]any)
			if p["in"] == "path" && p["example"] != api.Examples[p["name"].(string)] {
				t.Errorf("%s: %v has no example", name, p["name"])
			}
		}
	}
	for _, f := range sample.Organise().Foundations {
		if f.Congress.Slug != api.Examples["congress"] {
			continue
		}
		inDemo := map[string]bool{}
		for _, row := range f.Rows {
			switch r := row.(type) {
			case congress.StationForm:
				inDemo["station "+r.Slug] = true
			case congress.DeputyForm:
				inDemo["deputy "+r.Slug] = true
			}
		}
		if !inDemo["station "+api.Examples["station"]] || !inDemo["deputy "+api.Examples["deputy"]] {
			t.Errorf("the demo has not %v", api.Examples)
		}
	}
	for _, path := range []string{"/congresses/{congress}", "/cases/{number}", "/problems/{kind}"} {
		for name, value := range api.Examples {
			path = strings.ReplaceAll(path, "{"+name+"}", value)
		}
		if a := s.get("officer", path); a.status >= 400 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestDocumentsSpeakBothLanguages(t *testing.T) {
	s := sqliteSite(t, nil)
	for _, path := range []string{"/openapi.json", "/openapi.yaml", "/docs"} {
		zh, en := s.get("", path).want(t, 200), s.get("", path, "Accept-Language", "en").want(t, 200)
		if named := s.get("", path+"?lang=en", "Accept-Language", "zh"); named.text != en.text {
			t.Errorf("%s?lang=en is not the English one", path)
		}
		if !strings.Contains(zh.text, "提交一件诉求") || !strings.Contains(en.text, "File a case") {
			t.Errorf("%s has no words", path)
		}
		rest := strings.NewReplacer("中文", "", "…", "").Replace(en.text)
		if i := strings.IndexFunc(rest, func(r rune) bool { return unicode.Is(unicode.Han, r) }); i >= 0 {
			t.Errorf("%s: Chinese in the English one: %.80q", path, rest[i:])
		}
		if zh.header.Get("Vary") != "Accept-Language" {
			t.Errorf("%s: Vary %s", path, zh.header.Get("Vary"))
		}
	}
}

func TestTheDocsPageNeedsNobodyElse(t *testing.T) {
	s := sqliteSite(t, nil)
	page := s.get("", "/docs").want(t, 200)
	if csp := page.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; style-src 'self';") {
		t.Errorf("policy: %s", csp)
	}
	for _, bad := range []string{"<script", "style=", "http://", "https://", "onclick", "<no value>"} {
		if strings.Contains(page.text, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page.text, -1) {
		if !strings.Contains(page.text, `id="`+m[1]+`"`) {
			t.Errorf("#%s leads nowhere", m[1])
		}
	}
	for _, action := range casework.Actions() {
		if !strings.Contains(page.text, "/api/v1/cases/{number}/"+string(action)+"<") {
			t.Errorf("%s is not on the page", action)
		}
	}
	s.get("", "/docs.css").want(t, 200)
	to := s.get("", "/problems/conflict").want(t, 303).header.Get("Location")
	if to != "/api/v1/docs#problem-conflict" || !strings.Contains(page.text, `id="problem-conflict"`) {
		t.Errorf("a problem leads to %s", to)
	}
	s.get("", "/problems/nothing").want(t, 404)
	s.get("", "/").want(t, 303)
}
