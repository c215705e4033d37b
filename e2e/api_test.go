package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
)

// program speaks to the API, under somebody's token or with a receipt.
type program struct {
	t     testing.TB
	base  string // of the host
	token string
	from  string
}

func (o *town) program(token string) *program { return &program{o.t, o.url, token, "10.8.0.1"} }

// reply is what the API answered.
type reply struct {
	p      *program
	path   string
	status int
	header http.Header
	body   []byte
}

// call sends a request; body nil sends none. headers are names and values in turn.
func (p *program) call(method, path string, body any, headers ...string) reply {
	p.t.Helper()
	var send io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		send = bytes.NewReader([]byte(body))
	default:
		text, err := json.Marshal(body)
		if err != nil {
			p.t.Fatal(err)
		}
		send = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.base+"/api/v1"+path, send)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Forwarded-For", p.from)
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return reply{p, method + " " + path, resp.StatusCode, resp.Header, got}
}

func (p *program) get(path string, headers ...string) reply {
	p.t.Helper()
	return p.call(http.MethodGet, path, nil, headers...)
}

// read fills v from an answer with the status; any other ends the test.
func (r reply) read(status int, v any) {
	r.p.t.Helper()
	if r.status != status {
		r.p.t.Fatalf("%s: %d, want %d: %s", r.path, r.status, status, r.body)
	}
	if v == nil {
		return
	}
	if err := json.Unmarshal(r.body, v); err != nil {
		r.p.t.Fatalf("%s: %v: %s", r.path, err, r.body)
	}
}

// listed is a page of cases.
type listed struct {
	Items []struct {
		Number string `json:"number"`
		Title  string `json:"title"`
	} `json:"items"`
	Next string `json:"next"`
}

// list reads a list to its last page; query begins with "?". No case may stand in it twice.
func (p *program) list(path, query string) map[string]bool {
	p.t.Helper()
	numbers, cursor := map[string]bool{}, ""
	for {
		var page listed
		p.get(path+query+cursor).read(http.StatusOK, &page)
		for _, c := range page.Items {
			if numbers[c.Number] {
				p.t.Errorf("%s stands twice in %s%s", c.Number, path, query)
			}
			numbers[c.Number] = true
		}
		if page.Next == "" {
			return numbers
		}
		cursor = "&cursor=" + page.Next
	}
}
