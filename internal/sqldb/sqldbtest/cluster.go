package sqldbtest

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"sync"
	"syscall"
)

// cluster starts one PostgreSQL for the test binary; nil where the binaries are missing.
var cluster = sync.OnceValues(startServer)

// Server is a PostgreSQL of the test's own, that can be taken away.
type Server struct {
	bin, dir string
	as       *syscall.SysProcAttr
	leash    io.WriteCloser // held open as long as the test binary lives
}

func binaries() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Strings(found)
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1])
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p)
	}
	return ""
}

func startServer() (*Server, error) {
	bin := binaries()
	if bin == "" {
		return nil, nil
	}
	dir, err := os.MkdirTemp("", "jiazhan-pg-")
	if err != nil {
		return nil, err
	}
	as, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir, as: as}
	if err := s.run("initdb", "-D", s.data(), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return nil, err
	}
	if err := s.start(); err != nil {
		return nil, err
	}
	return s, s.watch()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) run(name string, args ...string) error {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr = s.dir, s.as
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}

func (s *Server) start() error {
	options := "-c listen_addresses= -c fsync=off -c max_connections=200 -k " + s.dir
	return s.run("pg_ctl", "-D", s.data(), "-w", "-s", "-l", filepath.Join(s.dir, "log"), "-o", options, "start")
}

func (s *Server) stop() error {
	return s.run("pg_ctl", "-D", s.data(), "-w", "-s", "-m", "fast", "stop")
}

// watch leaves a shell that stops the server when the pipe from the test closes, however the test ends.
func (s *Server) watch() error {
	script := `read x; "$1" -D "$2" -m immediate -s stop; rm -rf "$3"`
	watch := exec.Command("sh", "-c", script, "sh", filepath.Join(s.bin, "pg_ctl"), s.data(), s.dir)
	watch.SysProcAttr = s.as
	var err error
	if s.leash, err = watch.StdinPipe(); err != nil {
		return err
	}
	return watch.Start()
}

// unprivileged gives the folder to "nobody" when the tests run as root, which PostgreSQL refuses.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("nobody")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

func (s *Server) address() string { return "postgres://postgres@/postgres?host=" + s.dir }

func onServer(ctx context.Context, address, statement string) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, statement)
	return err
}
