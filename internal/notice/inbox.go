package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/sqldb"
)

// Before is where a page of an inbox begins: behind the last notice of the page above; zero is the top.
type Before struct {
	At time.Time
	ID int64
}

// Inbox lists the actor's notices in a congress, newest first, at most limit.
func (s *Service) Inbox(ctx context.Context, by access.Actor, congressID int64, before Before, limit int) (list []Notice, err error) {
	if before.At.IsZero() {
		before = Before{s.DB.Now().AddDate(100, 0, 0), 0}
	}
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(ctx, tx, scan, `SELECT id, congress_id, topic, key, args, link, times, at, read_at FROM notice
			WHERE congress_id = $1 AND person_id = $2 AND (at, id) < ($3, $4) ORDER BY at DESC, id DESC LIMIT $5`,
			congressID, by.PersonID, sqldb.Ms(before.At), before.ID, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("notice: inbox: %w", err)
	}
	return list, nil
}

func scan(row sqldb.Scanner) (n Notice, err error) {
	var args string
	var at, read int64
	if err := row.Scan(&n.ID, &n.CongressID, &n.Topic, &n.Key, &args, &n.Link, &n.Times, &at, &read); err != nil {
		return n, err
	}
	n.At, n.ReadAt = sqldb.Time(at), sqldb.Time(read)
	return n, json.Unmarshal([]byte(args), &n.Args)
}

// Unread counts the actor's unread notices in a congress.
func (s *Service) Unread(ctx context.Context, by access.Actor, congressID int64) (n int64, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(ctx, tx, sqldb.Value[int64],
			"SELECT count(*) FROM notice WHERE congress_id = $1 AND person_id = $2 AND read_at = 0", congressID, by.PersonID)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("notice: unread: %w", err)
	}
	return n, nil
}

// MarkRead marks one notice of the actor as read; another person's is left alone without a word.
func (s *Service) MarkRead(ctx context.Context, by access.Actor, congressID, id int64) error {
	return s.mark(ctx, "UPDATE notice SET read_at = $1 WHERE congress_id = $2 AND person_id = $3 AND read_at = 0 AND id = $4",
		congressID, by.PersonID, id)
}

// Follow marks one notice of the actor as read and gives the address that it leads to; NotFound for another person's.
func (s *Service) Follow(ctx context.Context, by access.Actor, congressID, id int64) (link string, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		link, err = sqldb.One(ctx, tx, sqldb.Value[string], "SELECT link FROM notice WHERE congress_id = $1 AND person_id = $2 AND id = $3",
			congressID, by.PersonID, id)
		return err
	})
	if err != nil {
		return "", err
	}
	return link, s.MarkRead(ctx, by, congressID, id)
}

// MarkLinksRead marks those of the actor's notices in a congress as read that lead to one of the addresses.
func (s *Service) MarkLinksRead(ctx context.Context, by access.Actor, congressID int64, links ...string) error {
	if len(links) == 0 {
		return nil
	}
	args := []any{congressID, by.PersonID}
	for _, link := range links {
		args = append(args, link)
	}
	return s.mark(ctx, "UPDATE notice SET read_at = $1 WHERE congress_id = $2 AND person_id = $3 AND read_at = 0 AND link IN ("+
		sqldb.Marks(4, len(links))+")", args...)
}

// MarkAllRead marks the actor's notices in a congress as read, but for those that came after the instant she saw.
func (s *Service) MarkAllRead(ctx context.Context, by access.Actor, congressID int64, seen time.Time) error {
	return s.mark(ctx, "UPDATE notice SET read_at = $1 WHERE congress_id = $2 AND person_id = $3 AND read_at = 0 AND at <= $4",
		congressID, by.PersonID, sqldb.Ms(seen))
}

func (s *Service) mark(ctx context.Context, update string, args ...any) error {
	err := s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, update, append([]any{sqldb.Ms(tx.Now)}, args...)...)
		return err
	})
	if err != nil {
		return fmt.Errorf("notice: mark read: %w", err)
	}
	return nil
}

// Tidy is the sweep that removes yesterday's count of letters. Notices that were read go by their congress's period.
func (s *Service) Tidy(ctx context.Context, now time.Time) error {
	err := s.DB.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM letter_day WHERE day < $1", today(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("notice: tidy: %w", err)
	}
	return nil
}
