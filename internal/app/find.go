package app

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/media"
	"jiazhan/internal/search"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/desk"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/form"
)

// find gives a page of the cases with the words that the actor may see and that the query selects, newest first.
func (a *App) find(ctx context.Context, by access.Actor, q casework.Query, text string, before int64) (desk.Hits, error) {
	page, err := search.Find(ctx, a.Search, search.Query{Text: text, Scopes: []int64{q.CongressID}, Before: before, Limit: cmp.Or(q.Limit, 20)},
		func(ctx context.Context, ids []int64) ([]casework.Found, error) { return a.Cases.Pick(ctx, by, q, ids) })
	hits := desk.Hits{Next: page.Next, Partial: !a.Search.Ready()}
	for _, f := range page.Hits {
		hits.Cases = append(hits.Cases, f.Case)
	}
	return hits, err
}

// photos gives the photos of a case by the entry that brought them.
func (a *App) photos(ctx context.Context, number string) (caseview.Photos, error) {
	var list []media.Photo
	err := a.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		list, err = media.Of(ctx, tx, strings.TrimSuffix(casework.PhotoOwner(number, 0), "/0"))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("app: photos of %s: %w", number, err)
	}
	photos := caseview.Photos{}
	for _, p := range list {
		seq, err := strconv.ParseInt(p.Owner[strings.LastIndexByte(p.Owner, '/')+1:], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("app: owner of a photo: %w", err)
		}
		width, height := p.Fit(media.Thumb)
		photos[seq] = append(photos[seq], ui.Photo{Thumb: photoURL(p.Token, media.Thumb), Full: photoURL(p.Token, media.Large), Width: width, Height: height})
	}
	return photos, nil
}

func photoURL(token string, size media.Size) string { return "/media/" + token + "/" + string(size) }

// savePhoto takes a photo in while a form is read.
func (a *App) savePhoto(by access.Actor) form.Sink {
	return func(ctx context.Context, name string, file io.Reader) (string, error) {
		p, err := a.Media.Upload(ctx, by, name, file)
		return p.Token, err
	}
}

// nameOf names a person, "" when the account is gone.
func (a *App) nameOf(ctx context.Context, personID int64) (string, error) {
	var p account.Person
	err := a.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		p, err = a.Account.PersonIn(ctx, tx, personID)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return p.Name, err
}
