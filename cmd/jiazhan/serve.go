package main

import (
	"context"
	"errors"
	"fmt"

	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
)

type serve struct{ config.Config }

// Run serves until the process is told to stop.
func (cmd *serve) Run(ctx context.Context, c console) (err error) {
	a, err := app.Open(ctx, cmd.Config, app.NewLog(cmd.Config, c.err))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	l, err := a.Listen(ctx)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(c.out, "jiazhan listens on http://%s\n", l.Addr()); err != nil {
		return err
	}
	if err := hint(ctx, c, a); err != nil {
		return err
	}
	return a.Serve(ctx, l)
}

// hint says what to do where nobody can come in yet.
func hint(ctx context.Context, c console, a *app.App) error {
	dir, err := a.Congress.Directory(ctx)
	if err != nil || len(dir.Congresses()) > 0 {
		return err
	}
	_, err = fmt.Fprintf(c.out, "No congress is founded in %s yet. Stop this and run: jiazhan init --help\n", a.Config.Data)
	return err
}
