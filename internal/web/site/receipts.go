package site

import (
	"bytes"
	"crypto/hmac"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"jiazhan/internal/web/ui/edge"
)

// The cookie with the receipts of this browser, newest first. It holds the hashes that casework knows receipts by, each
// with our keyed mark, so that a stolen copy of the database opens nothing.
const (
	receiptsCookie = "jz_cases"
	receiptsAge    = 365 * 24 * time.Hour
	mostReceipts   = 20
	hashSize       = 32
)

func (s *Server) mark(hash []byte) []byte { return s.Keys.Index("receipt", hex.EncodeToString(hash)) }

// receipts are the hashes of the receipts that the browser shows and that we once gave it.
func (s *Server) receipts(r *http.Request) [][]byte {
	value := edge.Cookie(r, receiptsCookie)
	if value == "" {
		return nil
	}
	var all [][]byte
	for part := range strings.SplitSeq(value, ".") {
		raw, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil || len(raw) <= hashSize || !hmac.Equal(raw[hashSize:], s.mark(raw[:hashSize])) {
			continue
		}
		if all = append(all, raw[:hashSize]); len(all) == mostReceipts {
			break
		}
	}
	return all
}

// remember gives the browser one more receipt; the oldest above the limit goes.
func (s *Server) remember(w http.ResponseWriter, r *http.Request, hash []byte) {
	all := slices.DeleteFunc(s.receipts(r), func(h []byte) bool { return bytes.Equal(h, hash) })
	all = append([][]byte{hash}, all...)
	parts := make([]string, 0, len(all))
	for _, h := range all[:min(len(all), mostReceipts)] {
		parts = append(parts, base64.RawURLEncoding.EncodeToString(append(slices.Clone(h), s.mark(h)...)))
	}
	edge.SetCookie(w, r, receiptsCookie, strings.Join(parts, "."), receiptsAge)
}

func forgetReceipts(w http.ResponseWriter, r *http.Request) {
	edge.SetCookie(w, r, receiptsCookie, "", 0)
}
