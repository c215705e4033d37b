package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// parameters are the names that some page or operation reads from its address.
var parameters = strings.Fields("q after before cursor queue state kind class station deputy department area place c sort order limit from to cols view " +
	"size back lang at in n action stale way days year month month number token find name due filed late page imported public congress lane ids")

// oddValues are what nobody means to ask for.
var oddValues = []string{"", "x", "-1", "0", "99999999999999999999", "zz.zz", "1.zz", "9223372036854775807", "\x00", "\xff\xfe", "'; DROP TABLE cases; --", "%",
	"2026-13-45", "😀𠮷", strings.Repeat("长", 3000), "../../etc/passwd", "//evil.example", "=1+1", "null"}

// TestOddAddressesBreakNothing asks every page and operation with parameters that nobody would send: it may refuse, it
// must not break, and it must lead nowhere else.
func TestOddAddressesBreakNothing(t *testing.T) {
	o := openTown(t, nil)
	s := o.fileWithPhoto(o.browser("10.18.0.1"), "zhengding", report{"text": "路灯不亮"})
	o.readMember(o.desk("system"))
	visitor := &person{who: "visitor", browser: o.browser("10.18.0.2"), program: o.program("")}
	officer := &person{who: "officer", browser: o.desk("officer"), program: o.program(o.token("officer"))}
	admin := &person{who: "system", browser: o.desk("system"), program: o.program(o.token("system"))}
	for _, r := range o.known {
		if r.method != http.MethodGet {
			continue
		}
		path := o.at(r.path, s)
		for i, value := range oddValues {
			all := url.Values{}
			for _, name := range parameters {
				all.Set(name, value)
			}
			one := url.Values{parameters[i%len(parameters)]: {value, value}}
			visitor.looks(o, r, path+"?"+all.Encode())
			if strings.HasPrefix(path, "/admin") {
				admin.looks(o, r, path+"?"+all.Encode())
				continue
			}
			officer.looks(o, r, path+"?"+all.Encode())
			officer.looks(o, r, path+"?"+one.Encode())
		}
		for _, name := range parameters {
			officer.looks(o, r, path+"?"+url.Values{name: {oddValues[len(name)*7%len(oddValues)]}}.Encode())
		}
	}
}

// looks asks for an address; noneBroken counts what breaks.
func (p *person) looks(o *town, r route, path string) {
	p.t.Helper()
	o.pass(200 * time.Millisecond)
	if r.api {
		p.program.get(path)
		return
	}
	if page := p.peek(path); strings.Contains(page.to, "evil") && !strings.HasPrefix(page.to, "/") {
		p.t.Errorf("%s leads %q to %q", path, p.who, page.to)
	}
}

// TestOddPathsBreakNothing asks for things whose names cannot be, in every place of a path.
func TestOddPathsBreakNothing(t *testing.T) {
	o := openTown(t, nil)
	names := []string{"%00", "%FF", "..%2F..%2Fetc", "%F0%9F%98%80", "a%20b", strings.Repeat("x", 4000), "ZD2026-000000", "ZD2026-99999999999999999999", "zd2026-000001", "'", "%25s", "-1", "."}
	officer, visitor, program := o.desk("officer"), o.browser("10.18.1.1"), o.program(o.token("officer"))
	for _, r := range o.known {
		if !strings.Contains(r.path, "{") || r.method != http.MethodGet {
			continue
		}
		for _, name := range names {
			path := inBraces.ReplaceAllString(strings.TrimSuffix(r.path, "{$}"), name)
			o.pass(200 * time.Millisecond)
			if r.api {
				program.get(path)
				continue
			}
			officer.peek(path)
			visitor.peek(path)
		}
	}
	for _, path := range []string{"/%2e%2e/etc/passwd", "/assets/../../etc/passwd", "/assets/%2e%2e%2fgo.mod", "/.git/config", "/zhengding/../xinle/", "//evil.example/", "/\\evil.example"} {
		if page := visitor.peek(path); page.status < 300 || strings.Contains(page.to, "evil.example") && !strings.HasPrefix(page.to, "/") {
			t.Errorf("%s: %d to %q", path, page.status, page.to)
		}
	}
}

// TestOtherMethodsAreRefused asks every route with methods that it does not know.
func TestOtherMethodsAreRefused(t *testing.T) {
	o := openTown(t, nil)
	s := o.fileWithPhoto(o.browser("10.18.2.1"), "zhengding", report{"text": "路灯不亮"})
	o.readMember(o.desk("system"))
	officer := o.desk("officer")
	for _, r := range o.known {
		path := o.at(r.path, s)
		if r.api {
			path = "/api/v1" + path
		}
		for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions, http.MethodTrace, "PROPFIND", "get"} {
			o.pass(200 * time.Millisecond)
			req, err := http.NewRequestWithContext(t.Context(), method, o.url+path, strings.NewReader("x"))
			if err != nil {
				t.Fatal(err)
			}
			if page := officer.do(req); page.status < 400 {
				t.Errorf("%s %s: %d", method, path, page.status)
			}
		}
	}
	o.booksAreRight(1)
}
