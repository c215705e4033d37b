// Command jiazhan is the online home of people's-congress deputies: one program with a subcommand for each job.
// It owns nothing: every subcommand reads the settings, opens what it needs through internal/app, and says how it went.
// It must never hold a rule of the domain.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"jiazhan/internal/app/config"
)

// commands are the subcommands, in the order in which help shows them.
type commands struct {
	Demo        demo        `cmd:"" help:"Show two counties and their city on this machine, with nobody real in them."`
	Serve       serve       `cmd:"" help:"Serve the installation in the data folder until told to stop."`
	Init        initialise  `cmd:"" help:"Found a congress and make its first administrator."`
	Migrate     migrate     `cmd:"" help:"Bring the database up to date; serve does that itself when it starts."`
	Verify      verify      `cmd:"" help:"Check that every case agrees with its history and every photo with its hash (exit code 1 if not)."`
	Backup      backUp      `cmd:"" help:"Copy the installation into a folder, also while it runs."`
	Restore     restore     `cmd:"" help:"Lay a copy out in an empty data folder and prove it."`
	Drill       drill       `cmd:"" help:"Take a copy, restore it beside the installation, prove it, and say how it went."`
	Keys        keys        `cmd:"" help:"Change the key that names, phones and sealed words are encrypted with."`
	DeadLetters deadLetters `cmd:"" help:"List the effects that no try could have, and put them back to be tried again."`
	Import      imports     `cmd:"" help:"Bring in what earlier systems left behind."`
	CheckConfig checkConfig `cmd:"" help:"Print every setting in force, or name the wrong ones (exit code 78)."`
}

// console is what a subcommand may use beside its settings.
type console struct {
	out, err io.Writer
}

// lean is how much garbage, in percent of what lives, may gather: less than usual, so that a county fits a small machine.
// GOGC in the environment says otherwise.
const lean = 60

// ballast is never touched and takes no memory, but counts as living: without it, what lives beside SQLite is a few
// megabytes, and their percentage of garbage would be collected forty times a second.
const ballast = 16 << 20

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(lean)
	}
	weight := make([]byte, ballast)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], console{os.Stdout, os.Stderr})
	stop()
	runtime.KeepAlive(weight)
	os.Exit(code)
}

// run runs one subcommand and gives the exit code: 0 done, 78 wrong settings, 1 anything else.
func run(ctx context.Context, args []string, c console) int {
	done := false
	options, err := config.Options(args)
	if err == nil {
		err = dispatch(ctx, args, c, append(options, kong.Exit(func(int) { done = true })), &done)
	}
	if err == nil || done {
		return 0
	}
	fmt.Fprintln(c.err, "jiazhan:", err)
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		return coded.ExitCode()
	}
	return 1
}

// misused is an argument that kong refused: its message names the flag or the key.
type misused struct{ error }

func (misused) ExitCode() int { return config.Code }

func dispatch(ctx context.Context, args []string, c console, options []kong.Option, done *bool) error {
	parser, err := kong.New(&commands{}, append(options, kong.Name("jiazhan"), kong.Writers(c.out, c.err),
		kong.Description("Jiazhan 家站, the online home of people's-congress deputies."),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(c))...)
	if err != nil {
		return err
	}
	call, err := parser.Parse(args)
	if *done { // help was shown
		return nil
	}
	if err != nil {
		return misused{err}
	}
	return call.Run()
}
