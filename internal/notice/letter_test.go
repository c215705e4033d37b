package notice_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"jiazhan/internal/jobs"
	"jiazhan/internal/notice"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
)

func TestLettersAreCalmAndFew(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		keys, err := vault.Generate()
		if err != nil {
			t.Fatal(err)
		}
		s := &notice.Service{DB: db, Keys: keys, SMS: &sms.Outbox{Keys: keys}, LettersADay: 3}
		queued := map[string]int{}
		pump := jobs.NewPump(db, quiet)
		pump.Handle(sms.Kind, func(_ context.Context, _ *sqldb.Tx, batch []jobs.Item) error {
			for _, item := range batch {
				var j sms.Job
				if err := json.Unmarshal(item.Body, &j); err != nil {
					return err
				}
				phone, err := keys.Open(j.Phone)
				if err != nil || !j.Calm {
					t.Errorf("%+v: %v", j, err)
				}
				queued[phone]++
			}
			return nil
		})
		send := func(phone string, times int) {
			t.Helper()
			for range times {
				err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return s.Letter(t.Context(), tx, phone, "有新进展") })
				if err != nil {
					t.Fatal(err)
				}
			}
			if _, err := pump.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		send("16300000001", 5)
		send("16300000002", 1)
		send("0311-88021234", 1)
		if queued["16300000001"] != 3 || queued["16300000002"] != 1 || len(queued) != 2 {
			t.Errorf("queued %v", queued)
		}
		clock.Advance(24 * time.Hour)
		send("16300000001", 1)
		if queued["16300000001"] != 4 {
			t.Errorf("the next day: %v", queued)
		}
		if err := s.Tidy(t.Context(), clock.Now()); err != nil {
			t.Fatal(err)
		}
		send("16300000001", 5)
		if queued["16300000001"] != 6 {
			t.Errorf("tidying must not forget today: %v", queued)
		}
	})
}
