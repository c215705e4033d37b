package main

import (
	"context"
	"errors"
	"fmt"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/congress"
)

type initialise struct {
	config.Config

	Slug     string `required:"" help:"First part of the congress's addresses, in small letters: zhengding."`
	Name     string `required:"" help:"Full name: 正定县人民代表大会."`
	Short    string `required:"" help:"Short name: 正定县."`
	Level    string `required:"" enum:"county,city" help:"county or city."`
	Prefix   string `required:"" help:"Beginning of case numbers, two to four capital letters: ZD."`
	Division string `required:"" help:"Six-digit division code: 130123."`
	Parent   string `help:"Slug of the city congress above, if it is in this installation."`
	Hotline  string `help:"Telephone number of the congress's staff."`

	AdminName  string `required:"" help:"Name of the first system administrator."`
	AdminPhone string `required:"" help:"Mobile number of the first system administrator."`
}

// Run founds a congress and makes its first administrator, who sets the password by a link that works once. A congress
// that was founded before gets an administrator if it has none, and its administrator a new link.
func (cmd *initialise) Run(ctx context.Context, c console) (err error) {
	a, err := app.Open(ctx, cmd.Config, app.NewLog(cmd.Config, c.err))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	home, err := cmd.found(ctx, a)
	if err != nil {
		return err
	}
	token, err := a.Account.FirstAdmin(ctx, home.ID, account.NewPerson{Name: cmd.AdminName, Phone: cmd.AdminPhone})
	if err != nil {
		return spokenOf("admin-", err)
	}
	_, err = fmt.Fprintf(c.out, "%s is founded.\nGive %s this link; it sets the password, works once and ends in %s:\n\n  %s\n",
		home.Name, cmd.AdminName, account.DefaultLimits().InviteLife, a.SetupLink(token))
	return err
}

func (cmd *initialise) found(ctx context.Context, a *app.App) (*congress.Congress, error) {
	dir, err := a.Congress.Directory(ctx)
	if err != nil {
		return nil, err
	}
	if old := dir.CongressBySlug(cmd.Slug); old != nil {
		return old, cmd.same(old)
	}
	form := congress.CongressForm{
		Slug: cmd.Slug, Name: cmd.Name, Short: cmd.Short, Level: congress.Level(cmd.Level), Parent: cmd.Parent, Prefix: cmd.Prefix,
		Division: cmd.Division, Hotline: cmd.Hotline, Lang: "zh-CN",
	}
	id, err := a.Congress.Found(ctx, access.Clock, congress.Foundation{Congress: form})
	return &congress.Congress{ID: id, Name: cmd.Name}, spoken(err)
}

// same refuses a congress that is another one than what stands under its slug; its names may have changed since.
func (cmd *initialise) same(old *congress.Congress) error {
	if string(old.Level) == cmd.Level && old.Prefix == cmd.Prefix && old.Division == cmd.Division {
		return nil
	}
	return fmt.Errorf("%s is %s here already, with --level=%s --prefix=%s --division=%s: choose another --slug, or say the same for a new link",
		old.Slug, old.Name, old.Level, old.Prefix, old.Division)
}
