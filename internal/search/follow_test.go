package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

// held gives what the index says to many queries, to compare two indexes of the same documents.
func (s *shelf) held() map[string][]int64 {
	s.t.Helper()
	out := map[string][]int64{}
	r := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		match := s.ix.store.match(hanzi.QueryTokens(randomText(r, 1+r.IntN(3)) + "路"))
		ids, err := s.ix.store.candidates(s.t.Context(), match, 1, 1<<39, 1<<20)
		s.must(err)
		out[match] = ids
	}
	return out
}

func TestRestartAndRebuildEqualFollowing(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		r := rand.New(rand.NewPCG(3, 4))
		for round := range 30 {
			for range 40 {
				id := 1 + r.Int64N(700)
				if r.IntN(10) == 0 {
					s.seal(id, 1)
				} else {
					s.put(id, 1, randomText(r, r.IntN(20)))
				}
			}
			switch round % 3 {
			case 0:
				s.catchUp()
			case 1: // stopped with work undone, perhaps after one batch of it
				if _, err := s.ix.step(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.reopen()
			}
		}
		s.catchUp()
		followed := s.held()
		s.must(s.ix.Rebuild(t.Context()))
		if s.ix.Ready() {
			t.Error("ready while being rebuilt")
		}
		if got := s.find("路", 5, 1); len(got) != 0 {
			t.Errorf("an emptied index finds %v", got)
		}
		s.catchUp()
		if !s.ix.Ready() {
			t.Error("not ready after the rebuild")
		}
		hits := 0
		for match, ids := range s.held() {
			hits += len(ids)
			if !slices.Equal(ids, followed[match]) {
				t.Errorf("%s: rebuilt %v, followed %v", match, ids, followed[match])
			}
		}
		if hits == 0 {
			t.Error("nothing was compared")
		}
	})
}

func TestBuildInterrupted(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		var books []book
		for id := int64(1); id <= 2*perBatch+10; id++ {
			books = append(books, book{Doc{id, 1, fmt.Sprintf("第%d处路灯", id)}, true})
		}
		s.store(books...)
		s.catchUp()
		s.must(s.ix.Rebuild(t.Context()))
		if _, err := s.ix.step(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.reopen()
		s.put(3, 1, "第三处井盖") // changed while its old text is in, or not yet
		s.seal(2*perBatch+5, 1)
		s.catchUp()
		if got := s.find("路灯", 400, 1); len(got) != len(books)-2 {
			t.Errorf("%d hits, want %d", len(got), len(books)-2)
		}
		s.want("井盖", 3)
	})
}

func TestConcurrent(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		ctx, stop := context.WithCancel(t.Context())
		var running, writing sync.WaitGroup
		for range 2 { // two that follow at once, as two nodes would
			running.Go(func() { s.ix.Run(ctx) }) //nolint:errcheck // it gives none
		}
		for w := range int64(4) {
			writing.Go(func() {
				for i := range int64(50) {
					s.put(1+w*50+i, 1, fmt.Sprintf("%d组第%d处路灯", w, i))
					page, err := Find(ctx, s.ix, Query{Text: "路灯", Scopes: []int64{1}, Limit: 5}, s.visible)
					if err != nil {
						t.Error(err)
					}
					for _, b := range page.Hits {
						if !strings.Contains(b.Text, "路灯") {
							t.Errorf("a false hit: %q", b.Text)
						}
					}
				}
			})
		}
		writing.Wait()
		stop()
		running.Wait()
		s.catchUp()
		if got := s.find("路灯", 1000, 1); len(got) != 200 {
			t.Errorf("%d hits, want 200", len(got))
		}
	})
}

func TestFoundWithinASecond(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { s.ix.Run(ctx) }) //nolint:errcheck // it gives none
		turn := s.ix.nextTurn()
		s.put(1, 1, "刚刚提交的路灯")
		late := time.After(time.Second)
		for len(s.find("路灯", 1, 1)) == 0 {
			select {
			case <-turn:
				turn = s.ix.nextTurn()
			case <-late:
				t.Fatal("not found after a second")
			}
		}
		stop()
		running.Wait()
	})
}

func TestLagHoldsWritersBack(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		s := newShelf(t, db)
		s.put(1, 1, "路灯")
		clock.Advance(1500 * time.Millisecond)
		if got := s.ix.Lag(); got != 1500*time.Millisecond {
			t.Errorf("lag %v, want 1.5 s", got)
		}
		waited := make(chan struct{})
		go func() {
			defer close(waited)
			s.ix.Wait(t.Context())
		}()
		select {
		case <-waited:
			t.Error("a writer was not held back")
		case <-time.After(20 * time.Millisecond):
		}
		s.catchUp()
		<-waited
		if got := s.ix.Lag(); got != 0 {
			t.Errorf("lag %v after catching up", got)
		}
	})
}

