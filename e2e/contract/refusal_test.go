package contract

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jiazhan/internal/access"
)

// provoke makes requests that an operation must refuse with a status; a status that is documented and has no row here is
// one of those that nobody can bring about from outside, or at the writing (409).
var provoke = map[int]func(h *house, t *testing.T, op *operation) []request{
	http.StatusBadRequest: func(h *house, t *testing.T, op *operation) []request {
		q := h.lawful(t, op)
		q.path = strings.SplitN(q.path, "?", 2)[0] + "?%zz"
		return []request{q}
	},
	http.StatusUnauthorized: func(h *house, t *testing.T, op *operation) []request {
		q := h.lawful(t, op)
		q.token = "jz_nothing"
		return []request{q}
	},
	http.StatusForbidden: func(h *house, t *testing.T, op *operation) (out []request) {
		scopes, _ := op.scopes()
		for _, s := range access.Scopes {
			if !slices.Contains(scopes, string(s)) {
				q := h.lawful(t, op)
				q.token = h.token(t, reader, string(s))
				out = append(out, q)
			}
		}
		return out
	},
	http.StatusNotFound: func(h *house, t *testing.T, op *operation) (out []request) {
		for _, p := range op.Parameters {
			if p.In == "path" || p.In == "query" && p.Required && p.Name == "congress" {
				q := h.lawful(t, op)
				q.path = h.address(t, op, map[string]string{p.Name: "nothing-there"})
				out = append(out, q)
			}
		}
		return out
	},
	http.StatusRequestEntityTooLarge: func(h *house, t *testing.T, op *operation) []request {
		q := h.lawful(t, op)
		q.body = []byte(`{"text":"` + strings.Repeat("a", 1<<20) + `"}`)
		return []request{q}
	},
	http.StatusUnsupportedMediaType: func(h *house, t *testing.T, op *operation) []request {
		q := h.lawful(t, op)
		q.body, q.heads = []byte("text=a"), map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
		return []request{q}
	},
	http.StatusUnprocessableEntity: func(h *house, t *testing.T, op *operation) []request {
		q := h.lawful(t, op)
		sign := "?"
		if strings.Contains(q.path, "?") {
			sign = "&"
		}
		q.path += sign + "nothing=1"
		return []request{q}
	},
}

// lawful is a request to which nothing is wrong but, for an act, that its case is in no right state.
func (h *house) lawful(t *testing.T, op *operation) request {
	t.Helper()
	scopes, _ := op.scopes()
	if len(scopes) == 0 {
		scopes = []string{string(access.ScopeRead)}
	}
	q := request{method: op.method, path: h.address(t, op, h.chance(t, op)), token: h.token(t, reader, scopes[0])}
	if body := op.sample(t); body != nil {
		q.body = body
	}
	return q
}

// everyRefusal brings about every refusal that the document names: each is problem+json of its schema, and its type is a
// page that opens.
func (h *house) everyRefusal(t *testing.T) {
	for _, op := range h.paper.operations {
		t.Run(op.ID, func(t *testing.T) {
			for text := range op.Responses {
				status, err := strconv.Atoi(text)
				if err != nil {
					t.Errorf("status %q", text)
				}
				if status < http.StatusBadRequest {
					continue
				}
				h.shaped(t, op, status)
				if make := provoke[status]; make != nil {
					h.refuses(t, op, status, make(h, t, op))
				}
			}
			h.knowsItsMethods(t, op)
		})
	}
}

// shaped looks at what the document says about a refusal.
func (h *house) shaped(t *testing.T, op *operation, status int) {
	t.Helper()
	told := h.paper.response(op, status)
	if told.Description == "" || len(told.Content) != 1 || told.Content["application/problem+json"].Schema == nil {
		t.Errorf("%s: %d is described as %+v", op.ID, status, told)
	}
}

func (h *house) refuses(t *testing.T, op *operation, status int, list []request) {
	t.Helper()
	if len(list) == 0 {
		t.Errorf("%s names %d, which cannot come about", op.ID, status)
	}
	for _, q := range list {
		a := h.call(t, op, q)
		if a.status != status {
			t.Errorf("%s %s: %s, want %d", op.method, q.path, a, status)
			continue
		}
		h.isProblem(t, op, a)
	}
}

// isProblem sees that a refusal says of itself what it is.
func (h *house) isProblem(t *testing.T, op *operation, a reply) {
	t.Helper()
	said, _ := a.json.(map[string]any)
	if !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") || said["status"] != float64(a.status) || a.at("code") == "" || a.at("detail") == "" {
		t.Errorf("%s: %s", op.ID, a)
	}
	page := h.ask(t, request{method: http.MethodGet, path: strings.TrimPrefix(a.at("type"), base)})
	if page.status != http.StatusSeeOther || !bytes.HasPrefix([]byte(page.header.Get("Location")), []byte(base+"/docs#")) {
		t.Errorf("%s: the type %s is no page: %d", op.ID, a.at("type"), page.status)
	}
}

// knowsItsMethods asks in a way that no operation of the path has.
func (h *house) knowsItsMethods(t *testing.T, op *operation) {
	t.Helper()
	a := h.ask(t, request{method: http.MethodPatch, path: h.address(t, op, nil)})
	allow := a.header.Get("Allow")
	if a.status != http.StatusMethodNotAllowed || !strings.Contains(allow, op.method) {
		t.Errorf("PATCH %s: %d, Allow %s", op.path, a.status, allow)
	}
	h.fits(t, fmt.Sprintf("%s: %d", op.ID, a.status), h.paper.Components.Responses["method"].Content["application/problem+json"].Schema, a.json)
}
