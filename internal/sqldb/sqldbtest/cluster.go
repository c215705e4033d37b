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

// cluster starts one PostgreSQL for the test binary and gives its socket folder, empty where the binaries are missing.
var cluster = sync.OnceValues(startCluster)

// leash is held open as long as the test binary lives.
var leash io.WriteCloser

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

func startCluster() (string, error) {
	bin := binaries()
	if bin == "" {
		return "", nil
	}
	dir, err := os.MkdirTemp("", "jiazhan-pg-")
	if err != nil {
		return "", err
	}
	as, err := unprivileged(dir)
	if err != nil {
		return "", err
	}
	data := filepath.Join(dir, "data")
	run := func(name string, args ...string) error {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir, cmd.SysProcAttr = dir, as
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w: %s", name, err, out)
		}
		return nil
	}
	if err := run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return "", err
	}
	options := "-c listen_addresses= -c fsync=off -c max_connections=200 -k " + dir
	if err := run("pg_ctl", "-D", data, "-w", "-s", "-l", filepath.Join(dir, "log"), "-o", options, "start"); err != nil {
		return "", err
	}
	// This shell stops the server when the pipe from the test closes, however the test ends.
	script := `read x; "$1" -D "$2" -m immediate -s stop; rm -rf "$3"`
	watch := exec.Command("sh", "-c", script, "sh", filepath.Join(bin, "pg_ctl"), data, dir)
	watch.SysProcAttr = as
	if leash, err = watch.StdinPipe(); err != nil {
		return "", err
	}
	return dir, watch.Start()
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

func address(socket string) string { return "postgres://postgres@/postgres?host=" + socket }

func newSchema(ctx context.Context, socket, name string) error {
	return onServer(ctx, address(socket), "CREATE SCHEMA "+name)
}

func onServer(ctx context.Context, address, statement string) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, statement)
	return err
}
