package notice

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// Letter queues a short message to a citizen in the caller's transaction. It is sent by day, and a phone gets at most
// LettersADay: what is more is left out, for the page of the case says it too. A number that takes no short messages, as
// a landline, gets none.
func (s *Service) Letter(ctx context.Context, tx *sqldb.Tx, phone, text string) error {
	n, err := tx.Exec(ctx, `INSERT INTO letter_day (phone, day, n) VALUES ($1, $2, 1)
		ON CONFLICT (phone, day) DO UPDATE SET n = letter_day.n + 1 WHERE letter_day.n < $3`,
		s.Keys.Index("letter", phone), today(tx.Now), s.LettersADay)
	if err != nil {
		return fmt.Errorf("notice: letter: %w", err)
	}
	if n == 0 {
		return nil
	}
	err = s.SMS.Queue(ctx, tx, sms.Letter{Phone: phone, Text: text, Calm: true})
	if errors.Is(err, sms.ErrRecipient) {
		return nil
	}
	return err
}

func today(now time.Time) string { return workday.Date(now) }
