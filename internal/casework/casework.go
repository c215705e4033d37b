package casework

import (
	"context"
	"sync"
	"sync/atomic"

	"jiazhan/internal/access"
	"jiazhan/internal/calendar"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/notice"
	"jiazhan/internal/sealing"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Attach ties uploaded photos to an entry of a case inside its transaction and gives their content hashes.
type Attach func(ctx context.Context, tx *sqldb.Tx, owner string, tokens []string) ([]string, error)

// Detach takes the photos of an entry away for good and gives their number.
type Detach func(ctx context.Context, tx *sqldb.Tx, owner string) (int, error)

// Config is what a Service stands on.
type Config struct {
	DB        *sqldb.DB
	Keys      *vault.Keyring
	Directory func(context.Context) (*congress.Directory, error)
	Attach    Attach
	Detach    Detach
	// Book gives the calendars up to a version at least; nil: the one that is built in.
	Book func(ctx context.Context, least int64) (*calendar.Book, error)
	// Notices takes what desks are told; nil: nobody is.
	Notices *notice.Service
	// Letter queues a short message to a phone in the caller's transaction; nil sends none.
	Letter func(ctx context.Context, tx *sqldb.Tx, phone, text string) error
	// Sealing opens the keys of those who read sealed reports, Holders lists who holds a role in a congress now; with nil
	// reports are sealed with the ring.
	Sealing *sealing.Service
	Holders func(ctx context.Context, tx *sqldb.Tx, congressID int64, role access.Role) ([]int64, error)
	// Record notes in the security record who did what with the keys of sealed reports; nil notes nothing.
	Record func(ctx context.Context, tx *sqldb.Tx, congressID, personID, byID int64, what KeyEvent) error
	// SealPhotos seals the photos of a case to its key.
	SealPhotos func(ctx context.Context, owner string, seal func(name string, plain []byte) ([]byte, error)) error
	// Note tells the search, in the transaction, that a case's words must be looked at again, Added that there is one case
	// more; both may be nil.
	Note, Added func(ctx context.Context, tx *sqldb.Tx, congressID, caseID int64) error
}

// Service is track A.
type Service struct {
	Config
	stirred atomic.Bool // words of sealed cases were written since Stirred was asked

	mu    sync.RWMutex
	rules map[int64]kept // by congress
}

// New makes the service.
func New(c Config) *Service {
	if c.Book == nil {
		builtIn := calendar.NewBook(nil)
		c.Book = func(context.Context, int64) (*calendar.Book, error) { return builtIn, nil }
	}
	for _, tell := range []*func(context.Context, *sqldb.Tx, int64, int64) error{&c.Note, &c.Added} {
		if *tell == nil {
			*tell = func(context.Context, *sqldb.Tx, int64, int64) error { return nil }
		}
	}
	return &Service{Config: c, rules: map[int64]kept{}}
}

func notAllowed() error { return fault.New(fault.Forbidden, "case.not_allowed") }
