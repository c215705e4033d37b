package app_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/casework"
	"jiazhan/internal/jobs"
	"jiazhan/internal/notice"
	"jiazhan/internal/sample"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/limit"
)

func TestDefaultLimitsAreTheRoomsOwn(t *testing.T) {
	c, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(account.DefaultLimits(), app.AccountLimits(c)); diff != "" {
		t.Error(diff)
	}
	rules, err := c.Allow.Rules()
	if diff := cmp.Diff(limit.Default(), rules); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
}

func settings(t *testing.T) config.Config {
	t.Helper()
	c, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	c.Data, c.Addr = t.TempDir(), "127.0.0.1:0"
	return c
}

func open(t *testing.T, c config.Config) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// running is a served App.
type running struct {
	url  string
	stop context.CancelFunc
	done chan error
}

func serve(t *testing.T, a *app.App) running {
	t.Helper()
	l, err := a.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	r := running{"http://" + l.Addr().String(), stop, make(chan error, 1)}
	go func() { r.done <- a.Serve(ctx, l) }()
	return r
}

// end stops the server, which must stop well.
func (r running) end(t *testing.T) {
	t.Helper()
	r.stop()
	if err := <-r.done; err != nil {
		t.Errorf("stop: %v", err)
	}
}

// until waits for the handler to be entered, or for the server's early end.
func (r running) until(t *testing.T, entered <-chan bool) {
	t.Helper()
	select {
	case <-entered:
	case err := <-r.done:
		t.Fatalf("the server ended: %v", err)
	}
}

func get(t *testing.T, url string, header ...string) (int, string) {
	t.Helper()
	status, body, err := try(t.Context(), url, header...)
	if err != nil {
		t.Fatal(err)
	}
	return status, body
}

func try(ctx context.Context, url string, header ...string) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, "", err
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}

func TestStopLetsRequestsEndAndDrainsTheOutbox(t *testing.T) {
	a := open(t, settings(t))
	entered, leave := make(chan bool), make(chan bool)
	slow := http.NewServeMux()
	slow.HandleFunc("GET /slow", func(w http.ResponseWriter, r *http.Request) {
		entered <- true
		<-leave
		err := a.DB.Write(r.Context(), func(tx *sqldb.Tx) error {
			return notice.Put(r.Context(), tx, notice.Note{CongressID: 1, PersonID: 5, Key: "x"})
		})
		if err != nil {
			t.Error(err)
		}
	})
	ready := a.Handler
	slow.Handle("/", ready)
	a.Handler = slow
	r := serve(t, a)
	answered := make(chan int, 1)
	go func() {
		status, _, err := try(t.Context(), r.url+"/slow")
		if err != nil {
			t.Error(err)
		}
		answered <- status
	}()
	r.until(t, entered)
	if status, body := get(t, r.url+"/readyz"); status != 200 || body != "ready\n" {
		t.Errorf("before: %d %s", status, body)
	}
	r.stop()
	close(leave)
	if status := <-answered; status != 200 {
		t.Errorf("the request under way got %d", status)
	}
	if err := <-r.done; err != nil {
		t.Errorf("stop: %v", err)
	}
	if n, err := a.Notice.Unread(t.Context(), access.Actor{PersonID: 5}, 1); err != nil || n != 1 {
		t.Errorf("%d notices (%v), want the one put by the last request", n, err)
	}
	if d, err := jobs.Depths(t.Context(), a.DB); err != nil || d != (jobs.Depth{}) {
		t.Errorf("outbox %+v %v", d, err)
	}
	if conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://")); err == nil {
		conn.Close()
		t.Error("a stopped server still listens")
	}
}

func TestStopIsNoticedBeforeItBegins(t *testing.T) {
	c := settings(t)
	c.StopNotice = 3 * time.Second
	r := serve(t, open(t, c))
	r.stop()
	status, body := get(t, r.url+"/readyz")
	for status == 200 {
		status, body = get(t, r.url+"/readyz")
	}
	if status != 503 || body != "stopping\n" {
		t.Errorf("readiness: %d %s", status, body)
	}
	for path, want := range map[string]int{"/healthz": 200, "/nothing/at/all": 404} {
		if status, _ := get(t, r.url+path); status != want {
			t.Errorf("%s while it is noticed: %d", path, status)
		}
	}
	if err := <-r.done; err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestStopCutsOffWhatTakesTooLong(t *testing.T) {
	c := settings(t)
	c.StopWait = time.Millisecond
	a := open(t, c)
	entered := make(chan bool)
	a.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		entered <- true
		<-r.Context().Done()
	})
	r := serve(t, a)
	cut := make(chan error, 1)
	go func() {
		_, _, err := try(t.Context(), r.url)
		cut <- err
	}()
	r.until(t, entered)
	r.stop()
	if err := <-r.done; err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("stop: %v", err)
	}
	if err := <-cut; err == nil {
		t.Error("the request was answered")
	}
}

