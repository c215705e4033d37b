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

// shelf is a table of documents, as a domain package has one.
type shelf struct {
	t  testing.TB
	db *sqldb.DB
	ix *Index
}

type book struct {
	Doc
	open bool
}

func (b book) Searched() (int64, string) { return b.ID, b.Text }

func newShelf(t testing.TB, db *sqldb.DB) *shelf {
	t.Helper()
	s := &shelf{t: t, db: db}
	s.must(db.Write(t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), "CREATE TABLE book (id BIGINT PRIMARY KEY, scope BIGINT NOT NULL, text TEXT NOT NULL, sealed BIGINT NOT NULL, open BIGINT NOT NULL)")
		return err
	}))
	s.reopen()
	t.Cleanup(func() { s.ix.Close() })
	return s
}

// reopen opens the index anew, as after a restart.
func (s *shelf) reopen() {
	s.t.Helper()
	if s.ix != nil {
		s.must(s.ix.Close())
	}
	var err error
	s.ix, err = Open(context.WithoutCancel(s.t.Context()), Config{Name: "book", DB: s.db, All: s.all, Read: s.read})
	s.must(err)
}

func (s *shelf) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shelf) rows(ctx context.Context, where string, args ...any) (books []book, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		books, err = sqldb.All(ctx, tx, func(row sqldb.Scanner) (b book, err error) {
			return b, row.Scan(&b.ID, &b.Scope, &b.Text, &b.open)
		}, "SELECT id, scope, text, open = 1 FROM book WHERE sealed = 0 AND "+where, args...)
		return err
	})
	return books, err
}

func docs(books []book, err error) ([]Doc, error) {
	var out []Doc
	for _, b := range books {
		out = append(out, b.Doc)
	}
	return out, err
}

func (s *shelf) all(ctx context.Context, after int64, limit int) ([]Doc, error) {
	return docs(s.rows(ctx, "id > $1 ORDER BY id LIMIT $2", after, limit))
}

func among(ids []int64) (string, []any) {
	var b strings.Builder
	args := make([]any, len(ids))
	for i, id := range ids {
		fmt.Fprintf(&b, ",$%d", i+1)
		args[i] = id
	}
	return "id IN (" + b.String()[1:] + ")", args
}

func (s *shelf) read(ctx context.Context, ids []int64) ([]Doc, error) {
	where, args := among(ids)
	return docs(s.rows(ctx, where, args...))
}

func (s *shelf) visible(ctx context.Context, ids []int64) ([]book, error) {
	where, args := among(ids)
	return s.rows(ctx, "open = 1 AND "+where, args...)
}

// put stores or changes a document and notes it.
func (s *shelf) put(id, scope int64, text string) {
	s.t.Helper()
	s.store(book{Doc{id, scope, text}, true})
}

func (s *shelf) store(books ...book) {
	s.t.Helper()
	ctx := s.t.Context()
	s.must(s.db.Write(ctx, func(tx *sqldb.Tx) error {
		for _, b := range books {
			open := 0
			if b.open {
				open = 1
			}
			if _, err := tx.Exec(ctx, "INSERT INTO book (id, scope, text, sealed, open) VALUES ($1, $2, $3, 0, $4) ON CONFLICT (id) DO UPDATE SET text = excluded.text, open = excluded.open",
				b.ID, b.Scope, b.Text, open); err != nil {
				return err
			}
			if err := s.ix.Note(ctx, tx, b.Scope, b.ID); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (s *shelf) seal(id, scope int64) {
	s.t.Helper()
	ctx := s.t.Context()
	s.must(s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE book SET sealed = 1 WHERE id = $1", id); err != nil {
			return err
		}
		return s.ix.Note(ctx, tx, scope, id)
	}))
}

func (s *shelf) catchUp() { s.t.Helper(); s.must(s.ix.CatchUp(s.t.Context())) }

// find gives the ids of all pages.
func (s *shelf) find(query string, limit int, scopes ...int64) []int64 {
	s.t.Helper()
	ids, before := []int64{}, int64(0)
	for {
		page, err := Find(s.t.Context(), s.ix, Query{Text: query, Scopes: scopes, Before: before, Limit: limit}, s.visible)
		s.must(err)
		if len(page.Hits) > limit {
			s.t.Fatalf("%d hits on a page of %d", len(page.Hits), limit)
		}
		for _, b := range page.Hits {
			ids = append(ids, b.ID)
		}
		if before = page.Next; before == 0 {
			return ids
		}
	}
}

func (s *shelf) want(query string, ids ...int64) {
	s.t.Helper()
	if got := s.find(query, 3, 1); !slices.Equal(got, ids) {
		s.t.Errorf("%q finds %v, want %v", query, got, ids)
	}
}

func TestWords(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		for i, text := range []string{
			"村口的路灯坏了三天", "路边停车，灯也不亮", "３号楼LED灯牌太亮", "编号ZD2026-000123的回复",
			"𠮷野家门前积水", "谢谢👍🏽代表", "他说“停车*难”(很难): NEAR-by OR NOT", "停", "難\u200b得一见的Ｂ超", "",
		} {
			s.put(int64(i+1), 1, text)
		}
		s.put(11, 2, "别县的路灯")
		s.catchUp()
		s.want("路灯", 1)
		s.want("路", 2, 1)
		s.want("灯", 3, 2, 1)
		s.want("亮", 3, 2)
		s.want("停", 8, 7, 2)
		s.want("停车", 7, 2)
		s.want("路灯坏了三天", 1)
		s.want("路 灯", 2, 1)
		s.want("坏了 路灯", 1)
		s.want("坏了 停车")
		s.want("3号楼led灯", 3)
		s.want("ed", 3)
		s.want("zd2026-000123", 4)
		s.want("2026/000123", 4)
		s.want("000", 4)
		s.want("3", 4, 3)
		s.want("𠮷", 5)
		s.want("𠮷野", 5)
		s.want("吉野")
		s.want("👍", 6)
		s.want("👍代表", 6)
		s.want("难得")
		s.want("難得一见的b超", 9)
		s.want(`停车*难"(很难)`, 7)
		s.want("near-BY or not", 7)
		s.want("停车难")
		for _, nothing := range []string{"", " ", `"`, "*", "(", ")", ":", "-", "^", "'", "\x00", "\xff", "，。", "' OR 1=1", `" OR "路`, "grams:路", "路 AND", "{a b}: 灯+"} {
			s.want(nothing)
		}
		if got := s.find("路灯", 1, 1, 2); !slices.Equal(got, []int64{11, 1}) {
			t.Errorf("in both scopes %v", got)
		}
		if got := s.find("路灯", 5); len(got) != 0 {
			t.Errorf("in no scope %v", got)
		}
	})
}

