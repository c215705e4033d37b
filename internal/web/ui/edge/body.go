package edge

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// Limits of a body that nobody asked to be larger, of a pause between its bytes, and of what is read for politeness.
const (
	bodyLimit = 1 << 20
	bodyPause = 15 * time.Second
	bodyDrain = 32 << 20
)

// body is a request's body with a limit that a form may move, cut when the client is silent for too long.
type body struct {
	raw     io.ReadCloser
	control *http.ResponseController
	limit   int64
	left    int64
	waits   bool // the client waits for "100 Continue" and has sent nothing yet
}

func newBody(r *http.Request, control *http.ResponseController) *body {
	return &body{raw: r.Body, control: control, limit: bodyLimit, left: bodyLimit, waits: r.Header.Get("Expect") != ""}
}

// SetLimit allows n bytes in all.
func (b *body) SetLimit(n int64) {
	b.left += n - b.limit
	b.limit = n
}

func (b *body) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, &http.MaxBytesError{Limit: b.limit}
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	b.waits = false
	_ = b.control.SetReadDeadline(time.Now().Add(bodyPause)) // a recorder in a test has no deadline
	n, err := b.raw.Read(p)
	if errors.Is(err, io.EOF) {
		_ = b.control.SetReadDeadline(time.Time{})
	}
	b.left -= int64(n)
	if b.left < 0 {
		return n - 1, &http.MaxBytesError{Limit: b.limit}
	}
	return n, err
}

func (b *body) Close() error { return b.raw.Close() }

// drain takes what the client is still sending, so that it comes to read the answer instead of a broken line.
func (b *body) drain() {
	if b.waits {
		return
	}
	_ = b.control.SetReadDeadline(time.Now().Add(bodyPause))
	_, _ = io.Copy(io.Discard, io.LimitReader(b.raw, bodyDrain)) // politeness only
	_ = b.control.SetReadDeadline(time.Time{})
}
