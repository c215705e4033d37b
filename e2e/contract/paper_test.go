package contract

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// paper is the OpenAPI document as a program reads it.
type paper struct {
	Paths      map[string]map[string]*operation `json:"paths"`
	Components struct {
		Schemas   map[string]*schema   `json:"schemas"`
		Responses map[string]*response `json:"responses"`
	} `json:"components"`
	operations []*operation
}

type operation struct {
	ID          string      `json:"operationId"`
	Summary     string      `json:"summary"`
	Description string      `json:"description"`
	Tags        []string    `json:"tags"`
	Parameters  []parameter `json:"parameters"`
	Body        *struct {
		Required bool             `json:"required"`
		Content  map[string]media `json:"content"`
	} `json:"requestBody"`
	Responses map[string]*response  `json:"responses"`
	Security  []map[string][]string `json:"security"`

	method, path string
}

type parameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"`
	Description string  `json:"description"`
	Required    bool    `json:"required"`
	Schema      *schema `json:"schema"`
	Example     any     `json:"example"`
}

type media struct {
	Schema  *schema `json:"schema"`
	Example any     `json:"example"`
}

type response struct {
	Ref         string           `json:"$ref"`
	Description string           `json:"description"`
	Content     map[string]media `json:"content"`
	Headers     map[string]any   `json:"headers"`
}

// readPaper reads the document in a stable order.
func readPaper(t *testing.T, text []byte) *paper {
	t.Helper()
	p := &paper{}
	if err := json.Unmarshal(text, p); err != nil {
		t.Fatal(err)
	}
	for path, item := range p.Paths {
		for method, op := range item {
			op.method, op.path = strings.ToUpper(method), path
			p.operations = append(p.operations, op)
		}
	}
	slices.SortFunc(p.operations, func(a, b *operation) int { return strings.Compare(a.ID, b.ID) })
	return p
}

// has reports whether the document names a header, whatever its letters.
func (r *response) has(header string) bool {
	for name := range r.Headers {
		if http.CanonicalHeaderKey(name) == header {
			return true
		}
	}
	return false
}

// response is what the document says about a status; nil when it does not know it.
func (p *paper) response(op *operation, status int) *response {
	r := op.Responses[fmt.Sprint(status)]
	if r != nil && r.Ref != "" {
		r = p.Components.Responses[r.Ref[strings.LastIndexByte(r.Ref, '/')+1:]]
	}
	return r
}

// parameter finds one of the query or of the path; nil when the operation does not take it.
func (op *operation) parameter(name string) *parameter {
	for i := range op.Parameters {
		if op.Parameters[i].Name == name && op.Parameters[i].In != "header" {
			return &op.Parameters[i]
		}
	}
	return nil
}

// sample is the example of a JSON body, nil when none is sent. It may be changed.
func (op *operation) sample(t *testing.T) map[string]any {
	t.Helper()
	if op.Body == nil || op.Body.Content["application/json"].Schema == nil {
		return nil
	}
	text, err := json.Marshal(op.Body.Content["application/json"].Example)
	out := map[string]any{}
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		t.Fatalf("%s: %v", op.ID, err)
	}
	return out
}

// binary is the media type of a body that is no JSON, "" for none.
func (op *operation) binary() string {
	if op.Body == nil || op.sampled() {
		return ""
	}
	for kind := range op.Body.Content {
		return kind
	}
	return ""
}

func (op *operation) sampled() bool { return op.Body.Content["application/json"].Schema != nil }

// scopes are those of which a token needs one; open says that nobody needs any.
func (op *operation) scopes() (scopes []string, open bool) {
	for _, way := range op.Security {
		if len(way) == 0 {
			open = true
		}
		scopes = append(scopes, way["token"]...)
	}
	return scopes, open
}

// done is the status of success.
func (op *operation) done() int {
	if op.Responses[fmt.Sprint(http.StatusCreated)] != nil {
		return http.StatusCreated
	}
	return http.StatusOK
}

// needless are parameters whose values no document can give, because they are made by chance.
var needless = []string{"cursor", "token"}

// theDocumentCanBeUsedAsItStands looks for what a program or its author would miss.
func (h *house) theDocumentCanBeUsedAsItStands(t *testing.T) {
	ids := map[string]bool{}
	for _, op := range h.paper.operations {
		if op.ID == "" || ids[op.ID] || op.Summary == "" || op.Description == "" || len(op.Tags) != 1 || op.Security == nil {
			t.Errorf("%s %s: id %q, summary %q, description %q, tags %v, security %v", op.method, op.path, op.ID, op.Summary, op.Description, op.Tags, op.Security)
		}
		ids[op.ID] = true
		for _, p := range op.Parameters {
			told := p.Example != nil || len(p.Schema.Enum) > 0 || p.Schema.Type == "boolean"
			if p.Description == "" || p.Schema == nil || !told && !slices.Contains(needless, p.Name) {
				t.Errorf("%s: %s has no example or is not described", op.ID, p.Name)
			}
			if p.Example != nil {
				h.fits(t, op.ID+": example of "+p.Name, p.Schema, p.Example)
			}
		}
		if op.Body != nil && op.sampled() {
			one := op.Body.Content["application/json"]
			if one.Example == nil {
				t.Errorf("%s: no example of the body", op.ID)
				continue
			}
			h.fits(t, op.ID+": example of the body", one.Schema, one.Example)
		}
	}
}
