package casework

import (
	"context"
	"sync"

	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
	"jiazhan/internal/workday"
)

// Attach ties uploaded photos to an entry of a case inside its transaction and gives their content hashes.
type Attach func(ctx context.Context, tx *sqldb.Tx, owner string, tokens []string) ([]string, error)

// Config is what a Service stands on.
type Config struct {
	DB        *sqldb.DB
	Keys      *vault.Keyring
	Directory func(context.Context) (*congress.Directory, error)
	Attach    Attach
	Calendar  *workday.Calendar  // nil: China's
	Withdrawn func(caseID int64) // told after a case left the sight of those who search (sealed); may be nil
	Filed     func()             // told after a case was filed, for whoever follows; may be nil
}

// Service is track A.
type Service struct {
	Config
	mu    sync.RWMutex
	rules map[int64]kept // by congress
}

// New makes the service.
func New(c Config) *Service {
	if c.Calendar == nil {
		c.Calendar = workday.China()
	}
	if c.Withdrawn == nil {
		c.Withdrawn = func(int64) {}
	}
	if c.Filed == nil {
		c.Filed = func() {}
	}
	return &Service{Config: c, rules: map[int64]kept{}}
}

func notAllowed() error { return fault.New(fault.Forbidden, "case.not_allowed") }
