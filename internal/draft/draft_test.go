package draft_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/draft"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
)

// album notes until when photos are held, and which were freed.
type album struct {
	held  map[string]time.Time
	freed []string
}

func (a *album) hold(_ context.Context, _ *sqldb.Tx, tokens []string, until time.Time) error {
	for _, token := range tokens {
		a.held[token] = until
	}
	return nil
}

func (a *album) free(_ context.Context, _ *sqldb.Tx, tokens []string) error {
	a.freed = append(a.freed, tokens...)
	return nil
}

// desk is a house with one browser before it.
type desk struct {
	*testing.T
	*draft.Service
	album  *album
	clock  *sqldbtest.Clock
	secret string
}

func open(t *testing.T, f func(d *desk)) {
	t.Helper()
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		keys, err := vault.Generate()
		if err != nil {
			t.Fatal(err)
		}
		a := &album{held: map[string]time.Time{}}
		f(&desk{t, &draft.Service{DB: db, Keys: keys, Hold: a.hold, Free: a.free}, a, clock, vault.Token()})
	})
}

func (d *desk) ref() draft.Ref { return draft.NewRef(d.secret, 1, d.DB.Now()) }

func (d *desk) write(ref draft.Ref, body string, photos ...string) draft.Draft {
	d.Helper()
	got, err := d.Change(d.Context(), ref, func(x *draft.Draft) error {
		x.Body, x.Photos = body, photos
		return nil
	})
	if err != nil {
		d.Fatal(err)
	}
	return got
}

func (d *desk) gone(ref draft.Ref) {
	d.Helper()
	if _, err := d.Read(d.Context(), ref); fault.KindOf(err) != fault.NotFound {
		d.Errorf("the draft can be read: %v", err)
	}
}

func (d *desk) rows() (n int, text string) {
	d.Helper()
	err := d.DB.Read(d.Context(), func(tx *sqldb.Tx) error {
		all, err := sqldb.All(d.Context(), tx, sqldb.Value[string], `SELECT body FROM draft`)
		n, text = len(all), strings.Join(all, " ")
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return n, text
}

func TestADraftOpensToItsBrowserAlone(t *testing.T) {
	open(t, func(d *desk) {
		ref := d.ref()
		d.write(ref, `{"text":"𠮷家的水渠坏了"}`, "p1", "p2")
		got, err := d.Read(d.Context(), ref)
		if err != nil || got.Body != `{"text":"𠮷家的水渠坏了"}` || !slices.Equal(got.Photos, []string{"p1", "p2"}) {
			d.Fatalf("%+v %v", got, err)
		}
		if _, text := d.rows(); strings.Contains(text, "水渠") || strings.Contains(text, "p1") {
			d.Errorf("the database holds %s", text)
		}
		other := ref
		other.Secret = vault.Token()
		d.gone(other)
		if _, ok := other.Made(); ok {
			d.Error("the name is good for another browser")
		}
		if _, err := d.Change(d.Context(), other, func(*draft.Draft) error { return nil }); fault.KindOf(err) != fault.NotFound {
			d.Errorf("another browser changes it: %v", err)
		}
		elsewhere := ref
		elsewhere.CongressID = 2
		d.gone(elsewhere)
		if list, err := d.Waiting(d.Context(), other.Secret, 1); err != nil || len(list) != 0 {
			d.Errorf("another browser is offered %v %v", list, err)
		}
	})
}

func TestADraftEnds(t *testing.T) {
	open(t, func(d *desk) {
		ref := d.ref()
		d.write(ref, "一", "p1", "p2")
		if d.album.held["p1"] != d.clock.Now().Add(draft.Keep) {
			d.Errorf("held until %v", d.album.held["p1"])
		}
		d.clock.Advance(6 * 24 * time.Hour)
		d.write(ref, "二", "p2")
		if !slices.Equal(d.album.freed, []string{"p1"}) {
			d.Errorf("freed %v", d.album.freed)
		}
		d.clock.Advance(draft.Keep - time.Minute)
		if _, err := d.Read(d.Context(), ref); err != nil {
			d.Error(err)
		}
		d.clock.Advance(time.Minute)
		d.gone(ref)
		if err := d.Sweep(d.Context()); err != nil {
			d.Fatal(err)
		}
		if n, _ := d.rows(); n != 0 {
			d.Errorf("%d rows after the sweep", n)
		}
		thrown, left := d.ref(), d.ref()
		d.write(thrown, "三", "p3")
		d.write(left, "四", "p4")
		if err := d.Drop(d.Context(), thrown); err != nil || !slices.Contains(d.album.freed, "p3") {
			d.Errorf("thrown away: %v, freed %v", err, d.album.freed)
		}
		if err := d.Release(d.Context(), left); err != nil || slices.Contains(d.album.freed, "p4") || d.album.held["p4"] != d.clock.Now().Add(24*time.Hour) {
			d.Errorf("left: %v, freed %v, held %v", err, d.album.freed, d.album.held)
		}
		if n, _ := d.rows(); n != 0 {
			d.Errorf("%d rows are left", n)
		}
	})
}

func TestWhatWasSentIsOnlyAReceipt(t *testing.T) {
	open(t, func(d *desk) {
		ref := d.ref()
		d.write(ref, "一")
		if err := d.Sent(d.Context(), ref, "receipt-token"); err != nil {
			d.Fatal(err)
		}
		got := d.write(ref, "又写")
		if got.Receipt != "receipt-token" || got.Body != "" {
			d.Errorf("%+v", got)
		}
		if list, err := d.Waiting(d.Context(), d.secret, 1); err != nil || len(list) != 0 {
			d.Errorf("%v %v", list, err)
		}
		if err := d.Forget(d.Context(), d.secret); err != nil {
			d.Fatal(err)
		}
		d.gone(ref)
	})
}

func TestDraftsAreBounded(t *testing.T) {
	open(t, func(d *desk) {
		first := d.ref()
		d.write(first, "0", "old")
		for i := range 10 {
			d.clock.Advance(time.Minute)
			d.write(d.ref(), fmt.Sprint(i+1))
		}
		list, err := d.Waiting(d.Context(), d.secret, 1)
		if err != nil || len(list) != 10 || list[0].Body != "10" || list[9].Body != "1" || !slices.Contains(d.album.freed, "old") {
			d.Errorf("%d %v %v", len(list), err, d.album.freed)
		}
		d.gone(first)
		_, err = d.Change(d.Context(), d.ref(), func(x *draft.Draft) error {
			x.Body = strings.Repeat("水", 64<<10)
			return nil
		})
		if fault.KindOf(err) != fault.Invalid {
			d.Errorf("too long: %v", err)
		}
		if list, _ := d.Waiting(d.Context(), d.secret, 1); len(list) != 10 {
			d.Errorf("a refused draft drove another out: %d", len(list))
		}
	})
}
