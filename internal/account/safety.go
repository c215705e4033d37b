package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

// Guarded is somebody who serves in a congress as the security administrator sees her: what is open under her name, and
// neither phone nor anything that opens something.
type Guarded struct {
	PersonID  int64
	Name      string
	Grants    []access.Grant // in force in the congress
	Sessions  []Session      // that live, the last used first
	Tokens    []APIToken     // that hold and can be used here, the newest first
	HasFactor bool
	Reset     time.Time // when the reset of her second factor was opened that is not used yet; zero: none
	Slowed    time.Time // until when a further try of her password or second factor must wait; zero: none
}

// maySafeguard refuses whoever does not keep the congress safe.
func maySafeguard(by access.Actor, congressID int64) error {
	if by.Scopes == nil && by.Can(access.ManageSafety, congressID) {
		return nil
	}
	return fault.New(fault.Forbidden, "forbidden")
}

// serving are the persons who hold a role in the congress $1 at the instant $2.
const serving = `(SELECT g.person_id FROM person_grant g WHERE g.congress_id = $1 AND g.from_at <= $2 AND (g.to_at = 0 OR g.to_at > $2))`

// Guarded lists everybody who serves in the congress now, in the order in which they were made.
func (s *Service) Guarded(ctx context.Context, by access.Actor, congressID int64) ([]Guarded, error) {
	if err := maySafeguard(by, congressID); err != nil {
		return nil, err
	}
	var out []Guarded
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		people, err := sqldb.All(ctx, tx, s.scanPerson, `SELECT `+personColumns+` FROM person p WHERE id IN `+serving+` ORDER BY id`,
			congressID, sqldb.Ms(tx.Now))
		if err != nil {
			return err
		}
		w := watch{s: s, tx: tx, congress: congressID, of: map[int64]*Guarded{}}
		out = make([]Guarded, len(people))
		for i, p := range people {
			out[i] = Guarded{PersonID: p.ID, Name: p.Name}
			w.of[p.ID] = &out[i]
		}
		for _, read := range []func(context.Context) error{w.sessions, w.tokens, w.factors} {
			if err := read(ctx); err != nil {
				return err
			}
		}
		return w.slowed(ctx, people)
	})
	return out, err
}

// watch gathers what is open under the names of those who serve.
type watch struct {
	s        *Service
	tx       *sqldb.Tx
	congress int64
	of       map[int64]*Guarded
}

func (w watch) args() []any { return []any{w.congress, sqldb.Ms(w.tx.Now)} }

// sessions reads also every grant, of which the life of a session depends.
func (w watch) sessions(ctx context.Context) error {
	held, err := sqldb.All(ctx, w.tx, scanHeld, "SELECT "+heldColumns+" FROM person_grant g WHERE g.person_id IN "+serving+" ORDER BY g.id", w.args()...)
	if err != nil {
		return err
	}
	all := map[int64][]access.Grant{}
	for _, h := range held {
		if !h.InForce(w.tx.Now) {
			continue
		}
		all[h.PersonID] = append(all[h.PersonID], h.Grant)
		if h.CongressID == w.congress {
			w.of[h.PersonID].Grants = append(w.of[h.PersonID].Grants, h.Grant)
		}
	}
	rows, err := sqldb.All(ctx, w.tx, scanSession, "SELECT "+sessionColumns+" WHERE s.person_id IN "+serving+" ORDER BY s.seen_at DESC", w.args()...)
	for _, row := range rows {
		if ses := w.s.sign(row, all[row.PersonID]).session; !ses.over(w.tx.Now) {
			w.of[row.PersonID].Sessions = append(w.of[row.PersonID].Sessions, *ses)
		}
	}
	return err
}

func (w watch) tokens(ctx context.Context) error {
	rows, err := sqldb.All(ctx, w.tx, scanToken, "SELECT "+tokenColumns+" FROM api_token t WHERE t.person_id IN "+serving+
		" AND t.congress_id IN (0, $1) AND t.ends_at > $2 ORDER BY t.created_at DESC", w.args()...)
	for _, t := range rows {
		w.of[t.personID].Tokens = append(w.of[t.personID].Tokens, t)
	}
	return err
}

func (w watch) factors(ctx context.Context) error {
	have, err := sqldb.All(ctx, w.tx, sqldb.Value[int64], "SELECT f.person_id FROM factor f WHERE f.confirmed_at <> 0 AND f.person_id IN "+serving, w.args()...)
	for _, id := range have {
		w.of[id].HasFactor = true
	}
	if err != nil {
		return err
	}
	resets, err := sqldb.All(ctx, w.tx, scanReset, `SELECT r.person_id, r.hash, r.created_at FROM factor_reset r WHERE r.created_at > $3 AND r.tries < $4
		AND r.person_id IN `+serving, append(w.args(), sqldb.Ms(w.tx.Now.Add(-resetLife)), resetTries)...)
	for _, r := range resets {
		w.of[r.personID].Reset = r.made
	}
	return err
}

