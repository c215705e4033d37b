// Package figures counts what is published: the dashboard of a congress with its rates. It owns no table, only an index
// over the cases. It must never count a sealed case, never show a rate without its numerator and base, and never write.
package figures

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb"
)

// fresh is how old a dashboard may be.
const fresh = time.Second

// Cell is the number of cases of a station in a state; Station 0 is the cases without a station.
type Cell struct {
	Station int64
	State   casework.State
	Cases   int
}

// Dashboard is a congress at one moment. Cells and States count every unsealed case, so that a tile is as long as its
// list; withdrawn cases stand in no rate's base, imported ones only in AllRates.
type Dashboard struct {
	At       time.Time
	Cells    []Cell // by station and in the order of the states; none is 0
	States   []Cell // over all stations, every state
	Imported []Cell // the same, of imported cases only
	All      int
	Historic int    // imported from an older system
	Rates    []Rate // acceptance, reply, finish, satisfaction, of cases filed here
	AllRates []Rate // the same with imported cases
	Ratings  []Rate // how many of the rated said satisfied, basically, dissatisfied
}

// Service counts and remembers for a second.
type Service struct {
	db   *sqldb.DB
	mu   sync.Mutex
	kept map[int64]*keptOne
}

type keptOne struct {
	mu    sync.Mutex
	board *Dashboard
}

// New makes the service.
func New(db *sqldb.DB) *Service { return &Service{db: db, kept: map[int64]*keptOne{}} }

// Dashboard gives the figures of a congress, at most a second old. What it returns is shared and must not be changed.
func (s *Service) Dashboard(ctx context.Context, congressID int64) (*Dashboard, error) {
	k := s.of(congressID)
	k.mu.Lock()
	defer k.mu.Unlock()
	now := s.db.Now()
	if k.board != nil {
		if age := now.Sub(k.board.At); age >= 0 && age < fresh {
			return k.board, nil
		}
	}
	counts, err := s.count(ctx, congressID)
	if err != nil {
		return nil, fmt.Errorf("figures: dashboard: %w", err)
	}
	k.board = build(now, counts)
	return k.board, nil
}

func (s *Service) of(congressID int64) *keptOne {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[congressID] == nil {
		s.kept[congressID] = &keptOne{}
	}
	return s.kept[congressID]
}

// count is one group of like cases.
type count struct {
	station int64
	state   casework.State
	kind
	cases int
}

// kind is what is counted apart within a station and a state.
type kind struct {
	result   string
	historic int
}

var kinds = func() []kind {
	var out []kind
	for _, result := range []string{"", casework.Satisfied, casework.Basically, casework.Dissatisfied} {
		out = append(out, kind{result, 0}, kind{result, 1})
	}
	return out
}()

// counting walks through one index in its order; grouping by the kinds too would sort all cases first.
var counting = func() string {
	sql := "SELECT station_id, state"
	for _, k := range kinds {
		sql += fmt.Sprintf(", COUNT(*) FILTER (WHERE result = '%s' AND historic = %d)", k.result, k.historic)
	}
	return sql + " FROM cases WHERE congress_id = $1 AND sealed_at = 0 GROUP BY station_id, state"
}()

func scanCounts(r sqldb.Scanner) ([]count, error) {
	of := make([]count, len(kinds))
	dest := []any{&of[0].station, (*string)(&of[0].state)}
	for i := range of {
		dest = append(dest, &of[i].cases)
	}
	err := r.Scan(dest...)
	for i := range of {
		of[i].station, of[i].state, of[i].kind = of[0].station, of[0].state, kinds[i]
	}
	return slices.DeleteFunc(of, func(c count) bool { return c.cases == 0 }), err
}

func (s *Service) count(ctx context.Context, congressID int64) ([]count, error) {
	var list [][]count
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scanCounts, counting, congressID)
		return err
	})
	return slices.Concat(list...), err
}

func build(now time.Time, counts []count) *Dashboard {
	b := &Dashboard{At: now}
	cells := map[Cell]int{}
	var here, all tally
	for _, c := range counts {
		cells[Cell{Station: c.station, State: c.state}] += c.cases
		cells[Cell{Station: -1, State: c.state}] += c.cases
		all.add(c)
		if c.historic == 1 {
			b.Historic += c.cases
		} else {
			here.add(c)
		}
	}
	b.All, b.Rates, b.AllRates, b.Ratings = all.cases, here.rates(), all.rates(), here.ratings()
	for k, n := range cells {
		if k.Station >= 0 {
			b.Cells = append(b.Cells, Cell{k.Station, k.State, n})
		}
	}
	slices.SortFunc(b.Cells, byStationAndState)
	for _, state := range casework.States {
		b.Imported = append(b.Imported, Cell{State: state, Cases: all.states[state] - here.states[state]})
		b.States = append(b.States, Cell{State: state, Cases: cells[Cell{Station: -1, State: state}]})
	}
	return b
}
