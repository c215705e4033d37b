package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
)

type demo struct {
	Addr string `default:"127.0.0.1:8080" help:"Address and port to listen on; when the port is taken, another one is."`
	Data string `type:"path" placeholder:"DIR" help:"Folder to keep the demonstration in; empty: a temporary one, removed at the end."`

	ClockStart time.Time `placeholder:"RFC3339" help:"Instant at which the demonstration's clock begins; empty: the real time."`
	ClockSpeed float64   `default:"1" help:"How many seconds pass on its clock in one real second."`
}

// Run serves two counties and their city, with nobody real in them.
func (cmd *demo) Run(ctx context.Context, c console) (err error) {
	settings, remove, err := cmd.settings()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	l, err := cmd.listen(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	settings.Addr = l.Addr().String()
	a, err := app.Open(ctx, settings, app.NewLog(settings, c.err))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	cast, err := a.Demonstrate(ctx)
	if err != nil {
		return err
	}
	if err := welcome(c, l.Addr(), cast); err != nil {
		return err
	}
	return a.Serve(ctx, l)
}

func (cmd *demo) settings() (config.Config, func() error, error) {
	s, err := config.Default()
	if err != nil {
		return s, nil, err
	}
	s.Addr, s.Data, s.SMS, s.FactorOptional, s.LogLevel = cmd.Addr, cmd.Data, "console", true, "warn"
	s.ClockStart, s.ClockSpeed = cmd.ClockStart, cmd.ClockSpeed
	if s.Data != "" {
		return s, func() error { return nil }, nil
	}
	dir, err := os.MkdirTemp("", "jiazhan-demo-")
	if err != nil {
		return s, nil, err
	}
	s.Data = filepath.Join(dir, "data")
	return s, func() error { return os.RemoveAll(dir) }, nil
}

// listen takes the wished port, or any when somebody has it.
func (cmd *demo) listen(ctx context.Context) (net.Listener, error) {
	l, err := app.ListenAt(ctx, cmd.Addr)
	if err == nil {
		return l, nil
	}
	host, _, split := net.SplitHostPort(cmd.Addr)
	if split != nil {
		return nil, err
	}
	return app.ListenAt(ctx, net.JoinHostPort(host, "0"))
}

func welcome(c console, addr net.Addr, cast []app.SignIn) error {
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "Jiazhan 家站: two counties and their city, with nobody real in them.\n\n  http://%s/\n\n", addr)
	fmt.Fprintf(w, "Sign in at http://%s/signin with a phone and this password: %s\n\n", addr, cast[0].Password)
	for _, s := range cast {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", s.Phone, s.Role, s.Congress, s.Name)
	}
	for _, s := range cast {
		if s.Passphrase != "" {
			fmt.Fprintf(w, "\nSealed reports of %s open with this passphrase, for its %s and its %s: %s\n", s.Congress, access.Discipline, access.CaseOfficer, s.Passphrase)
			break
		}
	}
	fmt.Fprint(w, "\nAnybody else, a citizen for example, signs in with a phone and the code that appears here.\nStop with Ctrl-C.\n")
	return w.Flush()
}
