package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/web/limit"
)

const text = "村东头的路灯三个月没有亮了。"

func filing(more ...any) map[string]any {
	m := map[string]any{"text": text, "station": "xinchengpu"}
	for i := 0; i+1 < len(more); i += 2 {
		m[more[i].(string)] = more[i+1]
	}
	return m
}

func TestFilingGivesNumberReceiptAndPlace(t *testing.T) {
	run(t, func(s *site) {
		a := s.request("", "POST", "/congresses/zhengding/cases", filing("name", "李秀英", "phone", "13800000001")).want(s.t, 201)
		number, receipt := a.at("number").(string), a.at("receipt").(string)
		if number != "ZD2026-000001" || a.header.Get("Location") != "/api/v1/cases/"+number || a.header.Get("ETag") != `"1"` {
			s.t.Errorf("number %s, Location %s, ETag %s", number, a.header.Get("Location"), a.header.Get("ETag"))
		}
		if a.at("version") != 1.0 || a.at("desk.slug") != "xinchengpu" || a.at("filed_at") != "2026-03-11T09:00:00.000+08:00" {
			s.t.Errorf("answer: %s", a.text)
		}
		s.get("", "/cases/"+number).want(s.t, 404)
		mine := s.get("", "/cases/"+number, "X-Receipt", "nothing, "+receipt).want(s.t, 200)
		if mine.at("text") != text || mine.at("side") != "citizen" || mine.at("contact.phone") != "138****0001" || mine.at("contact.masked") != true {
			s.t.Errorf("with the receipt: %s", mine.text)
		}
		if list := s.get("", "/me/cases", "X-Receipt", receipt).want(s.t, 200); list.at("items.0.number") != number {
			s.t.Errorf("mine: %s", list.text)
		}
		d, err := s.Cases.Read(s.t.Context(), s.Officer, number)
		if err != nil || d.Case.Channel != "api" {
			s.t.Errorf("channel %q, %v", d.Case.Channel, err)
		}
	})
}

func TestOneKeyFilesOnce(t *testing.T) {
	run(t, func(s *site) {
		var wg sync.WaitGroup
		got := make([]answer, 10)
		for i := range got {
			wg.Go(func() {
				got[i] = s.request("citizen", "POST", "/congresses/zhengding/cases", filing(), "Idempotency-Key", "k-1")
			})
		}
		wg.Wait()
		for _, a := range got {
			if a.status != 201 || a.at("number") != got[0].at("number") || a.at("receipt") != got[0].at("receipt") {
				s.t.Errorf("%d %s", a.status, a.text)
			}
		}
		n, err := s.Cases.Count(s.t.Context(), s.Officer, casework.Query{CongressID: s.ID})
		if err != nil || n != 1 {
			s.t.Errorf("%d cases, %v", n, err)
		}
		other := s.request("citizen", "POST", "/congresses/zhengding/cases", filing("title", "别的"), "Idempotency-Key", "k-1").want(s.t, 409)
		if detail, _ := other.at("detail").(string); other.at("code") != "once.other" || !strings.Contains(detail, "Idempotency-Key") {
			s.t.Errorf("other content: %s", other.text)
		}
		s.request("citizen", "POST", "/congresses/zhengding/cases", filing(), "Idempotency-Key", "有空 格").want(s.t, 422)
		s.request("citizen", "POST", "/congresses/zhengding/cases", filing(), "Idempotency-Key", strings.Repeat("k", 129)).want(s.t, 422)
	})
}

func TestEverybodyTogetherMayFileSoMuch(t *testing.T) {
	s := sqliteSite(t, limit.Rules{limit.File: {Congress: limit.Allowance{N: 2, Per: time.Minute}}})
	for _, who := range []string{"citizen", "stranger"} {
		s.request(who, "POST", "/congresses/zhengding/cases", filing()).want(t, 201)
	}
	if a := s.request("", "POST", "/congresses/zhengding/cases", filing()).want(t, 429); a.header.Get("Retry-After") != "30" {
		t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
	}
}

