package form

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"jiazhan/internal/fault"
)

// multipart reads part after part; files go to their sinks as they arrive and are never held here.
func (f *reading) multipart(r *http.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return fault.New(fault.Invalid, "form.unreadable")
	}
	r.PostForm, r.MultipartForm = f.values, nil
	left := f.limits.Text
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			f.clean()
			return f.failure
		}
		if err != nil {
			return broken(err)
		}
		if n >= f.limits.Fields {
			return fault.New(fault.Invalid, "form.unreadable")
		}
		if part.FileName() != "" {
			err = f.file(r, part)
		} else if !isFile(part) {
			left, err = f.field(part, left)
		}
		if err != nil {
			return err
		}
	}
}

// Unread reads what a POST that nobody has read yet brings: every typed field, and no file. Read has left the same in
// r.PostForm and r.MultipartForm where it was called.
func Unread(r *http.Request) error {
	if r.PostForm != nil {
		return nil
	}
	f, read := reading{Form: &Form{values: url.Values{}}, limits: Text}, (*reading).urlencoded
	if hasFiles(r) {
		f.limits, read = Photos, (*reading).multipart
	}
	if r.ContentLength > f.limits.Body {
		return &http.MaxBytesError{Limit: f.limits.Body}
	}
	limit(r, f.limits.Body)
	return read(&f, r)
}

func hasFiles(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}

// Lost names the fields whose files did not stay, and must be chosen once more.
func Lost(r *http.Request) []string {
	if r.MultipartForm == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(r.MultipartForm.File))
}

// lose notes that a file of a field did not stay.
func (f *reading) lose(r *http.Request, name string) {
	if r.MultipartForm == nil {
		r.MultipartForm = &multipart.Form{File: map[string][]*multipart.FileHeader{}}
	}
	r.MultipartForm.File[name] = nil
}

// isFile tells an empty file field, which browsers send with an empty name, from a typed one.
func isFile(part *multipart.Part) bool {
	return strings.Contains(part.Header.Get("Content-Disposition"), "filename")
}

func (f *reading) field(part *multipart.Part, left int64) (int64, error) {
	text, err := io.ReadAll(io.LimitReader(part, left+1))
	if err != nil {
		return left, broken(err)
	}
	if int64(len(text)) > left {
		return left, &http.MaxBytesError{Limit: f.limits.Text}
	}
	f.values.Add(part.FormName(), string(text))
	return left - int64(len(text)), nil
}

// file hands one file to its sink. The token must have come before it: nothing is stored for a stranger's page, whose
// typed fields are read on all the same.
func (f *reading) file(r *http.Request, part *multipart.Part) error {
	name := part.FormName()
	sink := f.sinks[name]
	if sink == nil || f.failure != nil {
		f.lose(r, name)
		return nil
	}
	if !f.check(f.Get(TokenField)) {
		f.unasked = true
		f.Fail(name, "form.file.lost")
		return nil
	}
	if len(f.All(name)) >= f.limits.Files {
		f.Fail(name, "form.files", f.limits.Files)
		return nil
	}
	file := &bounded{r: part, left: f.limits.File}
	sum := sha256.New()
	token, err := sink(r.Context(), path.Base(strings.ReplaceAll(part.FileName(), `\`, "/")), io.TeeReader(file, sum))
	switch refusal := fault.As(err); {
	case file.over:
		f.Fail(name, "form.file.large", f.limits.File>>20)
	case file.broken != nil:
		return broken(file.broken)
	case refusal != nil && refusal.Kind == fault.Invalid:
		f.refuseFile(name, refusal)
	case err != nil:
		f.lose(r, name)
		f.Fail(name, "form.file.lost")
		f.failure = err
	default:
		f.values.Add(name, token)
		f.came[token] = hex.EncodeToString(sum.Sum(nil))
	}
	return nil
}

// refuseFile puts a sink's refusal under the file field, whatever its fields are called there.
func (f *reading) refuseFile(name string, refusal *fault.Error) {
	if len(refusal.Fields) > 0 {
		f.Fail(name, refusal.Fields[0].Key, refusal.Fields[0].Args...)
		return
	}
	f.Fail(name, refusal.Key, refusal.Args...)
}

// bounded ends a file that is over the limit with an error, so that no sink takes half of it for the whole.
type bounded struct {
	r      io.Reader
	left   int64
	over   bool
	broken error
}

var errOver = errors.New("form: file over the limit")

func (b *bounded) Read(p []byte) (int, error) {
	if b.over {
		return 0, errOver
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		b.over = true
		return 0, errOver
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.broken = err
	}
	return n, err
}
