package e2e

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"syscall"
	"testing"
	"time"
)

// endsIn is how long a process may take to end when it is told to, once nobody asks anything any more.
const endsIn = 20 * time.Second

// held is a letter under way: the program has read the head of its request and waits for the body.
type held struct {
	*letter
	asked chan struct{} // closed when the program wants the body
	send  func() error  // sends it
	told  chan error    // nil once it is answered
	reply answer
}

// hold begins to send a letter that is prepared.
func (l *letter) hold() *held {
	l.b.t.Helper()
	text := l.form.Encode()
	body, pipe := io.Pipe()
	h := &held{letter: l, asked: make(chan struct{}), told: make(chan error, 1), send: func() error {
		_, err := io.WriteString(pipe, text)
		return err
	}}
	ctx := httptrace.WithClientTrace(l.b.t.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(h.asked) }})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.b.base+l.path, body)
	if err != nil {
		l.b.t.Fatal(err)
	}
	r.ContentLength = int64(len(text))
	r.Header.Set("Content-Type", urlencoded)
	r.Header.Set("Expect", "100-continue")
	l.b.client.Transport = &http.Transport{ExpectContinueTimeout: time.Minute}
	go func() {
		reply, err := l.b.try(r)
		h.reply = reply
		h.told <- err
	}()
	return h
}

// aFreeAddress is one at which nobody listens.
func aFreeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestToldToStop sends SIGTERM while reports are under way: readiness says no and liveness yes, every report is answered and
// is there after the next start, and the process ends well and soon.
func TestToldToStop(t *testing.T) {
	in, inner := install(t), aFreeAddress(t)
	s := in.serve("--metrics-listen=" + inner)
	var all []*held
	for i := range 8 {
		l := newLetter(t, 2*i) // by the form
		if l.b.base = s.url; l.prepare() != nil {
			t.Fatal("not prepared")
		}
		all = append(all, l.hold())
	}
	for _, h := range all {
		<-h.asked
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	operator := newBrowser(t, "http://"+inner, "10.19.0.1")
	ready := operator.get("/readyz")
	for ready.status == http.StatusOK {
		ready = operator.get("/readyz")
	}
	if said := strings.TrimSpace(ready.want(http.StatusServiceUnavailable).body); said != "stopping" {
		t.Errorf("readiness says %q", said)
	}
	if said := strings.TrimSpace(operator.get("/healthz").want(http.StatusOK).body); said != "ok" {
		t.Errorf("liveness says %q", said)
	}
	answered(t, all)
	s.endsWell()
	again := in.serve()
	for _, h := range all {
		h.b.base = again.url
		var err error
		if h.got, err = h.acknowledged(h.reply); err != nil {
			t.Fatal(err)
		}
		h.kept(again.url)
	}
	again.stop()
	if said := in.run("verify"); !strings.Contains(said, fmt.Sprintf("%d cases,", len(all))) || !strings.Contains(said, " 0 of them broken") {
		t.Errorf("verify says %s", said)
	}
}

// answered lets the bodies go, all at once, and waits for the answers.
func answered(t *testing.T, all []*held) {
	t.Helper()
	for _, h := range all {
		go func() {
			if err := h.send(); err != nil {
				t.Error(err)
			}
		}()
	}
	for _, h := range all {
		if err := <-h.told; err != nil || h.reply.status != http.StatusSeeOther || !strings.Contains(h.reply.to, "/receipt/") {
			t.Errorf("under way when the program was told to stop: %d to %q (%v)", h.reply.status, h.reply.to, err)
		}
	}
}

// endsWell waits for the end of a process that was told to end.
func (s *server) endsWell() {
	s.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			s.t.Errorf("the server ended badly: %v\n%s", err, s.log)
		}
	case <-time.After(endsIn):
		s.t.Fatalf("the server has not ended after %v", endsIn)
	}
}
