package casework

import (
	"context"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// unread selects what is in the actor's hands and has changed since she last looked at it: what waits at her desk, and what
// asks for her decision.
func (q view) unread(w *where) {
	var mine, decided where
	q.waiting(&mine)
	q.toDecide(&decided)
	w.and("("+strings.Join(mine.parts, " AND ")+" OR "+strings.Join(decided.parts, " AND ")+")", append(mine.args, decided.args...)...)
	w.and("version > COALESCE((SELECT s.version FROM case_seen s WHERE s.case_id = cases.id AND s.person_id = ?), 0)", q.by.PersonID)
}

// Unread tells which of the cases of a list stand in the actor's queue "unread".
func (s *Service) Unread(ctx context.Context, by access.Actor, congressID int64, list []*Case) (map[int64]bool, error) {
	out := map[int64]bool{}
	if len(list) == 0 {
		return out, nil
	}
	w, err := s.conditions(ctx, by, Query{CongressID: congressID, Queue: "unread", Office: true})
	if err != nil {
		return nil, err
	}
	ids := make([]any, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	w.parts = w.byID()
	w.in("id", ids)
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		ids, err := sqldb.All(ctx, tx, sqldb.Value[int64], "SELECT id FROM cases WHERE "+w.sql(1), w.args...)
		for _, id := range ids {
			out[id] = true
		}
		return err
	})
	return out, err
}

// MarkSeen notes that the actor has looked at cases, each as it was in the version that she saw: what came after it stays
// unread. It gives the numbers of those that she has read to the end. It changes nothing of the cases; one that she does not
// serve is left alone without a word.
func (s *Service) MarkSeen(ctx context.Context, by access.Actor, looks ...At) (read []string, err error) {
	if !by.InScope(access.ScopeAct) {
		return nil, notAllowed()
	}
	for _, at := range looks {
		if at.Seen <= 0 {
			return nil, wrong("version", "case.no_version")
		}
	}
	err = s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		read = nil
		for _, at := range looks {
			c, err := s.get(ctx, tx, by, at.Number)
			switch {
			case fault.KindOf(err) == fault.NotFound, err == nil && !onDuty(by, c):
				continue
			case err != nil:
				return err
			}
			if at.Seen >= c.Version {
				read = append(read, c.Number)
			}
			if err := looked(ctx, tx, by, c, min(at.Seen, c.Version)); err != nil {
				return err
			}
		}
		return nil
	})
	return read, err
}

// looked notes that somebody who sits at a desk has seen an open case in a version; nobody else has a queue to read.
func looked(ctx context.Context, tx *sqldb.Tx, by access.Actor, c *Case, seen Version) error {
	if by.System || by.PersonID == 0 || !c.State.Open() || len(Desks(by, c.CongressID)) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO case_seen (case_id, person_id, version) VALUES ($1, $2, $3)
		ON CONFLICT (case_id, person_id) DO UPDATE SET version = excluded.version WHERE case_seen.version < excluded.version`,
		c.ID, by.PersonID, int64(seen))
	return err
}

// keepSeen lets who has read a case have read it after a quiet act too, and forgets who read one that has ended.
func keepSeen(ctx context.Context, tx *sqldb.Tx, before, after *Case, action Action) error {
	if before.State.Open() && !after.State.Open() {
		_, err := tx.Exec(ctx, `DELETE FROM case_seen WHERE case_id = $1`, after.ID)
		return err
	}
	if !steps[action].Quiet || !after.State.Open() {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE case_seen SET version = $1 WHERE case_id = $2 AND version = $3`, int64(after.Version), after.ID, int64(before.Version))
	return err
}
