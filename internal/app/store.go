package app

import (
	"context"
	"io"
	"log/slog"

	"jiazhan/internal/blob"
)

// toldOf is a store of files whose refusals stand in the log: who sends a photo is told what to do, and somebody must put the
// folder right.
type toldOf struct {
	blob.Store
	log *slog.Logger
}

func (s toldOf) Put(ctx context.Context, key string, r io.Reader) error {
	err := s.Store.Put(ctx, key, r)
	if err != nil && ctx.Err() == nil {
		s.log.ErrorContext(ctx, "photos cannot be stored", "error", err)
	}
	return err
}
