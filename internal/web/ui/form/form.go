// Package form reads what people typed: POST bodies, urlencoded or multipart, with limits, and queries of lists.
// It owns no table. It must never lose what was typed: a refused form goes back to its page with every value and the
// errors beside their fields. It must never hand on bytes that are no UTF-8, or NUL.
package form

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jiazhan/internal/fault"
)

// Names of the hidden fields that ui.Form writes.
const (
	TokenField   = "_token"
	KeyField     = "_key"
	VersionField = "_version"
	dropSuffix   = "_drop"
)

// Form is what was typed and what is wrong with it. A nil Form is an empty one, so a GET needs none.
type Form struct {
	values url.Values
	came   map[string]string // hashes of the files that came with the form, by their tokens
	errs   fault.Fields
	labels map[string]string
	chosen map[string]bool // fields in which one chooses
	scope  string
	key    string // form-level sentence, with args
	args   []any
	status int
}

// New makes a form that is filled already, as an edit page shows it.
func New(values url.Values) *Form { return &Form{values: values} }

// Scope sets a prefix for the ids of the form's fields, needed when two forms of a page have fields of the same name. It
// gives the form back, a new one for a nil form.
func (f *Form) Scope(prefix string) *Form {
	if f == nil {
		f = New(nil)
	}
	f.scope = prefix
	return f
}

// Scoped is the prefix that Scope set, "" if none.
func (f *Form) Scoped() string {
	if f == nil {
		return ""
	}
	return f.scope
}

// Get is the first value of a field as it was typed, "" if there is none.
func (f *Form) Get(name string) string {
	if f == nil {
		return ""
	}
	return f.values.Get(name)
}

// Has reports whether the field was sent at all.
func (f *Form) Has(name string) bool { return f != nil && f.values.Has(name) }

// All gives every value of a field: ticked boxes, or the tokens of uploaded photos but those that were dropped.
func (f *Form) All(name string) []string {
	if f == nil {
		return nil
	}
	dropped := f.values[name+dropSuffix]
	var all []string
	for _, v := range f.values[name] {
		if v != "" && !slices.Contains(dropped, v) && !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

// Set replaces the value of a field.
func (f *Form) Set(name, value string) {
	if f.values == nil {
		f.values = url.Values{}
	}
	f.values.Set(name, value)
}

// Put replaces all values of a field.
func (f *Form) Put(name string, values []string) {
	if f.values == nil {
		f.values = url.Values{}
	}
	f.values[name] = slices.Clone(values)
}

// Key is the idempotency key that came with the form, "" if it is missing or malformed.
func (f *Form) Key() string {
	key := f.Get(KeyField)
	if len(key) < 16 || len(key) > 64 || strings.IndexFunc(key, notToken) >= 0 {
		return ""
	}
	return key
}

func notToken(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
}

// NewKey makes an idempotency key of 128 random bits.
func NewKey() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
}

// Fingerprint is of the address that the form was sent to and of all that it says; a page's token and key are none of it. A
// file that came with it counts by its content, because each time it arrives it gets another token.
func (f *Form) Fingerprint(address string) []byte {
	said := maps.Clone(f.values)
	for name, all := range said {
		said[name] = slices.Clone(all)
		for i, v := range all {
			said[name][i] = cmp.Or(f.came[v], v)
		}
	}
	delete(said, TokenField)
	delete(said, KeyField)
	sum := sha256.Sum256([]byte(address + "\n" + said.Encode()))
	return sum[:16]
}

// Status is the answer's status: 200, or that of the refusal that Keep took.
func (f *Form) Status() int {
	if f == nil || f.status == 0 {
		return http.StatusOK
	}
	return f.status
}
