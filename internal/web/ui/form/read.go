package form

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"jiazhan/internal/fault"
)

// Limits bound one request; sizes are bytes.
type Limits struct {
	Body   int64 // the whole body
	Text   int64 // all typed fields together
	Fields int   // how many values
	Files  int   // how many files of one field
	File   int64 // one file
}

// Text is the limit of forms without files, Photos of forms with up to nine photos of 15 MB.
var (
	Text   = Limits{Body: 1 << 20, Text: 1 << 20, Fields: 500}
	Photos = Limits{Body: 9*15<<20 + 2<<20, Text: 1 << 20, Fields: 500, Files: 9, File: 15 << 20}
)

// Sink takes one uploaded file while it streams in and gives the token under which the form keeps it. It is called
// outside any transaction. A fault.Invalid becomes the error of the field; after any other error no more files are taken, and
// Read gives it once everything typed has been read.
type Sink func(ctx context.Context, name string, file io.Reader) (token string, err error)

// oldPage is the key of the refusal of a form whose token is missing, or of another session.
const oldPage = "form.old"

type guardKey struct{}

// Guarded puts the check of form tokens into ctx; the edge does so for every request.
func Guarded(ctx context.Context, check func(token string) bool) context.Context {
	return context.WithValue(ctx, guardKey{}, check)
}

// Read reads a POST body. The form is never nil, so that the page can be shown again with what arrived. Errors:
// fault.Invalid for wrong bytes, fault.Forbidden "form.old" for a bad token, *http.MaxBytesError for a body over the
// limit. Files of fields without a sink are left out. What was read stays in the request for the page of an error, which
// offers to send the form once more: see Lost.
func Read(r *http.Request, limits Limits, sinks map[string]Sink) (*Form, error) {
	f := &Form{values: url.Values{}, came: map[string]string{}}
	files := hasFiles(r)
	if !files {
		limits.Body = min(limits.Body, limits.Text) // without files there is nothing but text
	}
	if r.ContentLength > limits.Body {
		return f, &http.MaxBytesError{Limit: limits.Body}
	}
	limit(r, limits.Body)
	check, ok := r.Context().Value(guardKey{}).(func(string) bool)
	if !ok {
		return f, errors.New("form: the request did not pass the edge")
	}
	reader := reading{Form: f, limits: limits, sinks: sinks, check: check}
	var err error
	if files {
		err = reader.multipart(r)
	} else {
		err = reader.urlencoded(r)
	}
	if err != nil {
		return f, err
	}
	if reader.unasked || !check(f.Get(TokenField)) {
		return f, fault.New(fault.Forbidden, "form.old")
	}
	if err := f.Err(); err != nil {
		return f, err
	}
	return f, recall(r, f)
}

// limit sets the limit of the body that the edge prepared, or wraps a bare one.
func limit(r *http.Request, n int64) {
	if body, ok := r.Body.(interface{ SetLimit(int64) }); ok {
		body.SetLimit(n)
		return
	}
	r.Body = http.MaxBytesReader(nil, r.Body, n)
}

type reading struct {
	*Form
	limits Limits
	sinks  map[string]Sink
	check  func(string) bool

	unasked bool  // a file came without a good token before it
	failure error // of a sink; the files behind it are not taken, but what was typed is
}

func (f *reading) urlencoded(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return broken(err)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return fault.New(fault.Invalid, "form.unreadable")
	}
	n := 0
	for _, all := range values {
		n += len(all)
	}
	if n > f.limits.Fields {
		return fault.New(fault.Invalid, "form.unreadable")
	}
	f.values = values
	r.PostForm = values
	f.clean()
	return nil
}

// broken keeps the error of a body over the limit, and calls any other end of the body what it is to the person.
func broken(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return errors.Join(fault.New(fault.Invalid, "form.unreadable"), err)
}

// clean fails every field that is no UTF-8 or holds NUL, and keeps what can be shown of it.
func (f *Form) clean() {
	for name, all := range f.values {
		if bad(name) {
			delete(f.values, name)
			f.Fail("", "form.utf8")
			continue
		}
		for i, v := range all {
			if !utf8.ValidString(v) {
				f.Fail(name, "form.utf8")
			} else if strings.ContainsRune(v, 0) {
				f.Fail(name, "form.nul")
			} else {
				continue
			}
			all[i] = strings.ReplaceAll(strings.ToValidUTF8(v, ""), "\x00", "")
		}
	}
}

func bad(s string) bool { return !utf8.ValidString(s) || strings.ContainsRune(s, 0) }
