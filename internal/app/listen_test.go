package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"jiazhan/internal/app"
	"jiazhan/internal/web/ui/edge"
)

// sent is an answer of some megabytes on its way to one client.
type sent struct {
	client net.Conn
	told   chan error // what the handler was told at the end
}

const large = 4 << 20

// send lets a client ask for a large answer, so many times over, from a server that cuts who takes nothing for a second.
func send(t *testing.T, times int) sent {
	t.Helper()
	s := sent{told: make(chan error, 1)}
	e := edge.New(edge.Config{Hosts: []string{"*"}, Log: slog.New(slog.DiscardHandler), Now: time.Now, Pause: time.Second,
		Sign: func(string) []byte { return make([]byte, 16) }})
	e.Handle("GET /large", func(w http.ResponseWriter, _ *http.Request) error {
		text := bytes.Repeat([]byte("家"), large/3)
		var err error
		for i := 0; i < times && err == nil; i++ {
			_, err = w.Write(text)
		}
		s.told <- err
		return nil
	})
	l, err := app.ListenAt(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: e, ReadHeaderTimeout: time.Minute}
	go edge.Serve(server, l) //nolint:errcheck // it ends with the test
	t.Cleanup(func() { _ = server.Close() })
	client, err := new(net.Dialer).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	if err := client.(*net.TCPConn).SetReadBuffer(64 << 10); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(client, "GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
	s.client = client
	return s
}

func TestAReaderWhoTakesNothingIsCut(t *testing.T) {
	s := send(t, 100) // more than the kernel keeps for anybody
	begun := time.Now()
	if err := <-s.told; err == nil {
		t.Error("an answer that nobody took was sent")
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}

// A reader on a slow line, who needs several times as long as one may be silent, gets all.
func TestASlowReaderGetsAll(t *testing.T) {
	s := send(t, 1)
	begun, tick, got := time.Now(), time.NewTicker(2*time.Millisecond), 0
	defer tick.Stop()
	for part := make([]byte, 4<<10); ; <-tick.C {
		n, err := s.client.Read(part)
		got += n
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := <-s.told; err != nil || got < large/3*3 {
		t.Errorf("%d bytes came in %v: %v", got, time.Since(begun), err)
	}
	if took := time.Since(begun); took < 1500*time.Millisecond {
		t.Errorf("it took %v: that was no slow line", took)
	}
}
