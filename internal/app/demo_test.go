package app_test

import (
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
)

func TestDemonstrationIsReadySoonAndLetsEveryRoleIn(t *testing.T) {
	c := settings(t)
	c.FactorOptional = true
	begun := time.Now()
	a := open(t, c)
	cast, err := a.Demonstrate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("ready after %v", took)
	}
	if len(cast) != len(access.Roles) {
		t.Errorf("%d sign-ins for %d roles", len(cast), len(access.Roles))
	}
	for _, s := range cast {
		token, _, err := a.Account.SignInWithPassword(t.Context(), s.Phone, s.Password, account.Client{Address: "127.0.0.1"})
		if err != nil {
			t.Errorf("%s %s: %v", s.Role, s.Name, err)
			continue
		}
		actor, _, err := a.Account.Actor(t.Context(), token)
		if err != nil {
			t.Error(err)
			continue
		}
		dir, err := a.Congress.Directory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if home := dir.CongressBySlug(s.Congress); actor.Name != s.Name || !actor.Holds(s.Role, home.ID) {
			t.Errorf("%s is %+v", s.Role, actor)
		}
	}
	again, err := a.Demonstrate(t.Context())
	if err != nil || len(again) != len(cast) || again[0] != cast[0] {
		t.Errorf("a kept demonstration changed: %v %v", again, err)
	}
}
