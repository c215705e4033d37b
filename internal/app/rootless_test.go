package app_test

import (
	"testing"
	"time"

	"jiazhan/internal/app"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// TestTheRootOfTheNewestDayIsMissed: two days are closed; who takes the newest root away alone is found out, while the program
// stands still as well as after it has been away for long. A day that was never closed is no missing one.
func TestTheRootOfTheNewestDayIsMissed(t *testing.T) {
	c := settings(t)
	c.ClockStart = time.Date(2026, 3, 11, 9, 0, 0, 0, workday.Shanghai())
	a := open(t, c)
	happens := func() {
		if err := a.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			head, err := ledger.HeadOf(t.Context(), tx, "limits/1")
			if err == nil {
				_, err = ledger.Append(t.Context(), tx, head, ledger.Event{Stream: "limits/1", At: sqldb.Ms(tx.Now), Action: "limit", Body: "{}"})
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	at := func(day, hour int) { a.Clock.StopAt(time.Date(2026, 3, day, hour, 0, 0, 0, workday.Shanghai())) }
	exec := func(query string) {
		if err := a.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), query)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	happens()
	for day := 12; day <= 13; day++ {
		at(day, 1)
		if err := a.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		happens()
	}
	proved(t, a, "")
	at(13, 2)
	proved(t, a, "")
	exec(`DELETE FROM ledger_day WHERE day = '2026-03-12'`)
	proved(t, a, "day/2026-03-12 #1: no root")
	at(20, 2) // nothing ran for a week
	proved(t, a, "day/2026-03-12 #1: no root")
	exec(`DELETE FROM ledger_day`)
	proved(t, a, "day/2026-03-12 #2: no root")
	exec(`UPDATE sweep SET ran_at = 0 WHERE name = 'ledger day'`)
	if err := a.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	at(20, 3)
	proved(t, a, "")
}

// proved compares what verify finds with the one thing that it should find, "" for nothing.
func proved(t *testing.T, a *app.App, want string) {
	t.Helper()
	found, err := a.Prove(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, bad := range found.Bad {
		got += bad.String()
	}
	if got != want {
		t.Errorf("on the %s verify finds %q, want %q", a.DB.Now().Format(time.DateTime), got, want)
	}
}
