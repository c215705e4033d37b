package account

import (
	"context"
	"time"

	"jiazhan/internal/sqldb"
)

// Sweep removes what has ended: codes, counters, links, sessions and API tokens. What it leaves for a while longer has no
// force either. It is run by the clock.
func (s *Service) Sweep(ctx context.Context) error {
	l := s.limits
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		ago := func(d time.Duration) int64 { return sqldb.Ms(tx.Now.Add(-d)) }
		for _, old := range []struct {
			query string
			than  int64
		}{
			{"DELETE FROM signin_code WHERE created_at <= $1", ago(l.CodeLife)},
			{"DELETE FROM attempt WHERE since <= $1", ago(max(24*time.Hour, l.Account.Forget, l.Pair.Forget, l.Address.Forget, l.Factor.Forget))},
			{"DELETE FROM invite WHERE created_at <= $1", ago(l.InviteLife)},
			{"DELETE FROM factor_reset WHERE created_at <= $1", ago(resetLife)},
			{"DELETE FROM roster WHERE made_at <= $1", ago(rosterLife)},
			{"DELETE FROM session WHERE seen_at <= $1", ago(max(l.Citizen.Idle, l.Field.Idle, l.Officer.Idle))},
			{"DELETE FROM session WHERE created_at <= $1", ago(max(l.Citizen.Most, l.Field.Most, l.Officer.Most))},
			{"DELETE FROM api_token WHERE ends_at <= $1", ago(30 * 24 * time.Hour)},
		} {
			if _, err := tx.Exec(ctx, old.query, old.than); err != nil {
				return err
			}
		}
		return nil
	})
}

// EndAllSessions signs everybody out. After a restore sessions would live again that had been ended since.
func (s *Service) EndAllSessions(ctx context.Context) (ended int, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, "DELETE FROM session")
		ended = int(n)
		return err
	})
	return ended, err
}
