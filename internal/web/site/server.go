package site

import (
	"context"
	"net/http"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/draft"
	"jiazhan/internal/figures"
	"jiazhan/internal/media"
	"jiazhan/internal/retention"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui/edge"
)

// Server serves the pages. All fields but Search must be set.
type Server struct {
	DB        *sqldb.DB
	Keys      *vault.Keyring
	Cases     *casework.Service
	Media     *media.Service
	Drafts    *draft.Service
	Figures   *figures.Service
	Directory func(context.Context) (*congress.Directory, error)
	Actor     func(*http.Request) (access.Actor, error) // of the session, the zero Actor for a visitor
	Account   *account.Service                          // proves phones, and gives people what it keeps of them
	Keeping   func(ctx context.Context, congressID int64) (retention.Days, error)
	Guess     Guess
	Search    Search // nil shows no search field
	Limits    *limit.Limiter
	BaseURL   string // "https://npc.example.cn": what QR codes and private links begin with

	counts counts
	kept   keep
}

// Guess makes a try at a short secret of a thing, and slows down who tries too often; see account.Service.Guess.
type Guess func(ctx context.Context, address, thing string, try func(context.Context) error) error

// Search finds the cases of a query that hold the words, newest first.
type Search func(ctx context.Context, by access.Actor, q casework.Query, words string) (casework.Page, error)

// Mount puts the pages on the edge.
func (s *Server) Mount(e *edge.Edge) {
	e.Handle("GET /{$}", s.choose)
	e.Handle("GET /privacy", s.housePrivacy)
	e.Handle("GET /help", s.houseHelp)
	e.Handle("GET /ledger", s.showLedger)
	e.Handle("GET /ledger/{file}", s.ledgerFile)
	e.Handle("GET /media/{token}/{size}", s.photo)
	e.Handle("GET /me/data", s.myData)
	e.Handle("POST /me/data/copy", s.copyAll)
	for pattern, show := range map[string]page{
		"GET /{congress}/{$}":                         s.home,
		"GET /{congress}/report":                      s.startReport,
		"POST /{congress}/report":                     s.report,
		"GET /{congress}/report/{draft}/{step}":       s.onDraft(s.showReport),
		"POST /{congress}/report/{draft}/{step}":      s.onDraft(s.saveReport),
		"POST /{congress}/report/{draft}/drop":        s.onDraft(s.dropReport),
		"GET /{congress}/receipt/{token}":             s.receipt,
		"GET /{congress}/receipt/{token}/qr.png":      s.receiptCode,
		"GET /{congress}/cases":                       s.myCases,
		"POST /{congress}/cases/find":                 s.findCase,
		"POST /{congress}/cases/forget":               s.forgetCases,
		"GET /{congress}/cases/{number}":              s.showCase,
		"GET /{congress}/cases/{number}/{action}":     s.showAct,
		"GET /{congress}/cases/{number}/proof":        s.proveCase,
		"GET /{congress}/cases/{number}/data":         s.showData,
		"POST /{congress}/cases/{number}/data/copy":   s.copyCase,
		"GET /{congress}/cases/{number}/data/{right}": s.showRight,
		"GET /{congress}/answers":                     s.answers,
		"GET /{congress}/answers.atom":                s.feed,
		"GET /{congress}/stations":                    s.stations,
		"GET /{congress}/stations/{slug}":             s.station,
		"GET /{congress}/stations/{slug}/qr.png":      s.stationCode,
		"GET /{congress}/deputies":                    s.deputies,
		"GET /{congress}/deputies/{slug}":             s.deputy,
		"GET /{congress}/deputies/{slug}/qr.png":      s.deputyCode,
		"GET /{congress}/figures":                     s.showFigures,
		"GET /{congress}/privacy":                     s.privacy,
		"GET /{congress}/help":                        s.help,
	} {
		e.Handle(pattern, s.in(show))
	}
	e.Once("POST /{congress}/cases/{number}/data/{right}", s.in(s.useRight))
	e.Once("POST /{congress}/cases/{number}/{action}", s.in(s.act))
}
