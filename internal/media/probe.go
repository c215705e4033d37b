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
const decodingMemory = 448 << 20

// webpTrees is what the Huffman trees of a lossless WebP may take beside its pixels, however small the picture is: 2600
// groups, which the decoder allows, of 53 KB.
const webpTrees = 140 << 20

// mostScans is how many scans a JPEG may be made of: cameras and browsers write ten, and each costs a walk over the picture.
const mostScans = 64

// headSize is how far a JPEG is searched for its orientation: more than two full segments before the EXIF one.
const headSize = 256 << 10

// decoder reads one kind of picture.
type decoder struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	memory func(c image.Config, head []byte) int64 // bytes that decoding takes, at most
}

var decoders = map[string]decoder{
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode, jpegMemory},
	"image/png":  {png.DecodeConfig, png.Decode, pngMemory},
	"image/webp": {webp.DecodeConfig, webp.Decode, webpMemory},
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
	p := probe{dec, jpeghead.Read(head).Orientation, dec.memory(config, head)}
	if int64(config.Width)*int64(config.Height) > MostPixels || p.memory > decodingMemory {
		return probe{}, fault.New(fault.Invalid, "media.pixels", u.name)
	}
	if err := u.countScans(head); err != nil {
		return probe{}, err
	}
	return p, nil
}

// countScans refuses a JPEG of so many scans that decoding it is work without end.
func (u upload) countScans(head []byte) error {
	if !jpeghead.Is(head) {
		return nil
	}
	if err := u.rewind(); err != nil {
		return err
	}
	n, err := jpeghead.Scans(u.file, mostScans+1)
	if err != nil {
		return fmt.Errorf("media: read the upload: %w", err)
	}
	if n > mostScans {
		return u.broken()
	}
	return nil
}

func pixels(c image.Config) int64 { return int64(c.Width) * int64(c.Height) }

// jpegMemory is one byte a pixel for each colour, twice and one more where colours are turned into others, and for a
// progressive one the coefficients of four bytes beside them.
func jpegMemory(c image.Config, head []byte) int64 {
	colours, perPixel := int64(3), int64(7)
	switch c.ColorModel {
	case color.GrayModel:
		colours, perPixel = 1, 1
	case color.CMYKModel:
		colours, perPixel = 4, 8
	}
	if !jpeghead.Read(head).Sequential {
		perPixel += 4 * colours
	}
	return perPixel * pixels(c)
}

// pngInterlace is where the header of a PNG says that the picture comes in seven passes, each decoded by itself.
const pngInterlace = 28

func pngMemory(c image.Config, head []byte) int64 {
	perPixel := int64(4)
	if c.ColorModel == color.NRGBA64Model || c.ColorModel == color.RGBA64Model {
		perPixel = 8
	}
	if len(head) > pngInterlace && head[pngInterlace] != 0 {
		perPixel *= 2
	}
	return perPixel * pixels(c)
}

// webpMemory is that of the costlier kinds: lossless with a palette, and lossy with transparency that is so.
func webpMemory(c image.Config, _ []byte) int64 { return webpTrees + 11*pixels(c) }

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
