// Package fault is the one vocabulary of refusal: what kind of "no", under which message key, about which field.
// It owns no table. Domain packages return faults; the edges translate them into sentences and status codes.
// Anything that is not a fault is an internal error: logged with its chain and shown as one plain sentence.
package fault

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Kind says what went wrong; every edge maps it to a status in one table.
type Kind int

// The kinds.
const (
	Internal  Kind = iota // not a fault at all
	Invalid               // the input is wrong: 422, with the fields
	Forbidden             // known person, no right: 403
	NotFound              // does not exist for this person: 404
	Conflict              // somebody acted meanwhile, or the key was used for something else: 409
	TooMany               // slowed down: 429 with Retry-After
	Unsigned              // nobody is signed in: 401
	Full                  // the disk or a quota is full: 507
	Away                  // the database does not answer for a moment: 503 with Retry-After
)

// Field is one wrong field: its form name and the message key that says what to do.
type Field struct {
	Name string
	Key  string
	Args []any
}

// Error is a refusal. Key is a message key of the catalogues ("case.stale"); Args fill its sentence.
type Error struct {
	Kind   Kind
	Key    string
	Args   []any
	Fields []Field
	Retry  time.Duration // TooMany, Away: how long to wait
	Detail any           // Conflict: what stands there now, for the edge to show
}

// Error names the kind by its key, for logs; people see the catalogue's sentence.
func (e *Error) Error() string {
	if len(e.Fields) > 0 {
		return fmt.Sprintf("%s %v", e.Key, e.Fields)
	}
	return e.Key
}

// Meanwhile is the Detail of a conflict over something that is set: who set it last, and when.
type Meanwhile struct {
	PersonID int64
	At       time.Time
}

// Stale is the conflict of who changes something that somebody else has changed since she saw it.
func Stale(key string, by Meanwhile) *Error {
	f := New(Conflict, key)
	f.Detail = by
	return f
}

// New makes a fault of a kind.
func New(k Kind, key string, args ...any) *Error { return &Error{Kind: k, Key: key, Args: args} }

// Missing is the one "not found": a row of another congress, a sealed case and a typing error look the same.
func Missing() *Error { return New(NotFound, "not.found") }

// KindOf gives the kind of err, Internal if it is no fault.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// As gives the fault inside err, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Wait is the value of the header Retry-After: after how many seconds to ask again, "" where nobody can say.
func Wait(err error) string {
	e := As(err)
	if e == nil || e.Retry <= 0 {
		return ""
	}
	return strconv.Itoa(int((e.Retry + time.Second - 1) / time.Second))
}

// Fields gathers wrong fields; a form's Validate fills one and returns its Err.
type Fields []Field

// Add notes a wrong field.
func (f *Fields) Add(name, key string, args ...any) { *f = append(*f, Field{name, key, args}) }

// Check notes a wrong field unless ok.
func (f *Fields) Check(ok bool, name, key string, args ...any) {
	if !ok {
		f.Add(name, key, args...)
	}
}

// Err is nil when no field is wrong, else one Invalid fault with all of them.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "form.invalid", Fields: f}
}
