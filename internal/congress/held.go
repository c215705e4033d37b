package congress

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// lookAgain is how long a picture is trusted before the stamp is read: another node may have changed something.
const lookAgain = 5 * time.Second

// Service keeps the directory in memory and holds the commands that change it.
type Service struct {
	db      *sqldb.DB
	changes atomic.Int64 // our own commits
	held    atomic.Pointer[picture]
	loading sync.Mutex
}

// picture is a directory with what was known when it was taken.
type picture struct {
	dir     *Directory
	changes int64
	checked time.Time
}

// New makes the service; the first Directory reads the database.
func New(db *sqldb.DB) *Service { return &Service{db: db} }

// Directory gives the present picture: after an own write a new one, after another node's write one at most 5 s old.
func (s *Service) Directory(ctx context.Context) (*Directory, error) {
	if p := s.held.Load(); s.fresh(p) {
		return p.dir, nil
	}
	s.loading.Lock()
	defer s.loading.Unlock()
	p := s.held.Load()
	if s.fresh(p) {
		return p.dir, nil
	}
	next := &picture{changes: s.changes.Load(), checked: s.db.Now()}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		var err error
		next.dir, err = s.renew(ctx, tx, p, next)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("congress: directory: %w", err)
	}
	s.held.Store(next)
	return next.dir, nil
}

// Top reports whether a congress has none above it in this installation.
func (s *Service) Top(ctx context.Context, congressID int64) (bool, error) {
	dir, err := s.Directory(ctx)
	if err != nil {
		return false, err
	}
	c := dir.Congress(congressID)
	return c != nil && c.ParentID == 0, nil
}

func (s *Service) fresh(p *picture) bool {
	if p == nil || p.changes != s.changes.Load() {
		return false
	}
	age := s.db.Now().Sub(p.checked)
	return age >= 0 && age < lookAgain
}

// renew keeps the old directory when its stamp and its day still hold, else reads all.
func (s *Service) renew(ctx context.Context, tx *sqldb.Tx, old, next *picture) (*Directory, error) {
	if old == nil || old.changes != next.changes || !old.dir.day.Equal(workday.Day(tx.Now)) {
		return load(ctx, tx)
	}
	v, err := version(ctx, tx)
	if err != nil || v == old.dir.version {
		return old.dir, err
	}
	return load(ctx, tx)
}

// change is one line of a congress's history: who did what to which row.
type change struct {
	by         access.Actor
	congressID int64
	action     string // found, create or change
	Table      string `json:"table"`
	ID         int64  `json:"id"`
	Row        any    `json:"row,omitempty"` // what was filled in, without names and other personal text
}

// streamOf is the name of a congress's history in the ledger.
func streamOf(congressID int64) string { return fmt.Sprintf("congress/%d", congressID) }

// record marks the directory as changed for this node and for the others, and writes the history. Writers queue at the
// stamp's row, so that no two append after one head.
func (s *Service) record(ctx context.Context, tx *sqldb.Tx, c change) error {
	if _, err := tx.Exec(ctx, `UPDATE congress_stamp SET version = version + 1 WHERE id = 1`); err != nil {
		return fmt.Errorf("congress: stamp: %w", err)
	}
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("congress: history: %w", err)
	}
	stream := streamOf(c.congressID)
	head, err := ledger.HeadOf(ctx, tx, stream)
	if err != nil {
		return fmt.Errorf("congress: history: %w", err)
	}
	tx.AfterCommit(func() { s.changes.Add(1) })
	_, err = ledger.Append(ctx, tx, head, ledger.Event{Stream: stream, At: sqldb.Ms(tx.Now), Person: c.by.PersonID, Action: c.action, Body: string(body)})
	return err
}
