package account

import (
	"context"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// counter is one row of the table attempt. Its key is a keyed hash: the table says neither phones nor addresses.
type counter struct {
	kind, value string
}

func (s *Service) key(c counter) []byte { return s.keys.Index("attempt/"+c.kind, "."+c.value) }

// rate allows most events in a window of length per, which begins with its first event.
type rate struct {
	counter
	most int
	per  time.Duration
}

// spend counts one event against each rate, or refuses with the wait under a key and spends nothing: the caller's
// transaction is undone.
func (s *Service) spend(ctx context.Context, tx *sqldb.Tx, key string, rates ...rate) error {
	for _, r := range rates {
		now, start := sqldb.Ms(tx.Now), sqldb.Ms(tx.Now.Add(-r.per))
		n, err := tx.Exec(ctx, `INSERT INTO attempt (key, n, since, until) VALUES ($1, 1, $2, 0)
			ON CONFLICT (key) DO UPDATE SET
				n = CASE WHEN attempt.since > $3 AND attempt.since <= $2 THEN attempt.n + 1 ELSE 1 END,
				since = CASE WHEN attempt.since > $3 AND attempt.since <= $2 THEN attempt.since ELSE $2 END
			WHERE attempt.n < $4 OR attempt.since <= $3 OR attempt.since > $2`,
			s.key(r.counter), now, start, r.most)
		if err != nil {
			return err
		}
		if n == 0 {
			since, err := sqldb.One(ctx, tx, sqldb.Value[int64], "SELECT since FROM attempt WHERE key = $1", s.key(r.counter))
			if err != nil {
				return err
			}
			return slow(key, time.Duration(since-start)*time.Millisecond)
		}
	}
	return nil
}

// brake slows down failures of one kind. One that many people share is not let go by one person's success.
type brake struct {
	counter
	rule   Slowdown
	shared bool
}

// press counts a failure in advance against each brake, so that guesses sent at once are slowed like guesses sent in turn;
// success is eased. It reports whether a wait begins with this attempt. While a wait lasts it refuses.
func (s *Service) press(ctx context.Context, tx *sqldb.Tx, brakes ...brake) (slowed bool, err error) {
	for _, b := range brakes {
		wait, err := s.pressOne(ctx, tx, b)
		if err != nil {
			return false, err
		}
		slowed = slowed || wait > 0
	}
	return slowed, nil
}

func (s *Service) pressOne(ctx context.Context, tx *sqldb.Tx, b brake) (time.Duration, error) {
	key, now := s.key(b.counter), sqldb.Ms(tx.Now)
	counts, err := sqldb.All(ctx, tx, sqldb.Value[int], `INSERT INTO attempt (key, n, since, until) VALUES ($1, 1, $2, 0)
		ON CONFLICT (key) DO UPDATE SET n = CASE WHEN attempt.since > $3 THEN attempt.n + 1 ELSE 1 END, since = $2
		WHERE attempt.until <= $2 OR attempt.until > $4 RETURNING n`,
		key, now, sqldb.Ms(tx.Now.Add(-b.rule.Forget)), sqldb.Ms(tx.Now.Add(b.rule.Most)))
	if err != nil {
		return 0, err
	}
	if len(counts) == 0 {
		until, err := sqldb.One(ctx, tx, sqldb.Value[int64], "SELECT until FROM attempt WHERE key = $1", key)
		if err != nil {
			return 0, err
		}
		return 0, slow("account.slowed", time.Duration(until-now)*time.Millisecond)
	}
	wait := b.rule.wait(counts[0])
	_, err = tx.Exec(ctx, "UPDATE attempt SET until = $2 WHERE key = $1", key, now+wait.Milliseconds())
	return wait, err
}

// ease takes back what press counted, after a success: all failures of the person's own brakes, one of a shared one.
func (s *Service) ease(ctx context.Context, tx *sqldb.Tx, brakes ...brake) error {
	for _, b := range brakes {
		query := "DELETE FROM attempt WHERE key = $1"
		if b.shared {
			query = "UPDATE attempt SET n = n - 1, until = 0 WHERE key = $1"
		}
		if _, err := tx.Exec(ctx, query, s.key(b.counter)); err != nil {
			return err
		}
	}
	return nil
}

// slow is the refusal that says how long to wait, in whole seconds and at least one.
func slow(key string, wait time.Duration) error {
	wait = max(wait.Truncate(time.Second), 0) + time.Second
	f := fault.New(fault.TooMany, key, int(wait/time.Second))
	f.Retry = wait
	return f
}
