package casework

import (
	"context"

	"jiazhan/internal/access"
)

// PickQuery shows the query of Pick to the test of its plan.
func (s *Service) PickQuery(ctx context.Context, by access.Actor, q Query, ids []int64) (string, []any, error) {
	return s.pickQuery(ctx, by, q, ids)
}

// InsideActions lists the acts that may be undone.
func InsideActions() (out []Action) {
	for a, s := range steps {
		if s.Inside {
			out = append(out, a)
		}
	}
	return out
}

// TellsCitizen reports whether the act sends word to the citizen.
func TellsCitizen(a Action) bool { return tellings[a].citizen != "" }

// ContactPhone gives the digits of a number under which somebody can be reached, "" for what is none.
func ContactPhone(text string) string { return phone(text) }
