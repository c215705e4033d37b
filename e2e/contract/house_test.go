package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/e2e/stage"
	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app/config"
)

// house is a demonstration with the document that it serves.
type house struct {
	*stage.Demonstration
	paper  *paper
	owners map[string]int64  // whose tokens are made, by name: a role and its unit, or the citizen of a case
	tokens map[string]string // by name and scopes
	spots  map[string][]spot // by action, who is offered it where
	unfit  map[spot]bool     // where the example does not suit
}

const base = "/api/v1"

// TestTheAPIKeepsItsWord calls every operation of the document. A new operation is called without a line here; one that
// needs more than the document can say fails until it is told how.
func TestTheAPIKeepsItsWord(t *testing.T) {
	h := openHouse(t)
	t.Run("document", h.theDocumentCanBeUsedAsItStands)
	t.Run("reading", h.everyReading)
	t.Run("refusals", h.everyRefusal)
	t.Run("writing", h.everyWriting)
}

func openHouse(t *testing.T) *house {
	t.Helper()
	d := stage.Demo(t, func(c *config.Config) {
		c.Idle.Officer = 12 * time.Hour
		c.Allow = config.Allow{ReadPerson: "off", ReadAddress: "off", SearchPerson: "off", SearchAddress: "off", FilePerson: "off", FileAddress: "off", FileCongress: "off",
			ActPerson: "off", ActAddress: "off", UploadPerson: "off", UploadAddress: "off", CopyPerson: "off", CopyAddress: "off", DeniedAddress: "off"}
		c.Limits.CodesPhoneHour, c.Limits.CodesPhoneDay, c.Limits.CodesAddressHour, c.Limits.CodesPause = 9999, 9999, 9999, time.Nanosecond
	})
	h := &house{Demonstration: d, owners: map[string]int64{}, tokens: map[string]string{}}
	h.staff(t)
	h.paper = readPaper(t, h.ask(t, request{method: http.MethodGet, path: "/openapi.json"}).body)
	return h
}

// token makes a token of somebody that is good for the scopes, and for nothing else.
func (h *house) token(t *testing.T, who string, scopes ...string) string {
	t.Helper()
	name := who + " " + strings.Join(scopes, " ")
	if h.tokens[name] == "" {
		n := account.NewToken{Name: "contract", Life: 24 * time.Hour}
		for _, s := range scopes {
			n.Scopes = append(n.Scopes, access.Scope(s))
		}
		text, err := h.Account.IssueToken(t.Context(), access.Clock, h.owners[who], n)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		h.tokens[name] = text
	}
	return h.tokens[name]
}

// request is one call. Body nil sends none; bytes go as they are, anything else as JSON.
type request struct {
	method, path, token string
	body                any
	heads               map[string]string
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   []byte
	json   any
}

func (r reply) String() string { return fmt.Sprintf("%d %s", r.status, r.body) }

// at is a property of an answer, "" when it is no text or not there.
func (r reply) at(name string) string {
	object, _ := r.json.(map[string]any)
	text, _ := object[name].(string)
	return text
}

func (h *house) ask(t *testing.T, q request) reply {
	t.Helper()
	body, kind := q.body, ""
	var send io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		send = bytes.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		send, kind = bytes.NewReader(text), "application/json"
	}
	r, err := http.NewRequestWithContext(t.Context(), q.method, h.URL+base+q.path, send)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	if q.token != "" {
		r.Header.Set("Authorization", "Bearer "+q.token)
	}
	for name, value := range q.heads {
		r.Header.Set(name, value)
	}
	return h.take(t, r)
}

var still = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (h *house) take(t *testing.T, r *http.Request) reply {
	t.Helper()
	resp, err := still.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	out := reply{status: resp.StatusCode, header: resp.Header}
	if out.body, err = io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(resp.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(out.body, &out.json); err != nil {
			t.Fatalf("%s: %v: %s", r.URL, err, out.body)
		}
	}
	return out
}

// everyday are headers that every answer of the house has, or that HTTP itself explains.
var everyday = []string{"Cache-Control", "Content-Length", "Content-Type", "Date", "Vary", "X-Request-Id", "Content-Security-Policy", "X-Content-Type-Options",
	"X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy"}

// call asks, and fails the test unless status, headers, content type and body are what the document says.
func (h *house) call(t *testing.T, op *operation, q request) reply {
	t.Helper()
	a := h.ask(t, q)
	told := h.paper.response(op, a.status)
	if told == nil {
		t.Errorf("%s: %d is not in the document: %s", op.ID, a.status, a.body)
		return a
	}
	for name := range a.header {
		if !told.has(name) && !slices.Contains(everyday, name) {
			t.Errorf("%s: %d has a header %s that the document does not know", op.ID, a.status, name)
		}
	}
	if a.status == http.StatusNotModified {
		return a
	}
	kind, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	body, ok := told.Content[kind]
	if err != nil || !ok {
		t.Errorf("%s: %d is %q, the document says %v", op.ID, a.status, a.header.Get("Content-Type"), told.Content)
		return a
	}
	if a.json != nil {
		h.fits(t, fmt.Sprintf("%s: %d", op.ID, a.status), body.Schema, a.json)
	}
	return a
}

var inBraces = regexp.MustCompile(`\{(\w+)\}`)

// address is the path with its examples and what the query must have; other says what stands there instead.
func (h *house) address(t *testing.T, op *operation, other map[string]string) string {
	t.Helper()
	value := func(p *parameter) string {
		if v, ok := other[p.Name]; ok {
			return v
		}
		return fmt.Sprint(p.Example)
	}
	path := inBraces.ReplaceAllStringFunc(op.path, func(name string) string {
		p := op.parameter(strings.Trim(name, "{}"))
		if p == nil {
			t.Fatalf("%s does not declare %s", op.ID, name)
		}
		return url.PathEscape(value(p))
	})
	query := url.Values{}
	for i := range op.Parameters {
		p := &op.Parameters[i]
		if _, named := other[p.Name]; p.In == "query" && (p.Required || named) {
			query.Set(p.Name, value(p))
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}
