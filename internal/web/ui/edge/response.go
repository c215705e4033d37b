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
