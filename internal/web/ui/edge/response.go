package edge

import (
	"net/http"
	"time"
)

// writePause is how long a client may take none of the answer before it is cut.
const writePause = 60 * time.Second

// response counts what is sent and keeps the moving limit for slow readers.
type response struct {
	http.ResponseWriter
	control *http.ResponseController
	status  int
	bytes   int64
	wrote   bool
	silent  bool // no line of the log
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
	_ = w.control.SetWriteDeadline(time.Now().Add(writePause)) // a recorder in a test has no deadline
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush lets streams through.
func (w *response) Flush() { _ = w.control.Flush() }
