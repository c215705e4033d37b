package signin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui/edge"
)

// safeBack is the path of ours to which the person wanted to go, "" if it is none or leads in a circle.
func safeBack(path string) string {
	if !edge.OwnPath(path) || strings.HasPrefix(path, "/signin") || strings.HasPrefix(path, "/signout") || len(path) > 1000 {
		return ""
	}
	return path
}

func withBack(path, back string) string {
	if back == "" {
		return path
	}
	return path + "?back=" + url.QueryEscape(back)
}

func factorPath(ses *account.Session, back string) string {
	if ses.Factor == account.Missing {
		return withBack("/signin/factor/setup", back)
	}
	return withBack("/signin/factor", back)
}

// next is where a person goes once she is in: to her second factor, where she wanted to, to her desk, or to her corner.
func next(by access.Actor, ses *account.Session, back string) string {
	switch {
	case ses.NeedsFactor():
		return factorPath(ses, back)
	case back != "":
		return back
	case by.Staff():
		return "/desk/"
	}
	return "/me"
}

// enter gives the browser the token of a new session, ends the one it had, and leads on.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, token, back string) error {
	if old := edge.Session(r); old != "" && old != token {
		if err := s.Account.SignOut(r.Context(), old); err != nil {
			return err
		}
	}
	by, ses, err := s.Account.Actor(r.Context(), token)
	if err != nil {
		return err
	}
	if ses == nil {
		return fault.New(fault.Unsigned, "unsigned")
	}
	edge.SetSession(w, r, token, ses.Until.Sub(ses.Created))
	edge.SetCookie(w, r, ticketCookie, "", 0)
	return edge.Redirect(w, r, next(by, ses, back))
}

// at puts the refusal of a whole form under the one field that it is about.
func at(field string, err error) error {
	refusal := fault.As(err)
	if refusal == nil || refusal.Kind != fault.Invalid || len(refusal.Fields) > 0 {
		return err
	}
	var wrong fault.Fields
	wrong.Add(field, refusal.Key, refusal.Args...)
	return wrong.Err()
}

// ticket is what a browser carries between asking for a code and entering it. Nobody can read or make it.
type ticket struct {
	Phone string `json:"p"`
	Back  string `json:"b,omitempty"`
}

const (
	ticketCookie = "signin"
	ticketAge    = 30 * time.Minute
)

func (s *Server) setTicket(w http.ResponseWriter, r *http.Request, t ticket) error {
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	sealed, err := s.Keys.Seal(string(text))
	if err != nil {
		return err
	}
	edge.SetCookie(w, r, ticketCookie, url.QueryEscape(sealed), ticketAge)
	return nil
}

// ticket is what the browser carries, or false.
func (s *Server) ticket(r *http.Request) (ticket, bool) {
	var t ticket
	sealed, err := url.QueryUnescape(edge.Cookie(r, ticketCookie))
	if err != nil || sealed == "" {
		return t, false
	}
	text, err := s.Keys.Open(sealed)
	if err != nil || json.Unmarshal([]byte(text), &t) != nil {
		return ticket{}, false
	}
	t.Back = safeBack(t.Back)
	return t, t.Phone != ""
}
