package api_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"jiazhan/internal/casework"
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

// TestExamplesAreOfThisHouse reads the examples of a house that has nothing of the demonstration.
func TestExamplesAreOfThisHouse(t *testing.T) {
	s := sqliteSite(t, nil)
	example := func(path, name string) any {
		for _, v := range operationsOf(s.get("", "/openapi.json").want(t, 200))["GET "+path]["parameters"].([]any) {
			if p := v.(map[string]any); p["name"] == name {
				return p["example"]
			}
		}
		return nil
	}
	const one = "/cases/{number}"
	if got := example(one, "number"); got != "ZD2026-000001" {
		t.Errorf("before anything is public: %v", got)
	}
	s.File(nil)
	c := released(s)
	if got := example(one, "number"); got != c.Number {
		t.Errorf("%v, public is %s", got, c.Number)
	}
	s.get("", one[:7]+c.Number).want(t, 200)
	if station, deputy := example("/congresses/{congress}/stations/{station}", "station"), example("/congresses/{congress}/deputies/{deputy}", "deputy"); station != "second" || deputy != "zeng-xiulan" {
		t.Errorf("%v, %v", station, deputy)
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
		rest := strings.NewReplacer("中文", "", "…", "", "路灯", "").Replace(en.text)
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
