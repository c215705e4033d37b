package edge

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"sync"

	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui/form"
)

// Sending is a form that was sent: whose it is, its idempotency key, and the fingerprint of what it says.
type Sending struct {
	Scope   string
	Key     string
	Content []byte
}

// Memory remembers for ever where a form led that was taken. Other content under a key is a Conflict.
type Memory interface {
	Found(ctx context.Context, s Sending) (to string, found bool, err error)
	Keep(ctx context.Context, s Sending, to string) error
}

// sending is a form on its way through its handler.
type sending struct {
	Sending
	to    string // where it led
	fresh bool   // it was read, and nothing is known of it
	leave func()
}

// Once mounts the handler of a form that changes something: the same form sent again, by a
// second click or a year later, changes nothing and leads where the first led. Other words under its key are a conflict.
func (e *Edge) Once(pattern string, h Handler) {
	e.Handle(pattern, func(w http.ResponseWriter, r *http.Request) error {
		if e.conf.Memory == nil {
			return h(w, r)
		}
		s := &sending{leave: func() {}}
		visitOf(r).sending = s
		defer func() { s.leave() }()
		err := h(w, r)
		if fault.KindOf(err) == fault.NotFound && s.Key == "" { // what she sent it about may have left her sight by that
			if _, again := form.Read(r, form.Text, nil); errors.As(again, new(*form.Sent)) {
				err = again
			}
		}
		var before *form.Sent
		if errors.As(err, &before) {
			return Redirect(w, r, before.To)
		}
		if to := cmp.Or(w.Header().Get("Location"), w.Header().Get("HX-Redirect"), s.to); err == nil && s.fresh && to != "" {
			if err := e.conf.Memory.Keep(r.Context(), s.Sending, to); err != nil { // what it did stands, and was answered
				e.conf.Log.Warn("a form was taken and will not be known again", "id", visitOf(r).id, "error", err)
			}
		}
		return err
	})
}

// Answered says where a form leads that was taken and is answered by a page of its own, should it be sent again.
func Answered(r *http.Request, to string) {
	if s := visitOf(r).sending; s != nil {
		s.to = to
	}
}

// recall looks whether a form was taken before; it waits while the same is under way.
func (v *visit) recall(r *http.Request, f *form.Form) error {
	s := v.sending
	if s == nil || f.Key() == "" {
		return nil
	}
	s.Sending = Sending{"f" + hex.EncodeToString(v.sign("once/"+v.bound(r))), f.Key(), f.Fingerprint(r.URL.RequestURI())}
	var err error
	if s.leave, err = v.edge.queue.enter(r.Context(), s.Scope+s.Key); err != nil {
		return err
	}
	to, found, err := v.edge.conf.Memory.Found(r.Context(), s.Sending)
	if found {
		return &form.Sent{To: to}
	}
	s.fresh = err == nil
	return err
}

// queue lets one in for each name; others wait until she has left.
type queue struct {
	mu   sync.Mutex
	busy map[string]chan struct{}
}

func (q *queue) enter(ctx context.Context, name string) (leave func(), err error) {
	for {
		q.mu.Lock()
		before := q.busy[name]
		if before == nil {
			q.busy[name] = make(chan struct{})
			q.mu.Unlock()
			return func() { q.free(name) }, nil
		}
		q.mu.Unlock()
		select {
		case <-before:
		case <-ctx.Done():
			return func() {}, ctx.Err()
		}
	}
}

func (q *queue) free(name string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	close(q.busy[name])
	delete(q.busy, name)
}
