package app_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/casework"
	"jiazhan/internal/sample"
)

func TestDemonstrationIsReadySoonAndLetsEveryRoleIn(t *testing.T) {
	c := settings(t)
	c.FactorOptional = true
	begun, worked := time.Now(), cpu(t)
	a := open(t, c)
	cast, err := a.Demonstrate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const most = 10 * time.Second // of the clock; where others use the machine, of our own work
	if took, work := time.Since(begun), cpu(t)-worked; took > most && work > most {
		t.Errorf("ready after %v, %v of work", took, work)
	}
	for i, role := range access.Roles {
		if cast[i].Role != role {
			t.Errorf("sign-in %d is of %s, want %s", i, cast[i].Role, role)
		}
	}
	if last := cast[len(cast)-1]; len(cast) != len(access.Roles)+1 || last.Role != access.SystemAdmin || last.Congress != "shijiazhuang" {
		t.Errorf("%d sign-ins for %d roles, the last is %+v", len(cast), len(access.Roles), last)
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
		home := dir.CongressBySlug(s.Congress)
		if actor.Name != s.Name || !actor.Holds(s.Role, home.ID) {
			t.Errorf("%s is %+v", s.Role, actor)
		}
		waiting, err := a.Cases.Count(t.Context(), actor, casework.Query{CongressID: home.ID, Queue: "waiting", Office: true})
		if err != nil || waiting == 0 && slices.Contains(atDesks, s.Role) {
			t.Errorf("nothing waits for the %s: %d, %v", s.Role, waiting, err)
		}
	}
	pagesAnswer(t, a)
	again, err := a.Demonstrate(t.Context())
	if err != nil || len(again) != len(cast) || again[0] != cast[0] {
		t.Errorf("a kept demonstration changed: %v %v", again, err)
	}
}

// atDesks are the roles on whose desks cases wait.
var atDesks = []access.Role{access.Deputy, access.StationAdmin, access.CaseOfficer, access.Liaison}

func TestADemonstrationIsNotLaidOverAnythingElse(t *testing.T) {
	c := settings(t)
	a := open(t, c)
	if _, err := a.Congress.Found(t.Context(), access.Clock, sample.Organise().Foundations[0]); err != nil {
		t.Fatal(err)
	}
	var wrong *config.Wrong
	if cast, err := a.Demonstrate(t.Context()); !errors.As(err, &wrong) || wrong.Key != "data" || cast != nil {
		t.Errorf("an installation was taken for a demonstration: %v %v", cast, err)
	}
}

// cpu is how long this process has worked.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// pagesAnswer asks, as a visitor, for each page whose address needs nothing but a congress.
func pagesAnswer(t *testing.T, a *app.App) {
	t.Helper()
	asked := 0
	for _, pattern := range append(a.Edge.Patterns(), "GET /api/v1/congresses", "GET /api/v1/openapi.json", "GET /api/v1/congresses/zhengding/cases") {
		path, ok := strings.CutPrefix(pattern, "GET ")
		path = strings.ReplaceAll(strings.TrimSuffix(path, "{$}"), "{congress}", "zhengding")
		if !ok || strings.Contains(path, "{") || strings.HasSuffix(pattern, "/") {
			continue
		}
		asked++
		w := httptest.NewRecorder()
		a.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
		if w.Code >= 400 && w.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if asked < 15 {
		t.Errorf("only %d pages were asked for", asked)
	}
}
