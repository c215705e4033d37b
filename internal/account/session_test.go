package account_test

import (
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

func TestSessionsEndWhenIdleAndInAnyCase(t *testing.T) {
	l := account.DefaultLimits()
	for _, c := range []struct {
		name string
		role access.Role
		life account.Lifetime
	}{{"officer", access.CaseOfficer, l.Officer}, {"deputy", access.Deputy, l.Field}, {"citizen", "", l.Citizen}} {
		t.Run(c.name, func(t *testing.T) {
			run(t, func(h *house) {
				if c.role != "" {
					h.officer(phone, c.role)
				}
				token, _ := h.signIn(phone)
				start := h.clock.Now()
				for h.clock.Now().Sub(start) < c.life.Most-c.life.Idle {
					h.clock.Advance(c.life.Idle - 2*time.Minute)
					if h.session(token) == nil {
						h.Fatalf("ended after %v although it was used", h.clock.Now().Sub(start))
					}
				}
				h.clock.Set(start.Add(c.life.Most))
				if h.session(token) != nil {
					h.Error("outlived its longest life")
				}
				h.clock.Advance(time.Hour)
				token, _ = h.signIn(phone)
				h.clock.Advance(c.life.Idle)
				if h.session(token) != nil || !h.actor(token).Visitor() {
					h.Error("outlived its idle time")
				}
			})
		})
	}
}

func TestLastSeenIsWrittenOnceAMinute(t *testing.T) {
	run(t, func(h *house) {
		token, _ := h.signIn(phone)
		start := h.clock.Now()
		seen := func() int64 {
			return int64(h.count("SELECT seen_at FROM session WHERE hash = $1", vault.HashToken(token))) - sqldb.Ms(start)
		}
		for range 59 {
			h.clock.Advance(time.Second)
			h.session(token)
		}
		if seen() != 0 {
			h.Errorf("written after %d ms", seen())
		}
		h.clock.Advance(time.Second)
		h.session(token)
		if seen() != 60_000 {
			h.Errorf("seen %d ms after the start, want a minute", seen())
		}
	})
}

// A clock set back an hour throws nobody out, and gives nobody more idle time than she has.
func TestAClockSetBackKeepsSessionsAndTheirIdleTime(t *testing.T) {
	run(t, func(h *house) {
		idle := account.DefaultLimits().Officer.Idle
		h.officer(phone, access.CaseOfficer)
		token, _ := h.signIn(phone)
		h.clock.Advance(2 * time.Minute)
		h.session(token)
		h.clock.Advance(-time.Hour)
		if h.session(token) == nil {
			h.Fatal("thrown out")
		}
		h.clock.Advance(idle - time.Second)
		if h.session(token) == nil {
			h.Error("ended before its idle time was over")
		}
		h.clock.Advance(idle)
		if h.session(token) != nil {
			h.Error("outlived its idle time")
		}
	})
}

func TestAPersonListsAndKillsHerOwnSessions(t *testing.T) {
	run(t, func(h *house) {
		first, _ := h.signIn(phone)
		h.clock.Advance(2 * time.Minute)
		second, _ := h.signIn(phone)
		stranger, _ := h.signIn(other)
		mine := h.session(second)
		list, err := h.Sessions(h.Context(), mine)
		h.must(err)
		if len(list) != 2 || list[0].Ref != mine.Ref || list[1].Agent != "test" || list[1].Address != here.Address {
			h.Fatalf("list %+v", list)
		}
		h.want(h.KillSession(h.Context(), mine, h.session(stranger).Ref), fault.NotFound, "not.found")
		h.must(h.KillSession(h.Context(), mine, list[1].Ref))
		if h.session(first) != nil || h.session(stranger) == nil {
			h.Error("the wrong session was ended")
		}
		h.must(h.SignOut(h.Context(), second))
		h.must(h.SignOut(h.Context(), second))
		if h.session(second) != nil {
			h.Error("signed out and still in")
		}
	})
}

func TestTokensAreStoredAsHashesOnly(t *testing.T) {
	run(t, func(h *house) {
		token, _ := h.signIn(phone)
		if n := h.count("SELECT count(*) FROM session WHERE hash = $1", []byte(token)); n != 0 {
			h.Error("the token itself is stored")
		}
		for _, bad := range []string{"", "x", token[1:], token + "0", strings.ToUpper(token)} {
			if h.session(bad) != nil {
				h.Errorf("%q opens a session", bad)
			}
		}
	})
}

func TestLongAgentsAreClippedAtACharacter(t *testing.T) {
	run(t, func(h *house) {
		h.must(h.SignInCode(h.Context(), phone, here))
		from := account.Client{Address: here.Address, Agent: "x" + strings.Repeat("家", 100)}
		_, ses, err := h.SignInWithCode(h.Context(), phone, h.code(), from)
		h.must(err)
		if len(ses.Agent) > 200 || !strings.HasPrefix(from.Agent, ses.Agent) || ses.Agent == "" {
			h.Errorf("agent %q", ses.Agent)
		}
	})
}

func TestSweepLeavesWhatIsInForce(t *testing.T) {
	run(t, func(h *house) {
		h.officer(phone)
		h.withPassword(phone)
		token, _ := h.signIn(other)
		rows := func() int {
			return h.count("SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM attempt) + (SELECT count(*) FROM signin_code)")
		}
		before := rows()
		h.must(h.Sweep(h.Context()))
		if h.session(token) == nil || rows() != before {
			h.Error("something in force was swept")
		}
		h.clock.Advance(40 * 24 * time.Hour)
		h.must(h.Sweep(h.Context()))
		if rows() != 0 {
			h.Errorf("%d rows stayed", rows())
		}
		_, _, err := h.SignInWithPassword(h.Context(), phone, secret, here)
		h.must(err)
	})
}
