package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/erasure"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// Own lists every case in which the actor is the citizen herself, newest first, by her account or verified phone.
// Sealed ones are left out, as everywhere.
func (s *Service) Own(ctx context.Context, by access.Actor) (list []*Case, err error) {
	var any where
	if by.PersonID != 0 {
		any.and("reporter_id = ?", by.PersonID)
	}
	if len(by.Phone) > 0 {
		any.and("contact = ?", by.Phone)
	}
	if len(any.parts) == 0 {
		return nil, nil
	}
	query := selectCase + "WHERE " + any.either() + " AND sealed_at = 0 ORDER BY id DESC"
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scanCase, placeholders(query, 1), any.args...)
		return err
	})
	return list, err
}

// Hers reports whether the actor is the citizen of a case herself: whose data it is.
func Hers(by access.Actor, c *Case) bool { return hers(by, c) }

// Leave takes a citizen who closes her account out of every case of hers, with her words' numbers and, where a case has
// ended, her photos; it gives their number.
func (s *Service) Leave(ctx context.Context, by access.Actor) (n int, err error) {
	list, err := s.Own(ctx, by)
	if err != nil {
		return 0, err
	}
	for _, c := range list {
		act := &Erase{Contact: true, Words: true, Photos: !c.State.Open(), account: true}
		if err := s.takeNow(ctx, by, c.Number, func(*Case) Act { return act }); err != nil {
			return n, fmt.Errorf("casework: leave %s: %w", c.Number, err)
		}
		n++
	}
	return n, nil
}

// takeNow lets an actor act on a case as it is now, whatever its version; a nil act does nothing.
func (s *Service) takeNow(ctx context.Context, by access.Actor, number string, act func(*Case) Act) error {
	dir, err := s.Directory(ctx)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := s.get(ctx, tx, by, number)
		if err != nil {
			return err
		}
		if a := act(c); a != nil {
			_, err = s.change(ctx, tx, turn{by, At{Number: number}, a, dir}, c)
		}
		return err
	})
}

// outdated is which cases of a congress ended before an instant and still hold who their citizen is.
func outdated(congressID int64, sealed bool, before time.Time) (string, []any) {
	lane := "c.sealed_at = 0"
	if sealed {
		lane = "c.sealed_at > 0"
	}
	return `FROM cases c JOIN filing f ON f.case_id = c.id WHERE c.congress_id = $1 AND c.ended_at > 0 AND c.ended_at <= $2
		AND c.erased_at = 0 AND ` + lane + ` AND (f.name <> '' OR f.phone <> '' OR f.address <> '' OR c.contact IS NOT NULL)`,
		[]any{congressID, sqldb.Ms(before)}
}

// Outdated counts the cases of a lane whose citizens' contact has been kept long enough.
func (s *Service) Outdated(ctx context.Context, congressID int64, sealed bool, before time.Time) (n int, err error) {
	from, args := outdated(congressID, sealed, before)
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(ctx, tx, sqldb.Value[int], `SELECT COUNT(*) `+from, args...)
		return err
	})
	return n, err
}

// EraseOutdated lets the clock erase what Outdated counts, and gives how many cases that were.
func (s *Service) EraseOutdated(ctx context.Context, congressID int64, sealed bool, before time.Time) (n int, err error) {
	from, args := outdated(congressID, sealed, before)
	for {
		var numbers []string
		err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
			numbers, err = sqldb.All(ctx, tx, sqldb.Value[string], `SELECT c.number `+from+` ORDER BY c.ended_at, c.id LIMIT 200`, args...)
			return err
		})
		if err != nil || len(numbers) == 0 {
			return n, err
		}
		for _, number := range numbers {
			err := s.takeNow(ctx, access.Clock, number, func(*Case) Act { return &Erase{Contact: true, Words: true} })
			if err != nil {
				return n, fmt.Errorf("casework: erase %s: %w", number, err)
			}
			n++
		}
	}
}

// Again erases once more what a list of erasures says was erased of a case, and a backup brought back. A case that is
// not there, or another under its number, is none of the list's.
func (s *Service) Again(ctx context.Context, number string, lines []erasure.Line) error {
	what := make([]string, len(lines))
	for i, l := range lines {
		what[i] = l.What
	}
	missing := func(c *Case) bool { return int64(c.FiledAt) != lines[0].Born }
	err := s.takeNow(ctx, access.Clock, number, func(c *Case) Act {
		act := &Erase{again: true, Contact: slices.Contains(what, EraseContact), Words: slices.Contains(what, EraseWords), Photos: slices.Contains(what, ErasePhotos)}
		if missing(c) || len(act.what()) == 0 {
			return nil
		}
		return act
	})
	if err == nil {
		err = s.takeNow(ctx, access.Clock, number, func(c *Case) Act {
			act := &Agree{Public: c.AgreePublic && !slices.Contains(what, takenPublic), Name: c.AgreeName && !slices.Contains(what, takenName)}
			if missing(c) || act.Public == c.AgreePublic && act.Name == c.AgreeName {
				return nil
			}
			return act
		})
	}
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// CaseOf is the number of the case that a subject of the list names, false for another subject.
func CaseOf(subject string) (number string, ok bool) { return strings.CutPrefix(subject, "case/") }
