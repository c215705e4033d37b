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
	return a.Serve(ctx, l)
}
