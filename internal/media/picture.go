package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"runtime"
	"runtime/debug"
	"time"

	"golang.org/x/image/draw"

	"jiazhan/internal/blob"
)

// decodingTime ends a file made to be decoded slowly, such as a JPEG of a thousand scans.
const decodingTime = 20 * time.Second

// pictures are the files of a photo in the order of forms, with the width and height of the first.
type pictures struct {
	files         [][]byte
	width, height int
}

// much is the memory from which on a photo's is given back to the machine at once, in bytes.
const much = 96 << 20

// render decodes the upload and makes every size. It waits until there is memory for it, and a processor beside the one
// that is left to everybody else.
func (s *Service) render(ctx context.Context, u upload) (pictures, error) {
	p, err := u.probe()
	if err != nil {
		return pictures{}, err
	}
	share := max(p.memory, decodingMemory/max(1, int64(runtime.GOMAXPROCS(0))-1))
	if err := s.decoding.Acquire(ctx, share); err != nil {
		return pictures{}, fmt.Errorf("media: wait for a decoder: %w", err)
	}
	defer s.decoding.Release(share)
	if p.memory >= much {
		defer debug.FreeOSMemory()
	}
	photo, err := u.decode(ctx, p.decoder)
	if err != nil {
		return pictures{}, err
	}
	return develop(photo, p.orientation)
}

// decode gives the pixels. Whatever the decoder finds wrong makes the file broken, unless the caller gave up.
func (u upload) decode(ctx context.Context, dec decoder) (image.Image, error) {
	if err := u.rewind(); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, decodingTime)
	defer cancel()
	photo, err := dec.decode(blob.UntilDone(limited, u.file))
	if err == nil {
		return photo, nil
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("media: decode: %w", ctx.Err())
	}
	return nil, u.broken()
}

// develop makes the sizes, each from the one above, the first one turned upright.
func develop(photo image.Image, orientation int) (pictures, error) {
	var p pictures
	for i, f := range forms {
		small := shrink(photo, f)
		if i == 0 {
			small = upright(small, orientation)
			p.width, p.height = small.Rect.Dx(), small.Rect.Dy()
		}
		var file bytes.Buffer
		if err := jpeg.Encode(&file, small, &jpeg.Options{Quality: f.quality}); err != nil {
			return pictures{}, fmt.Errorf("media: encode: %w", err)
		}
		p.files = append(p.files, file.Bytes())
		photo = small
	}
	return p, nil
}

// shrink halves the picture as long as it can, which is quick and exact, and then scales the rest.
func shrink(photo image.Image, f form) *image.RGBA {
	width, height := fit(photo.Bounds().Dx(), photo.Bounds().Dy(), f.most)
	for photo.Bounds().Dx() >= 2*width && photo.Bounds().Dy() >= 2*height {
		photo = scale(photo, photo.Bounds().Dx()/2, photo.Bounds().Dy()/2, draw.ApproxBiLinear)
	}
	return scale(photo, width, height, f.scaler)
}

// scale draws the picture on white paper, so that what is transparent does not turn black.
func scale(photo image.Image, width, height int, scaler draw.Scaler) *image.RGBA {
	paper := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(paper, paper.Rect, image.White, image.Point{}, draw.Src)
	scaler.Scale(paper, paper.Rect, photo, photo.Bounds(), draw.Over, nil)
	return paper
}

// turn says how a point of the upright picture is found in the one that the camera wrote.
type turn struct{ swap, flipX, flipY bool }

// turns are EXIF's orientations 1 to 8.
var turns = [9]turn{2: {flipX: true}, 3: {flipX: true, flipY: true}, 4: {flipY: true}, 5: {swap: true},
	6: {swap: true, flipY: true}, 7: {true, true, true}, 8: {swap: true, flipX: true}}

func upright(photo *image.RGBA, orientation int) *image.RGBA {
	t := turns[orientation]
	if t == (turn{}) {
		return photo
	}
	width, height := photo.Rect.Dx(), photo.Rect.Dy()
	turned := image.NewRGBA(image.Rect(0, 0, width, height))
	if t.swap {
		turned = image.NewRGBA(image.Rect(0, 0, height, width))
	}
	for y := range turned.Rect.Dy() {
		for x := range turned.Rect.Dx() {
			fromX, fromY := t.source(x, y, width, height)
			copy(turned.Pix[turned.PixOffset(x, y):][:4], photo.Pix[photo.PixOffset(fromX, fromY):][:4])
		}
	}
	return turned
}

func (t turn) source(x, y, width, height int) (int, int) {
	if t.swap {
		x, y = y, x
	}
	if t.flipX {
		x = width - 1 - x
	}
	if t.flipY {
		y = height - 1 - y
	}
	return x, y
}
