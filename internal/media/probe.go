package media

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/image/webp"

	"jiazhan/internal/fault"
	"jiazhan/internal/media/jpeghead"
)

// decodingMemory is what all decodes under way may take together, in bytes; one alone may not take more.
const decodingMemory = 512 << 20

// headSize is how far a JPEG is searched for its orientation: more than two full segments before the EXIF one.
const headSize = 256 << 10

// decoder reads one kind of picture.
type decoder struct {
	jpeg   bool
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var decoders = map[string]decoder{
	"image/jpeg": {true, jpeg.DecodeConfig, jpeg.Decode},
	"image/png":  {false, png.DecodeConfig, png.Decode},
	"image/webp": {false, webp.DecodeConfig, webp.Decode},
}

// upload is a file under judgement; name is only for sentences.
type upload struct {
	name string
	file io.ReadSeeker
}

// probe is what is known of a picture before it is decoded.
type probe struct {
	decoder
	orientation int   // EXIF's 1 to 8
	memory      int64 // bytes that decoding takes
}

// probe judges the file by its first bytes and the size that it claims.
func (u upload) probe() (probe, error) {
	dec, err := u.decoder()
	if err != nil {
		return probe{}, err
	}
	head, err := u.read(headSize)
	if err != nil {
		return probe{}, err
	}
	if err := u.rewind(); err != nil {
		return probe{}, err
	}
	config, err := dec.config(u.file)
	if err != nil {
		return probe{}, u.broken()
	}
	info := jpeghead.Read(head)
	p := probe{dec, info.Orientation, memory(config, dec.jpeg && !info.Sequential)}
	if int64(config.Width)*int64(config.Height) > MostPixels || p.memory > decodingMemory {
		return probe{}, fault.New(fault.Invalid, "media.pixels", u.name)
	}
	return p, nil
}

// memory estimates what decoding takes: four bytes a pixel, eight for 16-bit colours, and for a progressive JPEG the
// coefficients of up to four colours beside them.
func memory(c image.Config, progressive bool) int64 {
	pixel := int64(4)
	switch {
	case progressive:
		pixel += 16
	case c.ColorModel == color.NRGBA64Model || c.ColorModel == color.RGBA64Model:
		pixel += 4
	}
	return pixel * int64(c.Width) * int64(c.Height)
}

// decoder finds the decoder by the content, whatever the file is called.
func (u upload) decoder() (decoder, error) {
	head, err := u.read(3072) // as far as mimetype looks
	if err != nil {
		return decoder{}, err
	}
	if len(head) == 0 {
		return decoder{}, fault.New(fault.Invalid, "media.empty", u.name)
	}
	kind := mimetype.Detect(head)
	for k := kind; k != nil; k = k.Parent() {
		if dec, ok := decoders[k.String()]; ok {
			return dec, nil
		}
	}
	return decoder{}, u.refuse(kind.String())
}

// refuse says why a kind of file is not taken.
func (u upload) refuse(kind string) error {
	switch kind {
	case "application/zip", "application/x-rar-compressed", "application/x-7z-compressed":
		return fault.New(fault.Invalid, "media.zip", u.name)
	case "image/svg+xml":
		return fault.New(fault.Invalid, "media.svg", u.name)
	case "image/heic", "image/heic-sequence", "image/heif", "image/heif-sequence":
		return fault.New(fault.Invalid, "media.heic", u.name)
	}
	return fault.New(fault.Invalid, "media.type", u.name)
}

func (u upload) broken() error { return fault.New(fault.Invalid, "media.broken", u.name) }

// read gives the first bytes of the file.
func (u upload) read(most int) ([]byte, error) {
	if err := u.rewind(); err != nil {
		return nil, err
	}
	head := make([]byte, most)
	n, err := io.ReadFull(u.file, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("media: read the upload: %w", err)
	}
	return head[:n], nil
}

func (u upload) rewind() error {
	if _, err := u.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("media: read the upload: %w", err)
	}
	return nil
}
