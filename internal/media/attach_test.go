package media

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func (h house) attach(t *testing.T, owner string, tokens ...string) (photos []Photo, err error) {
	err = h.db.Write(t.Context(), func(tx *sqldb.Tx) (err error) {
		photos, err = AttachIn(t.Context(), tx, owner, tokens)
		return err
	})
	return photos, err
}

func (h house) of(t *testing.T, prefix string) string {
	t.Helper()
	var photos []Photo
	err := h.db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		photos, err = Of(t.Context(), tx, prefix)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tokensOf(photos)
}

func tokensOf(photos []Photo) string {
	var tokens []string
	for _, p := range photos {
		tokens = append(tokens, p.Token)
	}
	return strings.Join(tokens, " ")
}

func (h house) tokens(t *testing.T, n int) []string {
	t.Helper()
	var tokens []string
	for i := range n {
		tokens = append(tokens, h.upload(t, fmt.Sprintf("%d.png", i), tinyPNG).Token)
	}
	return tokens
}

func TestAttach(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		h := newHouse(t, db)
		k := h.tokens(t, 5)
		photos, err := h.attach(t, "case/12/1", k[1], k[0], k[1])
		if err != nil || tokensOf(photos) != k[1]+" "+k[0] || photos[0].Owner != "case/12/1" {
			t.Fatalf("got %+v, %v", photos, err)
		}
		clock.Advance(time.Minute)
		for owner, token := range map[string]string{"case/12/10": k[2], "case/123/1": k[3]} {
			if _, err := h.attach(t, owner, token); err != nil {
				t.Fatal(err)
			}
		}
		for prefix, want := range map[string][]string{
			"case/12": {k[1], k[0], k[2]}, "case/12/": {k[1], k[0], k[2]}, "case/12/1": {k[1], k[0]}, "case/12/10": {k[2]},
			"case/123/": {k[3]}, "case/1": nil, "case": nil, "": nil, "/": nil,
		} {
			if got := h.of(t, prefix); got != strings.Join(want, " ") {
				t.Errorf("Of(%q): got %s, want %v", prefix, got, want)
			}
		}
	})
}

func TestAttachAgain(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		h := newHouse(t, db)
		k := h.tokens(t, 2)
		for range 2 {
			if photos, err := h.attach(t, "case/1/1", k...); err != nil || tokensOf(photos) != strings.Join(k, " ") {
				t.Fatalf("got %v, %v", photos, err)
			}
		}
		for _, owner := range []string{"case/1/2", "case/2/1"} {
			_, err := h.attach(t, owner, k[1])
			wantKey(t, owner, err, fault.Conflict, "media.used")
		}
		if got := h.of(t, "case/1/1"); got != strings.Join(k, " ") {
			t.Errorf("got %s", got)
		}
	})
}

func TestAttachRefuses(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		h := newHouse(t, db)
		k := h.tokens(t, 12)
		_, err := h.attach(t, "case/1/1", k[:10]...)
		wantKey(t, "ten at once", err, fault.Invalid, "media.most")
		if _, err := h.attach(t, "case/1/1", k[:8]...); err != nil {
			t.Fatal(err)
		}
		_, err = h.attach(t, "case/1/1", k[8:10]...)
		wantKey(t, "ten in two steps", err, fault.Invalid, "media.most")
		_, err = h.attach(t, "case/1/2", k[8], "nobody-knows-it")
		wantKey(t, "an unknown token", err, fault.Invalid, "media.unknown")
		for _, owner := range []string{"", "case", "case/", "/1", "case/1/", "case//1"} {
			if _, err := h.attach(t, owner, k[8]); err == nil {
				t.Errorf("owner %q must be refused", owner)
			}
		}
		if h.rows(t, pending) != 4 || h.of(t, "case/1/2") != "" {
			t.Errorf("a refusal must leave its photos pending: %d are", h.rows(t, pending))
		}
		if _, err := h.attach(t, "case/1/1", k[8]); err != nil {
			t.Errorf("the ninth: %v", err)
		}
	})
}

func TestAttachIsUndoneWithItsTransaction(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		h := newHouse(t, db)
		k := h.tokens(t, 1)
		refused := errors.New("refused")
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			if _, err := AttachIn(t.Context(), tx, "case/1/1", k); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) || h.rows(t, pending) != 1 {
			t.Errorf("got %v and %d pending", err, h.rows(t, pending))
		}
	})
}

func TestAttachRace(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		h := newHouse(t, db)
		k := h.tokens(t, 1)
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = h.attach(t, fmt.Sprintf("case/%d/1", i+1), k[0]) })
		}
		wg.Wait()
		won := 0
		for i, err := range errs {
			if err == nil {
				won++
				continue
			}
			wantKey(t, fmt.Sprint(i), err, fault.Conflict, "media.used")
		}
		if won != 1 {
			t.Errorf("%d owners got the photo", won)
		}
	})
}
