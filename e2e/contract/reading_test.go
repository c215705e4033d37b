package contract

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jiazhan/e2e/stage"
	"jiazhan/internal/access"
)

// reader is who reads: she sees every open case of the county.
const reader = string(access.CaseOfficer) + " 0"

// first are acts that must be taken before something can be read.
var first = map[string]string{"readContact": "act_reveal"}

// chance gives values that no document can: made by chance, and found in another answer.
func (h *house) chance(t *testing.T, op *operation) map[string]string {
	t.Helper()
	if op.parameter("token") == nil {
		return nil
	}
	number, token := h.pictured(t)
	return map[string]string{"number": number, "token": token}
}

// everyReading calls each operation that changes nothing: bare, with every parameter that can be given, with the ETag that
// it gave, and page by page to the end.
func (h *house) everyReading(t *testing.T) {
	for _, op := range h.paper.operations {
		if op.method == http.MethodGet {
			t.Run(op.ID, func(t *testing.T) { h.reading(t, op) })
		}
	}
}

func (h *house) reading(t *testing.T, op *operation) {
	scopes, open := op.scopes()
	other := h.chance(t, op)
	q := request{method: http.MethodGet, path: h.address(t, op, other)}
	if open && first[op.ID] == "" && other == nil {
		h.reads(t, op, q)
	}
	if len(scopes) == 0 {
		scopes = []string{string(access.ScopeRead)}
	}
	q.token = h.token(t, reader, scopes[0])
	if act := first[op.ID]; act != "" {
		h.act(t, h.operation(t, act), spot{who: reader, number: fmt.Sprint(op.parameter("number").Example)})
	}
	a := h.reads(t, op, q)
	h.readsUnchanged(t, op, q, a)
	for i := range op.Parameters {
		p := &op.Parameters[i]
		for _, value := range p.values() {
			with := map[string]string{p.Name: value}
			maps.Copy(with, other)
			h.reads(t, op, request{method: http.MethodGet, path: h.address(t, op, with), token: q.token})
		}
	}
	if op.parameter("cursor") != nil {
		h.readsEveryPage(t, op, q.token)
	}
}

// values are all that the document says a parameter of the query may be.
func (p *parameter) values() []string {
	if p.In != "query" {
		return nil
	}
	var out []string
	for _, v := range p.Schema.Enum {
		out = append(out, fmt.Sprint(v))
	}
	if p.Schema.Type == "boolean" {
		out = append(out, "true", "false")
	}
	if p.Example != nil {
		out = append(out, fmt.Sprint(p.Example))
	}
	return out
}

func (h *house) reads(t *testing.T, op *operation, q request) reply {
	t.Helper()
	a := h.call(t, op, q)
	if a.status != http.StatusOK {
		t.Errorf("GET %s: %s", q.path, a)
	}
	return a
}

// readsUnchanged asks again with the ETag; an answer that has none must not be promised one.
func (h *house) readsUnchanged(t *testing.T, op *operation, q request, a reply) {
	t.Helper()
	tag := a.header.Get("ETag")
	_, promised := h.paper.response(op, http.StatusOK).Headers["ETag"]
	if promised != (tag != "") {
		t.Errorf("%s: ETag %q, promised %v", op.ID, tag, promised)
	}
	if tag == "" {
		return
	}
	q.heads = map[string]string{"If-None-Match": tag}
	again := h.call(t, op, q)
	if again.status != http.StatusNotModified || len(again.body) > 0 || again.header.Get("ETag") != tag {
		t.Errorf("%s: If-None-Match: %s gives %s", op.ID, tag, again)
	}
	q.heads["If-None-Match"] = `"0"`
	if h.reads(t, op, q).header.Get("ETag") != tag {
		t.Errorf("%s: another ETag at once", op.ID)
	}
}

// mostPages bounds a walk.
const mostPages = 400

// readsEveryPage walks to the end in small steps and in large ones: both lists are the same, and nothing stands there twice.
func (h *house) readsEveryPage(t *testing.T, op *operation, token string) {
	t.Helper()
	small, large := h.walk(t, op, token, "7"), h.walk(t, op, token, "100")
	if !slices.Equal(small, large) {
		t.Errorf("%s: %d rows in small steps, %d in large ones", op.ID, len(small), len(large))
	}
	slices.Sort(small)
	if twice := len(small) - len(slices.Compact(small)); twice > 0 {
		t.Errorf("%s: %d rows stand twice", op.ID, twice)
	}
}

// walk follows the cursor, and sees that the Link leads to the same page.
func (h *house) walk(t *testing.T, op *operation, token, limit string) (rows []string) {
	t.Helper()
	with := map[string]string{"limit": limit}
	for range mostPages {
		a := h.reads(t, op, request{method: http.MethodGet, path: h.address(t, op, with), token: token})
		rows = append(rows, rowsOf(a)...)
		next, link := a.at("next"), a.header.Get("Link")
		if next == "" {
			if link != "" {
				t.Errorf("%s: the last page has a Link %s", op.ID, link)
			}
			return rows
		}
		with["cursor"] = next
		want := "<" + base + h.address(t, op, with) + `>; rel="next"`
		if link != want {
			t.Errorf("%s: Link %s, want %s", op.ID, link, want)
		}
	}
	t.Errorf("%s: no end after %d pages", op.ID, mostPages)
	return rows
}

// rowsOf are the rows of a page: those of its only list.
func rowsOf(a reply) (rows []string) {
	page, _ := a.json.(map[string]any)
	for _, v := range page {
		list, _ := v.([]any)
		for _, row := range list {
			rows = append(rows, fmt.Sprint(row))
		}
	}
	return rows
}

// pictured finds a case with a photo that the reader may see, and the photo's token.
func (h *house) pictured(t *testing.T) (number, token string) {
	t.Helper()
	for _, number := range h.numbers(t) {
		a := h.ask(t, request{method: http.MethodGet, path: "/cases/" + number, token: h.token(t, reader, string(access.ScopeRead))})
		whole, _ := a.json.(map[string]any)
		steps, _ := whole["timeline"].([]any)
		for _, step := range steps {
			photos, _ := step.(map[string]any)["photos"].([]any)
			if len(photos) > 0 {
				photo := photos[0].(map[string]any)
				if want := base + "/cases/" + number + "/photo?token=" + photo["token"].(string); !strings.HasPrefix(photo["url"].(string), want) {
					t.Errorf("a photo lies at %v", photo["url"])
				}
				return number, photo["token"].(string)
			}
		}
	}
	t.Fatal("the demonstration has no photos")
	return "", ""
}

// numbers are all cases that the reader sees, newest first.
func (h *house) numbers(t *testing.T) (numbers []string) {
	t.Helper()
	path := "/congresses/" + stage.Slug + "/cases?limit=100&public=false"
	for path != "" {
		a := h.ask(t, request{method: http.MethodGet, path: path, token: h.token(t, reader, string(access.ScopeRead))})
		for _, row := range a.json.(map[string]any)["items"].([]any) {
			numbers = append(numbers, row.(map[string]any)["number"].(string))
		}
		path, _, _ = strings.Cut(strings.TrimPrefix(a.header.Get("Link"), "<"+base), ">")
	}
	return numbers
}
