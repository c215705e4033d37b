package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/congress"
	"jiazhan/internal/sample"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// SignIn is a person of the demonstration who can sign in with a phone and a password.
type SignIn struct {
	Congress, Name, Phone, Password string
	Role                            access.Role
}

// Demonstrate fills an empty installation with the sample organisation and half a year of its cases, acted out through
// the services, and gives one sign-in a role, and last the one who administers their city. The password is made once for
// the data folder and kept in its file demo-password.
func (a *App) Demonstrate(ctx context.Context) ([]SignIn, error) {
	password, err := a.demoPassword()
	if err != nil {
		return nil, err
	}
	o := sample.Organise()
	cast := castOf(o)
	dir, err := a.Congress.Directory(ctx)
	if err != nil {
		return nil, err
	}
	if len(dir.Congresses()) == 0 {
		if err := a.populate(ctx, o, cast, password); err != nil {
			return nil, fmt.Errorf("app: demonstration: %w", err)
		}
	}
	for i := range cast {
		cast[i].Password = password
	}
	return cast, nil
}

func (a *App) demoPassword() (string, error) {
	path := a.Config.Path("demo-password")
	text, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(text)), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("app: demonstration: %w", err)
	}
	password := vault.Token()[:14]
	if err := os.WriteFile(path, []byte(password+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("app: demonstration: %w", err)
	}
	return password, nil
}

// castOf picks the first person of each role, of a county where there is one, and who administers the city: the calendar
// of its counties is kept there.
func castOf(o sample.Organisation) []SignIn {
	var cast []SignIn
	city, county := o.Foundations[0].Congress.Slug, o.Foundations[1].Congress.Slug
	for _, role := range access.Roles {
		at := county
		if role == access.Coordinator {
			at = city
		}
		cast = append(cast, firstHolder(o, at, role))
	}
	return append(cast, firstHolder(o, city, access.SystemAdmin))
}

func firstHolder(o sample.Organisation, slug string, role access.Role) SignIn {
	i := slices.IndexFunc(o.People, func(p sample.Person) bool { return p.Grants[0].Congress == slug && p.Grants[0].Role == role })
	return SignIn{Congress: slug, Name: o.People[i].Name, Phone: o.People[i].Phone, Role: role}
}

func (a *App) populate(ctx context.Context, o sample.Organisation, cast []SignIn, password string) error {
	now := a.Clock.Now()
	defer a.Clock.Hold()()
	a.Clock.StopAt(now.AddDate(-1, 0, 0))
	for _, f := range o.Foundations {
		if _, err := a.Congress.Found(ctx, access.Clock, f); err != nil {
			return err
		}
	}
	dir, err := a.Congress.Directory(ctx)
	if err != nil {
		return err
	}
	people, err := a.hire(ctx, dir, o.People)
	if err != nil {
		return err
	}
	if err := a.actOut(ctx, o, people, now); err != nil {
		return err
	}
	return a.openAccounts(ctx, dir, cast, people, password)
}

// openAccounts gives the cast the password, as people get theirs: by an invitation.
func (a *App) openAccounts(ctx context.Context, dir *congress.Directory, cast []SignIn, people map[string]int64, password string) error {
	for _, s := range cast {
		home := dir.CongressBySlug(s.Congress)
		token, err := a.Account.Invite(ctx, access.Clock, home.ID, people[s.Phone])
		if err != nil {
			return err
		}
		if _, _, err := a.Account.AcceptInvite(ctx, token, password, account.Client{Address: "127.0.0.1", Agent: "demo"}); err != nil {
			return err
		}
	}
	return nil
}

// hire makes the people and gives them their roles in one transaction; it gives their ids by phone.
func (a *App) hire(ctx context.Context, dir *congress.Directory, people []sample.Person) (map[string]int64, error) {
	ids := make(map[string]int64, len(people))
	err := a.DB.Write(ctx, func(tx *sqldb.Tx) error {
		for _, p := range people {
			home := dir.CongressBySlug(p.Grants[0].Congress)
			id, err := a.Account.CreatePersonIn(ctx, tx, access.Clock, home.ID, account.NewPerson{Name: p.Name, Phone: p.Phone})
			if err != nil {
				return fmt.Errorf("%s: %w", p.Login, err)
			}
			ids[p.Phone] = id
			for _, g := range p.Grants {
				grant, err := resolve(dir, g)
				if err != nil {
					return err
				}
				if _, err := a.Account.GrantIn(ctx, tx, access.Clock, id, grant); err != nil {
					return fmt.Errorf("%s as %s: %w", p.Login, g.Role, err)
				}
			}
		}
		return nil
	})
	return ids, err
}

// resolve finds the unit that a plan names by slug or code.
func resolve(dir *congress.Directory, g sample.Grant) (access.Grant, error) {
	home := dir.CongressBySlug(g.Congress)
	if home == nil {
		return access.Grant{}, fmt.Errorf("app: no congress %s", g.Congress)
	}
	grant := access.Grant{Role: g.Role, CongressID: home.ID}
	if g.Unit == "" {
		return grant, nil
	}
	if d := dir.DeputyBySlug(home.ID, g.Unit); g.Role == access.Deputy && d != nil {
		grant.UnitID = d.ID
	}
	if s := dir.StationBySlug(home.ID, g.Unit); g.Role == access.StationAdmin && s != nil {
		grant.UnitID = s.ID
	}
	if d := dir.DepartmentBySlug(home.ID, g.Unit); g.Role == access.Liaison && d != nil {
		grant.UnitID = d.ID
	}
	if p := dir.PlaceByCode(home.ID, g.Unit); g.Role == access.VillageOfficer && p != nil {
		grant.UnitID = p.ID
	}
	if grant.UnitID == 0 {
		return grant, fmt.Errorf("app: %s has no %s %q", g.Congress, g.Role, g.Unit)
	}
	return grant, nil
}
