package access_test

import (
	"testing"
	"time"

	"jiazhan/internal/access"
)

func TestAGrantHoldsInItsCongressAndUnitOnly(t *testing.T) {
	a := access.Actor{PersonID: 1, Grants: []access.Grant{{Role: access.Liaison, CongressID: 1, UnitID: 5}, {Role: access.Leader, CongressID: 2}}}
	for name, c := range map[string]struct{ got, want bool }{
		"right in its congress":      {a.Can(access.HandleCase, 1), true},
		"not in another":             {a.Can(access.HandleCase, 2), false},
		"not what the role lacks":    {a.Can(access.SealCase, 1), false},
		"its unit":                   {a.Is(access.Liaison, 1, 5), true},
		"not another unit":           {a.Is(access.Liaison, 1, 6), false},
		"unit 0 is all units":        {a.Is(access.Leader, 2, 9), true},
		"anybody files":              {access.Actor{}.Can(access.FileCase, 1), true},
		"the clock runs":             {access.Clock.Can(access.RunClock, 1), true},
		"the clock does not assign":  {access.Clock.Can(access.AssignCase, 1), false},
		"nobody else is the clock":   {a.Can(access.RunClock, 1), false},
		"a token keeps to its scope": {access.Actor{Scopes: []access.Scope{access.ScopeRead}}.InScope(access.ScopeAct), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", name, c.got)
		}
	}
}

func TestGrantsHaveDates(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	g := access.Grant{From: from, To: from.AddDate(1, 0, 0)}
	if g.InForce(from.Add(-time.Second)) || !g.InForce(from) || g.InForce(g.To) || !(access.Grant{From: from}).InForce(g.To) {
		t.Error("a grant holds from its first instant until before its last, or for ever")
	}
}

func TestAdministratorsCarryNoWorkingRight(t *testing.T) {
	for _, r := range access.Exclusive {
		for _, p := range []access.Permission{access.TriageCase, access.AssignCase, access.HandleCase, access.ReadCases, access.SealCase, access.FollowCase, access.NoteCase} {
			if r.Carries(p) {
				t.Errorf("%s carries %s", r, p)
			}
		}
	}
}
