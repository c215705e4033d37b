// Package edge is where HTTP ends and the house begins: hosts, proxies, foreign origins, form tokens, body limits,
// timeouts, security headers, languages, rendering, compression, and the one place where an error becomes a page.
// It owns no table. It must never decide who may do what, and never write a path's query, a body or a cookie to the log.
package edge

import (
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"jiazhan/internal/web/ui"
)

// Handler answers a request or says why not; the edge shows the error. It must not write before it returns an error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Config is what an installation decides.
type Config struct {
	Hosts   []string                 // host names that are answered, without port; "*" is any, loopback always is
	Proxies []netip.Prefix           // whose X-Forwarded-For and -Proto are believed
	Secure  bool                     // reached by TLS only: __Host- cookies and HSTS
	Sign    func(text string) []byte // keyed hash of at least 16 bytes, the same on every node: signs form tokens
	Log     *slog.Logger
	Now     func() time.Time                                     // the clock that pages show
	Allow   func(r *http.Request) error                          // slows down who asks too often, whatever she asks for; may be nil
	Memory  Memory                                               // of forms that were taken, for Once; nil remembers none
	Seen    func(pattern string, status int, took time.Duration) // told of every answer, for metrics; may be nil
	Bypass  []string                                             // patterns that foreign origins may POST to, as WeChat's callback
	Pause   time.Duration                                        // a client that takes none of an answer for so long is cut; 0: 15 s
	Home    func(r *http.Request, slug string) bool              // whether a congress has this slug, for the way back from an error; may be nil
}

// Edge routes requests to handlers. It is made once, filled with Handle and Mount, and then serves.
type Edge struct {
	conf     Config
	mux      *http.ServeMux // paths that begin with a word of ours: /assets/, /desk/
	homes    *http.ServeMux // paths that begin with a congress; our words go first
	origin   *http.CrossOriginProtection
	patterns []string
	queue    queue
}

// New makes an edge with the assets and the preferences on it.
func New(conf Config) *Edge {
	e := &Edge{conf: conf, mux: http.NewServeMux(), homes: http.NewServeMux(), origin: http.NewCrossOriginProtection(), queue: queue{busy: map[string]chan struct{}{}}}
	for _, pattern := range conf.Bypass {
		e.origin.AddInsecureBypassPattern(pattern)
	}
	e.Mount("GET /assets/", ui.Assets())
	e.Handle("POST /prefer", prefer)
	return e
}

// Handle mounts a handler on a pattern of http.ServeMux.
func (e *Edge) Handle(pattern string, h Handler) {
	e.Mount(pattern, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			refuse(w, r, err)
		}
	}))
}

// Mount mounts a handler that answers its errors itself, as the API does. It gets the edge's guards all the same.
// Patterns that begin with {congress} stand in a mux of their own, because one mux refuses "/{congress}/report" beside
// "/assets/".
func (e *Edge) Mount(pattern string, h http.Handler) {
	mux := e.mux
	if _, path, ok := strings.Cut(pattern, "/"); ok && strings.HasPrefix(path, "{congress}") {
		mux = e.homes
	}
	mux.Handle(pattern, h)
	e.patterns = append(e.patterns, pattern)
}

// Patterns lists what is mounted, for the tests that ask a rule for every route.
func (e *Edge) Patterns() []string { return slices.Clone(e.patterns) }

// ServeHTTP passes a request through the guards to its handler.
func (e *Edge) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	w := &response{ResponseWriter: out, control: http.NewResponseController(out), pause: e.conf.Pause, wire: wireOf(in)}
	v, r := e.visit(w, in)
	defer v.finish(w, r)
	e.Secure(w.Header())
	w.Header().Set("X-Request-Id", v.id)
	if err := v.admit(r); err != nil {
		refuse(w, r, err)
		return
	}
	if e.conf.Allow != nil {
		if err := e.conf.Allow(r); err != nil {
			refuse(w, r, err)
			return
		}
	}
	for _, mux := range []*http.ServeMux{e.mux, e.homes} {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
	}
	e.missing(w, r)
}

// missing shows the muxes' own refusals, unknown path and wrong method, as our pages.
func (e *Edge) missing(w http.ResponseWriter, r *http.Request) {
	probe := &probe{header: http.Header{}}
	if e.mux.ServeHTTP(probe, r); probe.status == http.StatusNotFound {
		probe.status = 0
		e.homes.ServeHTTP(probe, r)
	}
	switch {
	case probe.status == http.StatusMethodNotAllowed:
		w.Header().Set("Allow", probe.header.Get("Allow"))
		refuse(w, r, errMethod)
	case probe.status >= 300 && probe.status < 400:
		http.Redirect(w, r, probe.header.Get("Location"), probe.status)
	default:
		refuse(w, r, errNoPage)
	}
}

type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header { return p.header }
func (p *probe) WriteHeader(s int)   { p.status = s }
func (p *probe) Write(b []byte) (int, error) {
	if p.status == 0 {
		p.status = http.StatusOK
	}
	return len(b), nil
}
