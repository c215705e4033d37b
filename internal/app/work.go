package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"jiazhan/internal/casework"
	"jiazhan/internal/jobs"
	"jiazhan/internal/ledger"
	"jiazhan/internal/notice"
	"jiazhan/internal/sms"
	"jiazhan/internal/workday"
)

// Jobs is what works beside the requests.
type Jobs struct {
	Pump    *jobs.Pump
	Sweeps  *jobs.Sweeps
	Courier *jobs.Courier
}

// openJobs is the table of all work: deliveries to the outside, outbox kinds, sweeps.
func (a *App) openJobs(context.Context) error {
	workers := river.NewWorkers()
	river.AddWorker(workers, &sms.Worker{Keys: a.Keys, Sender: a.sender(), Now: a.DB.Now})
	courier, err := jobs.NewCourier(a.DB, a.Log, workers)
	if err != nil {
		return err
	}
	a.Courier = courier

	node, err := nodeName(a.Config.Data)
	if err != nil {
		return err
	}
	a.Pump = jobs.NewPump(a.DB, a.Log)
	a.Pump.Node(node)
	a.Pump.Handle(sms.Kind, sms.Forward(a.Courier))
	a.Pump.Handle(casework.Happened, jobs.Each(a.Cases.Tell))
	a.Pump.Handle(notice.Kind, jobs.Each(a.Notice.Deliver))

	a.Sweeps = jobs.NewSweeps(a.DB, a.Log,
		jobs.Sweep{Name: "case clock", Every: 10 * time.Second, Do: a.caseClock},
		jobs.Sweep{Name: "sealed reports", Every: 10 * time.Second, Do: a.sealReports},
		jobs.Sweep{Name: dayCloser, Every: 10 * time.Minute, Do: a.closeDay},
		jobs.Sweep{Name: "security record", Every: 10 * time.Minute, Do: still(a.Account.BindRecord)},
		jobs.Sweep{Name: "account", Every: 10 * time.Minute, Do: still(a.Account.Sweep)},
		jobs.Sweep{Name: "loose photos", Every: time.Minute, Do: still(a.Media.Sweep)},
		jobs.Sweep{Name: "old drafts", Every: time.Hour, Do: still(a.Drafts.Sweep)},
		jobs.Sweep{Name: "old seals of texts", Every: time.Minute, Do: a.sealTexts},
		jobs.Sweep{Name: "old seals", Every: time.Hour, Do: a.sealPhotos},
		jobs.Sweep{Name: "erasures", Every: time.Minute, Do: a.followErasures},
		jobs.Sweep{Name: "retention", Every: 6 * time.Hour, Do: still(a.Keeping.Sweep)},
		jobs.Sweep{Name: "old notices", Every: 24 * time.Hour, Do: a.Notice.Tidy},
	)
	return nil
}

// still is a sweep that takes its time from its own transactions.
func still(sweep func(context.Context) error) func(context.Context, time.Time) error {
	return func(ctx context.Context, _ time.Time) error { return sweep(ctx) }
}

// sealPhotos encrypts what lies under an older key, or in the clear from before photos were encrypted.
func (a *App) sealPhotos(ctx context.Context, _ time.Time) error {
	_, err := a.Media.SealOld(ctx)
	return err
}

// sealReports keeps sealed reports with their readers' keys. What lay under the ring goes out of the database's log as well.
func (a *App) sealReports(ctx context.Context, _ time.Time) error {
	n, err := a.Cases.SealSweep(ctx)
	a.stale = a.Cases.Stirred() || n > 0 || a.stale
	return err
}

func (a *App) caseClock(ctx context.Context, _ time.Time) error {
	_, err := a.Cases.Sweep(ctx)
	return err
}

// dayCloser is the sweep that closes the day before.
const dayCloser = "ledger day"

// closeDay gives yesterday's history its root; days on which nothing ran here are covered by the next one.
func (a *App) closeDay(ctx context.Context, now time.Time) error {
	return ledger.CloseDay(ctx, a.DB, dayBefore(now), a.Keys.Sign)
}

func dayBefore(t time.Time) string {
	return t.In(workday.Shanghai()).AddDate(0, 0, -1).Format(time.DateOnly)
}

// rootless names the day that the sweep has closed and whose root is gone. A sweep of this minute may still be at it.
func (a *App) rootless(ctx context.Context) ([]ledger.Bad, error) {
	ran, err := a.Sweeps.Ran(ctx, dayCloser)
	if err != nil || ran.IsZero() || a.DB.Now().Sub(ran) < time.Minute {
		return nil, err
	}
	return ledger.Rootless(ctx, a.DB, dayBefore(ran))
}

// Settle does by hand what the background does: it drains the outbox, runs the sweeps that are due and fills the search
// index. Tests and the demo's scenario use it instead of waiting.
func (a *App) Settle(ctx context.Context) error {
	_, before := a.Pump.Drain(ctx)
	swept := a.Sweeps.Run(ctx)
	_, after := a.Pump.Drain(ctx)
	return errors.Join(before, swept, after, a.Search.CatchUp(ctx))
}

// work runs the background until ctx ends; the function it gives waits for that, and drains what the last requests left.
func (a *App) work(ctx context.Context) (finish func(context.Context) error, err error) {
	if err := a.Courier.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, err
	}
	var running sync.WaitGroup
	running.Go(func() { a.Pump.Run(ctx) })
	running.Go(func() { a.Sweeps.RunEvery(ctx, time.Second) })
	running.Go(func() {
		if err := a.Search.Run(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "the search index has stopped following", "error", err)
		}
	})
	return func(last context.Context) error {
		running.Wait()
		_, err := a.Pump.Drain(last)
		a.Courier.Stop(last)
		if err != nil {
			return fmt.Errorf("app: outbox: %w", err)
		}
		return nil
	}, nil
}
