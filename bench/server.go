package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is one of the two programs under way.
type server struct {
	bench  *bench
	side   side
	stored int
	dir    string
	base   string
	token  string
	inner  string        // where it tells where its time goes; "" unless profiles are wanted
	start  time.Duration // from its start to its first correct answer
	cmd    *exec.Cmd
}

// serve starts a program on a fresh copy of a store and waits for its first correct answer.
func (b *bench) serve(s side, n int) (*server, error) {
	dir, err := b.fresh(s, n)
	if err != nil {
		return nil, err
	}
	address, err := freeAddress(b.ctx)
	if err != nil {
		return nil, err
	}
	v := &server{bench: b, side: s, stored: n, dir: dir, base: "http://" + address}
	first := "/api/cases/1"
	v.cmd = exec.Command(b.tool("refserver"), "-db", filepath.Join(dir, "floor.db"), "-ftsfile", filepath.Join(dir, "index.db"), "-ftslag", "200ms", "-addr", address) //nolint:noctx // stopped by hand
	if s == ours {
		text, err := os.ReadFile(filepath.Join(dir, "token"))
		if err != nil {
			return nil, err
		}
		v.token, first = string(text), "/api/v1/cases/ZD2026-000001"
		v.cmd = exec.Command(b.tool("jiazhan"), append([]string{"serve", "--data", dir, "--addr", address, "--log-level=warn"}, unlimited...)...) //nolint:noctx // the same
		if b.profile != "" {
			if v.inner, err = freeAddress(b.ctx); err != nil {
				return nil, err
			}
			v.cmd.Args = append(v.cmd.Args, "--metrics-listen", v.inner)
		}
	}
	v.cmd.Stderr = os.Stderr
	begun := time.Now()
	if err := start(v.cmd); err != nil {
		return nil, err
	}
	if err := v.answers(first); err != nil {
		return nil, errors.Join(err, v.stop())
	}
	v.start = time.Since(begun)
	return v, nil
}

// unlimited takes the limits away that slow down one who asks too often; all the load comes from one address.
var unlimited = func() []string {
	var flags []string
	for _, class := range []string{"read", "search", "file", "act"} {
		flags = append(flags, "--allow-"+class+"-person=off", "--allow-"+class+"-address=off")
	}
	return flags
}()

// start starts a program in a scheduling group of its own that goes before the rest of the machine, where that is
// allowed: what else runs then disturbs the measurement less.
func start(c *exec.Cmd) error {
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := c.Start(); err != nil {
		return err
	}
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/autogroup", c.Process.Pid), []byte("-15"), 0) // only root may, and only Linux has it
	return nil
}

func freeAddress(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (v *server) answers(path string) error {
	var last error
	for range 3000 {
		status, _, err := v.get(path)
		if err == nil && status == http.StatusOK {
			return nil
		}
		if last = err; err == nil {
			last = fmt.Errorf("status %d", status)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("%s does not answer: %w", v.side, last)
}

// stop ends the program and waits for it.
func (v *server) stop() error {
	if err := v.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err := v.cmd.Wait()
	var ended *exec.ExitError
	if v.side == floor && errors.As(err, &ended) { // it knows no gentle end
		return nil
	}
	return err
}

// resident is the program's memory in MB.
func (v *server) resident() float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", v.cmd.Process.Pid))
	fields := strings.Fields(string(text))
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseFloat(fields[1], 64)
	return pages * float64(os.Getpagesize()) / 1e6
}