// words of a small language with many accidental matches, so that every kind of query has true and false candidates.
var letters = []rune("路灯停车水电𠮷a1👍，")

func randomText(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteRune(letters[r.IntN(len(letters))])
	}
	return b.String()
}

func TestFindsWhatReadingFinds(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		r := rand.New(rand.NewPCG(1, 2))
		var books []book
		for id := int64(1); id <= 900; id++ {
			books = append(books, book{Doc{id, 1 + id%3, randomText(r, 2+r.IntN(30))}, r.IntN(4) > 0})
		}
		s.store(books...)
		s.catchUp()
		for range 150 {
			query := randomText(r, 1+r.IntN(4))
			if r.IntN(3) == 0 {
				query += " " + randomText(r, 1+r.IntN(2))
			}
			scopes := []int64{1, 2, 3}[:1+r.IntN(3)]
			want := []int64{}
			for _, b := range slices.Backward(books) {
				if b.open && slices.Contains(scopes, b.Scope) && hanzi.Contains(b.Text, query) {
					want = append(want, b.ID)
				}
			}
			if got := s.find(query, 1+r.IntN(25), scopes...); !slices.Equal(got, want) {
				t.Fatalf("%q in %v: %d hits %v, want %d %v", query, scopes, len(got), got, len(want), want)
			}
		}
	})
}

func TestChangesAndSealing(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		s.put(1, 1, "路灯坏了")
		s.put(2, 1, "路灯修好")
		s.catchUp()
		s.put(1, 1, "井盖丢了")
		s.want("路灯", 2) // the text decides, even before the index knows
		s.catchUp()
		s.want("路灯", 2)
		s.want("井盖", 1)
		s.seal(2, 1)
		s.want("路灯")
		s.catchUp()
		if ids, err := s.ix.store.candidates(t.Context(), "", 1, 1<<30, 10); err != nil || !slices.Equal(ids, []int64{1}) {
			t.Errorf("the index holds %v, %v", ids, err)
		}
		s.put(2, 1, "路灯修好") // stays sealed
		s.catchUp()
		s.want("路灯")
	})
}

func TestRefusesIDsOutOfRange(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		for _, c := range [][2]int64{{1, 0}, {1, -1}, {1, 1 << 40}, {-1, 1}, {1 << 22, 1}} {
			err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return s.ix.Note(t.Context(), tx, c[0], c[1]) })
			if err == nil {
				t.Errorf("scope %d, id %d was noted", c[0], c[1])
			}
		}
		top := int64(1)<<40 - 2
		s.put(top, 1<<22-1, "最高的路灯")
		s.catchUp()
		if got := s.find("路灯", 3, 1<<22-1); !slices.Equal(got, []int64{top}) {
			t.Errorf("the highest key finds %v", got)
		}
	})
}

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
}

func (s *shelf) notes() (n int64) {
	s.t.Helper()
	s.must(s.db.Read(s.t.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(s.t.Context(), tx, sqldb.Value[int64], "SELECT count(*) FROM search_change")
		return err
	}))
	return n
}
