package signin

import (
	"net/http"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// tokensView is /me/tokens.
type tokensView struct {
	ui.Page
	Form   *form.Form
	Tokens []account.APIToken
	Fresh  string // the text of a token just made, shown this once
}

// lives are the lives of tokens that can be chosen, in days.
var lives = []struct {
	value string
	days  int
	label string
}{{"30", 30, i18n.Key("一个月")}, {"90", 90, i18n.Key("三个月")}, {"365", 365, i18n.Key("一年")}}

func (v tokensView) scopeOptions() []ui.Option {
	options := make([]ui.Option, len(access.Scopes))
	for i, s := range access.Scopes {
		options[i] = ui.Option{Value: string(s), Label: ui.Scope(v.P, s)}
	}
	return options
}

func (v tokensView) lifeOptions() []ui.Option {
	options := make([]ui.Option, len(lives))
	for i, l := range lives {
		options[i] = ui.Option{Value: l.value, Label: v.P.T(l.label)}
	}
	return options
}

func (v tokensView) used(t account.APIToken) string {
	if t.Used.IsZero() {
		return v.P.T("还没有用过")
	}
	return v.P.ClockAt(t.Used, v.Now)
}

func (s *Server) showTokens(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	return s.tokens(w, r, ses, nil, "")
}

func (s *Server) tokens(w http.ResponseWriter, r *http.Request, ses *account.Session, f *form.Form, fresh string) error {
	if ses.NeedsFactor() {
		return edge.Redirect(w, r, factorPath(ses, "/me/tokens"))
	}
	all, err := s.Account.Tokens(r.Context(), ses)
	if err != nil {
		return err
	}
	v := tokensView{Page: edge.Page(w, r, edge.Printer(r).T("接口令牌")), Form: f, Tokens: all, Fresh: fresh}
	v.Failed = f.Refused()
	return edge.Render(w, r, f.Status(), tokensPage(v))
}

func (s *Server) makeToken(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	f, err := form.Read(r, form.Text, nil)
	var fresh string
	if err == nil {
		fresh, err = s.Account.CreateToken(r.Context(), ses, newToken(f))
	}
	if edge.Keep(w, f, err) {
		return s.tokens(w, r, ses, f, "")
	}
	if err != nil {
		return err
	}
	edge.Answered(r, "/me/tokens") // sent again it makes no second one, and cannot show the first
	return s.tokens(w, r, ses, nil, fresh)
}

func newToken(f *form.Form) account.NewToken {
	n := account.NewToken{Name: f.Line("name")}
	for _, scope := range f.All("scopes") {
		n.Scopes = append(n.Scopes, access.Scope(scope))
	}
	for _, l := range lives {
		if f.Get("life") == l.value {
			n.Life = time.Duration(l.days) * 24 * time.Hour
		}
	}
	return n
}

func (s *Server) endToken(w http.ResponseWriter, r *http.Request, ses *account.Session) error {
	_, err := form.Read(r, form.Text, nil)
	if err == nil {
		err = s.Account.RevokeToken(r.Context(), ses, r.PathValue("ref"))
	}
	if err != nil {
		return err
	}
	edge.Flash(w, r, ui.Good, "令牌已经作废。")
	return edge.Redirect(w, r, "/me/tokens")
}
