package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/sqldb"
)

func TestRun(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"--help", 0, "check-config"},
		{"check-config", 0, "addr = 127.0.0.1:8080"},
		{"check-config --addr=x", 78, "setting addr"},
		{"check-config --lisen=x", 78, "--lisen"},
		{"check-config --data=/dev/null", 78, "setting data: /dev/null is no folder"},
		{"check-config --data=/dev/null/below", 78, "setting data"},
		{"check-config --keys=/", 78, "setting keys: / is a folder"},
		{"check-config --keys=/dev/null/below", 78, "setting keys"},
		{"serve --clock-speed=-2", 78, "setting clock-speed"},
		{"nothing", 78, "nothing"},
		{"verify --data=/nonexistent", 78, "setting data: /nonexistent holds no installation"},
		{"backup --data=/nonexistent --to=/nonexistent", 78, "setting data"},
		{"drill --data=/nonexistent", 78, "setting data"},
		{"migrate --data=/nonexistent", 78, "setting data"},
		{"dead-letters --data=/nonexistent", 78, "setting data"},
		{"restore --data=/nonexistent --from=. --skip-numbers=-5", 78, "setting skip-numbers"},
	} {
		var out, err bytes.Buffer
		code := run(context.Background(), strings.Fields(c.args), console{&out, &err})
		if code != c.code || !strings.Contains(out.String()+err.String(), c.says) {
			t.Errorf("%s: exit code %d\n%s%s", c.args, code, &out, &err)
		}
	}
}

func TestAVariableThatIsNoSettingIsNamed(t *testing.T) {
	t.Setenv("JIAZHAN_LISTN", "x")
	var out bytes.Buffer
	if code := run(t.Context(), []string{"check-config"}, console{&out, &out}); code != 78 || !strings.Contains(out.String(), "setting JIAZHAN_LISTN") {
		t.Errorf("exit code %d\n%s", code, &out)
	}
}

func TestInit(t *testing.T) {
	dir := t.TempDir()
	found := func(more ...string) (int, string) {
		var out, err bytes.Buffer
		args := append([]string{"init", "--data", dir, "--slug=zhengding", "--name=正定县人民代表大会", "--short=正定县", "--level=county",
			"--prefix=ZD", "--division=130123", "--admin-name=甄管理", "--base-url=https://npc.example.cn"}, more...)
		return run(context.Background(), args, console{&out, &err}), out.String() + err.String()
	}
	if code, says := found("--admin-phone=12"); code != 1 || !strings.Contains(says, "--admin-phone: ") {
		t.Errorf("a wrong phone: %d %s", code, says)
	}
	if code, says := found("--admin-phone=16300000001"); code != 0 || !strings.Contains(says, "https://npc.example.cn/signin/invite/") {
		t.Errorf("the first: %d %s", code, says)
	}
	if code, says := found("--admin-phone=163 0000 0001"); code != 0 || !strings.Contains(says, "/signin/invite/") {
		t.Errorf("the first, whose link was lost: %d %s", code, says)
	}
	if code, says := found("--admin-phone=16300000001", "--name=别的人民代表大会"); code != 0 || !strings.Contains(says, "正定县人民代表大会 is founded") {
		t.Errorf("by another name: %d %s", code, says)
	}
	if code, says := found("--admin-phone=16300000001", "--level=city"); code != 1 || strings.Contains(says, "/invite/") || !strings.Contains(says, "--level=county") {
		t.Errorf("another congress under the same slug: %d %s", code, says)
	}
	if code, says := found("--admin-phone=16300000002"); code != 1 || strings.Contains(says, "/invite/") {
		t.Errorf("a second administrator: %d %s", code, says)
	}
	var out bytes.Buffer
	if code := run(context.Background(), []string{"verify", "--data", dir}, console{&out, &out}); code != 0 || !strings.Contains(out.String(), "0 of them broken") {
		t.Errorf("verify: %d %s", code, &out)
	}
}

