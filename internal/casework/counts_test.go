package casework_test

import (
	"context"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

// lively is a house with cases in many states, one of them public, one sealed.
func lively(h *caseworktest.House) {
	for i := range 12 {
		c := h.File(func(f *casework.Filing) { f.Against = i == 11 })
		if i < 2 || i == 11 {
			continue
		}
		c = h.Do(h.Station, c, &casework.Accept{})
		if i < 4 {
			continue
		}
		lead := []string{"shuiliju", "jiaotongju"}[i%2]
		by := map[string]int{"shuiliju": 0, "jiaotongju": 1}[lead]
		c = h.Do(h.Station, c, &casework.Assign{Lead: lead, Class: casework.Normal})
		if i < 6 {
			continue
		}
		handler := h.Water
		if by == 1 {
			handler = h.Roads
		}
		c = h.Do(handler, c, &casework.Acknowledge{})
		if i < 8 {
			continue
		}
		c = h.Do(handler, c, &casework.Report{Result: "修好了。"})
		if i < 9 {
			continue
		}
		c = h.Do(h.Station, c, &casework.Answer{Text: "修好了。"})
		h.Do(h.Officer, c, &casework.Release{})
	}
}

func TestCountsAgreeWithTheListsBehindThem(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		h := caseworktest.New(t, db, clock)
		lively(h)
		clock.Advance(6 * 24 * time.Hour)
		total := 0
		for name, by := range h.Everybody() {
			counts, err := h.Cases.Counts(context.Background(), by, h.ID, casework.Queues)
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range casework.Queues {
				list, err := h.Cases.List(context.Background(), by, casework.Query{CongressID: h.ID, Queue: q, Office: true, Limit: 100})
				if err != nil {
					t.Fatal(err)
				}
				if len(list.Cases) != counts[q] {
					t.Errorf("%s %s: counted %d, listed %d", name, q, counts[q], len(list.Cases))
				}
				total += len(list.Cases)
				for _, c := range list.Cases {
					if d, err := h.Cases.Read(context.Background(), by, c.Number); err != nil || d.Side != casework.OfficeSide {
						t.Errorf("%s sees %s in %s from the side %v (%v)", name, c.Number, q, d, err)
					}
				}
			}
		}
		if total < 50 {
			t.Errorf("only %d rows were compared", total)
		}
	})
}

func TestFiltersOfAList(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		h := caseworktest.New(t, db, clock)
		start := casework.Moment(clock.Now())
		lively(h)
		clock.Advance(24 * time.Hour)
		h.File(nil)
		water := h.Dir.DepartmentBySlug(h.ID, "shuiliju").ID
		for _, c := range []struct {
			name string
			q    casework.Query
			want int
		}{
			{"class", casework.Query{Class: casework.Normal}, 7},
			{"no such class", casework.Query{Class: casework.Complex}, 0},
			{"desk", casework.Query{At: casework.Desk{Kind: casework.DepartmentDesk, ID: water}}, 2},
			{"any department", casework.Query{At: casework.Desk{Kind: casework.DepartmentDesk}}, 4},
			{"from tomorrow", casework.Query{From: start + 1000*60*60}, 1},
			{"until then", casework.Query{To: start + 1000*60*60}, 12},
		} {
			c.q.CongressID = h.ID
			if n, err := h.Cases.Count(context.Background(), h.Officer, c.q); err != nil || n != c.want {
				t.Errorf("%s: %d (%v), want %d", c.name, n, err, c.want)
			}
		}
	})
}

func TestStandingsAreTheListsOfTheirDesks(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		h := caseworktest.New(t, db, clock)
		lively(h)
		clock.Advance(8 * 24 * time.Hour)
		lively(h)
		for name, by := range h.Everybody() {
			list, err := h.Cases.Standings(context.Background(), by, h.ID)
			if err != nil {
				t.Fatal(err)
			}
			sum := 0
			for _, st := range list {
				sum += st.Open
				for q, want := range map[casework.Queue]int{"open": st.Open, "overdue": st.Overdue, "due_soon": st.Soon} {
					page, err := h.Cases.List(context.Background(), by, casework.Query{CongressID: h.ID, Queue: q, At: st.Desk, Office: true, ByDue: true, Limit: 100})
					if err != nil || len(page.Cases) != want {
						t.Errorf("%s: %v %s: %d listed, %d counted (%v)", name, st.Desk, q, len(page.Cases), want, err)
					}
					if q == "overdue" && want > 0 && page.Cases[0].DueAt != st.Oldest {
						t.Errorf("%s: %v: the oldest is due at %d, not %d", name, st.Desk, page.Cases[0].DueAt, st.Oldest)
					}
				}
			}
			if n, _ := h.Cases.Count(context.Background(), by, casework.Query{CongressID: h.ID, Queue: "open", Office: true}); n != sum {
				t.Errorf("%s: %d open cases, the desks hold %d", name, n, sum)
			}
			if name == "leader" && (len(list) < 3 || sum < 15) {
				t.Errorf("the leader sees %d cases at %d desks", sum, len(list))
			}
		}
	})
}
