// Command bench measures the program beside a bare server that does the same work and nothing else, both in turn on the
// same machine, and prints our rate, its rate and the ratio for each row of the work. It owns no table. It must never
// touch an installation that somebody uses: it works in a folder of its own and stops only what it started.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	s, err := readSettings()
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(s.tools, "loadgen")); errors.Is(err, os.ErrNotExist) {
		fmt.Fprintf(os.Stdout, "The comparison is left out: there is no load generator in %s (BENCH_TOOLS).\n", s.tools)
		return command(ctx, "go", "test", "-run", "^$", "-bench", ".", "-benchtime", "1s", "./internal/...").Run()
	}
	b := &bench{settings: s, ctx: ctx, results: map[cell][]result{}}
	if err := b.build(); err != nil {
		return err
	}
	if err := b.measure(); err != nil {
		return err
	}
	b.print(os.Stdout)
	return nil
}

// bench is one measurement under way.
type bench struct {
	settings
	ctx     context.Context
	results map[cell][]result
	extra   []line
}

// command runs a program whose words people may read.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Stdout, c.Stderr = os.Stderr, os.Stderr
	return c
}

func (b *bench) tool(name string) string { return filepath.Join(b.work, "bin", name) }

// build makes the three programs.
func (b *bench) build() error {
	if err := os.MkdirAll(filepath.Join(b.work, "bin"), 0o755); err != nil {
		return err
	}
	for _, one := range []struct{ dir, what, name string }{
		{".", "./cmd/jiazhan", "jiazhan"},
		{filepath.Join(b.tools, "loadgen"), ".", "loadgen"},
		{filepath.Join(b.tools, "floor"), "./refserver", "refserver"},
	} {
		c := command(b.ctx, "go", "build", "-o", b.tool(one.name), one.what)
		c.Dir = one.dir
		if err := c.Run(); err != nil {
			return fmt.Errorf("build %s: %w", one.name, err)
		}
	}
	return nil
}
