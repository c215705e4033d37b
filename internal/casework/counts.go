package casework

import (
	"context"
	"slices"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/sqldb"
)

// closedQueues select cases that may have ended; every other selection holds open cases only.
var closedQueues = []Queue{"", "unsolved", "ended", "sealed", "referred"}

// Counts gives the lengths of several selections of what the actor serves in a congress. Those of open cases are counted
// in one pass over the open cases, so that a desk may ask often.
func (s *Service) Counts(ctx context.Context, by access.Actor, congressID int64, wanted []Queue) (map[Queue]int, error) {
	out := make(map[Queue]int, len(wanted))
	var working []Queue
	for _, q := range wanted {
		if !slices.Contains(closedQueues, q) {
			working = append(working, q)
			continue
		}
		n, err := s.Count(ctx, by, Query{CongressID: congressID, Queue: q, Office: true})
		if err != nil {
			return nil, err
		}
		out[q] = n
	}
	if len(working) == 0 {
		return out, nil
	}
	return out, s.countOpen(ctx, by, congressID, working, out)
}

func (s *Service) countOpen(ctx context.Context, by access.Actor, congressID int64, wanted []Queue, out map[Queue]int) error {
	all, v, err := s.sight(ctx, by, Query{CongressID: congressID, Office: true})
	if err != nil {
		return err
	}
	v.open(&all)
	var columns []string
	var args []any
	for _, q := range wanted {
		var w where
		queues[q](&w, v)
		columns = append(columns, "COUNT(*) FILTER (WHERE "+strings.Join(w.parts, " AND ")+")")
		args = append(args, w.args...)
	}
	query := placeholders("SELECT "+strings.Join(columns, ", ")+" FROM cases WHERE "+strings.Join(all.parts, " AND "), 1)
	numbers, dest := make([]int, len(wanted)), make([]any, len(wanted))
	for i := range numbers {
		dest[i] = &numbers[i]
	}
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error { return tx.Row(ctx, query, append(args, all.args...)...).Scan(dest...) })
	for i, q := range wanted {
		out[q] = numbers[i]
	}
	return err
}