func TestDataFolderHasOneProcess(t *testing.T) {
	c := settings(t)
	a := open(t, c)
	_, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if !errors.Is(err, app.ErrRunning) || !strings.Contains(err.Error(), c.Data) {
		t.Fatalf("a second start gave %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, c)
	for _, name := range []string{"jiazhan.db", "keys.json"} {
		info, err := os.Stat(filepath.Join(c.Data, name))
		if err != nil {
			t.Error(err)
		} else if name == "keys.json" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
}

func TestMetricsNeedTheToken(t *testing.T) {
	c := settings(t)
	c.MetricsToken = "0123456789abcdef"
	r := serve(t, open(t, c))
	defer r.end(t)
	for _, header := range []string{"", "Bearer ", "Bearer 0123456789abcdeg", "0123456789abcdef"} {
		status, _ := get(t, r.url+"/metrics", "Authorization", header)
		if want := map[bool]int{true: 200, false: 404}[header == "0123456789abcdef"]; status != want {
			t.Errorf("%q: %d", header, status)
		}
	}
	get(t, r.url+"/nothing/at/all")
	_, body := get(t, r.url+"/metrics", "Authorization", "Bearer 0123456789abcdef")
	for _, want := range []string{`jiazhan_request_seconds_count{route="none",status="404"} 1`, "\njiazhan_outbox_waiting 0\n"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in %s", want, body)
		}
	}
}

func TestOnlyOurHostNamesAreAnswered(t *testing.T) {
	c := settings(t)
	c.BaseURL = "https://npc.example.cn"
	r := serve(t, open(t, c))
	defer r.end(t)
	for host, want := range map[string]int{"npc.example.cn": 404, "NPC.example.cn:443": 404, "localhost": 404,
		"evil.example": 421, "npc.example.cn.evil.example": 421} {
		if status, _ := get(t, r.url+"/nothing/at/all", "Host", host); status != want {
			t.Errorf("host %q: %d, want %d", host, status, want)
		}
		if status, _ := get(t, r.url+"/healthz", "Host", host); status != 200 {
			t.Errorf("a probe as %q: %d", host, status)
		}
	}
}

func TestHostNamesMayBeWrittenInAnyWay(t *testing.T) {
	c := settings(t)
	c.AllowedHosts = []string{"NPC.Example.cn", "代表之家.cn", "rd.example.cn."}
	r := serve(t, open(t, c))
	defer r.end(t)
	for host, want := range map[string]int{"npc.example.cn": 404, "NPC.EXAMPLE.CN": 404, "xn--9iq4nk24av58b.cn": 404, "rd.example.cn": 404, "xn--fiqs8s.cn": 421} {
		if status, _ := get(t, r.url+"/nothing/at/all", "Host", host); status != want {
			t.Errorf("host %q: %d, want %d", host, status, want)
		}
	}
}

func TestOptionsOfTheWholeServerAreGuardedToo(t *testing.T) {
	r := serve(t, open(t, settings(t)))
	defer r.end(t)
	line, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	if _, err := io.WriteString(line, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(line)
	if text := string(got); err != nil || strings.Contains(text, " 200 ") || !strings.Contains(text, "Content-Security-Policy: default-src 'none'") {
		t.Errorf("%v: %s", err, text)
	}
}

// put finds the kind of each outbox row in the source: a constant of the room, or a word.
var put = regexp.MustCompile(`jobs\.Put\(ctx, tx, (\w+|"[^"]+"),`)

func TestEveryKindOfJobHasAHandler(t *testing.T) {
	a := open(t, settings(t))
	kinds := map[string]string{"casework Happened": casework.Happened, "sms Kind": sms.Kind, "notice Kind": notice.Kind}
	found := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range put.FindAllStringSubmatch(string(text), -1) {
			found++
			place := filepath.Base(filepath.Dir(path)) + " " + m[1]
			if kind := kinds[place]; !slices.Contains(a.Pump.Kinds(), kind) {
				t.Errorf("%s puts %s, which nobody handles", path, m[1])
			}
		}
		return err
	})
	if err != nil || found < len(kinds) {
		t.Errorf("found only %d: %v", found, err)
	}
}

func TestAnInstallationOpensWithItsOwnKeyRingOnly(t *testing.T) {
	c := settings(t)
	first, err := app.Open(t.Context(), c, app.NewLog(c, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	home, err := first.Congress.Found(t.Context(), access.Clock, sample.Organise().Foundations[0])
	if err == nil {
		_, err = first.Account.FirstAdmin(t.Context(), home, account.NewPerson{Name: "甄管理", Phone: "16300000001"})
	}
	if err = errors.Join(err, first.Close()); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"no ring": filepath.Join(t.TempDir(), "nowhere.json"), "another ring": anotherRing(t)} {
		other := c
		other.Keys = path
		var wrong *config.Wrong
		if a, err := app.Open(t.Context(), other, app.NewLog(c, io.Discard)); !errors.As(err, &wrong) || wrong.Key != "keys" {
			t.Errorf("%s: %v", name, err)
			if a != nil {
				_ = a.Close()
			}
		}
	}
	if _, err := os.Stat(filepath.Join(c.Data, "keys.json")); err != nil {
		t.Fatal(err)
	}
	open(t, c)
}

func anotherRing(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.json")
	if _, err := vault.Open(path); err != nil {
		t.Fatal(err)
	}
	return path
}
