package edge

import (
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
)

// Serve answers on a listener as server.Serve does, and sends an answer that is written whole in one piece. The server
// alone cuts it after 4 KB: two calls of the kernel, and a client that wakes twice.
func Serve(server *http.Server, l net.Listener) error {
	server.ConnContext = func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, wireKey{}, c) }
	return server.Serve(wires{l})
}

type wires struct{ net.Listener }

func (l wires) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(tcpConn); ok {
		return &wire{tcpConn: tcp}, nil
	}
	return c, err
}

type wireKey struct{}

func wireOf(r *http.Request) *wire {
	w, _ := r.Context().Value(wireKey{}).(*wire)
	return w
}

// tcpConn is what the server uses of a connection: it closes one side first, so that its last words are read.
type tcpConn interface {
	net.Conn
	io.ReaderFrom
	CloseWrite() error
}

// wire is a connection that keeps what is written to it between hold and release.
type wire struct {
	tcpConn
	held *[]byte // nil: everything goes out at once
}

// holds have room for the longest answer that is held, and its header.
var holds = sync.Pool{New: func() any { b := make([]byte, 0, piece+4<<10); return &b }}

func (w *wire) Write(p []byte) (int, error) {
	if w.held == nil {
		return w.tcpConn.Write(p)
	}
	*w.held = append(*w.held, p...)
	return len(p), nil
}

func (w *wire) hold() { w.held = holds.Get().(*[]byte) }

// release sends what was kept. A connection that took a part of it is of no more use: the server, which believes that
// everything is sent, must not write another answer behind it.
func (w *wire) release() error {
	held := w.held
	w.held = nil
	_, err := w.tcpConn.Write(*held)
	*held = (*held)[:0]
	holds.Put(held)
	if err != nil {
		_ = w.Close() // the write has told already what is wrong
	}
	return err
}

// whole reports whether p is an entire answer that the server would cut.
func (w *response) whole(p []byte) bool {
	return w.wire != nil && len(p) > 2<<10 && len(p) <= piece && w.Header().Get("Content-Length") == strconv.Itoa(len(p))
}

// send writes an entire answer in one piece.
func (w *response) send(p []byte) (int, error) {
	w.wire.hold()
	n, err := w.ResponseWriter.Write(p)
	if err == nil {
		err = w.control.Flush()
	}
	if sent := w.wire.release(); err == nil {
		err = sent
	}
	return n, err
}
