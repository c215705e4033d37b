package casework

import (
	"context"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
)

// UndoTime is how long somebody may take back an act whose effects stayed in the house.
const UndoTime = 10 * time.Second

// holdTime keeps the news of such an act back until it can no longer be undone, by the clock of any node.
const holdTime = UndoTime + time.Second

// Undo 撤销 takes back the case's last act: by the one who took it, within UndoTime, where nobody outside was told. The
// history keeps both; the columns become what they were.
type Undo struct {
	before   Facts
	calendar int64 // by which those are counted
	last     Entry
}

// Action names the act.
func (*Undo) Action() Action { return "undo" }

func (*Undo) check(*fault.Fields) {}

// prepare finds what the case was before its last act: the replay of all events but that one.
func (a *Undo) prepare(ctx context.Context, tx *sqldb.Tx, _ *Service, _ access.Actor, c *Case) error {
	events, err := ledger.Read(ctx, tx, stream(c.Number))
	if err != nil {
		return err
	}
	if a.before, err = Replay(events[:len(events)-1]); err != nil {
		return err
	}
	a.calendar = c.calendar
	a.last, err = sqldb.One(ctx, tx, scanEntry, selectEntry+`WHERE case_id = $1 AND seq = $2`, c.ID, int64(c.Version))
	return err
}

func (a *Undo) do(ch *change) error {
	ch.Facts, ch.calendar = a.before, a.calendar
	ch.seat = access.Grant{Role: a.last.Role, UnitID: a.last.UnitID}
	ch.say = Say{Audience: ForOffice, Data: Data{Undone: a.last.Action}}
	return nil
}

// undoer is who may take this act back: the person who takes it, where its effects stay in the house; 0 is nobody.
func undoer(by access.Actor, action Action) int64 {
	if by.System || !steps[action].Inside {
		return 0
	}
	return by.PersonID
}

func undoable(c *Case, m moment) bool {
	return c.undoer != 0 && m.now <= c.touchedAt+Instant(UndoTime.Milliseconds())
}

// Undoable reports whether the actor may take the case's last act back now, and until when.
func Undoable(by access.Actor, c *Case, now time.Time) (until time.Time, ok bool) {
	m := moment{now: max(Moment(now), c.touchedAt)}
	return c.touchedAt.Time().Add(UndoTime), allow(by, c, "undo", m)
}

// markUndone marks the entries that were taken back by the one after them.
func markUndone(entries []Entry) {
	for i := range entries {
		entries[i].Undone = i+1 < len(entries) && entries[i+1].Action == "undo"
	}
}
