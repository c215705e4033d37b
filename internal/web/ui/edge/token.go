package edge

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"time"
)

// tokenSize is the length of the signature in a form token, in bytes.
const tokenSize = 16

// token is the form token of the session, or of the visitor's cookie, which is set when a form is first shown. It is
// masked with fresh random bytes, so that compressed pages do not give it away little by little.
func (v *visit) token(w http.ResponseWriter, r *http.Request) string {
	if v.bound(r) == "" {
		v.visitor = newID() + newID()
		v.setCookie(w, visitorCookie, v.visitor, 30*24*time.Hour)
	}
	var masked [2 * tokenSize]byte
	_, _ = rand.Read(masked[:tokenSize]) // never fails
	subtle.XORBytes(masked[tokenSize:], masked[:tokenSize], v.sign(v.bound(r)))
	return base64.RawURLEncoding.EncodeToString(masked[:])
}

// tokenFits tells whether a token was made for this session or visitor.
func (v *visit) tokenFits(r *http.Request, token string) bool {
	masked, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(masked) != 2*tokenSize || v.bound(r) == "" {
		return false
	}
	var plain [tokenSize]byte
	subtle.XORBytes(plain[:], masked[:tokenSize], masked[tokenSize:])
	return subtle.ConstantTimeCompare(plain[:], v.sign(v.bound(r))) == 1
}

// bound is what tokens are bound to; "" when the browser has shown nothing yet.
func (v *visit) bound(r *http.Request) string {
	if s := v.cookie(r, sessionCookie); s != "" {
		return "session/" + s
	}
	if v.visitor != "" {
		return "visitor/" + v.visitor
	}
	if s := v.cookie(r, visitorCookie); s != "" {
		return "visitor/" + s
	}
	return ""
}

func (v *visit) sign(text string) []byte { return v.edge.conf.Sign("form/" + text)[:tokenSize] }
