package main

import (
	"context"
	"errors"
	"fmt"

	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
)

type verify struct{ config.Config }

// errBroken ends verify with exit code 1 after the places have been named.
var errBroken = errors.New("the history does not hold")

// Run checks every case against its history and names what does not hold.
func (cmd *verify) Run(ctx context.Context, c console) (err error) {
	a, err := app.Open(ctx, cmd.Config, app.NewLog(cmd.Config, c.err))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	found, err := a.Cases.Verify(ctx)
	if err != nil {
		return err
	}
	for _, bad := range found.Bad {
		if _, err := fmt.Fprintln(c.out, bad); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(c.out, "%d cases, %d events, %d of them broken\n", found.Cases, found.Events, len(found.Bad)); err != nil {
		return err
	}
	if len(found.Bad) > 0 {
		return errBroken
	}
	return nil
}
