package edge

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui/form"
)

// visit is one request as the edge knows it.
type visit struct {
	edge    *Edge
	id      string
	ip      netip.Addr
	printer *i18n.Printer
	start   time.Time
	fault   string   // message key of the refusal, for the log
	visitor string   // value of the visitor's cookie that was set while answering
	sending *sending // of a form that is taken once; nil for any other request
}

type visitKey struct{}

func (e *Edge) visit(w *response, in *http.Request) (*visit, *http.Request) {
	v := &visit{edge: e, id: newID(), ip: clientIP(in, e.conf.Proxies), start: time.Now()}
	v.printer = v.words(in)
	var r *http.Request
	ctx := context.WithValue(in.Context(), visitKey{}, v)
	ctx = form.Guarded(ctx, func(token string) bool { return v.tokenFits(r, token) })
	ctx = form.Remembered(ctx, func(f *form.Form) error { return v.recall(r, f) })
	r = in.WithContext(ctx)
	r.Body = newBody(in, w.control)
	return v, r
}

// words are those of the language that the person reads. Elders read plainer ones, but not at desks: those who serve have
// terms of their own.
func (v *visit) words(r *http.Request) *i18n.Printer {
	p := i18n.For(string(i18n.Match(r.Header.Get("Accept-Language"), v.cookie(r, langCookie))))
	if v.cookie(r, elderCookie) == "1" && !serving.MatchString(r.URL.Path) {
		return p.Plain()
	}
	return p
}

// serving are the addresses of those who serve.
var serving = regexp.MustCompile(`^/(desk|admin)(/|$)`)

// visitOf gives the visit of a request that passed the edge.
func visitOf(r *http.Request) *visit {
	v, ok := r.Context().Value(visitKey{}).(*visit)
	if !ok {
		panic("edge: the request did not pass the edge")
	}
	return v
}

// Printer speaks the language of the person who asks.
func Printer(r *http.Request) *i18n.Printer { return visitOf(r).printer }

// ClientIP is the address of the person who asks, looked up behind trusted proxies only.
func ClientIP(r *http.Request) netip.Addr { return visitOf(r).ip }

// RequestID names the request in the log and on the page of an internal error.
func RequestID(r *http.Request) string { return visitOf(r).id }

func newID() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

// finish answers a panic as an internal error, lets a client send what it is still sending, and writes the access log.
func (v *visit) finish(w *response, r *http.Request) {
	if p := recover(); p != nil {
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		v.edge.conf.Log.Error("panic", "id", v.id, "panic", p, "stack", string(debug.Stack()))
		if !w.wrote {
			refuse(w, r, errPanic)
		}
	}
	if v.edge.conf.Seen != nil {
		v.edge.conf.Seen(r.Pattern, w.status, time.Since(v.start))
	}
	if !w.silent {
		v.log(w, r)
	}
}

func (v *visit) log(w *response, r *http.Request) {
	attrs := []slog.Attr{
		slog.String("id", v.id), slog.String("method", r.Method), slog.String("path", logPath(r)),
		slog.Int("status", w.status), slog.Int64("bytes", w.bytes),
		slog.Duration("took", time.Since(v.start).Round(time.Microsecond)), slog.String("net", network(v.ip)),
	}
	if v.fault != "" {
		attrs = append(attrs, slog.String("fault", v.fault))
	}
	v.edge.conf.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", attrs...)
}

// logPath leaves out what opens something by itself: a token in the path, and every query.
func logPath(r *http.Request) string {
	if strings.Contains(r.Pattern, "{token") {
		return r.Pattern
	}
	return r.URL.Path
}

// network is the client's network, enough to see an abuse and too little to name a household.
func network(ip netip.Addr) string {
	bits := 24
	if ip.Is6() {
		bits = 48
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}
