package media

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func TestOpen(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		h := newHouse(t, db)
		p := h.upload(t, "x.png", tinyPNG)
		file, _, err := h.Open(t.Context(), p.Token, Thumb, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if n, err := file.Seek(0, io.SeekEnd); err != nil || n == 0 {
			t.Errorf("got %d, %v", n, err)
		}
		for _, c := range []struct{ token, size string }{
			{p.Token, "original"}, {p.Token, ""}, {p.Token, "../large"}, {"unknown", "view"}, {"../x", "view"}, {"", "view"},
		} {
			if _, _, err := h.Open(t.Context(), c.token, Size(c.size), nil); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%v: got %v", c, err)
			}
		}
	})
}

func TestSweep(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		h := newHouse(t, db)
		k := h.tokens(t, 2)
		if _, err := h.attach(t, "case/1/1", k[0]); err != nil {
			t.Fatal(err)
		}
		clock.Advance(24*time.Hour - time.Minute)
		young := h.upload(t, "young.png", tinyPNG)
		sweep(t, h)
		if got := len(h.blobs(t)); got != 9 {
			t.Fatalf("a minute too early %d blobs are left", got)
		}
		clock.Advance(time.Minute)
		sweep(t, h)
		if got := strings.Join(h.blobs(t), " "); strings.Contains(got, k[1]) || strings.Count(got, " ") != 5 {
			t.Errorf("left: %s", got)
		}
		_, _, err := h.Open(t.Context(), k[1], View, nil)
		wantKey(t, "open after the sweep", err, fault.NotFound, "not.found")
		_, err = h.attach(t, "case/1/2", k[1])
		wantKey(t, "attach after the sweep", err, fault.Invalid, "media.unknown")
		if h.rows(t, attached) != 1 || h.rows(t, pending) != 1 || h.rows(t, doomed) != 0 {
			t.Error("the attached and the young photo must stay, the other row must go")
		}
		if h.of(t, "case/1") != k[0] || len(h.read(t, young.Token, Large)) == 0 {
			t.Error("the others must stay readable")
		}
	})
}

func sweep(t *testing.T, h house) {
	t.Helper()
	if err := h.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestSweepFinishesWhatWasCutOff(t *testing.T) {
	clock := sqldbtest.NewClock()
	h := newHouse(t, sqldbtest.SQLite(t, clock))
	store := &sulking{Store: h.store, puts: -1, deletes: -1}
	h.store = store
	k := h.tokens(t, 2)
	clock.Advance(25 * time.Hour)
	store.deletes = 1
	if err := h.Sweep(t.Context()); !errors.Is(err, errSulk) {
		t.Fatalf("got %v", err)
	}
	if _, err := h.attach(t, "case/1/1", k[1]); fault.As(err) == nil || fault.As(err).Key != "media.unknown" {
		t.Errorf("a doomed photo was attached: %v", err)
	}
	store.deletes = -1
	sweep(t, h)
	if left := h.blobs(t); len(left) != 0 || h.rows(t, doomed) != 0 {
		t.Errorf("left: %v", left)
	}
}

func TestUploadThatWasCutOffIsSwept(t *testing.T) {
	clock := sqldbtest.NewClock()
	h := newHouse(t, sqldbtest.SQLite(t, clock))
	store := &sulking{Store: h.store, puts: 1, deletes: -1}
	h.store = store
	if _, err := h.Upload(t.Context(), access.Actor{}, "x.png", strings.NewReader(tinyPNG)); !errors.Is(err, errSulk) {
		t.Fatalf("got %v", err)
	}
	if len(h.blobs(t)) != 1 {
		t.Fatalf("got %v", h.blobs(t))
	}
	sweep(t, h)
	if left := h.blobs(t); len(left) != 0 || h.rows(t, pending)+h.rows(t, doomed) != 0 {
		t.Errorf("left: %v", left)
	}
}
