package edge

import (
	"cmp"
	"net/http"
	"time"
)

const (
	writePause = 15 * time.Second // a client that takes none of the answer for so long is cut
	piece      = 16 << 10         // what must be taken meanwhile: some 1 KB a second is enough for the longest answer
)

// response counts what is sent and keeps the moving limit for slow readers.
type response struct {
	http.ResponseWriter
	control *http.ResponseController
	status  int
	bytes   int64
	wrote   bool
	silent  bool // no line of the log
	pause   time.Duration
	wire    *wire // nil where the server is not Serve's
}

// Untraced leaves a request out of the access log: there its time and network could lead to who wrote in confidence.
func (w *response) Untraced() { w.silent = true }

// Untraced leaves the request that is answered with w out of the access log.
func Untraced(w http.ResponseWriter) {
	if r, ok := w.(interface{ Untraced() }); ok {
		r.Untraced()
	}
}

func (w *response) WriteHeader(status int) {
	if !w.wrote && status >= 200 {
		w.status, w.wrote = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(p []byte) (int, error) {
	if !w.wrote {
		w.status, w.wrote = http.StatusOK, true
	}
	before := w.bytes
	for {
		_ = w.control.SetWriteDeadline(time.Now().Add(cmp.Or(w.pause, writePause))) // a recorder in a test has no deadline
		n, err := w.part(p[:min(len(p), piece)])
		w.bytes += int64(n)
		if p = p[n:]; err != nil || len(p) == 0 {
			return int(w.bytes - before), err
		}
	}
}

// part writes what must be taken before the limit moves on.
func (w *response) part(p []byte) (int, error) {
	if w.whole(p) {
		return w.send(p)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush lets streams through.
func (w *response) Flush() { _ = w.control.Flush() }
