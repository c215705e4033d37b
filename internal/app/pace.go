package app

import (
	"context"
	"io"
	"net/http"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/api"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/signin"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// pace slows down who asks too often: every request of a page counts as reading, every form at a desk or in administration
// as acting beside it. What citizens file, send and search is counted by its own page, what programs do by the API.
type pace struct {
	door   *signin.Server
	limits *limit.Limiter
}

// any counts a request, whatever it is for. Sheets and scripts are the same for everybody and kept by browsers: a page
// must not lose its look because somebody asked too often.
func (p pace) any(r *http.Request) error {
	if strings.HasPrefix(r.URL.Path, "/assets/") || strings.HasPrefix(r.URL.Path, api.Base+"/") {
		return nil
	}
	by, err := p.door.Actor(r)
	if err != nil {
		by = access.Actor{} // the handler meets the error, and tells it
	}
	return p.limits.Take(limit.Read, limit.Who{Person: by.PersonID, Address: edge.ClientIP(r)})
}

// serving is signin's Serving for those who are not too fast.
func (p pace) serving(r *http.Request) (access.Actor, error) {
	by, err := p.door.Serving(r)
	if err == nil && r.Method == http.MethodPost {
		err = p.limits.Take(limit.Act, limit.Who{Person: by.PersonID, Address: edge.ClientIP(r)})
	}
	return by, err
}

// photos counts each photo that comes to a desk.
func (p pace) photos(save func(access.Actor) form.Sink) func(access.Actor) form.Sink {
	return func(by access.Actor) form.Sink {
		keep := save(by)
		return func(ctx context.Context, name string, file io.Reader) (string, error) {
			if err := p.limits.Take(limit.Upload, limit.Who{Person: by.PersonID}); err != nil {
				return "", err
			}
			return keep(ctx, name, file)
		}
	}
}
