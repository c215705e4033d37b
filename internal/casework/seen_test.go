package casework_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// unread wants these cases, and no others, in the actor's queue, in its count and among the marked rows of any list.
func unread(t *testing.T, h *caseworktest.House, by access.Actor, cases ...*casework.Case) {
	t.Helper()
	var want []string
	for _, c := range cases {
		want = append(want, c.Number)
	}
	slices.Sort(want)
	page, err := h.Cases.List(t.Context(), by, casework.Query{CongressID: h.ID, Queue: "unread", Office: true, ByDue: true, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	if got := numbers(page.Cases); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("unread are %v, want %v", got, want)
	}
	counts, err := h.Cases.Counts(t.Context(), by, h.ID, []casework.Queue{"unread"})
	if err != nil || counts["unread"] != len(want) {
		t.Errorf("counted %d (%v), want %d", counts["unread"], err, len(want))
	}
	all, err := h.Cases.List(t.Context(), by, casework.Query{CongressID: h.ID, Office: true, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	marked, err := h.Cases.Unread(t.Context(), by, h.ID, all.Cases)
	if err != nil {
		t.Fatal(err)
	}
	all.Cases = slices.DeleteFunc(all.Cases, func(c *casework.Case) bool { return !marked[c.ID] })
	if got := numbers(all.Cases); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("marked as unread are %v, want %v", got, want)
	}
}

func numbers(list []*casework.Case) []string {
	out := map[string]bool{}
	for _, c := range list {
		out[c.Number] = true
	}
	return slices.Sorted(maps.Keys(out))
}

func TestACaseIsUnreadUntilItsHolderHasLookedAtItOrActed(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		a, b := h.File(nil), h.File(nil)
		unread(t, h, h.Station, a, b)
		unread(t, h, h.Officer) // it is not at her desk
		if read, err := h.Cases.MarkSeen(t.Context(), h.Station, casework.At{Number: a.Number, Seen: a.Version}); err != nil || len(read) != 1 {
			t.Fatal(read, err)
		}
		unread(t, h, h.Station, b)
		if h.Reload(a).Version != a.Version {
			t.Error("a look is no act")
		}
		b = h.Do(h.Station, b, &casework.Accept{})
		unread(t, h, h.Station)
		b = h.Do(h.Officer, b, &casework.Note{Text: "请尽快核实水压。"})
		unread(t, h, h.Station, b)
		if read, err := h.Cases.MarkSeen(t.Context(), h.Station, casework.At{Number: b.Number, Seen: b.Version - 1}); err != nil || len(read) != 0 {
			t.Fatal(read, err)
		}
		unread(t, h, h.Station, b)
		b = h.Do(h.Station, b, &casework.Assign{Lead: "shuiliju", Class: casework.Normal})
		unread(t, h, h.Station)
		unread(t, h, h.Water, b)
		h.Clock.Advance(time.Minute)
		b = h.Do(h.Water, b, &casework.AskReturn{Unit: "jiaotongju", Reason: "not_our_duty", Basis: "路灯由交通运输局管护。"})
		unread(t, h, h.Water)
		unread(t, h, h.Station, b) // it is for her to decide
	})
}

func TestQuietActsLeaveACaseRead(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Station, h.File(nil), &casework.Accept{})
		c = h.Do(h.Officer, c, &casework.Reveal{Reason: "核对手机号"})
		unread(t, h, h.Station)
		h.Do(h.Officer, c, &casework.Supervise{Text: "群众多次反映"})
		unread(t, h, h.Station, c)
	})
}

func TestNobodyMarksWhatSheDoesNotServe(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.File(nil)
		sealed := h.File(func(f *casework.Filing) { f.Against = true })
		unread(t, h, h.Station, c)
		unread(t, h, h.Officer, sealed)
		for who, by := range map[string]access.Actor{"the citizen": h.Citizen, "another desk": h.Roads, "a visitor": h.Visitor, "another county": h.OtherOfficer} {
			if read, err := h.Cases.MarkSeen(t.Context(), by, casework.At{Number: c.Number, Seen: 1}); err != nil || len(read) != 0 {
				t.Errorf("%s: read %v (%v)", who, read, err)
			}
		}
		unread(t, h, h.Station, c)
		_, err := h.Cases.MarkSeen(t.Context(), h.Station, casework.At{Number: c.Number})
		wantFault(t, err, fault.Invalid)
		read, err := h.Cases.MarkSeen(t.Context(), h.Station, casework.At{Number: sealed.Number, Seen: 1}, casework.At{Number: c.Number, Seen: 99})
		if err != nil || len(read) != 1 || read[0] != c.Number {
			t.Fatal(read, err)
		}
		unread(t, h, h.Station)
		unread(t, h, h.Officer, sealed)
		c = h.Do(h.Officer, c, &casework.Note{Text: "请核实。"})
		unread(t, h, h.Station, c) // nobody has seen what has not happened
	})
}

func TestWhoReadACaseIsForgottenWhenItEnds(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.File(nil)
		h.Do(h.Station, c, &casework.Decline{Reason: "other", Text: "不属于受理范围。", Channel: "12345 热线"})
		n := 0
		if err := h.DB.Read(t.Context(), func(tx *sqldb.Tx) error { return tx.Row(t.Context(), "SELECT COUNT(*) FROM case_seen").Scan(&n) }); err != nil || n != 0 {
			t.Errorf("%d rows are left (%v)", n, err)
		}
	})
}