func TestSideFile(t *testing.T) {
	clock := sqldbtest.NewClock()
	s := newShelf(t, sqldbtest.SQLite(t, clock))
	path := strings.TrimSuffix(s.db.Path(), "jiazhan.db") + "search-book.db"
	for id := int64(1); id <= 3000; id++ {
		s.store(book{Doc{id, 1, fmt.Sprintf("第%d处路灯", id)}, true})
	}
	s.put(777, 1, "密件里的马龘靐")
	s.catchUp()
	s.seal(777, 1)
	s.catchUp()
	holds := func() bool {
		for _, end := range []string{"", "-wal"} {
			if b, _ := os.ReadFile(path + end); strings.Contains(string(b), "靐") {
				return true
			}
		}
		return false
	}
	if !holds() {
		t.Fatal("the test sees no tokens: it could not fail")
	}
	for range 200 {
		s.must(s.ix.round(t.Context()))
	}
	if holds() {
		t.Error("the tokens of a sealed document are still in the file")
	}
	if left := s.notes(); left > pruneNotes {
		t.Errorf("%d settled notes lie about", left)
	}
	s.want("第2999处", 2999)

	// Whatever happened to the file, the index comes back.
	s.must(s.ix.Close())
	s.must(os.WriteFile(path, []byte(strings.Repeat("no database", 999)), 0o600))
	s.ix = nil
	s.reopen()
	s.catchUp()
	s.want("第2999处", 2999)

	// A database put back from a backup knows less than the index: the index is made anew.
	s.must(s.db.Write(t.Context(), func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(t.Context(), "DELETE FROM search_change"); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), "UPDATE book SET text = '当时的井盖' WHERE id = 2999")
		return err
	}))
	s.reopen()
	s.catchUp()
	s.want("井盖", 2999)

	// So it is when the copy has every note, but not the newest documents.
	s.must(s.db.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), "DELETE FROM book WHERE id > 2000")
		return err
	}))
	s.reopen()
	s.put(2001, 1, "重新编号的水渠")
	s.catchUp()
	s.want("水渠", 2001)
	s.want("第2001处")
}

func TestAddedDocumentsNeedNoNote(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		s.put(1, 1, "路灯")
		s.put(2, 1, "井盖")
		if n := s.notes(); db.Dialect() == sqldb.SQLite && n != 0 {
			t.Errorf("%d notes of new documents", n)
		}
		s.put(2, 1, "沟盖") // changed before it was ever indexed
		s.catchUp()
		s.want("路灯", 1)
		s.want("沟盖", 2)
		s.want("井盖")
		s.put(3, 1, "从没进过索引的密件")
		s.seal(3, 1)
		s.catchUp()
		s.want("密件")
		s.put(4, 1, "密件之后的路灯")
		s.catchUp()
		s.want("路灯", 4, 1)
	})
}

func TestSegmentsAreMergedWhileIdle(t *testing.T) {
	s := newShelf(t, sqldbtest.SQLite(t, sqldbtest.NewClock()))
	segments := func() (n int) {
		row := s.ix.store.(*side).read.QueryRow("SELECT count(DISTINCT segid) FROM grams_idx")
		s.must(row.Scan(&n))
		return n
	}
	for id := int64(1); id <= 12; id++ {
		s.put(id, 1, fmt.Sprintf("第%d处路灯", id))
		s.catchUp()
	}
	if n := segments(); n != 12 {
		t.Errorf("%d segments while there was work, want one of each batch", n)
	}
	for range 5 {
		s.must(s.ix.round(t.Context()))
	}
	if n := segments(); n > 3 {
		t.Errorf("%d segments after some idle rounds", n)
	}
	if s.ix.store.(*side).loose {
		t.Error("it goes on merging what is merged")
	}
	s.want("第12处", 12)
}

func TestBacklogKnowsTheOldest(t *testing.T) {
	var b backlog
	for id := int64(1); id <= 100; id++ {
		b.add(id, 1000+id)
	}
	for _, c := range []struct{ built, oldest int64 }{{0, 1001}, {1, 1021}, {20, 1021}, {21, 1041}, {99, 0}, {100, 0}} {
		b.settle(c.built)
		if got := b.oldest.Load(); got != c.oldest {
			t.Errorf("built up to %d: oldest %d, want %d", c.built, got, c.oldest)
		}
	}
	b.add(101, 5000)
	if got := b.oldest.Load(); got != 5000 {
		t.Errorf("oldest %d, want 5000", got)
	}
}
