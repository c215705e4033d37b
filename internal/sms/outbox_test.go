package sms_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"jiazhan/internal/jobs"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
)

func TestLettersAreSealedOnTheWayAndDroppedWhenLate(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		ctx := t.Context()
		keys, err := vault.Generate()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "sms.jsonl")
		worker := &sms.Worker{Keys: keys, Sender: sms.NewFile(path), Now: clock.Now}
		outbox := &sms.Outbox{Keys: keys}
		err = db.Write(ctx, func(tx *sqldb.Tx) error {
			for _, l := range []sms.Letter{
				{Phone: "19900000001", Text: "在时", Until: tx.Now.Add(time.Minute)},
				{Phone: "19900000002", Text: "过时", Until: tx.Now.Add(time.Second)},
				{Phone: "19900000003", Text: "随时"},
			} {
				if err := outbox.Queue(ctx, tx, l); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		bodies := queued(t, db)
		if text := strings.Join(bodies, " "); strings.Contains(text, "199") || strings.Contains(text, "在时") {
			t.Errorf("the outbox can be read: %s", text)
		}
		clock.Advance(30 * time.Second)
		for _, body := range bodies {
			job := &river.Job[sms.Job]{}
			if err := json.Unmarshal([]byte(body), &job.Args); err != nil {
				t.Fatal(err)
			}
			if err := worker.Work(ctx, job); err != nil {
				t.Fatal(err)
			}
		}
		sent, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := `{"phone":"19900000001","text":"在时"}` + "\n" + `{"phone":"19900000003","text":"随时"}` + "\n"
		if string(sent) != want {
			t.Errorf("sent %s, want %s", sent, want)
		}
	})
}

func queued(t *testing.T, db *sqldb.DB) (bodies []string) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		bodies, err = sqldb.All(t.Context(), tx, sqldb.Value[string], "SELECT body FROM outbox WHERE kind = $1 ORDER BY id", sms.Kind)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return bodies
}

var quiet = slog.New(slog.DiscardHandler)

// chute gives what is sent to the test.
type chute chan sms.Message

func (c chute) Send(_ context.Context, phone, text string) error {
	c <- sms.Message{Phone: phone, Text: text}
	return nil
}

func TestTheCourierDeliversWhatTheOutboxHolds(t *testing.T) {
	clock := sqldbtest.NewClock()
	db := sqldbtest.SQLite(t, clock)
	ctx := t.Context()
	keys, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	if err := jobs.Migrate(ctx, db); err != nil {
		t.Fatal(err)
	}
	sent := make(chute, 1)
	workers := river.NewWorkers()
	river.AddWorker(workers, &sms.Worker{Keys: keys, Sender: sent, Now: clock.Now})
	courier, err := jobs.NewCourier(db, quiet, workers)
	if err != nil {
		t.Fatal(err)
	}
	pump := jobs.NewPump(db, quiet)
	pump.Handle(sms.Kind, sms.Forward(courier))
	if err := courier.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer courier.Stop(context.WithoutCancel(ctx))
	err = db.Write(ctx, func(tx *sqldb.Tx) error {
		return (&sms.Outbox{Keys: keys}).Queue(ctx, tx, sms.Letter{Phone: "19900000001", Text: "到了"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := pump.Drain(ctx); n != 1 || err != nil {
		t.Fatalf("drained %d, %v", n, err)
	}
	select {
	case m := <-sent:
		if m != (sms.Message{Phone: "19900000001", Text: "到了"}) {
			t.Errorf("sent %v", m)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was sent")
	}
}

func TestCalmLettersWaitForTheDay(t *testing.T) {
	beijing := time.FixedZone("CST", 8*3600)
	for _, c := range []struct {
		at   string
		calm bool
		wait time.Duration
	}{
		{"2026-03-11 20:59", true, 0},
		{"2026-03-11 21:00", true, 11 * time.Hour},
		{"2026-03-31 23:30", true, 8*time.Hour + 30*time.Minute},
		{"2026-03-12 07:59", true, time.Minute},
		{"2026-03-12 08:00", true, 0},
		{"2026-03-11 23:30", false, 0},
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", c.at, beijing)
		if err != nil {
			t.Fatal(err)
		}
		sent := chute(make(chan sms.Message, 1))
		worker := &sms.Worker{Keys: keyring(t), Sender: sent, Now: func() time.Time { return now.UTC() }}
		job := &river.Job[sms.Job]{Args: sms.Job{Calm: c.calm}}
		err = worker.Work(t.Context(), job)
		var snooze *river.JobSnoozeError
		if errors.As(err, &snooze) != (c.wait > 0) || snooze != nil && snooze.Duration != c.wait || len(sent) == 1 != (c.wait == 0) {
			t.Errorf("at %s calm %v: %v and %d sent", c.at, c.calm, err, len(sent))
		}
	}
}

func keyring(t *testing.T) *vault.Keyring {
	t.Helper()
	keys, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return keys
}
