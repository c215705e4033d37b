package edge_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// What was typed into a form that could not be taken is offered to be sent once more, unless it holds a secret or the
// person herself must change something.
func TestAFormThatCouldNotBeTakenIsKept(t *testing.T) {
	e := house(&bytes.Buffer{})
	var answer error
	e.Handle("POST /unread", func(http.ResponseWriter, *http.Request) error { return answer })
	e.Handle("POST /read", func(_ http.ResponseWriter, r *http.Request) error {
		if _, err := form.Read(r, form.Text, nil); err != nil && fault.KindOf(err) != fault.Forbidden {
			return err
		}
		return answer
	})
	const text = "路灯不亮\r\n𠮷<b>\"写了很久\""
	for _, c := range []struct {
		name  string
		err   error
		field string
		kept  bool
	}{
		{"the database is away", fault.New(fault.Away, "away"), "text", true},
		{"the disk is full", fault.New(fault.Full, "full"), "text", true},
		{"a fault of ours", http.ErrHandlerTimeout, "text", true},
		{"a secret", fault.New(fault.Away, "away"), "password", false},
		{"nothing to be done", fault.New(fault.Forbidden, "forbidden"), "text", false},
	} {
		for _, path := range []string{"/unread", "/read"} {
			answer = c.err
			page := post(e, path+"?then=check", url.Values{c.field: {text}, "key": {"k1"}})
			kept := strings.Contains(page, `action="`+path+`?then=check"`) && strings.Contains(page, `name="key" value="k1"`) &&
				strings.Contains(page, "路灯不亮\r\n𠮷&lt;b&gt;&#34;写了很久&#34;")
			if kept != c.kept || !c.kept && strings.Contains(page, "写了很久") {
				t.Errorf("%s, %s: kept %v\n%s", c.name, path, kept, page)
			}
		}
	}
}

func post(e *edge.Edge, path string, fields url.Values) string {
	return postBody(e, path, "application/x-www-form-urlencoded", strings.NewReader(fields.Encode()))
}

func postBody(e *edge.Edge, path, kind string, body io.Reader) string {
	r := httptest.NewRequest(http.MethodPost, path, body)
	r.Host = "home.example"
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Origin", "http://home.example")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w.Body.String()
}

// withPhotos is a form with two photos, and words before and behind them.
func withPhotos() (kind string, body io.Reader) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err := w.WriteField("before", "路灯不亮")
	for i := range 2 {
		part, failed := w.CreateFormFile("photos", "现场.jpg")
		if failed == nil {
			_, failed = fmt.Fprint(part, "photo", i)
		}
		err = errors.Join(err, failed)
	}
	if err = errors.Join(err, w.WriteField("behind", "𠮷\r\n写了很久"), w.Close()); err != nil {
		panic(err)
	}
	return w.FormDataContentType(), &b
}

// readPhotos takes so many photos before the store fails with an error; a form that it read whole fails all the same.
func readPhotos(taken int, failure error) edge.Handler {
	return func(_ http.ResponseWriter, r *http.Request) error {
		*r = *r.WithContext(form.Guarded(r.Context(), func(string) bool { return true }))
		left := taken
		_, err := form.Read(r, form.Photos, map[string]form.Sink{"photos": func(_ context.Context, _ string, file io.Reader) (string, error) {
			if left--; left < 0 {
				return "", failure
			}
			_, err := io.Copy(io.Discard, file)
			return fmt.Sprint("token", left), err
		}})
		if err == nil {
			err = failure
		}
		return err
	}
}

// A form with photos comes back with all of its words, those behind the photos too; photos that were not stored must be
// chosen once more, and those that were stay.
func TestAFormWithPhotosIsKept(t *testing.T) {
	for _, failure := range []error{fault.New(fault.Away, "blob.away"), fault.New(fault.Full, "full"), errors.New("broken")} {
		for name, c := range map[string]struct {
			handler  edge.Handler
			stored   int
			chooses  bool
			sentence string
		}{
			"unread": {func(http.ResponseWriter, *http.Request) error { return failure }, 0, true, "只是刚才选的照片没有存下来"},
			"none":   {readPhotos(0, failure), 0, true, "只是刚才选的照片没有存下来"},
			"one":    {readPhotos(1, failure), 1, true, "已经存下的 1 张不用再选"},
			"all":    {readPhotos(2, failure), 2, false, "您填写的内容还在这一页里"},
		} {
			e := house(&bytes.Buffer{})
			e.Handle("POST /photos", c.handler)
			kind, body := withPhotos()
			page := postBody(e, "/photos", kind, body)
			for _, kept := range []string{`name="before" value="路灯不亮"`, "name=\"behind\" value=\"𠮷\r\n写了很久\"", c.sentence, "再试一次"} {
				if !strings.Contains(page, kept) {
					t.Errorf("%v, %s stored: without %q\n%s", failure, name, kept, page)
				}
			}
			if n := strings.Count(page, `name="photos" value="token`); n != c.stored || strings.Contains(page, `type="file"`) != c.chooses ||
				strings.Contains(page, "multipart/form-data") != c.chooses {
				t.Errorf("%v, %s stored: %d stay\n%s", failure, name, n, page)
			}
		}
	}
}
