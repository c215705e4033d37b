package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/figures"
	"jiazhan/internal/media"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/limit"
)

// Base is where the API stands on a host.
const Base = "/api/v1"

// Search finds the cases of a query that hold the words, newest first.
type Search func(ctx context.Context, by access.Actor, q casework.Query, words string) (casework.Page, error)

// Config is what the API stands on; every field must be set.
type Config struct {
	DB        *sqldb.DB
	Keys      *vault.Keyring
	Cases     *casework.Service
	Media     *media.Service
	Account   *account.Service // codes, and what is kept of an account
	Figures   *figures.Service
	Directory func(context.Context) (*congress.Directory, error)
	Actor     func(ctx context.Context, bearer string) (access.Actor, error) // who acts under an API token
	Search    Search
	Limit     *limit.Limiter
	Address   func(*http.Request) netip.Addr // from where somebody asks
	Base      string                         // public address of the house, without a slash at its end: examples begin with it
	Log       *slog.Logger
}

// API answers everything below Base.
type API struct {
	Config
	mux      *http.ServeMux
	table    []operation
	shelf    shelf
	allowing map[string][]string // path pattern → methods
}

// New makes the API with its documents.
func New(c Config) *API {
	a := &API{Config: c, mux: http.NewServeMux(), table: operations(), allowing: map[string][]string{}}
	for i := range a.table {
		op := &a.table[i]
		a.mux.HandleFunc(op.method+" "+Base+op.path, a.handler(op))
		a.allowing[op.path] = append(a.allowing[op.path], op.method)
	}
	for path, methods := range a.allowing {
		a.mux.HandleFunc(Base+path, a.handler(notAllowed(methods)))
	}
	a.mux.HandleFunc("/", a.handler(&operation{serve: (*call).unknown}))
	return a
}

// ServeHTTP answers a request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

func notAllowed(methods []string) *operation {
	allow := strings.ReplaceAll(strings.Join(methods, ", "), http.MethodGet, "GET, HEAD")
	return &operation{serve: func(c *call) error {
		c.w.Header().Set("Allow", allow)
		return refused(http.StatusMethodNotAllowed, "api.method", allow)
	}}
}

func (c *call) unknown() error { return refused(http.StatusNotFound, "api.path") }

// handler answers an operation; what it refuses and what breaks becomes a problem.
func (a *API) handler(op *operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &call{API: a, op: op, w: w, r: r, p: printer(r)}
		defer c.recover()
		if err := c.run(); err != nil {
			c.refuse(err)
		}
	}
}

// recover answers a panic as an internal error.
func (c *call) recover() {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	c.refuse(panicked{p})
}
