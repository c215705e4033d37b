package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/jobs"
	"jiazhan/internal/workday"
)

type deadLetters struct {
	config.Config
	Revive []int64 `help:"Put these back, by number, to be tried again."`
}

// mostLetters is how many dead letters are listed, the newest first.
const mostLetters = 1000

// Run puts back what it is told to, and lists what is left of the effects that no try could have.
func (cmd *deadLetters) Run(ctx context.Context, c console) (err error) {
	if err := app.Installed(cmd.Config); err != nil {
		return err
	}
	a, err := app.Open(ctx, cmd.Config, app.NewLog(cmd.Config, c.err))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	for _, id := range cmd.Revive {
		if err := jobs.Revive(ctx, a.DB, id); err != nil {
			return fmt.Errorf("dead letter %d: %w", id, spoken(err))
		}
	}
	left, err := jobs.DeadLetters(ctx, a.DB, mostLetters)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, l := range left {
		fmt.Fprintf(table, "%d\t%s\t%s\t%d tries\t%s\n", l.ID, l.Kind, l.At.In(workday.Shanghai()).Format(time.DateTime), l.Tries, l.Error)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "%d dead letters, %d put back\n", len(left), len(cmd.Revive))
	return err
}