func TestDeadLettersAreListedAndPutBack(t *testing.T) {
	dir := t.TempDir()
	c, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	c.Data = dir
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	err = a.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO dead_letter (kind, body, at, tries, died, error) VALUES ('notice', '{}', 1, 11, 2, 'the desk is gone')`)
		return err
	})
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		more string
		code int
		says string
	}{
		{"", 0, "the desk is gone"},
		{"--revive=2", 1, "dead letter 2"},
		{"--revive=1", 0, "0 dead letters, 1 put back"},
	} {
		var out, err bytes.Buffer
		code := run(t.Context(), strings.Fields("dead-letters --data "+dir+" "+one.more), console{&out, &err})
		if code != one.code || !strings.Contains(out.String()+err.String(), one.says) {
			t.Errorf("%q: exit code %d\n%s%s", one.more, code, &out, &err)
		}
	}
}

func TestDemoStops(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out := &waiting{until: "Ctrl-C", told: make(chan bool)}
	done := make(chan int)
	go func() { done <- run(ctx, []string{"demo", "--addr=127.0.0.1:0"}, console{out, out}) }()
	select {
	case <-out.told:
	case code := <-done:
		t.Fatalf("the demonstration ended with %d: %s", code, &out.Buffer)
	}
	stop()
	if code := <-done; code != 0 || !strings.Contains(out.String(), "case_officer") {
		t.Errorf("exit code %d: %s", code, &out.Buffer)
	}
}

func TestServeSaysWhatToDoWhereNothingIsFounded(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out := &waiting{until: "jiazhan init --help", told: make(chan bool)}
	done := make(chan int)
	go func() {
		done <- run(ctx, []string{"serve", "--addr=127.0.0.1:0", "--data", t.TempDir()}, console{out, io.Discard})
	}()
	select {
	case <-out.told:
		stop()
		<-done
	case code := <-done:
		t.Fatalf("serve ended with %d: %s", code, &out.Buffer)
	}
}

// waiting tells when something was written.
type waiting struct {
	bytes.Buffer
	until string
	told  chan bool
	once  sync.Once
}

func (w *waiting) Write(b []byte) (int, error) {
	n, err := w.Buffer.Write(b)
	if strings.Contains(w.String(), w.until) {
		w.once.Do(func() { close(w.told) })
	}
	return n, err
}

func TestImport(t *testing.T) {
	dir := t.TempDir()
	do := func(args ...string) (int, string) {
		var out bytes.Buffer
		code := run(context.Background(), append(args, "--data", dir), console{&out, &out})
		return code, out.String()
	}
	if code, says := do("init", "--slug=zhengding", "--name=正定县人民代表大会", "--short=正定县", "--level=county",
		"--prefix=ZD", "--division=130123", "--admin-name=甄管理", "--admin-phone=16300000001"); code != 0 {
		t.Fatal(says)
	}
	file := filepath.Join(dir, "old.csv")
	text := "编号,提交时间,反映内容,状态\n1,2025-03-11,路灯不亮,已受理\n2,2025-03-12,,已受理\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		flags, says string
		code        int
	}{
		{"--dry-run", "反映内容 → text", 0},
		{"", "row 3, text: Please fill this in.", 1},
		{"", "2 rows: 1 would be brought in", 1},
		{"--filed=soon", "setting filed", 78},
		{"--skip-bad", "2 rows: 1 brought in, 0 known already, 1 wrong", 0},
		{"--skip-bad", "2 rows: 0 brought in, 1 known already, 1 wrong", 0},
	} {
		code, says := do(append([]string{"import", "cases", file, "--congress=zhengding"}, strings.Fields(c.flags)...)...)
		if code != c.code || !strings.Contains(says, c.says) {
			t.Errorf("%q: exit code %d\n%s", c.flags, code, says)
		}
	}
	if code, says := do("verify"); code != 0 || !strings.Contains(says, "1 cases, 2 events, 0 of them broken") {
		t.Errorf("verify: %d %s", code, says)
	}
}
