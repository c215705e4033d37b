package transfer

import (
	"context"
	"io"

	"github.com/tus/tusd/v2/pkg/handler"

	"jiazhan/internal/fault"
	"jiazhan/internal/media"
)

// store is what the protocol's handler keeps transfers in.
type store struct{ media *media.Service }

// NewUpload begins a transfer.
func (s store) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	a := askerOf(ctx)
	t, err := s.media.Begin(ctx, a.by, a.name, info.Size)
	return s.of(a, t, err)
}

// GetUpload finds one that the asker may go on with.
func (s store) GetUpload(ctx context.Context, id string) (handler.Upload, error) {
	a := askerOf(ctx)
	t, err := s.media.Transfer(ctx, a.by, id)
	return s.of(a, t, err)
}

func (s store) of(a *asker, t media.Transfer, err error) (handler.Upload, error) {
	if err != nil {
		return nil, a.refusal(err)
	}
	a.tell(t)
	return &upload{s.media, t, a}, nil
}

// AsTerminatableUpload gives what can be given up: every transfer.
func (s store) AsTerminatableUpload(u handler.Upload) handler.TerminatableUpload { return u.(*upload) }

// upload is one transfer as the handler sees it.
type upload struct {
	media *media.Service
	media.Transfer
	asker *asker
}

// WriteChunk stores what comes; what had come before a break is stored and counted too.
func (u *upload) WriteChunk(ctx context.Context, _ int64, src io.Reader) (int64, error) {
	n, err := u.media.Append(ctx, &u.Transfer, src)
	if fault.As(err) != nil {
		err = u.asker.refusal(err)
	}
	return n, err
}

// GetInfo tells how far it is.
func (u *upload) GetInfo(context.Context) (handler.FileInfo, error) {
	return handler.FileInfo{ID: u.ID, Size: u.Size, Offset: u.Came}, nil
}

// GetReader is for downloads, which there are none of.
func (u *upload) GetReader(context.Context) (io.ReadCloser, error) {
	return nil, handler.ErrNotImplemented
}

// FinishUpload has nothing to do: the photo is made where the answer is.
func (u *upload) FinishUpload(context.Context) error { return nil }

// Terminate gives it up.
func (u *upload) Terminate(ctx context.Context) error {
	if err := u.media.GiveUp(ctx, u.Transfer); err != nil {
		return u.asker.refusal(err)
	}
	return nil
}
