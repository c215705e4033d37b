package app

import (
	"context"
	"strconv"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/signin"
	"jiazhan/internal/web/site"
)

// site puts the citizens' pages together.
func (a *App) site(door *signin.Server, limits *limit.Limiter) *site.Server {
	return &site.Server{DB: a.DB, Keys: a.Keys, Cases: a.Cases, Media: a.Media, Drafts: a.Drafts, Figures: a.Figures, Directory: a.Congress.Directory,
		Actor: door.Actor, Account: a.Account, Keeping: a.Keeping.Days, Guess: a.Account.Guess, Search: a.findCases, Limits: limits, BaseURL: a.Base()}
}

// findCases is find with the cursor in the query, as lists have it.
func (a *App) findCases(ctx context.Context, by access.Actor, q casework.Query, words string) (casework.Page, error) {
	before, err := strconv.ParseInt(q.After, 36, 64)
	if err != nil {
		before = 0 // no cursor, or one of another list: from the newest
	}
	q.After = ""
	hits, err := a.find(ctx, by, q, words, before)
	page := casework.Page{Cases: hits.Cases, Partial: hits.Partial}
	if hits.Next != 0 {
		page.Next = strconv.FormatInt(hits.Next, 36)
	}
	return page, err
}
