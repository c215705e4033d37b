package site

import (
	"errors"
	"io/fs"
	"net/http"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/media"
)

// photo serves one size of a photo to who may see what it belongs to; to anybody else it does not exist. One that is
// not attached yet is its uploader's: a person's by her session, a visitor's by the token that only her page knows.
func (s *Server) photo(w http.ResponseWriter, r *http.Request) error {
	size := media.Size(r.PathValue("size"))
	by, err := s.actor(r)
	if err != nil {
		return err
	}
	file, p, err := s.Media.Open(r.Context(), r.PathValue("token"), size, func(p media.Photo) (media.Unbox, error) {
		d, err := s.maySee(r, by, p)
		if d == nil || err != nil {
			return nil, err
		}
		return d.Unbox, nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Missing()
	}
	if err != nil {
		return err
	}
	defer file.Close()
	d, err := s.maySee(r, by, p)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Security-Policy", media.Policy)
	h.Set("Content-Disposition", `inline; filename="`+string(size)+`.jpg"`)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	if d != nil && d.Case.Sealed() {
		h.Set("Cache-Control", "no-store")
	}
	http.ServeContent(w, r, "", p.At, file)
	return nil
}

// maySee gives the case that a photo belongs to, nil for one that is not attached yet.
func (s *Server) maySee(r *http.Request, by access.Actor, p media.Photo) (*casework.Dossier, error) {
	if p.Owner == "" {
		if p.PersonID != by.PersonID {
			return nil, fault.Missing()
		}
		return nil, nil
	}
	number, seq, ok := ownerOf(p)
	if !ok {
		return nil, fault.Missing()
	}
	d, err := s.Cases.Read(r.Context(), by, number)
	if err == nil && !told(d, seq) {
		err = fault.Missing()
	}
	return d, err
}
