package casework_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
	"jiazhan/internal/jobs"
	"jiazhan/internal/notice"
	"jiazhan/internal/sqldb"
)

// post collects what goes out: messages to citizens and the keys of notices by desk.
type post struct {
	drain   func()
	letters []string
	desks   map[access.Role]int
}

// listen lets the outbox of a house run into a post.
func listen(t *testing.T, h *caseworktest.House) *post {
	t.Helper()
	p := &post{desks: map[access.Role]int{}}
	h.Cases.Letter = func(_ context.Context, _ *sqldb.Tx, _, text string) error {
		p.letters = append(p.letters, text)
		return nil
	}
	h.Cases.Notices = &notice.Service{DB: h.DB, Serving: func(_ context.Context, _ *sqldb.Tx, d notice.Desk) ([]int64, error) {
		p.desks[d.Role]++
		return nil, nil
	}}
	pump := jobs.NewPump(h.DB, slog.New(slog.DiscardHandler))
	pump.Handle(casework.Happened, jobs.Each(h.Cases.Tell))
	p.drain = func() {
		t.Helper()
		h.Clock.Advance(time.Minute)
		p.letters, p.desks = nil, map[access.Role]int{}
		if _, err := pump.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// wantLetter looks for the one message that has the words in it.
func (p *post) wantLetter(t *testing.T, words string) {
	t.Helper()
	p.drain()
	if len(p.letters) != 1 || !strings.Contains(p.letters[0], words) {
		t.Errorf("want one message with %q, got %q", words, p.letters)
	}
}

// TestWhoIsFiledForHearsOfIt: what somebody else does in her name she is told, for she has not seen the page.
func TestWhoIsFiledForHearsOfIt(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		p := listen(t, h)
		h.File(nil)
		if p.drain(); len(p.letters) != 0 {
			t.Errorf("who files herself has her receipt, and was sent %q", p.letters)
		}
		filed := func() *casework.Case {
			f := casework.Filing{Text: "井盖坏了", Station: "xinchengpu", Phone: "13900000009", OnBehalf: true, Consent: "当面口述"}
			r, err := h.Cases.File(t.Context(), h.Village, h.ID, f, "")
			if err != nil {
				t.Fatal(err)
			}
			return r.Case
		}
		c := filed()
		p.wantLetter(t, "编号"+c.Number)
		h.Do(h.Village, c, &casework.Withdraw{Reason: "她说已经好了"})
		p.wantLetter(t, "撤回了诉求"+c.Number)
		c = h.Do(h.Station, h.Do(h.Station, filed(), &casework.Accept{}), &casework.Explain{Text: "物业已于3月11日换好"})
		p.drain()
		h.Do(h.Village, c, &casework.Rate{Solved: "yes", Result: "satisfied", Attitude: "satisfied"})
		p.wantLetter(t, "作了评价")
	})
}

// TestWhoDidTheWorkDoesNotRateIt: who filed for somebody rates in her name, but not her own desk's work.
func TestWhoDidTheWorkDoesNotRateIt(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		f := casework.Filing{Text: "井盖坏了", Station: "xinchengpu", Name: "张大娘", OnBehalf: true, Consent: "当面口述"}
		r, err := h.Cases.File(t.Context(), h.Station, h.ID, f, "")
		if err != nil {
			t.Fatal(err)
		}
		rate := &casework.Rate{Solved: "yes", Result: "satisfied", Attitude: "satisfied"}
		try := func(c *casework.Case) error {
			_, err := h.Cases.Do(t.Context(), h.Station, casework.At{Number: c.Number, Seen: c.Version}, rate)
			return err
		}
		accepted := h.Do(h.Station, r.Case, &casework.Accept{})
		wantFault(t, try(h.Do(h.Station, accepted, &casework.Explain{Text: "物业已于3月11日换好"})), fault.Forbidden)

		r, err = h.Cases.File(t.Context(), h.Station, h.ID, f, "")
		if err != nil {
			t.Fatal(err)
		}
		c := h.Do(h.Water, assignedOf(h, r.Case), &casework.Acknowledge{})
		c = h.Do(h.Station, h.Do(h.Water, c, &casework.Report{Result: "3月11日已修好"}), &casework.Answer{Text: "水利局3月11日已修好"})
		if err := try(c); err != nil {
			t.Errorf("the department did the work, and the station may say what she says of it: %v", err)
		}
	})
}

// TestADepartmentHearsThatItGetsNoMoreTime, for its date stands.
func TestADepartmentHearsThatItGetsNoMoreTime(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		p := listen(t, h)
		c := h.Do(h.Water, h.Do(h.Water, assigned(h), &casework.Acknowledge{}), &casework.AskExtension{Days: 5, Reason: "等材料"})
		p.drain()
		h.Do(h.Station, c, &casework.RefuseExtension{Reason: "材料在库"})
		if p.drain(); p.desks[access.Liaison] != 1 {
			t.Errorf("told: %v", p.desks)
		}
	})
}

// TestWhatStaysUnsolvedIsLookedAfter: "under supervision" is somebody's list until the case is opened again or found solved.
func TestWhatStaysUnsolvedIsLookedAfter(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		p := listen(t, h)
		setLimit(t, h, casework.Rounds, 1)
		lost := func() *casework.Case {
			c := h.Do(h.Citizen, answered(h), unhappy)
			c = h.Do(h.Citizen, h.Do(h.Officer, c, &casework.Answer{Text: "县人大3月11日已现场查看"}), unhappy)
			want(t, c, casework.Closed, casework.NoDesk)
			return c
		}
		listed := func(by access.Actor) (numbers []string) {
			list, err := h.Cases.List(t.Context(), by, casework.Query{CongressID: h.ID, Queue: "unsolved", Office: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range list.Cases {
				numbers = append(numbers, c.Number)
			}
			return numbers
		}
		solved, again := lost(), lost()
		if p.drain(); p.desks[access.CaseOfficer] == 0 {
			t.Errorf("nobody in the county was told: %v", p.desks)
		}
		for _, by := range []access.Actor{h.Officer, h.Leader} {
			if got := listed(by); !slices.Equal(got, []string{again.Number, solved.Number}) {
				t.Fatalf("listed %q", got)
			}
		}
		h.Do(h.Officer, solved, &casework.FollowUp{Text: "3月12日到现场，已修好", Verified: "yes"})
		h.Do(h.Officer, again, &casework.FollowUp{Text: "3月12日到现场，还没有修好", Verified: "no"})
		if got := listed(h.Officer); !slices.Equal(got, []string{again.Number}) {
			t.Fatalf("found solved: %q", got)
		}
		p.drain()
		c := h.Do(h.Officer, h.Reload(again), &casework.FollowUp{Text: "重新办理", Verified: "no", Reopen: true})
		p.wantLetter(t, "已重新办理")
		if p.desks[access.CaseOfficer] != 1 || len(listed(h.Officer)) != 0 || c.DeskSince != c.AssignedAt {
			t.Errorf("reopened: told %v, listed %q, on its desk since %s", p.desks, listed(h.Officer), c.DeskSince.Time())
		}
	})
}
