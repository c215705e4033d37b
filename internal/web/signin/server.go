// Package signin is the door of the house and a person's own corner behind it: signing in by code or password, the
// second factor, set-up links, and at /me her sessions, password, recovery codes, API tokens and leaving.
// It owns no table; its only memory is a sealed cookie with the phone that a code was sent to, for as long as one signs
// in. Other edges ask it who a request comes from. It must never show whether a phone is known, keep a secret that is
// shown once, or lead to an address that is not ours.
package signin

import (
	"context"
	"net/http"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/ui/edge"
)

// Server serves the pages. All fields but Leaving must be set.
type Server struct {
	Account   *account.Service
	Keys      *vault.Keyring
	Directory func(context.Context) (*congress.Directory, error)
	// Leaving takes a citizen who closes her account out of every case of hers, if she wishes; nil does not offer it.
	Leaving func(ctx context.Context, by access.Actor) error
}

// Mount puts the pages on the edge.
func (s *Server) Mount(e *edge.Edge) {
	e.Handle("GET /signin", s.showStart)
	e.Handle("POST /signin", s.byPassword)
	e.Handle("POST /signin/code", s.sendCode)
	e.Handle("GET /signin/code", s.showCode)
	e.Handle("POST /signin/code/check", s.byCode)
	e.Handle("GET /signin/factor", s.own(s.showFactor))
	e.Handle("POST /signin/factor", s.own(s.giveFactor))
	e.Handle("POST /signin/factor/reset", s.own(s.resetFactor))
	e.Handle("GET /signin/factor/setup", s.own(s.showSetup))
	e.Handle("POST /signin/factor/setup", s.own(s.startSetup))
	e.Handle("GET /signin/factor/setup/qr.png", s.own(s.setupCode))
	e.Handle("POST /signin/factor/setup/confirm", s.own(s.confirmSetup))
	e.Handle("GET /signin/invite/{token}", s.showInvite)
	e.Handle("POST /signin/invite/{token}", s.acceptInvite)
	e.Handle("POST /signout", s.signOut)
	e.Handle("GET /me", s.own(s.showMe))
	e.Once("POST /me/name", s.own(s.rename))
	e.Handle("GET /me/sessions", s.own(s.showSessions))
	e.Once("POST /me/sessions/{ref}/end", s.own(s.endSession))
	e.Handle("GET /me/password", s.own(s.showPassword))
	e.Handle("POST /me/password", s.own(s.setPassword))
	e.Handle("POST /me/recovery", s.own(s.freshRecovery))
	e.Handle("GET /me/tokens", s.own(s.showTokens))
	e.Once("POST /me/tokens", s.own(s.makeToken))
	e.Once("POST /me/tokens/{ref}/end", s.own(s.endToken))
	e.Handle("POST /me/leave", s.own(s.leave))
}

// Who gives the actor and session of a request; for a visitor the zero Actor and no session.
func (s *Server) Who(r *http.Request) (access.Actor, *account.Session, error) {
	return s.Account.Actor(r.Context(), edge.Session(r))
}

// Actor is Who without the session.
func (s *Server) Actor(r *http.Request) (access.Actor, error) {
	by, _, err := s.Who(r)
	return by, err
}

// Serving is Actor for desks: Unsigned for a visitor and for an officer whose second factor is still missing (both are led
// through /signin and come back), Forbidden for a person who serves in no role now.
func (s *Server) Serving(r *http.Request) (access.Actor, error) {
	by, ses, err := s.Who(r)
	switch {
	case err != nil:
		return access.Actor{}, err
	case ses == nil || ses.NeedsFactor() && !by.Staff():
		return access.Actor{}, fault.New(fault.Unsigned, "unsigned")
	case !by.Staff():
		return access.Actor{}, fault.New(fault.Forbidden, "forbidden")
	}
	return by, nil
}

// owned is a page about the person's own account.
type owned func(w http.ResponseWriter, r *http.Request, ses *account.Session) error

func (s *Server) own(page owned) edge.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, ses, err := s.Who(r)
		if err != nil {
			return err
		}
		if ses == nil {
			return fault.New(fault.Unsigned, "unsigned")
		}
		return page(w, r, ses)
	}
}

func client(r *http.Request) account.Client {
	return account.Client{
		Address:  edge.ClientIP(r).String(),
		Agent:    r.UserAgent(),
		Language: string(edge.Printer(r).Lang()),
	}
}
