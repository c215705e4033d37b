package figures_test

import (
	"strings"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/figures"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func run(t *testing.T, f func(t *testing.T, h *caseworktest.House, s *figures.Service)) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		f(t, caseworktest.New(t, db, clock), figures.New(db))
	})
}

func board(t *testing.T, s *figures.Service, congressID int64) *figures.Dashboard {
	t.Helper()
	b, err := s.Dashboard(t.Context(), congressID)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func rates(list []figures.Rate) map[string][2]int {
	m := map[string][2]int{}
	for _, r := range list {
		m[r.Name] = [2]int{r.N, r.Of}
	}
	return m
}

// mixed files eight cases: one stays filed, one is accepted, one declined, one withdrawn, one sealed, three answered, of
// which one is rated satisfied, one is unsolved and goes up a level, one is left to silence.
func mixed(h *caseworktest.House) {
	h.File(nil)
	h.Do(h.Station, h.File(nil), &casework.Accept{})
	h.Do(h.Station, h.File(nil), &casework.Decline{Reason: "court", Text: "已经起诉。", Channel: "法院"})
	h.Do(h.Citizen, h.File(nil), &casework.Withdraw{})
	h.Do(h.Officer, h.File(nil), &casework.Seal{Reason: "举报个人"})
	for _, rate := range []*casework.Rate{
		{Solved: "yes", Result: "satisfied", Attitude: "satisfied"},
		{Solved: "no", Result: "dissatisfied", Attitude: "basically", Reason: "没有修"},
		nil,
	} {
		c := h.Do(h.Station, h.File(nil), &casework.Accept{})
		c = h.Do(h.Station, c, &casework.Explain{Text: "已经说明。"})
		if rate != nil {
			h.Do(h.Citizen, c, rate)
		}
	}
}

func TestRatesComeFromTheirDefinitions(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House, s *figures.Service) {
		mixed(h)
		b := board(t, s, h.ID)
		if b.All != 7 {
			t.Fatalf("%d cases, want 7: the sealed one is counted nowhere", b.All)
		}
		want := map[string][2]int{"accepted": {4, 6}, "replied": {2, 6}, "closed": {1, 6}, "satisfied": {1, 2}}
		for name, r := range rates(b.Rates) {
			if r != want[name] {
				t.Errorf("%s is %v, want %v", name, r, want[name])
			}
		}
		if r := rates(b.Ratings); r["dissatisfied"] != [2]int{1, 2} || r["basically"] != [2]int{0, 2} {
			t.Errorf("ratings %v", r)
		}
		if other := board(t, s, h.OtherID); other.All != 0 || len(other.Cells) != 0 {
			t.Errorf("the other county counts %d", other.All)
		}
	})
}

func TestATileIsAsLongAsItsList(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House, s *figures.Service) {
		mixed(h)
		b, seen := board(t, s, h.ID), 0
		for _, cell := range b.Cells {
			n, err := h.Cases.Count(t.Context(), h.Leader, casework.Query{CongressID: h.ID, Station: cell.Station, State: cell.State})
			if err != nil || n != cell.Cases {
				t.Errorf("station %d %s: tile %d, list %d, %v", cell.Station, cell.State, cell.Cases, n, err)
			}
			seen += cell.Cases
		}
		sum := 0
		for _, c := range b.States {
			sum += c.Cases
		}
		if seen != b.All || sum != b.All || len(b.States) != len(casework.States) {
			t.Errorf("cells %d, states %d, all %d", seen, sum, b.All)
		}
	})
}

func TestADashboardIsAtMostASecondOld(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House, s *figures.Service) {
		if n := board(t, s, h.ID).All; n != 0 {
			t.Fatalf("%d cases at first", n)
		}
		h.File(nil)
		h.Clock.Advance(999 * time.Millisecond)
		kept := board(t, s, h.ID).All
		h.Clock.Advance(time.Millisecond)
		if now := board(t, s, h.ID).All; kept != 0 || now != 1 {
			t.Errorf("%d within the second, %d after it", kept, now)
		}
		h.Clock.Advance(-time.Hour)
		h.File(nil)
		if n := board(t, s, h.ID).All; n != 2 {
			t.Errorf("%d after the clock was set back, want 2", n)
		}
	})
}

func TestImportedCasesStandApart(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House, s *figures.Service) {
		old := h.File(nil)
		h.File(nil)
		err := h.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE cases SET historic = 1, state = 'closed' WHERE number = $1`, old.Number)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b := board(t, s, h.ID)
		here, all := rates(b.Rates)["closed"], rates(b.AllRates)["closed"]
		if b.Historic != 1 || b.All != 2 || here != [2]int{0, 1} || all != [2]int{1, 2} {
			t.Errorf("historic %d of %d, closed %v and %v", b.Historic, b.All, here, all)
		}
		again := map[casework.State]int{} // as anybody computes it who reads the page
		for i, s := range b.States {
			again[s.State] = s.Cases - b.Imported[i].Cases
		}
		if again[casework.Closed] != 0 || again[casework.Filed] != 1 {
			t.Errorf("filed here by state: %v", again)
		}
	})
}

func TestPercentIsRoundedDownAndHasABase(t *testing.T) {
	for _, c := range []struct {
		n, of, tenths int
		ok            bool
	}{{0, 0, 0, false}, {0, 3, 0, true}, {2, 3, 666, true}, {999, 1000, 999, true}, {9999, 10000, 999, true}, {7, 7, 1000, true}} {
		tenths, ok := figures.Rate{N: c.n, Of: c.of}.Tenths()
		if tenths != c.tenths || ok != c.ok {
			t.Errorf("%d/%d is %d tenths, %v", c.n, c.of, tenths, ok)
		}
	}
}

func TestTheCountReadsItsIndexOnly(t *testing.T) {
	db := sqldbtest.SQLite(t, sqldbtest.NewClock())
	err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
		plan, err := sqldb.All(t.Context(), tx, func(r sqldb.Scanner) (string, error) {
			var id, parent, unused int64
			var detail string
			err := r.Scan(&id, &parent, &unused, &detail)
			return detail, err
		}, "EXPLAIN QUERY PLAN "+figures.Counting, 1)
		if got := strings.Join(plan, "; "); !strings.Contains(got, "COVERING INDEX cases_station") || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("plan: %s", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
