package transfer_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/blob"
	"jiazhan/internal/media"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/transfer"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/uitest"
)

type house struct {
	*testing.T
	url, folder string // of what is stored
}

// newHouse serves transfers to nobody in particular and, by cookie, to a person.
func newHouse(t *testing.T) *house {
	t.Helper()
	db := sqldbtest.SQLite(t, sqldbtest.NewClock())
	folder := filepath.Join(t.TempDir(), "blob")
	store, err := blob.OpenDisk(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	keys, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	e := edge.New(edge.Config{Log: slog.New(slog.DiscardHandler), Now: db.Now, Sign: func(string) []byte { return make([]byte, 32) }})
	who := map[string]access.Actor{"": {}, "clerk": {PersonID: 7}}
	s := &transfer.Server{Media: media.New(db, store, keys), Limits: limit.New(nil, db.Now),
		Actor: func(r *http.Request) (access.Actor, error) { return who[uitest.Named(r)], nil }}
	if err := s.Mount(e); err != nil {
		t.Fatal(err)
	}
	return &house{t, uitest.Serve(t, e), folder}
}

func photo(behind int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		panic(err)
	}
	return append(b.Bytes(), make([]byte, behind)...)
}

// ask sends one request of the protocol; headers come in pairs.
func (h *house) ask(method, path string, body io.Reader, headers ...string) *http.Response {
	h.Helper()
	r, err := http.NewRequestWithContext(h.Context(), method, h.url+path, body)
	if err != nil {
		h.Fatal(err)
	}
	r.Header.Set("Tus-Resumable", "1.0.0")
	r.Header.Set("Accept-Language", "zh-CN")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { a.Body.Close() })
	return a
}

func (h *house) begin(size int, headers ...string) string {
	h.Helper()
	a := h.ask(http.MethodPost, "/transfers/", nil, append(headers, "Upload-Length", strconv.Itoa(size))...)
	to := a.Header.Get("Location")
	if a.StatusCode != http.StatusCreated || !strings.HasPrefix(to, "/transfers/") || a.Header.Get("Upload-Expires") == "" {
		h.Fatalf("%d %v", a.StatusCode, a.Header)
	}
	return to
}

func (h *house) patch(path string, at int, body []byte, headers ...string) *http.Response {
	h.Helper()
	return h.ask(http.MethodPatch, path, bytes.NewReader(body), append(headers, "Upload-Offset", strconv.Itoa(at), "Content-Type", "application/offset+octet-stream", "Photo-Name", "%E8%B7%AF.jpg")...)
}

// far is how many bytes have come.
func (h *house) far(path string, headers ...string) int {
	h.Helper()
	a := h.ask(http.MethodHead, path, nil, headers...)
	n, err := strconv.Atoi(a.Header.Get("Upload-Offset"))
	if a.StatusCode != http.StatusOK || err != nil {
		h.Fatalf("%d %v", a.StatusCode, err)
	}
	return n
}

// A line that breaks in the middle loses nothing of what has come; the rest makes the photo, which is told again to whoever
// did not hear it.
func TestAPhotoGoesOnAfterTheLineBroke(t *testing.T) {
	h := newHouse(t)
	file := photo(300_000)
	to := h.begin(len(file))
	h.cut(to, file, 200_000)
	at := h.far(to)
	if at != 200_000 {
		t.Fatalf("%d bytes are kept", at)
	}
	if a := h.patch(to, at-1, file[at-1:]); a.StatusCode != http.StatusConflict {
		t.Errorf("from a wrong place: %d", a.StatusCode)
	}
	a := h.patch(to, at, file[at:])
	token := a.Header.Get("Photo-Token")
	if a.StatusCode != http.StatusNoContent || len(token) != 32 {
		t.Fatalf("%d %v", a.StatusCode, a.Header)
	}
	if again := h.ask(http.MethodHead, to, nil); again.Header.Get("Photo-Token") != token {
		t.Errorf("it is not told again: %v", again.Header)
	}
}

// cut sends the first n bytes of what is announced whole, and goes away once they are there.
func (h *house) cut(path string, file []byte, n int) {
	h.Helper()
	c, err := new(net.Dialer).DialContext(h.Context(), "tcp", strings.TrimPrefix(h.url, "http://"))
	if err != nil {
		h.Fatal(err)
	}
	head := "PATCH " + path + " HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: " +
		strconv.Itoa(len(file)) + "\r\n\r\n"
	if _, err := c.Write(append([]byte(head), file[:n]...)); err != nil {
		h.Fatal(err)
	}
	if err := c.(*net.TCPConn).CloseWrite(); err != nil {
		h.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, c) // until the server has seen that no more comes
	c.Close()
}

func TestAPhotoIsOfWhoeverSendsIt(t *testing.T) {
	h := newHouse(t)
	file := photo(0)
	to := h.begin(len(file), "Cookie", "who=clerk")
	for _, a := range []*http.Response{h.ask(http.MethodHead, to, nil), h.patch(to, 0, file), h.ask(http.MethodDelete, to, nil), h.ask(http.MethodHead, "/transfers/abc", nil)} {
		if a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", a.Request.Method, a.StatusCode)
		}
	}
	if a := h.ask(http.MethodDelete, to, nil, "Cookie", "who=clerk"); a.StatusCode != http.StatusNoContent {
		t.Errorf("her own: %d", a.StatusCode)
	}
	if a := h.ask(http.MethodHead, to, nil, "Cookie", "who=clerk"); a.StatusCode != http.StatusNotFound {
		t.Errorf("it is still there: %d", a.StatusCode)
	}
}

func TestWhatIsNoPhotoIsRefusedInWords(t *testing.T) {
	h := newHouse(t)
	letter := []byte("这是一封信")
	a := h.patch(h.begin(len(letter)), 0, letter)
	text, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(string(text), "“路.jpg”不是照片") {
		t.Errorf("%d %s", a.StatusCode, text)
	}
	a = h.ask(http.MethodPost, "/transfers/", nil, "Upload-Length", strconv.Itoa(media.MostBytes+1))
	if text, err = io.ReadAll(a.Body); err != nil || a.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(text), "太大") {
		t.Errorf("%d %s", a.StatusCode, text)
	}
	if a := h.ask(http.MethodPost, "/transfers/", nil, "Upload-Length", "10", "Sec-Fetch-Site", "cross-site", "Origin", "https://elsewhere.example"); a.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %d", a.StatusCode)
	}
}

// Where nothing can be stored she is told so, nothing counts as having come, and later it goes on.
func TestAPhotoWaitsForTheStore(t *testing.T) {
	h := newHouse(t)
	file := photo(1000)
	to := h.begin(len(file))
	away := h.folder + "-away"
	if err := errors.Join(os.CopyFS(away, os.DirFS(h.folder)), os.RemoveAll(h.folder)); err != nil {
		t.Fatal(err)
	}
	a := h.patch(to, 0, file)
	text, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(text), "照片现在存不下来") {
		t.Errorf("%d %s %v", a.StatusCode, text, err)
	}
	if err := os.Rename(away, h.folder); err != nil {
		t.Fatal(err)
	}
	if at := h.far(to); at != 0 {
		t.Errorf("%d bytes count as stored", at)
	}
	if a := h.patch(to, 0, file); a.StatusCode != http.StatusNoContent {
		t.Errorf("it does not go on: %d", a.StatusCode)
	}
}
