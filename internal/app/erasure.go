package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/erasure"
)

// erasuresFile is the list of what was erased, beside the database because it must survive it.
const erasuresFile = "erasures.jsonl"

// eraseAgain erases what the list in the data folder knows to be erased and the database does not: it was restored from
// an older backup. Then the list takes over what the database has noted.
func (a *App) eraseAgain(ctx context.Context) error {
	missed, err := a.Erased.Missed(ctx)
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	bySubject := map[string][]erasure.Line{}
	for _, line := range missed {
		bySubject[line.Subject] = append(bySubject[line.Subject], line)
	}
	for subject, lines := range bySubject {
		if err := a.eraseSubject(ctx, subject, lines); err != nil {
			return fmt.Errorf("app: erase %s again: %w", subject, err)
		}
	}
	if len(missed) > 0 {
		a.Log.InfoContext(ctx, "a restored backup held what was erased; it is erased again", "subjects", len(bySubject))
	}
	_, err = a.Erased.Follow(ctx, true)
	return err
}

func (a *App) eraseSubject(ctx context.Context, subject string, lines []erasure.Line) error {
	if number, ok := casework.CaseOf(subject); ok {
		return a.Cases.Again(ctx, number, lines)
	}
	if text, ok := strings.CutPrefix(subject, "person/"); ok {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return err
		}
		return a.Account.EraseAgain(ctx, id, lines[0].Born)
	}
	return nil
}

// followErasures takes over what was erased, and then empties the database's log, which still holds the pages as they
// were before. The search index rewrites itself.
func (a *App) followErasures(ctx context.Context, _ time.Time) error {
	n, err := a.Erased.Follow(ctx, false)
	a.stale = a.stale || n > 0
	if err != nil || !a.stale {
		return err
	}
	dropped, err := a.DB.DropLog(ctx)
	a.stale = !dropped
	return err
}

// leaving takes a citizen out of all her cases, and deletes the photos that go with her.
func (a *App) leaving(ctx context.Context, by access.Actor) error {
	if _, err := a.Cases.Leave(ctx, access.Actor{PersonID: by.PersonID, Phone: by.Phone}); err != nil {
		return err
	}
	return a.Media.Sweep(ctx)
}
