package edge

import (
	"net/http"
	"time"
)

// The cookies of the house. All are HttpOnly, SameSite=Lax and for this host only.
const (
	sessionCookie = "session"
	visitorCookie = "visitor"
	langCookie    = "lang"
	elderCookie   = "elder"
	railCookie    = "rail"
	flashCookie   = "flash"
)

func (v *visit) cookieName(name string) string {
	if v.edge.conf.Secure {
		return "__Host-" + name
	}
	return name
}

func (v *visit) cookie(r *http.Request, name string) string {
	c, err := r.Cookie(v.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

func (v *visit) setCookie(w http.ResponseWriter, name, value string, age time.Duration) {
	c := &http.Cookie{
		Name: v.cookieName(name), Value: value, Path: "/", MaxAge: int(age.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: v.edge.conf.Secure,
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// Session is the session token that the browser showed, "" if none.
func Session(r *http.Request) string { return visitOf(r).cookie(r, sessionCookie) }

// SetSession gives the browser a session token for age.
func SetSession(w http.ResponseWriter, r *http.Request, token string, age time.Duration) {
	visitOf(r).setCookie(w, sessionCookie, token, age)
}

// EndSession takes the session token back and asks the browser to forget what it kept.
func EndSession(w http.ResponseWriter, r *http.Request) {
	visitOf(r).setCookie(w, sessionCookie, "", 0)
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
}

// Cookie is the value of a cookie that SetCookie wrote, "" if none.
func Cookie(r *http.Request, name string) string { return visitOf(r).cookie(r, name) }

// SetCookie writes a cookie of the house under its plain name; "" takes it back.
func SetCookie(w http.ResponseWriter, r *http.Request, name, value string, age time.Duration) {
	visitOf(r).setCookie(w, name, value, age)
}
