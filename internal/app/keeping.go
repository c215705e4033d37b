package app

import (
	"context"
	"time"

	"jiazhan/internal/account"
	"jiazhan/internal/draft"
	"jiazhan/internal/retention"
	"jiazhan/internal/sqldb"
)

// keeping ties every period to the room that holds what it is about.
func (a *App) keeping() *retention.Service {
	lane := func(sealed bool) retention.Kept {
		return retention.Kept{
			Due: func(ctx context.Context, congressID int64, before time.Time) (int, error) {
				return a.Cases.Outdated(ctx, congressID, sealed, before)
			},
			Drop: func(ctx context.Context, congressID int64, before time.Time) (int, error) {
				return a.Cases.EraseOutdated(ctx, congressID, sealed, before)
			},
		}
	}
	return &retention.Service{
		DB: a.DB,
		Kept: map[retention.Name]retention.Kept{
			retention.Contact:       lane(false),
			retention.SealedContact: lane(true),
			retention.Security:      {Due: a.Account.OldEvents, Drop: a.Account.DropEvents},
			retention.Notices:       {Due: a.Notice.Old, Drop: a.Notice.DropOld},
		},
		Congresses: a.congressIDs,
		Note: func(ctx context.Context, tx *sqldb.Tx, congressID, personID int64, what string) error {
			return account.NoteIn(ctx, tx, account.Event{CongressID: congressID, PersonID: personID, ByID: personID, Kind: account.RetentionSet, Detail: what})
		},
	}
}

func (a *App) congressIDs(ctx context.Context) ([]int64, error) {
	dir, err := a.Congress.Directory(ctx)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, c := range dir.Congresses() {
		ids = append(ids, c.ID)
	}
	return ids, nil
}

// fixed are the periods that the installation sets, not a congress.
func (a *App) fixed() map[string]time.Duration {
	l := AccountLimits(a.Config)
	return map[string]time.Duration{"codes": l.CodeLife, "session": l.Citizen.Idle, "photos": 24 * time.Hour, "drafts": draft.Keep}
}
