// Package stage opens installations for the tests that use a browser: the demonstration with half a year of cases, or a
// quiet county where nothing has happened yet. It owns no table. Its clock moves only when it is moved, and nothing
// works in the background: Settle does that by hand.
package stage

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
)

// Stage is an installation that is served on loopback until the test ends.
type Stage struct {
	*app.App
	URL string
	t   testing.TB
}

func open(t testing.TB, at time.Time, change func(*config.Config)) *Stage {
	t.Helper()
	c, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	c.Data = t.TempDir()
	change(&c)
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	a.Clock.StopAt(at)
	server := httptest.NewServer(a.Handler)
	t.Cleanup(func() {
		server.Close()
		if err := a.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &Stage{App: a, URL: server.URL, t: t}
}

// Pass moves the clock on.
func (s *Stage) Pass(d time.Duration) { s.Clock.StopAt(s.Clock.Now().Add(d)) }

// Settle lets happen what the background would have done until now.
func (s *Stage) Settle() {
	s.t.Helper()
	if err := s.App.Settle(context.WithoutCancel(s.t.Context())); err != nil {
		s.t.Fatalf("settle: %v", err)
	}
}

var sixDigits = regexp.MustCompile(`[0-9]{6}`)

// Code reads the newest sign-in code to a phone where the gateway would: in the outbox.
func (s *Stage) Code(phone string) string {
	s.t.Helper()
	ctx := s.t.Context()
	var bodies []string
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		bodies, err = sqldb.All(ctx, tx, sqldb.Value[string], `SELECT body FROM outbox WHERE kind = $1 ORDER BY id DESC`, sms.Kind)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, body := range bodies {
		if to, text := s.letter(body); to == phone {
			return sixDigits.FindString(text)
		}
	}
	s.t.Fatalf("no message to %s waits", phone)
	return ""
}

func (s *Stage) letter(body string) (phone, text string) {
	s.t.Helper()
	var job sms.Job
	err := json.Unmarshal([]byte(body), &job)
	if err == nil {
		phone, err = s.Keys.Open(job.Phone)
	}
	if err == nil {
		text, err = s.Keys.Open(job.Text)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return phone, text
}
