package edge_test

import (
	"bufio"
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jiazhan/internal/web/ui/edge"
)

// counting is a listener whose connections count their writes.
type counting struct {
	net.Listener
	writes *atomic.Int32
}

type counted struct {
	*net.TCPConn
	writes *atomic.Int32
}

func (l counting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return counted{c.(*net.TCPConn), l.writes}, nil
}

func (c counted) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.TCPConn.Write(p)
}

// service is an edge that answers /answer/N with N bytes and cuts who takes nothing for a second.
type service struct {
	client *net.TCPConn
	cut    chan error   // told of a write that failed
	writes atomic.Int32 // of the server
}

func serve(t *testing.T) *service {
	t.Helper()
	s := &service{cut: make(chan error, 1)}
	e := edge.New(edge.Config{Log: slog.New(slog.DiscardHandler), Now: time.Now, Pause: time.Second,
		Sign: func(string) []byte { return make([]byte, 32) }})
	e.Handle("GET /answer/{size}", func(w http.ResponseWriter, r *http.Request) error {
		size, err := strconv.Atoi(r.PathValue("size"))
		w.Header().Set("Content-Length", strconv.Itoa(size))
		if _, err := w.Write(bytes.Repeat([]byte{'x'}, size)); err != nil {
			s.cut <- err
		}
		return err
	})
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: e, ReadHeaderTimeout: time.Minute}
	go edge.Serve(server, counting{l, &s.writes}) //nolint:errcheck // it ends with the test
	t.Cleanup(func() { _ = server.Close() })
	client, err := new(net.Dialer).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	s.client = client.(*net.TCPConn)
	return s
}

func ask(size int) string {
	return "GET /answer/" + strconv.Itoa(size) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"
}

// An answer of more than the server's own 4 KB goes out in one write, and the connection serves on.
func TestAnAnswerGoesOutInOnePiece(t *testing.T) {
	s := serve(t)
	answers := bufio.NewReader(s.client)
	for i, size := range []int{10, 3000, 4096, 7000, 16 << 10, 7000} {
		if _, err := io.WriteString(s.client, ask(size)); err != nil {
			t.Fatal(err)
		}
		a, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(a.Body)
		if err != nil || len(body) != size || s.writes.Load() != int32(i)+1 {
			t.Errorf("%d of %d bytes came, and %d answers in %d writes: %v", len(body), size, i+1, s.writes.Load(), err)
		}
	}
}

// A client who asks and asks and takes nothing is cut. What she finds then are whole answers, and at the end one that
// breaks off: never the beginning of one inside another.
func TestACutAnswerIsTheLast(t *testing.T) {
	s := serve(t)
	const size = 15000
	if err := s.client.SetReadBuffer(32 << 10); err != nil {
		t.Fatal(err)
	}
	go io.WriteString(s.client, strings.Repeat(ask(size), 4000)) //nolint:errcheck // it breaks when she is cut
	if err := <-s.cut; err == nil {
		t.Fatal("everything was sent")
	}
	answers := bufio.NewReader(s.client)
	for n := 0; ; n++ {
		a, err := http.ReadResponse(answers, nil)
		if err != nil {
			break // cut between two answers, or in a header
		}
		body, err := io.ReadAll(a.Body)
		if strings.Trim(string(body), "x") != "" {
			t.Fatalf("answer %d holds another: %.200q", n, strings.Trim(string(body), "x"))
		}
		if err != nil {
			break
		}
	}
}
