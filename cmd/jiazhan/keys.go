package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
)

type keys struct {
	Rotate rotateKeys `cmd:"" help:"Add a key to the ring and make it the active one, from the next start on."`
	Status keyStatus  `cmd:"" help:"Say what is still sealed with older keys, also while the server runs."`
	Drop   dropKeys   `cmd:"" help:"Seal all that is left with the active key and take the older ones out of the ring; the server must not be running."`
}

type rotateKeys struct{ config.Config }

// Run adds the key and says what comes next.
func (cmd *rotateKeys) Run(c console) error {
	active, err := app.AddKey(cmd.Config)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, `%s is the active key of %s.
Copy the ring to where you keep it and to every node, then start the program again: from then on it seals with the new key,
and in the background it seals again what lies under older ones. "jiazhan keys status" says what is left, "jiazhan keys drop"
takes the older keys away. Copies taken before need the ring as it was before: keep it with them.
`, active, cmd.KeysFile())
	return err
}

type keyStatus struct{ config.Config }

// Run counts what lies under older keys.
func (cmd *keyStatus) Run(ctx context.Context, c console) error {
	o, err := app.LookAtKeys(ctx, cmd.Config)
	if err != nil {
		return err
	}
	return tellKeys(c, o)
}

func tellKeys(c console, o app.OldKeys) error {
	older := strings.Join(o.Older, ", ")
	if older == "" {
		older = "none"
	}
	fmt.Fprintf(c.out, "active     %s\nolder      %s\n", o.Active, older)
	for _, left := range o.Texts {
		fmt.Fprintf(c.out, "left       %d rows of %s under %s\n", left.Rows, left.Table, left.Label)
	}
	_, err := fmt.Fprintf(c.out, "photos     %d left\nmessages   %d on their way\n", o.Photos, o.Sending)
	return err
}

type dropKeys struct{ config.Config }

// errNeeded ends drop with exit code 1 after what is left has been named.
var errNeeded = errors.New("older keys are still needed; nothing was dropped")

// Run takes the older keys away once nothing needs them.
func (cmd *dropKeys) Run(ctx context.Context, c console) error {
	o, err := app.DropKeys(ctx, cmd.Config, app.NewLog(cmd.Config, c.err))
	if err != nil {
		return err
	}
	if err := tellKeys(c, o); err != nil {
		return err
	}
	if len(o.Older) == 0 {
		return nil
	}
	if o.Needed() {
		return errNeeded
	}
	_, err = fmt.Fprintf(c.out, "dropped    %s\n", strings.Join(o.Older, ", "))
	return err
}
