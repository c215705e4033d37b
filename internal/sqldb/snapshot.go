package sqldb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// ErrNoTool is given where PostgreSQL's own programs, which dump and load it, are missing.
var ErrNoTool = errors.New("sqldb: pg_dump and pg_restore are not installed here")

// Snapshot writes the database of c, as of one moment, into the new file to, while others read and write it.
func Snapshot(ctx context.Context, c Config, to string) error {
	if c.URL != "" {
		return tool(ctx, c.URL, "pg_dump", "--format=custom", "--no-owner", "--file="+to)
	}
	db, err := openFile(c.Path, "mode=rw", 1) // a missing database is an error, not a new one
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		return fmt.Errorf("sqldb: snapshot %s: %w", c.Path, classify(err))
	}
	return nil
}

// Load lays a snapshot into the empty PostgreSQL database of c. A SQLite snapshot is the database itself and needs no loading.
func Load(ctx context.Context, c Config, from string) error {
	return tool(ctx, c.URL, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", from)
}

// tool runs one of PostgreSQL's programs on a database; what it complains about is the error. The password goes by the
// environment, because everybody on the machine may read a command line.
func tool(ctx context.Context, address, name string, args ...string) error {
	path, err := findTool(name)
	if err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("sqldb: %s: the database's address is wrong", name)
	}
	cmd := exec.CommandContext(ctx, path)
	cmd.Env = os.Environ()
	if password, ok := u.User.Password(); ok {
		cmd.Env = append(cmd.Env, "PGPASSWORD="+password)
		u.User = url.User(u.User.Username())
	}
	cmd.Args = append(cmd.Args, append([]string{"--dbname=" + u.String()}, args...)...)
	var says bytes.Buffer
	cmd.Stderr = &says
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("sqldb: %s: %w: %s", name, err, strings.TrimSpace(says.String()))
	}
	return nil
}

// findTool looks in the PATH, then where Debian keeps PostgreSQL's programs, the newest version first.
func findTool(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) == 0 {
		return "", ErrNoTool
	}
	return found[len(found)-1], nil
}
