package retention_test

import (
	"context"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/retention"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

// shelf keeps things of congresses 1 and 2 (0: of none) by the instant they came.
type shelf map[int64][]time.Time

func (s shelf) due(_ context.Context, congressID int64, before time.Time) (n int, _ error) {
	for _, at := range s[congressID] {
		if at.Before(before) {
			n++
		}
	}
	return n, nil
}

func (s shelf) drop(ctx context.Context, congressID int64, before time.Time) (int, error) {
	n, err := s.due(ctx, congressID, before)
	s[congressID] = s[congressID][n:]
	return n, err
}

func house(db *sqldb.DB, s shelf, noted *[]string) *retention.Service {
	empty := shelf{}
	kept := map[retention.Name]retention.Kept{}
	for _, d := range retention.Defs {
		kept[d.Name] = retention.Kept{Due: empty.due, Drop: func(context.Context, int64, time.Time) (int, error) { return 0, nil }}
	}
	kept[retention.Security] = retention.Kept{Due: s.due, Drop: s.drop}
	return &retention.Service{DB: db, Kept: kept, Congresses: func(context.Context) ([]int64, error) { return []int64{1, 2}, nil },
		Note: func(_ context.Context, _ *sqldb.Tx, _, _ int64, what string) error {
			*noted = append(*noted, what)
			return nil
		}}
}

func TestPeriodsStayWithinTheLawAndAreKept(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		now := clock.Now()
		days := func(n int) time.Time { return now.AddDate(0, 0, -n) }
		s, noted := shelf{0: {days(400), days(200)}, 1: {days(400), days(200), days(10)}, 2: {days(400), days(200)}}, []string{}
		r := house(db, s, &noted)
		security := access.Actor{PersonID: 5, Grants: []access.Grant{{Role: access.SecurityAdmin, CongressID: 1}}}
		for name, c := range map[string]struct {
			by   access.Actor
			id   int64
			days int
			want fault.Kind
		}{
			"below the law":         {security, 1, 179, fault.Invalid},
			"somebody else's":       {security, 2, 200, fault.Forbidden},
			"the system's operator": {access.Actor{Grants: []access.Grant{{Role: access.SystemAdmin, CongressID: 1}}}, 1, 200, fault.Forbidden},
		} {
			if err := r.Set(t.Context(), c.by, c.id, retention.Period{Name: retention.Security, Days: c.days}, 0); fault.KindOf(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := r.Set(t.Context(), security, 1, retention.Period{Name: retention.Security, Days: 180}, 0); err != nil || len(noted) != 1 {
			t.Fatalf("%v %v", err, noted)
		}
		rows, err := r.Rows(t.Context(), security, 1)
		if err != nil || rows[2].Days != 180 || rows[2].Due != 2 || !rows[2].Last.IsZero() {
			t.Errorf("%+v %v", rows, err)
		}
		colleague := access.Actor{PersonID: 6, Grants: security.Grants}
		err = r.Set(t.Context(), colleague, 1, retention.Period{Name: retention.Security, Days: 200}, 0)
		if last, _ := fault.As(err).Detail.(fault.Meanwhile); fault.KindOf(err) != fault.Conflict || last.PersonID != 5 || !last.At.Equal(now) {
			t.Errorf("on the default, which it is no more: %v", err)
		}
		if err := r.Set(t.Context(), colleague, 1, retention.Period{Name: retention.Security, Days: 180}, rows[2].Changed); err != nil {
			t.Errorf("on what stands now: %v", err)
		}
		if err := r.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(s[1]) != 1 || len(s[2]) != 1 || len(s[0]) != 1 {
			t.Errorf("left %d, %d, and %d of nobody's", len(s[1]), len(s[2]), len(s[0]))
		}
		if rows, err = r.Rows(t.Context(), security, 1); err != nil || rows[2].N != 2 || rows[2].Last.IsZero() || rows[2].Due != 0 {
			t.Errorf("%+v %v", rows, err)
		}
	})
}
