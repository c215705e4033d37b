package edge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes a page, or a part of one, with a status. It renders to a buffer first: a page that fails is an error, not
// half a page. Personal pages are not stored anywhere; see Public.
func Render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer buffers.Put(buf)
	if status == http.StatusUnprocessableEntity { // the summary on top names fields, which say what they are called when they are shown
		if err := page.Render(r.Context(), io.Discard); err != nil {
			return fmt.Errorf("edge: render %s: %w", r.Pattern, err)
		}
	}
	if err := page.Render(r.Context(), buf); err != nil {
		return fmt.Errorf("edge: render %s: %w", r.Pattern, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if r.Method == http.MethodGet { // the answer to a POST is nobody else's anyway
		h.Add("Vary", "Accept-Encoding, Accept-Language, Cookie, HX-Request")
	}
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	} else if status == http.StatusOK && r.Method == http.MethodGet && unchanged(w, r, buf.Bytes()) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return send(w, r, status, buf.Bytes())
}

// Public lets the browser keep the page that is rendered next and ask whether it changed. Only for pages without
// anything personal and without a form.
func Public(w http.ResponseWriter) { w.Header().Set("Cache-Control", "private, no-cache") }

// unchanged sets the page's tag and tells whether the browser has it already.
func unchanged(w http.ResponseWriter, r *http.Request, page []byte) bool {
	sum := sha256.Sum256(page)
	tag := `W/"` + hex.EncodeToString(sum[:8]) + `"`
	w.Header().Set("ETag", tag)
	return strings.Contains(r.Header.Get("If-None-Match"), tag)
}

func send(w http.ResponseWriter, r *http.Request, status int, page []byte) error {
	out := page
	if encoding := encodingOf(r, len(page)); encoding != "" {
		buf := buffers.Get().(*bytes.Buffer)
		buf.Reset()
		defer buffers.Put(buf)
		if err := compress(buf, encoding, page); err != nil {
			return fmt.Errorf("edge: compress: %w", err)
		}
		w.Header().Set("Content-Encoding", encoding)
		out = buf.Bytes()
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(out)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(out) // the client went away: nobody to tell
	}
	return nil
}
