package main

import (
	"context"
	"fmt"

	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
)

type migrate struct{ config.Config }

// Run brings the database up to date; serve does the same when it starts.
func (cmd *migrate) Run(ctx context.Context, c console) error {
	if err := app.Installed(cmd.Config); err != nil {
		return err
	}
	a, err := app.Open(ctx, cmd.Config, app.NewLog(cmd.Config, c.err))
	if err != nil {
		return err
	}
	if err := a.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.out, "the database is up to date")
	return err
}
