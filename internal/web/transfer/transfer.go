// Package transfer speaks tus 1.0.0 with browsers, so that a photo on a bad line goes on where it broke off: creation,
// termination, expiration. What has come is stored before it is acknowledged, and the last answer names the photo. It owns
// no table; the room media keeps what comes. It must never hand out what is on its way.
package transfer

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
	"golang.org/x/exp/slog"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/media"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/ui/edge"
)

const (
	base  = "/transfers/"
	pause = 15 * time.Second // a line that brings nothing for so long is given up; the rest comes on another
	never = slog.Level(100)  // the edge writes a line for each request, without its address
)

// The headers of ours beside the protocol's: the file's name, percent-encoded, and the token of the photo that was made.
const (
	nameHeader  = "Photo-Name"
	photoHeader = "Photo-Token"
)

// Server answers transfers of photos. All fields must be set.
type Server struct {
	Media  *media.Service
	Actor  func(*http.Request) (access.Actor, error) // of the session, the zero Actor for a visitor
	Limits *limit.Limiter
}

// Mount puts the protocol on the edge.
func (s *Server) Mount(e *edge.Edge) error {
	composer := handler.NewStoreComposer()
	kept := store{s.Media}
	composer.UseCore(kept)
	composer.UseTerminater(kept)
	composer.UseLocker(memorylocker.New())
	h, err := handler.NewUnroutedHandler(handler.Config{
		StoreComposer: composer, BasePath: base, NetworkTimeout: pause,
		DisableDownload: true, DisableConcatenation: true, Cors: &handler.CorsConfig{Disable: true},
		Logger:                    slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: never})),
		PreUploadCreateCallback:   s.admit,
		PreFinishResponseCallback: s.finish,
	})
	if err != nil {
		return err
	}
	for pattern, answer := range map[string]http.HandlerFunc{
		"POST " + base + "{$}": h.PostFile, "PATCH " + base + "{id}": h.PatchFile, "HEAD " + base + "{id}": h.HeadFile, "DELETE " + base + "{id}": h.DelFile,
	} {
		e.Handle(pattern, s.asked(http.StripPrefix(base, h.Middleware(answer))))
	}
	return nil
}

// asker is who asks, and with which request.
type asker struct {
	w    http.ResponseWriter
	r    *http.Request
	by   access.Actor
	name string // of the file
}

type askerKey struct{}

func askerOf(ctx context.Context) *asker { return ctx.Value(askerKey{}).(*asker) }

func (s *Server) asked(next http.Handler) edge.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		by, err := s.Actor(r)
		if err != nil {
			return err
		}
		if body, ok := r.Body.(interface{ SetLimit(int64) }); ok {
			body.SetLimit(media.MostBytes + 1)
		}
		name, err := url.QueryUnescape(r.Header.Get(nameHeader))
		if err != nil {
			return fault.New(fault.Invalid, "form.unreadable")
		}
		a := &asker{w, r, by, name}
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(here{w}, r.WithContext(context.WithValue(r.Context(), askerKey{}, a)))
		return nil
	}
}

// tell says until when a transfer may go on, and what became of it.
func (a *asker) tell(t media.Transfer) {
	a.w.Header().Set("Upload-Expires", t.Expires().UTC().Format(http.TimeFormat))
	if t.Photo != "" {
		a.w.Header().Set(photoHeader, t.Photo)
	}
}

// refusal is an error as the protocol's handler answers it: a status, and the sentence alone.
func (a *asker) refusal(err error) error {
	status, sentence := edge.Tell(a.w, a.r, err)
	if f := fault.As(err); f != nil && f.Key == "media.bytes" { // what the protocol says of one that is too large
		status = http.StatusRequestEntityTooLarge
	}
	out := handler.NewError("refused", sentence, status)
	out.HTTPResponse.Body = sentence
	return out
}

// admit counts a new transfer against who begins it.
func (s *Server) admit(hook handler.HookEvent) (handler.HTTPResponse, handler.FileInfoChanges, error) {
	a := askerOf(hook.Context)
	if err := s.Limits.Take(limit.Upload, limit.Who{Person: a.by.PersonID, Address: edge.ClientIP(a.r)}); err != nil {
		return handler.HTTPResponse{}, handler.FileInfoChanges{}, a.refusal(err)
	}
	return handler.HTTPResponse{}, handler.FileInfoChanges{}, nil
}

// finish makes the photo and names it.
func (s *Server) finish(hook handler.HookEvent) (handler.HTTPResponse, error) {
	a := askerOf(hook.Context)
	t, err := s.Media.Transfer(hook.Context, a.by, hook.Upload.ID)
	if err != nil {
		return handler.HTTPResponse{}, a.refusal(err)
	}
	p, err := s.Media.Finish(hook.Context, a.by, t, a.name)
	if err != nil {
		return handler.HTTPResponse{}, a.refusal(err)
	}
	return handler.HTTPResponse{Header: handler.HTTPHeader{photoHeader: p.Token}}, nil
}

// here makes the address of a new transfer one of the host by which she came, whatever stands before us.
type here struct{ http.ResponseWriter }

func (w here) WriteHeader(status int) {
	if to, err := url.Parse(w.Header().Get("Location")); err == nil && to.Path != "" {
		w.Header().Set("Location", to.Path)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w here) Unwrap() http.ResponseWriter { return w.ResponseWriter }
