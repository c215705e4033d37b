package edge

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// Limits of a body that nobody asked to be larger, of a pause between its bytes, of how slowly they may come in the long
// run, and of what is read for politeness.
const (
	bodyLimit = 1 << 20
	bodyPause = 15 * time.Second
	bodySpeed = 512 // bytes in a second, far below the worst telephone line
	bodyDrain = 32 << 20
)

// Hurried cuts a client that keeps a connection with a body that nobody reads; who reads it moves the deadline.
func Hurried(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 {
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyPause)) // a recorder in a test has no deadline
		}
		next.ServeHTTP(w, r)
	})
}

// body is a request's body with a limit that a form may move, cut when the client is silent or creeps for too long.
type body struct {
	raw     io.ReadCloser
	control *http.ResponseController
	start   time.Time
	came    int64
	limit   int64
	left    int64
	waits   bool // the client waits for "100 Continue" and has sent nothing yet
}

func newBody(r *http.Request, control *http.ResponseController) *body {
	return &body{raw: r.Body, control: control, start: time.Now(), limit: bodyLimit, left: bodyLimit, waits: r.Header.Get("Expect") != ""}
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
	_ = b.control.SetReadDeadline(b.deadline()) // a recorder in a test has no deadline
	n, err := b.raw.Read(p)
	b.came += int64(n)
	if errors.Is(err, io.EOF) {
		_ = b.control.SetReadDeadline(time.Time{})
	}
	b.left -= int64(n)
	if b.left < 0 {
		return n - 1, &http.MaxBytesError{Limit: b.limit}
	}
	return n, err
}

// deadline is until when the next bytes must come: soon, and sooner from a client that creeps.
func (b *body) deadline() time.Time {
	pause := time.Now().Add(bodyPause)
	if slowest := b.start.Add(bodyPause + time.Duration(b.came/bodySpeed)*time.Second); slowest.Before(pause) {
		return slowest
	}
	return pause
}

func (b *body) Close() error { return b.raw.Close() }

// drain takes what the client is still sending, so that it comes to read the answer instead of a broken line.
func (b *body) drain() {
	if b.waits {
		return
	}
	_ = b.control.SetReadDeadline(b.deadline())
	_, _ = io.Copy(io.Discard, io.LimitReader(b.raw, bodyDrain)) // politeness only
	_ = b.control.SetReadDeadline(time.Time{})
}
