package form

import (
	"context"
	"net/http"
)

// Sent is a form that was taken before under its key; To is where that led.
type Sent struct{ To string }

// Error is for logs; the edge leads on instead.
func (s *Sent) Error() string { return "form: sent before, led to " + s.To }

type memoryKey struct{}

// Remembered puts the memory of forms that were taken into ctx; the edge does so for every request. It gives a Sent for
// one that was, and a conflict for other words under its key.
func Remembered(ctx context.Context, recall func(*Form) error) context.Context {
	return context.WithValue(ctx, memoryKey{}, recall)
}

func recall(r *http.Request, f *Form) error {
	look, ok := r.Context().Value(memoryKey{}).(func(*Form) error)
	if !ok {
		return nil
	}
	return look(f)
}
