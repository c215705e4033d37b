package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/sqldb"
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
	s.ix, err = Open(context.WithoutCancel(s.t.Context()), Config{Name: "book", DB: s.db, All: s.all, Read: s.read, Last: s.last})
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

func (s *shelf) last(ctx context.Context) (id int64, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		id, err = sqldb.One(ctx, tx, sqldb.Value[int64], "SELECT coalesce(max(id), 0) FROM book")
		return err
	})
	return id, err
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
			last, err := sqldb.One(ctx, tx, sqldb.Value[int64], "SELECT coalesce(max(id), 0) FROM book")
			if err != nil {
				return err
			}
			tell := s.ix.Note
			if b.ID > last {
				tell = s.ix.Added
			}
			if _, err := tx.Exec(ctx, "INSERT INTO book (id, scope, text, sealed, open) VALUES ($1, $2, $3, 0, $4) ON CONFLICT (id) DO UPDATE SET text = excluded.text, open = excluded.open",
				b.ID, b.Scope, b.Text, open); err != nil {
				return err
			}
			if err := tell(ctx, tx, b.Scope, b.ID); err != nil {
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

func (s *shelf) notes() (n int64) {
	s.t.Helper()
	s.must(s.db.Read(s.t.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(s.t.Context(), tx, sqldb.Value[int64], "SELECT count(*) FROM search_change")
		return err
	}))
	return n
}
