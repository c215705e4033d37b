package retention

import (
	"context"
	"errors"
	"fmt"

	"jiazhan/internal/sqldb"
)

// Sweep drops what every congress has kept long enough, and records how much that was. What belongs to no congress is
// kept as long as the congress that keeps it longest. A period that fails does not stop the others.
func (s *Service) Sweep(ctx context.Context) error {
	ids, err := s.Congresses(ctx)
	if err != nil {
		return fmt.Errorf("retention: %w", err)
	}
	longest := Days{}
	var failures []error
	for _, id := range ids {
		days, err := s.Days(ctx, id)
		if err != nil {
			return err
		}
		for _, d := range Defs {
			longest[d.Name] = max(longest[d.Name], days[d.Name])
			failures = append(failures, s.drop(ctx, id, d.Name, days[d.Name]))
		}
	}
	for name, days := range longest {
		failures = append(failures, s.drop(ctx, 0, name, days))
	}
	return errors.Join(failures...)
}

func (s *Service) drop(ctx context.Context, congressID int64, name Name, days int) error {
	n, err := s.Kept[name].Drop(ctx, congressID, s.end(days))
	if n > 0 {
		err = errors.Join(err, s.DB.Write(ctx, func(tx *sqldb.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO retention_run (congress_id, name, at, n) VALUES ($1,$2,$3,$4)`, congressID, string(name), sqldb.Ms(tx.Now), n)
			return err
		}))
	}
	if err != nil {
		return fmt.Errorf("retention: %s of %d: %w", name, congressID, err)
	}
	return nil
}