func TestBadBodies(t *testing.T) {
	s := sqliteSite(t, nil)
	nested := `{"text":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`
	for name, c := range map[string]struct {
		body   string
		status int
		code   string // of the problem, or of its one field
		field  string
	}{
		"not JSON":            {`{"text":`, 400, "api.json", ""},
		"a list":              {`[]`, 400, "api.json", ""},
		"two objects":         {`{"text":"灯"}{}`, 400, "api.json", ""},
		"a rest":              {`{"text":"灯"} x`, 400, "api.json", ""},
		"no UTF-8":            {"{\"text\":\"\xd6\xd0\"}", 400, "api.utf8", ""},
		"overlong":            {"{\"text\":\"\xc0\x80\"}", 400, "api.utf8", ""},
		"half a surrogate":    {`{"text":"灯\ud83d"}`, 400, "api.utf8", ""},
		"the wrong half":      {`{"text":"\ude00\ud83d"}`, 400, "api.utf8", ""},
		"UTF-16":              {"\xff\xfe{\x00}\x00", 400, "api.utf8", ""},
		"a byte order mark":   {"\ufeff{}", 400, "api.json", ""},
		"deep":                {nested, 400, "api.deep", ""},
		"deep in an unknown":  {`{"x":{"a":{"b":{"c":{"d":1}}}}}`, 400, "api.deep", ""},
		"unknown property":    {`{"text":"灯","state":"closed"}`, 422, "api.unknown", "state"},
		"other case":          {`{"Text":"灯"}`, 422, "", ""},
		"twice":               {`{"text":"灯","text":"井盖"}`, 422, "api.twice", "text"},
		"number for a text":   {`{"text":12}`, 422, "api.type", "text"},
		"text for a list":     {`{"text":"灯","areas":"water"}`, 422, "api.type", "areas"},
		"object for a text":   {`{"text":{"a":1}}`, 422, "api.type", "text"},
		"NUL":                 {`{"text":"灯\u0000"}`, 422, "text.nul", "text"},
		"NUL in a list":       {`{"text":"灯","photos":["a\u0000"]}`, 422, "text.nul", "photos"},
		"nothing":             {``, 422, "field.required", "text"},
		"null":                {`{"text":null}`, 422, "field.required", "text"},
		"only invisible":      {`{"text":"\u200b \u3000"}`, 422, "field.required", "text"},
		"too long":            {`{"text":"` + strings.Repeat("灯", 5001) + `"}`, 422, "text.long", "text"},
		"no such kind":        {`{"text":"灯","kind":"joke"}`, 422, "field.choice", "kind"},
		"no such station":     {`{"text":"灯","station":"nowhere"}`, 422, "field.station", "station"},
		"no such photo":       {`{"text":"灯","photos":["nothing"]}`, 422, "media.unknown", ""},
		"on behalf of nobody": {`{"text":"灯","on_behalf":true,"consent":"当面"}`, 422, "case.no_behalf", "on_behalf"},
		"over a mebibyte":     {`{"text":"` + strings.Repeat("灯", 1<<20/3) + `"}`, 413, "form.large", ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.request("citizen", "POST", "/congresses/zhengding/cases", c.body).want(t, c.status)
			code, field := a.at("code"), any("")
			if c.field != "" {
				code, field = a.at("errors.0.code"), a.at("errors.0.field")
			}
			if c.code != "" && code != c.code || field != c.field {
				t.Errorf("got %v at %v, want %s at %s: %s", code, field, c.code, c.field, a.text)
			}
		})
	}
	s.request("", "POST", "/congresses/zhengding/cases", `{"text":"灯"}`, "Content-Type", "text/plain").want(t, 415)
	s.request("", "POST", "/congresses/zhengding/cases", `text=灯`, "Content-Type", "application/x-www-form-urlencoded").want(t, 415)
	s.request("", "POST", "/congresses/nowhere/cases", filing()).want(t, 404)
	if n, _ := s.Cases.Count(t.Context(), s.Officer, casework.Query{CongressID: s.ID}); n != 0 {
		t.Errorf("%d cases were filed by refused requests", n)
	}
}

func TestTextsOfEveryScriptAreKept(t *testing.T) {
	s := sqliteSite(t, nil)
	for _, text := range []string{"𠮷野家门口，𪜀𫝀", "葛󠄀 ཀ ئۇيغۇر ᠮᠣᠩ", `引号"反斜\线`, "👨‍👩‍👧 e\u0301", "<script>alert(1)</script>&amp;", "第一行\n第二行\t列"} {
		a := s.request("citizen", "POST", "/congresses/zhengding/cases", filing("text", text)).want(t, 201)
		if got := s.get("citizen", "/cases/"+a.at("number").(string)).at("text"); got != text {
			t.Errorf("sent %q, got %q", text, got)
		}
	}
	pair := s.request("citizen", "POST", "/congresses/zhengding/cases", `{"text":"\ud842\udfb7\u706f"}`).want(t, 201)
	if got := s.get("citizen", "/cases/"+pair.at("number").(string)).at("text"); got != "𠮷灯" {
		t.Errorf("an escaped pair became %q", got)
	}
}

