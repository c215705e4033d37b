package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// side is the index beside SQLite: an FTS5 table without content, whose rowid is scope and id, in a file of its own.
type side struct {
	db       *sqldb.DB
	name     string
	last     func(context.Context) (int64, error)
	write    *sql.DB
	read     *sql.DB
	find     *sql.Stmt
	newest   *sql.Stmt
	position int64 // all notes up to this one are settled
	pruned   int64 // notes below this one are deleted
	purged   time.Time
	loose    bool // there may be segments to merge
}

// Segments are merged while nothing else is to do (tidy). Only where that never happens FTS5 does it itself, a little with
// each commit, from 16 segments of a level on.
const sideSchema = `
CREATE TABLE state (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO state (key, value) VALUES ('position', 0), ('built', 0), ('removed', 0), ('purging', 0);
CREATE VIRTUAL TABLE grams USING fts5(t, content='', contentless_delete=1, detail=none, tokenize='ascii');
INSERT INTO grams (grams, rank) VALUES ('hashsize', 8000000), ('automerge', 16), ('crisismerge', 64);`

func openSide(ctx context.Context, c Config) (*side, error) {
	path := filepath.Join(filepath.Dir(c.DB.Path()), "search-"+c.Name+".db")
	s := &side{db: c.DB, name: c.Name, last: c.Last, loose: true}
	if err := s.open(ctx, path); err == nil {
		return s, nil
	}
	s.close() //nolint:errcheck // the file is of another format, unreadable or ahead of the database: it is made anew
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	if err := s.create(ctx, path); err != nil {
		return nil, err
	}
	return s, s.open(ctx, path)
}

func (s *side) create(ctx context.Context, path string) error {
	db, err := sqldb.OpenSide(path, 1)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, fmt.Sprintf("BEGIN; %s PRAGMA user_version=%d; COMMIT", sideSchema, format))
	return err
}

func (s *side) open(ctx context.Context, path string) (err error) {
	if s.write, err = sqldb.OpenSide(path, 1); err != nil {
		return err
	}
	if s.read, err = sqldb.OpenSide(path, 4); err != nil {
		return err
	}
	found := 0
	if err := s.write.QueryRowContext(ctx, "PRAGMA user_version").Scan(&found); err != nil || found != format {
		return fmt.Errorf("format %d: %w", found, err)
	}
	if err := s.write.QueryRowContext(ctx, "SELECT value FROM state WHERE key = 'position'").Scan(&s.position); err != nil {
		return err
	}
	if err := s.notAhead(ctx); err != nil {
		return err
	}
	if s.find, err = s.read.PrepareContext(ctx, "SELECT rowid FROM grams WHERE grams MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid DESC LIMIT $4"); err != nil {
		return err
	}
	s.newest, err = s.read.PrepareContext(ctx, "SELECT rowid FROM grams WHERE rowid > $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3")
	return err
}

var errAhead = errors.New("the index is newer than the database")

// notAhead refuses an index that has read documents or settled notes which the database does not know: a backup was put
// back.
func (s *side) notAhead(ctx context.Context) error {
	var built int64
	if err := s.write.QueryRowContext(ctx, "SELECT value FROM state WHERE key = 'built'").Scan(&built); err != nil {
		return err
	}
	last, err := s.last(ctx)
	if err == nil && last < built {
		err = errAhead
	}
	if err != nil {
		return err
	}
	return s.db.Read(ctx, func(tx *sqldb.Tx) error {
		last, err := sqldb.One(ctx, tx, sqldb.Value[int64], "SELECT coalesce((SELECT seq FROM search_change WHERE kind = $1 ORDER BY seq DESC LIMIT 1), 0)", s.name)
		if err == nil && last < s.position {
			err = errAhead
		}
		return err
	})
}

func (s *side) close() error {
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

func (s *side) shared() bool { return false }

func (s *side) match(tokens []string) string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = `"` + t + `"`
		if single(t) {
			words[i] += "*"
		}
	}
	return strings.Join(words, " ")
}

func (s *side) candidates(ctx context.Context, match string, scope, before int64, limit int) ([]int64, error) {
	ctx = context.WithoutCancel(ctx) // the driver would watch each query with a goroutine
	low := scope << idBits
	high := low | before
	var rows *sql.Rows
	var err error
	if match == "" {
		rows, err = s.newest.QueryContext(ctx, low, high, limit)
	} else {
		rows, err = s.find.QueryContext(ctx, match, low, high, limit)
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ids := make([]int64, 0, limit)
	for rows.Next() {
		var key int64
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		ids = append(ids, key-low)
	}
	return ids, rows.Err()
}

func (s *side) work(ctx context.Context, fn func(b batch) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	b := &sideBatch{side: s, tx: tx, position: s.position}
	if err := fn(b); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.position = b.position
	return nil
}

type sideBatch struct {
	side     *side
	tx       *sql.Tx
	position int64
}

func (b *sideBatch) notes(ctx context.Context, limit int) (notes []note, err error) {
	err = b.side.db.Read(ctx, func(tx *sqldb.Tx) error {
		notes, err = sqldb.All(ctx, tx, scanNote,
			"SELECT seq, scope, doc, at FROM search_change WHERE seq > $1 AND kind = $2 ORDER BY seq LIMIT $3", b.position, b.side.name, limit)
		return err
	})
	return notes, err
}

func scanNote(s sqldb.Scanner) (n note, err error) { return n, s.Scan(&n.seq, &n.scope, &n.doc, &n.at) }

func (b *sideBatch) settle(ctx context.Context, notes []note) error {
	b.position = notes[len(notes)-1].seq
	return b.set(ctx, "position", b.position)
}

func (b *sideBatch) set(ctx context.Context, key string, value int64) error {
	_, err := b.tx.ExecContext(ctx, "UPDATE state SET value = $1 WHERE key = $2", value, key)
	return err
}

func (b *sideBatch) built(ctx context.Context) (id int64, err error) {
	err = b.tx.QueryRowContext(ctx, "SELECT value FROM state WHERE key = 'built'").Scan(&id)
	return id, err
}

func (b *sideBatch) setBuilt(ctx context.Context, id int64) error { return b.set(ctx, "built", id) }

func (b *sideBatch) end(context.Context) error { return nil }

func (b *sideBatch) add(ctx context.Context, docs []Doc) error {
	return b.insert(ctx, "INSERT INTO grams (rowid, t) VALUES ($1, $2)", docs)
}

func (b *sideBatch) put(ctx context.Context, docs []Doc) error {
	return b.insert(ctx, "INSERT OR REPLACE INTO grams (rowid, t) VALUES ($1, $2)", docs)
}

func (b *sideBatch) insert(ctx context.Context, query string, docs []Doc) error {
	st, err := b.tx.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer st.Close()
	b.side.loose = true
	for _, d := range docs {
		if _, err := st.ExecContext(ctx, d.Scope<<idBits|d.ID, strings.Join(hanzi.Tokens(d.Text), " ")); err != nil {
			return err
		}
	}
	return nil
}

func (b *sideBatch) remove(ctx context.Context, scope, id int64) error {
	r, err := b.tx.ExecContext(ctx, "DELETE FROM grams WHERE rowid = $1", scope<<idBits|id)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return b.set(ctx, "removed", 1)
}

func (b *sideBatch) clear(ctx context.Context) error {
	if _, err := b.tx.ExecContext(ctx, "INSERT INTO grams (grams) VALUES ('delete-all')"); err != nil {
		return err
	}
	return b.set(ctx, "built", 0)
}
