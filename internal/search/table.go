package search

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/jackc/pgx/v5"

	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// table is the index on PostgreSQL: the tokens of each document as a tsvector under GIN. All nodes share it; an advisory
// lock lets one of them work at a time, so that an old text never comes after a new one.
type table struct {
	db   *sqldb.DB
	name string
	lock int64
	find string
	all  string
}

var errBusy = errors.New("search: another node is at work")

func openTable(ctx context.Context, db *sqldb.DB, name string) (*table, error) {
	h := fnv.New64a()
	h.Write([]byte("jiazhan search " + name))
	t := &table{db: db, name: name, lock: int64(h.Sum64())}
	t.find = "SELECT doc FROM search_" + name + " WHERE scope = $1 AND doc < $2 AND grams @@ CAST($4 AS tsquery) ORDER BY doc DESC LIMIT $3"
	t.all = "SELECT doc FROM search_" + name + " WHERE scope = $1 AND doc < $2 ORDER BY doc DESC LIMIT $3"
	return t, db.Write(ctx, func(tx *sqldb.Tx) error { return t.create(ctx, tx) })
}

// create makes the tables where they are missing, and empties an index of another format.
func (t *table) create(ctx context.Context, tx *sqldb.Tx) error {
	for _, statement := range []string{
		fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", t.lock),
		"CREATE TABLE IF NOT EXISTS search_state (kind TEXT PRIMARY KEY, format BIGINT NOT NULL, built BIGINT NOT NULL)",
		"CREATE TABLE IF NOT EXISTS search_" + t.name + " (scope BIGINT NOT NULL, doc BIGINT NOT NULL, grams TSVECTOR NOT NULL, PRIMARY KEY (scope, doc))",
		"CREATE INDEX IF NOT EXISTS search_" + t.name + "_grams ON search_" + t.name + " USING GIN (grams) WITH (gin_pending_list_limit = 512)",
	} {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, "INSERT INTO search_state (kind, format, built) VALUES ($1, $2, 0) ON CONFLICT (kind) DO UPDATE SET format = excluded.format WHERE search_state.format <> excluded.format", t.name, format)
	if err != nil || n == 0 {
		return err
	}
	return (&tableBatch{t, tx}).clear(ctx)
}

func (t *table) close() error { return nil }

func (t *table) shared() bool { return true }

func (t *table) tidy(context.Context) (bool, error) { return false, nil }

func (t *table) match(tokens []string) string {
	words := make([]string, len(tokens))
	for i, token := range tokens {
		words[i] = "'" + token + "'"
		if single(token) {
			words[i] += ":*"
		}
	}
	return strings.Join(words, " & ")
}

func (t *table) candidates(ctx context.Context, match string, scope, before int64, limit int) (ids []int64, err error) {
	// Planned anew each time: whether the newest documents or the tokens should lead depends on how common the words are.
	query, args := t.all, []any{pgx.QueryExecModeExec, scope, before, limit}
	if match != "" {
		query, args = t.find, append(args, match)
	}
	err = t.db.Read(ctx, func(tx *sqldb.Tx) error {
		ids, err = sqldb.All(ctx, tx, sqldb.Value[int64], query, args...)
		return err
	})
	return ids, err
}

func (t *table) work(ctx context.Context, fn func(b batch) error) error {
	err := t.db.Write(ctx, func(tx *sqldb.Tx) error {
		free, err := sqldb.One(ctx, tx, sqldb.Value[bool], "SELECT pg_try_advisory_xact_lock($1)", t.lock)
		if err != nil {
			return err
		}
		if !free {
			return errBusy
		}
		return fn(&tableBatch{t, tx})
	})
	if errors.Is(err, errBusy) {
		return nil
	}
	return err
}

type tableBatch struct {
	t  *table
	tx *sqldb.Tx
}

func (b *tableBatch) notes(ctx context.Context, limit int) ([]note, error) {
	return sqldb.All(ctx, b.tx, scanNote, "SELECT seq, scope, doc, at FROM search_change WHERE kind = $1 ORDER BY seq LIMIT $2", b.t.name, limit)
}

func (b *tableBatch) settle(ctx context.Context, notes []note) error {
	seqs := make([]int64, len(notes))
	for i, n := range notes {
		seqs[i] = n.seq
	}
	_, err := b.tx.Exec(ctx, "DELETE FROM search_change WHERE seq = ANY($1)", seqs)
	return err
}

func (b *tableBatch) built(ctx context.Context) (int64, error) {
	return sqldb.One(ctx, b.tx, sqldb.Value[int64], "SELECT built FROM search_state WHERE kind = $1", b.t.name)
}

func (b *tableBatch) setBuilt(ctx context.Context, id int64) error {
	_, err := b.tx.Exec(ctx, "UPDATE search_state SET built = $1 WHERE kind = $2", id, b.t.name)
	return err
}

func (b *tableBatch) end(ctx context.Context) error {
	if err := b.setBuilt(ctx, complete); err != nil {
		return err
	}
	_, err := b.tx.Exec(ctx, "ANALYZE search_"+b.t.name)
	return err
}

func (b *tableBatch) add(ctx context.Context, docs []Doc) error { return b.put(ctx, docs) }

func (b *tableBatch) put(ctx context.Context, docs []Doc) error {
	scopes, ids, grams := make([]int64, len(docs)), make([]int64, len(docs)), make([]string, len(docs))
	for i, d := range docs {
		scopes[i], ids[i], grams[i] = d.Scope, d.ID, strings.Join(hanzi.Tokens(d.Text), " ")
	}
	_, err := b.tx.Exec(ctx, "INSERT INTO search_"+b.t.name+` (scope, doc, grams)
		SELECT d.scope, d.doc, array_to_tsvector(string_to_array(d.grams, ' '))
		FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BIGINT[]), CAST($3 AS TEXT[])) AS d (scope, doc, grams)
		ON CONFLICT (scope, doc) DO UPDATE SET grams = excluded.grams`, scopes, ids, grams)
	return err
}

func (b *tableBatch) remove(ctx context.Context, scope, id int64) error {
	_, err := b.tx.Exec(ctx, "DELETE FROM search_"+b.t.name+" WHERE scope = $1 AND doc = $2", scope, id)
	return err
}

func (b *tableBatch) clear(ctx context.Context) error {
	if _, err := b.tx.Exec(ctx, "TRUNCATE search_"+b.t.name); err != nil {
		return err
	}
	return b.setBuilt(ctx, 0)
}
