package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app/config"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/sample"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// SignIn is a person of the demonstration who can sign in with a phone and a password.
type SignIn struct {
	Congress, Name, Phone, Password string
	Passphrase                      string // that opens sealed reports; "" for who may read none
	Role                            access.Role
}

// demoFile holds the sign-ins of a demonstration. It is written when everything else of it stands.
const demoFile = "demonstration.json"

// Demonstrate fills an empty installation with the sample organisation and half a year of its cases, acted out through
// the services, and gives one sign-in a role, of somebody who has something to do, and last the one who administers their
// city. They stay the same for the data folder. A folder that holds anything else is refused.
func (a *App) Demonstrate(ctx context.Context) ([]SignIn, error) {
	cast, err := a.kept()
	if err != nil || cast != nil {
		return cast, err
	}
	dir, err := a.Congress.Directory(ctx)
	if err != nil {
		return nil, err
	}
	if len(dir.Congresses()) > 0 {
		return nil, &config.Wrong{Key: "data", Why: a.Config.Data + " holds an installation, or a demonstration whose first start was cut off; choose another folder, or remove this one"}
	}
	if cast, err = a.populate(ctx, sample.Organise()); err != nil {
		return nil, fmt.Errorf("app: demonstration: %w", err)
	}
	text, err := json.Marshal(cast)
	if err != nil {
		return nil, err
	}
	return cast, os.WriteFile(a.Config.Path(demoFile), text, 0o600)
}

// kept reads the sign-ins of a demonstration that was made before, or gives nil.
func (a *App) kept() (cast []SignIn, err error) {
	text, err := os.ReadFile(a.Config.Path(demoFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &cast)
	}
	if err != nil {
		return nil, fmt.Errorf("app: demonstration: %w", err)
	}
	return cast, nil
}

// castOf picks one person of each role, of a county where there is one, and who administers the city: the calendar of its
// counties is kept there.
func (a *App) castOf(ctx context.Context, dir *congress.Directory, o sample.Organisation, people map[string]int64) ([]SignIn, error) {
	actors, err := actors(dir, o, people)
	if err != nil {
		return nil, err
	}
	var cast []SignIn
	city, county := o.Foundations[0].Congress.Slug, o.Foundations[1].Congress.Slug
	for _, role := range access.Roles {
		at := county
		if role == access.Coordinator {
			at = city
		}
		one, err := a.busy(ctx, dir.CongressBySlug(at).ID, holders(o, at, role), actors)
		if err != nil {
			return nil, err
		}
		cast = append(cast, SignIn{Congress: at, Name: one.Name, Phone: one.Phone, Role: role})
	}
	admin := holders(o, city, access.SystemAdmin)[0]
	return append(cast, SignIn{Congress: city, Name: admin.Name, Phone: admin.Phone, Role: access.SystemAdmin}), nil
}

// holders are those who hold a role in a congress, first those whose main role it is.
func holders(o sample.Organisation, slug string, role access.Role) []sample.Person {
	var mainly, also []sample.Person
	for _, p := range o.People {
		switch i := slices.IndexFunc(p.Grants, func(g sample.Grant) bool { return g.Congress == slug && g.Role == role }); {
		case i == 0:
			mainly = append(mainly, p)
		case i > 0:
			also = append(also, p)
		}
	}
	return append(mainly, also...)
}

// busy gives the first on whose desk something waits, or the first of all where nothing ever waits.
func (a *App) busy(ctx context.Context, congressID int64, list []sample.Person, actors map[string]access.Actor) (sample.Person, error) {
	for _, p := range list {
		n, err := a.Cases.Count(ctx, actors[p.Login], casework.Query{CongressID: congressID, Queue: "waiting", Office: true})
		if err != nil {
			return p, err
		}
		if n > 0 {
			return p, nil
		}
	}
	return list[0], nil
}

func (a *App) populate(ctx context.Context, o sample.Organisation) ([]SignIn, error) {
	now := a.Clock.Now()
	defer a.Clock.Hold()()
	a.Clock.StopAt(now.AddDate(-1, 0, 0))
	for _, f := range o.Foundations {
		if _, err := a.Congress.Found(ctx, access.Clock, f); err != nil {
			return nil, err
		}
	}
	dir, err := a.Congress.Directory(ctx)
	if err != nil {
		return nil, err
	}
	people, err := a.hire(ctx, dir, o.People)
	if err != nil {
		return nil, err
	}
	if err := a.actOut(ctx, o, people, now); err != nil {
		return nil, err
	}
	cast, err := a.castOf(ctx, dir, o, people)
	if err != nil {
		return nil, err
	}
	if err := a.openAccounts(ctx, dir, cast, people); err != nil {
		return nil, err
	}
	return cast, a.openSealed(ctx, dir, cast)
}

// openSealed gives those of the cast who read sealed reports a key each, under one passphrase, and seals the reports to them.
// The keys are not left open.
func (a *App) openSealed(ctx context.Context, dir *congress.Directory, cast []SignIn) error {
	passphrase := "demo " + vault.Token()[:14]
	var first access.Actor
	for _, role := range []access.Role{access.Discipline, access.CaseOfficer} {
		i := slices.IndexFunc(cast, func(s SignIn) bool { return s.Role == role })
		cast[i].Passphrase = passphrase
		token, _, err := a.Account.SignInWithPassword(ctx, cast[i].Phone, cast[i].Password, account.Client{Address: "127.0.0.1", Agent: "demo"})
		if err != nil {
			return err
		}
		by, _, err := a.Account.Actor(ctx, token)
		if err != nil {
			return err
		}
		home := dir.CongressBySlug(cast[i].Congress).ID
		if err := a.Cases.MakeSealKey(ctx, by, home, passphrase, passphrase, false); err != nil {
			return err
		}
		if role == access.Discipline {
			first = by
			continue
		}
		if err := a.Cases.AdmitReader(ctx, first, home, by.PersonID); err != nil {
			return err
		}
		a.Sealing.CloseAll(by.PersonID)
	}
	a.Sealing.CloseAll(first.PersonID)
	_, err := a.Cases.SealSweep(ctx)
	return err
}

// openAccounts gives the cast one password, as people get theirs: by an invitation.
func (a *App) openAccounts(ctx context.Context, dir *congress.Directory, cast []SignIn, people map[string]int64) error {
	password := vault.Token()[:14]
	for i, s := range cast {
		cast[i].Password = password
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
