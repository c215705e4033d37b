package site

import (
	"context"
	"io"
	"strconv"
	"strings"

	"jiazhan/internal/casework"
	"jiazhan/internal/media"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/form"
)

// photos gives the pictures of a case by the entry they came with. Most cases have none, and are not asked for them.
func (s *Server) photos(ctx context.Context, d *casework.Dossier) (caseview.Photos, error) {
	if !pictured(d) {
		return nil, nil
	}
	var all []media.Photo
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = media.Of(ctx, tx, "case/"+d.Case.Number)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := caseview.Photos{}
	for _, p := range all {
		if _, seq, ok := ownerOf(p); ok && told(d, seq) {
			out[seq] = append(out[seq], photoOf(p))
		}
	}
	return out, nil
}

func pictured(d *casework.Dossier) bool {
	for i := range d.Entries {
		if d.Entries[i].Data.Photos > 0 {
			return true
		}
	}
	return false
}

// told reports whether what came with an entry is for this reader.
func told(d *casework.Dossier, seq int64) bool {
	for i := range d.Entries {
		if d.Entries[i].Seq == seq {
			return d.Side == casework.OfficeSide || d.Entries[i].Audience == casework.ForAll
		}
	}
	return false
}

// ownerOf reads the owner of a case's photo: casework.PhotoOwner the other way round.
func ownerOf(p media.Photo) (number string, seq int64, ok bool) {
	rest, isCase := strings.CutPrefix(p.Owner, "case/")
	number, last, cut := strings.Cut(rest, "/")
	seq, err := strconv.ParseInt(last, 10, 64)
	return number, seq, isCase && cut && err == nil
}

func photoOf(p media.Photo) ui.Photo {
	width, height := p.Fit(media.Thumb)
	return ui.Photo{Thumb: photoURL(p.Token, media.Thumb), Full: photoURL(p.Token, media.Large), Width: width, Height: height}
}

func photoURL(token string, size media.Size) string { return "/media/" + token + "/" + string(size) }

func size(pixels int) string { return strconv.Itoa(pixels) }

// pair is the first picture of what was wrong and the last of what was done.
func (c *call) pair(d *casework.Dossier, photos caseview.Photos) []ui.Photo {
	var out []ui.Photo
	add := func(p ui.Photo, word string) {
		p.Alt = word
		out = append(out, p)
	}
	if before := photos[1]; len(before) > 0 {
		add(before[0], c.p.T("办理前"))
	}
	for i := len(d.Entries) - 1; i > 0; i-- {
		if after := photos[d.Entries[i].Seq]; len(after) > 0 {
			add(after[len(after)-1], c.p.T("办理后"))
			break
		}
	}
	return out
}

// savePhoto is the sink of a form's photo field.
func (c *call) savePhoto(ctx context.Context, name string, file io.Reader) (string, error) {
	if err := c.spend(limit.Upload); err != nil {
		return "", err
	}
	p, err := c.s.Media.Upload(ctx, c.by, name, file)
	return p.Token, err
}

func (c *call) sinks() map[string]form.Sink { return map[string]form.Sink{"photos": c.savePhoto} }
