package casework

import (
	"context"

	"jiazhan/internal/access"
)

// PickQuery shows the query of Pick to the test of its plan.
func (s *Service) PickQuery(ctx context.Context, by access.Actor, q Query, ids []int64) (string, []any, error) {
	return s.pickQuery(ctx, by, q, ids)
}
