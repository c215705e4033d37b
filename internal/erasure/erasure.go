// Package erasure remembers what was erased at a person's wish or because its time was over, so that a backup which is
// restored forgets it too. It owns the table erasure and a file of the same lines in the data folder, outside the
// database and its backups. It must never hold personal data: a line names a case by its number, a person by her id.
package erasure

import (
	"context"

	"jiazhan/internal/sqldb"
)

// Line is one thing that was erased. Born is when its subject began, so that a number given anew after a restore is not
// mistaken for it.
type Line struct {
	Subject string `json:"subject"` // "case/ZD2026-000123" or "person/12"
	Born    int64  `json:"born"`
	What    string `json:"what"`
	At      int64  `json:"at"`
}

// thing is a line without its time.
type thing struct {
	subject, what string
	born          int64
}

func (l Line) thing() thing { return thing{l.Subject, l.What, l.Born} }

// NoteIn remembers, in the transaction that erases, what was erased at tx.Now.
func NoteIn(ctx context.Context, tx *sqldb.Tx, subject string, born int64, what ...string) error {
	for _, one := range what {
		_, err := tx.Exec(ctx, `INSERT INTO erasure (subject, born, what, at) VALUES ($1,$2,$3,$4)`, subject, born, one, sqldb.Ms(tx.Now))
		if err != nil {
			return err
		}
	}
	return nil
}

func scan(s sqldb.Scanner) (Line, error) {
	var l Line
	return l, s.Scan(&l.Subject, &l.Born, &l.What, &l.At)
}

// since reads the lines of an instant and later.
func since(ctx context.Context, db *sqldb.DB, at int64) (lines []Line, err error) {
	err = db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		lines, err = sqldb.All(ctx, tx, scan, `SELECT subject, born, what, at FROM erasure WHERE at >= $1 ORDER BY at, id`, at)
		return err
	})
	return lines, err
}
