package search

import (
	"context"
	"time"

	"jiazhan/internal/sqldb"
)

const (
	mergePages  = 300              // index pages that are rewritten at a time, some 40 ms of work
	purgePeriod = 10 * time.Minute // between two purges
	pruneNotes  = 1000             // settled notes that may lie about
)

// tidy deletes settled notes, does the next piece of a purge, or merges segments. A removed document is not found from its
// removal on; the purge takes its tokens out of the file as well, by rewriting the index without it.
func (s *side) tidy(ctx context.Context) (more bool, err error) {
	if s.position-s.pruned >= pruneNotes {
		return true, s.prune(ctx)
	}
	removed, purging, err := s.marks(ctx)
	switch {
	case err != nil:
		return false, err
	case purging:
		return true, s.purgeMore(ctx)
	case removed && s.db.Now().Sub(s.purged) >= purgePeriod:
		return true, s.purge(ctx)
	case s.loose:
		s.loose, err = s.merge(ctx, nil)
		return s.loose, err
	}
	return false, nil
}

// merge rewrites some pages of the index into fewer segments and tells whether more are to be rewritten. atEnd is done in
// the same transaction when none are.
func (s *side) merge(ctx context.Context, atEnd func(*sideBatch) error) (more bool, err error) {
	err = s.work(ctx, func(b batch) error {
		tx := b.(*sideBatch)
		before, err := tx.changes(ctx)
		if err != nil {
			return err
		}
		if _, err = tx.tx.ExecContext(ctx, "INSERT INTO grams (grams, rank) VALUES ('merge', $1)", mergePages); err != nil {
			return err
		}
		after, err := tx.changes(ctx)
		if more = after-before >= 2; err != nil || more || atEnd == nil {
			return err
		}
		return atEnd(tx)
	})
	return more && err == nil, err
}

// prune keeps the note at the position itself, so that SQLite never gives its number again. The index is written to the
// disk first: after a power cut it must not stand before notes that are gone.
func (s *side) prune(ctx context.Context) error {
	position := s.position
	if _, err := s.write.ExecContext(ctx, "PRAGMA synchronous=FULL; UPDATE state SET value = $1 WHERE key = 'position'; PRAGMA synchronous=NORMAL", position); err != nil {
		return err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM search_change WHERE seq < $1 AND kind = $2", position, s.name)
		return err
	})
	if err == nil {
		s.pruned = position
	}
	return err
}

func (s *side) marks(ctx context.Context) (removed, purging bool, err error) {
	err = s.write.QueryRowContext(ctx, "SELECT (SELECT value FROM state WHERE key = 'removed'), (SELECT value FROM state WHERE key = 'purging')").
		Scan(&removed, &purging)
	return removed, purging, err
}

// purge begins to merge the whole index into one segment without what was removed (sqlite.org/fts5.html, "merge").
func (s *side) purge(ctx context.Context) error {
	s.purged = s.db.Now()
	return s.work(ctx, func(b batch) error {
		tx := b.(*sideBatch)
		if err := tx.set(ctx, "removed", 0); err != nil {
			return err
		}
		if err := tx.set(ctx, "purging", 1); err != nil {
			return err
		}
		_, err := tx.tx.ExecContext(ctx, "INSERT INTO grams (grams, rank) VALUES ('merge', $1)", -mergePages)
		return err
	})
}

func (s *side) purgeMore(ctx context.Context) error {
	more, err := s.merge(ctx, func(tx *sideBatch) error { return tx.set(ctx, "purging", 0) })
	if err != nil || more {
		return err
	}
	_, err = s.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

func (b *sideBatch) changes(ctx context.Context) (n int64, err error) {
	err = b.tx.QueryRowContext(ctx, "SELECT total_changes()").Scan(&n)
	return n, err
}