func TestProblems(t *testing.T) {
	s := sqliteSite(t, nil)
	c := s.File(nil)
	for name, p := range map[string]struct {
		a      answer
		status int
		kind   string
		code   string
	}{
		"unknown path":     {s.get("", "/nothing"), 404, "not-found", "api.path"},
		"no such case":     {s.get("officer", "/cases/ZD2026-999999"), 404, "not-found", "not.found"},
		"no case number":   {s.get("officer", "/cases/x%00y"), 404, "not-found", "not.found"},
		"method":           {s.request("officer", "DELETE", "/cases/"+c.Number, nil), 405, "method", "api.method"},
		"unknown token":    {s.get("nobody", "/me"), 401, "unsigned", "unsigned"},
		"other scheme":     {s.get("", "/me", "Authorization", "Basic eDp5"), 401, "unsigned", "api.scheme"},
		"no token":         {s.get("", "/me"), 401, "unsigned", "unsigned"},
		"scope of reading": {s.request("reader", "POST", "/congresses/zhengding/cases", filing()), 403, "forbidden", "api.scope"},
		"scope of acting":  {s.act("reader", c, "remind", nil), 403, "forbidden", "api.scope"},
		"scope to read":    {s.get("filer", "/cases/"+c.Number), 403, "forbidden", "api.scope"},
		"list to a filer":  {s.get("filer", "/congresses/zhengding/cases"), 403, "forbidden", "api.scope"},
		"mine to a filer":  {s.get("filer", "/me/cases"), 403, "forbidden", "api.scope"},
		"unknown filter":   {s.get("officer", "/congresses/zhengding/cases?stat=closed"), 422, "invalid", "form.invalid"},
		"twice a filter":   {s.get("officer", "/congresses/zhengding/cases?state=closed&state=filed"), 422, "invalid", "form.invalid"},
		"bad escape":       {s.get("officer", "/congresses/zhengding/cases?state=%zz"), 400, "unreadable", "api.query"},
		"bad cursor":       {s.get("officer", "/congresses/zhengding/cases?cursor=x"), 422, "invalid", "list.cursor"},
		"NUL in a filter":  {s.get("officer", "/search?congress=zhengding&q=%00"), 422, "invalid", "form.invalid"},
		"no words":         {s.get("officer", "/search?congress=zhengding"), 422, "invalid", "form.invalid"},
		"no congress":      {s.get("officer", "/search?q=x"), 422, "invalid", "form.invalid"},
		"too many rows":    {s.get("officer", "/congresses/zhengding/cases?limit=101"), 422, "invalid", "form.invalid"},
	} {
		a := p.a
		if a.status != p.status || a.at("type") != "/api/v1/problems/"+p.kind || a.at("code") != p.code || a.at("status") != float64(p.status) {
			t.Errorf("%s: %d %s", name, a.status, a.text)
		}
		if !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers %v", name, a.header)
		}
		if title, _ := a.at("title").(string); title == "" || a.at("detail") == p.code {
			t.Errorf("%s has no sentence: %s", name, a.text)
		}
	}
	if a := s.request("officer", "DELETE", "/cases/"+c.Number, nil); a.header.Get("Allow") != "GET, HEAD" {
		t.Errorf("Allow: %q", a.header.Get("Allow"))
	}
	if a := s.get("nobody", "/me"); a.header.Get("WWW-Authenticate") == "" {
		t.Error("401 without WWW-Authenticate")
	}
}

func TestProblemsSpeakTheAskedLanguage(t *testing.T) {
	s := sqliteSite(t, nil)
	zh := s.request("", "POST", "/congresses/zhengding/cases", `{}`, "Accept-Language", "zh-CN,en;q=0.5")
	en := s.request("", "POST", "/congresses/zhengding/cases", `{}`, "Accept-Language", "en-GB")
	if zh.at("errors.0.message") != "请填写这一项。" || en.at("errors.0.message") == zh.at("errors.0.message") || en.at("errors.0.code") != zh.at("errors.0.code") {
		t.Errorf("%s\n%s", zh.text, en.text)
	}
	if zh.header.Get("Vary") != "Accept-Language, Authorization, X-Receipt" {
		t.Errorf("Vary: %s", zh.header.Get("Vary"))
	}
}

func TestTooManyRequestsWait(t *testing.T) {
	s := sqliteSite(t, limit.Rules{
		limit.File:   {Person: limit.Allowance{N: 2, Per: time.Minute}},
		limit.Denied: {Address: limit.Allowance{N: 3, Per: time.Minute}},
	})
	for range 2 {
		s.request("citizen", "POST", "/congresses/zhengding/cases", filing()).want(t, 201)
	}
	a := s.request("citizen", "POST", "/congresses/zhengding/cases", filing()).want(t, 429)
	if a.header.Get("Retry-After") != "30" || !strings.Contains(a.at("detail").(string), "30") {
		t.Errorf("Retry-After %s: %s", a.header.Get("Retry-After"), a.text)
	}
	s.request("officer", "POST", "/congresses/zhengding/cases", filing()).want(t, 201)
	s.Clock.Advance(30 * time.Second)
	s.request("citizen", "POST", "/congresses/zhengding/cases", filing()).want(t, 201)
	for i, want := range []int{401, 401, 401, 429} {
		s.get(fmt.Sprintf("guess%d", i), "/me").want(t, want)
	}
	s.get("", "/congresses").want(t, http.StatusOK)
}

func sqliteSite(t *testing.T, rules limit.Rules) *site {
	clock := sqldbtest.NewClock()
	return newSite(t, sqldbtest.SQLite(t, clock), clock, rules)
}