// slowed finds the counters of those who serve: the table itself names nobody.
func (w watch) slowed(ctx context.Context, people []Person) error {
	owner := map[string]int64{}
	var keys []any
	for _, p := range people {
		for _, c := range []counter{{"account", p.Phone}, {"factor", fmt.Sprint(p.ID)}} {
			key := w.s.key(c)
			owner[string(key)] = p.ID
			keys = append(keys, key)
		}
	}
	for part := range slices.Chunk(keys, atOnce) {
		waits, err := sqldb.All(ctx, w.tx, scanWait, fmt.Sprintf("SELECT key, until FROM attempt WHERE key IN (%s) AND until > $%d", sqldb.Marks(1, len(part)), len(part)+1),
			append(slices.Clone(part), sqldb.Ms(w.tx.Now))...)
		if err != nil {
			return err
		}
		for _, wait := range waits {
			if g := w.of[owner[string(wait.key)]]; wait.until.After(g.Slowed) {
				g.Slowed = wait.until
			}
		}
	}
	return nil
}

type wait struct {
	key   []byte
	until time.Time
}

func scanWait(r sqldb.Scanner) (wait, error) {
	var w wait
	var until int64
	err := r.Scan(&w.key, &until)
	w.until = sqldb.Time(until)
	return w, err
}

// maxReason is the longest reason that is recorded, in characters.
const maxReason = 200

// goodReason is a reason as it is recorded: of one line, without personal data.
func goodReason(reason string) (string, error) {
	reason = hanzi.Clean(reason)
	var wrong fault.Fields
	wrong.Check(!hanzi.Blank(reason), "reason", "field.required")
	if key := hanzi.CheckLine(reason, maxReason); key != "" {
		wrong.Add("reason", "account.reason.wrong", maxReason)
	}
	return hanzi.Redact(reason), wrong.Err()
}

// guard acts on somebody who serves in the congress, for a reason that is recorded with the act.
func (s *Service) guard(ctx context.Context, by access.Actor, e Event, act func(tx *sqldb.Tx) error) error {
	err := maySafeguard(by, e.CongressID)
	if err == nil {
		e.Detail, err = goodReason(e.Detail)
	}
	if err != nil {
		return err
	}
	e.ByID = by.PersonID
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		serves, err := sqldb.One(ctx, tx, sqldb.Value[int], "SELECT count(*) FROM person WHERE id = $3 AND id IN "+serving, e.CongressID, sqldb.Ms(tx.Now), e.PersonID)
		if err == nil && serves == 0 {
			err = fault.Missing()
		}
		if err == nil {
			err = act(tx)
		}
		if err != nil {
			return err
		}
		return NoteIn(ctx, tx, e)
	})
}

// EndSessions ends the session of somebody who serves in the congress that is named by ref, or all of them for "". Only
// the security administrator may, with the reason.
func (s *Service) EndSessions(ctx context.Context, by access.Actor, congressID, personID int64, ref, reason string) error {
	return s.guard(ctx, by, Event{CongressID: congressID, PersonID: personID, Kind: SessionKilled, Detail: reason}, func(tx *sqldb.Tx) error {
		if ref == "" {
			return s.killAll(ctx, tx, personID)
		}
		all, err := sqldb.All(ctx, tx, scanSession, "SELECT "+sessionColumns+" WHERE s.person_id = $1", personID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(one row) bool { return one.Ref == ref })
		if i < 0 {
			return fault.Missing()
		}
		s.forget(tx)
		_, err = tx.Exec(ctx, "DELETE FROM session WHERE hash = $1", all[i].hash)
		return err
	})
}

// EndToken ends an API token, which can be used in the congress, of somebody who serves there.
func (s *Service) EndToken(ctx context.Context, by access.Actor, congressID, personID int64, ref, reason string) error {
	return s.guard(ctx, by, Event{CongressID: congressID, PersonID: personID, Kind: TokenRevoked, Detail: reason}, func(tx *sqldb.Tx) error {
		all, err := tokensOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(t APIToken) bool { return t.Ref == ref && (t.CongressID == 0 || t.CongressID == congressID) })
		if i < 0 {
			return fault.Missing()
		}
		s.forget(tx)
		_, err = tx.Exec(ctx, "DELETE FROM api_token WHERE hash = $1", all[i].hash)
		return err
	})
}

// Policy is what the house asks of passwords and sign-ins, for those who answer for it.
type Policy struct {
	Limits
	Shortest, Longest int // of passwords, in characters
}

// Policy gives the rules in force.
func (s *Service) Policy() Policy { return Policy{s.limits, shortest, longest} }
