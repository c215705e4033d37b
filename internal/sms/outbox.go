package sms

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"jiazhan/internal/jobs"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
	"jiazhan/internal/workday"
)

// Kind is the kind of the outbox rows and of the courier's jobs.
const Kind = "sms"

// Letter is a message to be sent. After Until it is worthless and is dropped; zero: never. A calm one waits for the day
// when its turn comes between 21 and 8 o'clock in Beijing.
type Letter struct {
	Phone string
	Text  string
	Until time.Time
	Calm  bool
}

// Job is a sealed Letter, as the outbox and the courier store it: neither phone nor text can be read there.
type Job struct {
	Phone string `json:"phone"`
	Text  string `json:"text"`
	Until int64  `json:"until,omitempty"` // Unix milliseconds
	Calm  bool   `json:"calm,omitempty"`
}

// Kind names the job to the courier.
func (Job) Kind() string { return Kind }

// Outbox puts messages beside the change that causes them.
type Outbox struct {
	Keys *vault.Keyring
}

// Queue puts a letter in the caller's transaction.
func (o *Outbox) Queue(ctx context.Context, tx *sqldb.Tx, l Letter) error {
	if !mobile(l.Phone) {
		return ErrRecipient
	}
	phone, err := o.Keys.Seal(l.Phone)
	if err != nil {
		return fmt.Errorf("sms: queue: %w", err)
	}
	text, err := o.Keys.Seal(l.Text)
	if err != nil {
		return fmt.Errorf("sms: queue: %w", err)
	}
	return jobs.Put(ctx, tx, Kind, Job{phone, text, sqldb.Ms(l.Until), l.Calm})
}

// Forward hands the outbox rows to the courier: it is the handler of Kind.
func Forward(c *jobs.Courier) jobs.Handler {
	return jobs.Each(func(ctx context.Context, tx *sqldb.Tx, batch []Job) error {
		args := make([]river.JobArgs, len(batch))
		for i, j := range batch {
			args[i] = j
		}
		return c.Enqueue(ctx, tx, args...)
	})
}

// Worker is the courier's: it opens a letter and hands it to the sender.
type Worker struct {
	river.WorkerDefaults[Job]
	Keys   *vault.Keyring
	Sender Sender
	Now    func() time.Time
}

// Work sends a letter, unless it is too late for it. An error makes the courier try again later.
func (w *Worker) Work(ctx context.Context, job *river.Job[Job]) error {
	now := w.Now()
	if until := sqldb.Time(job.Args.Until); !until.IsZero() && !now.Before(until) {
		return nil
	}
	if wait := untilDay(now); job.Args.Calm && wait > 0 {
		return river.JobSnooze(wait)
	}
	phone, err := w.Keys.Open(job.Args.Phone)
	if err != nil {
		return fmt.Errorf("sms: deliver: %w", err)
	}
	text, err := w.Keys.Open(job.Args.Text)
	if err != nil {
		return fmt.Errorf("sms: deliver: %w", err)
	}
	return w.Sender.Send(ctx, phone, text)
}

// The quiet hours in Beijing.
const (
	evening = 21
	morning = 8
)

// untilDay is how long the quiet hours still last, 0 by day.
func untilDay(now time.Time) time.Duration {
	t := now.In(workday.Shanghai())
	day := time.Date(t.Year(), t.Month(), t.Day(), morning, 0, 0, 0, t.Location())
	switch {
	case t.Hour() < morning:
		return day.Sub(t)
	case t.Hour() >= evening:
		return day.AddDate(0, 0, 1).Sub(t)
	}
	return 0
}
