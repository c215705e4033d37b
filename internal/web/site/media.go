package site

import (
	"errors"
	"io/fs"
	"net/http"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/media"
)

// photo serves one size of a photo to who may see what it belongs to; to anybody else it does not exist. One that is
// not attached yet is its uploader's: a person's by her session, a visitor's by the token that only her page knows.
func (s *Server) photo(w http.ResponseWriter, r *http.Request) error {
	size := media.Size(r.PathValue("size"))
	file, p, err := s.Media.Open(r.Context(), r.PathValue("token"), size)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Missing()
	}
	if err != nil {
		return err
	}
	defer file.Close()
	by, err := s.actor(r)
	if err != nil {
		return err
	}
	if err := s.maySee(r, by, p); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Security-Policy", media.Policy)
	h.Set("Content-Disposition", `inline; filename="`+string(size)+`.jpg"`)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	http.ServeContent(w, r, "", p.At, file)
	return nil
}

func (s *Server) maySee(r *http.Request, by access.Actor, p media.Photo) error {
	if p.Owner == "" {
		if p.PersonID != by.PersonID {
			return fault.Missing()
		}
		return nil
	}
	number, seq, ok := ownerOf(p)
	if !ok {
		return fault.Missing()
	}
	d, err := s.Cases.Read(r.Context(), by, number)
	if err == nil && !told(d, seq) {
		err = fault.Missing()
	}
	return err
}
