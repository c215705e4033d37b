package casework

import (
	"context"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/sqldb"
)

// Standing is how things stand at one desk: how many open cases it holds, how many of them past their due time or close
// to it, and since when the longest is due. Each number is the length of the list of its queue at that desk.
type Standing struct {
	Desk    Desk
	Open    int
	Overdue int
	Soon    int
	Oldest  Instant // due time of the case that is overdue longest; 0: none is
}

// Standings says how things stand at every desk of a congress that holds an open case which the actor serves.
func (s *Service) Standings(ctx context.Context, by access.Actor, congressID int64) (list []Standing, err error) {
	all, v, err := s.sight(ctx, by, Query{CongressID: congressID, Office: true})
	if err != nil {
		return nil, err
	}
	v.open(&all)
	var late, soon where
	queues["overdue"](&late, v)
	queues["due_soon"](&soon, v)
	overdue := strings.Join(late.parts, " AND ")
	query := "SELECT desk_kind, desk_id, COUNT(*), COUNT(*) FILTER (WHERE " + overdue + "), COUNT(*) FILTER (WHERE " +
		strings.Join(soon.parts, " AND ") + "), COALESCE(MIN(due_at) FILTER (WHERE " + overdue + "), 0) FROM cases WHERE " +
		strings.Join(all.parts, " AND ") + " GROUP BY desk_kind, desk_id"
	args := append(append(append(late.args, soon.args...), late.args...), all.args...)
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scanStanding, placeholders(query, 1), args...)
		return err
	})
	return list, err
}

func scanStanding(row sqldb.Scanner) (st Standing, err error) {
	return st, row.Scan((*string)(&st.Desk.Kind), &st.Desk.ID, &st.Open, &st.Overdue, &st.Soon, (*int64)(&st.Oldest))
}
