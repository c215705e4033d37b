package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/congress"
	"jiazhan/internal/notice"
	"jiazhan/internal/sample"
)

// TestMain lets the test binary be the program itself, so that it can be killed.
func TestMain(m *testing.M) {
	if os.Getenv("JIAZHAN_TEST_IS_PROGRAM") != "" {
		main()
	}
	os.Exit(m.Run())
}

const (
	clients = 8
	enough  = 150 // acknowledged cases before the kill
)

// What was acknowledged before kill -9 is there after it; what was not and is sent again exists once; each case has told
// its desk once; the history holds.
func TestKilledWhileFiling(t *testing.T) {
	dir := t.TempDir()
	admin := peopled(t, dir)
	p := start(t, dir)
	sent, acked := p.fileUntilKilled(t)
	if len(acked) < enough {
		t.Fatalf("only %d cases were acknowledged", len(acked))
	}
	again := start(t, dir)
	numbers := map[string]bool{}
	for _, key := range sent {
		number, err := again.file(t.Context(), key)
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		if old := acked[key]; old != "" && old != number {
			t.Errorf("%s was %s and is %s", key, old, number)
		}
		numbers[number] = true
	}
	if len(numbers) != len(sent) {
		t.Errorf("%d numbers for %d cases", len(numbers), len(sent))
	}
	if err := again.stop(syscall.SIGTERM); err != nil {
		t.Errorf("told to stop: %v", err)
	}
	settled(t, dir, admin, len(sent))
}

func installation(t *testing.T, dir string) *app.App {
	t.Helper()
	c, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	c.Data = dir
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// peopled founds the first county with an administrator for all of its stations.
func peopled(t *testing.T, dir string) access.Actor {
	t.Helper()
	a := installation(t, dir)
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	var county int64
	for _, f := range sample.Organise().Foundations[:2] {
		var err error
		if county, err = a.Congress.Found(t.Context(), access.Clock, f); err != nil {
			t.Fatal(err)
		}
	}
	id, err := a.Account.CreatePerson(t.Context(), access.Clock, county, account.NewPerson{Name: "甄站长", Phone: "16399999999"})
	if err != nil {
		t.Fatal(err)
	}
	grant := access.Grant{Role: access.StationAdmin, CongressID: county}
	if _, err := a.Account.Grant(t.Context(), access.Clock, id, grant); err != nil {
		t.Fatal(err)
	}
	return access.Actor{PersonID: id, Grants: []access.Grant{grant}}
}

func settled(t *testing.T, dir string, admin access.Actor, cases int) {
	t.Helper()
	a := installation(t, dir)
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := a.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := a.Notice.Inbox(t.Context(), admin, admin.Grants[0].CongressID, notice.Before{}, 10)
	if err != nil || len(list) != 1 || list[0].Times != int64(cases) {
		t.Errorf("the desk was told %+v (%v), want %d times", list, err, cases)
	}
	if v, err := a.Cases.Verify(t.Context()); err != nil || v.Cases != cases || len(v.Bad) > 0 {
		t.Errorf("the history: %+v %v", v, err)
	}
}

// program is a served installation in a process of its own.
type program struct {
	cmd *exec.Cmd
	url string
}

func start(t *testing.T, dir string) *program {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "serve", "--data", dir, "--addr=127.0.0.1:0", "--allow-file-address=off", "--log-level=error")
	cmd.Env = append(os.Environ(), "JIAZHAN_TEST_IS_PROGRAM=yes")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, url, ok := strings.Cut(strings.TrimSpace(line), "jiazhan listens on ")
	if err != nil || !ok {
		t.Fatalf("the program said %q: %v", line, err)
	}
	return &program{cmd, url}
}

func (p *program) stop(s os.Signal) error {
	if err := p.cmd.Process.Signal(s); err != nil {
		return err
	}
	return p.cmd.Wait()
}

// station is the slug of a station of the county.
func station() string {
	for _, row := range sample.Organise().Foundations[1].Rows {
		if s, ok := row.(congress.StationForm); ok {
			return s.Slug
		}
	}
	return ""
}

func (p *program) file(ctx context.Context, key string) (number string, err error) {
	body, err := json.Marshal(sample.Filing{Kind: "problem", Title: "路灯不亮 " + key, Text: "村口的路灯坏了三天，晚上走路看不见。", Station: station()})
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/api/v1/congresses/zhengding/cases", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	var receipt struct{ Number string }
	if err := json.Unmarshal(text, &receipt); err != nil || receipt.Number == "" {
		return "", fmt.Errorf("%s: %s", resp.Status, text)
	}
	return receipt.Number, nil
}

// fileUntilKilled files from many sides at once and kills the program in the middle of it.
func (p *program) fileUntilKilled(t *testing.T) (sent []string, acked map[string]string) {
	t.Helper()
	var mu sync.Mutex
	acked = map[string]string{}
	full, ended := make(chan bool), make(chan bool)
	var first error
	var filing sync.WaitGroup
	for c := range clients {
		filing.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("client-%d-case-%d", c, i)
				number, err := p.file(t.Context(), key)
				mu.Lock()
				sent = append(sent, key)
				if err == nil {
					acked[key] = number
				}
				if len(acked) == enough && err == nil {
					close(full)
				}
				first = cmp.Or(first, err)
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	go func() { filing.Wait(); close(ended) }()
	select {
	case <-full:
	case <-ended:
		t.Fatalf("filing ended before the kill: %v", first)
	}
	if err := p.stop(syscall.SIGKILL); err == nil {
		t.Error("the program ended by itself")
	}
	<-ended
	return sent, acked
}
