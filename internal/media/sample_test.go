package media

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
)

// corners paints the four corners so that each can be told apart: red, green, blue, black, clockwise from the top left.
func corners(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.Set(x, y, cornerColours[corner(x, y, width, height)])
		}
	}
	return m
}

var cornerColours = [4]color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {0, 0, 0, 255}}

func corner(x, y, width, height int) int {
	switch {
	case 2*y < height && 2*x < width:
		return 0
	case 2*y < height:
		return 1
	case 2*x >= width:
		return 2
	}
	return 3
}

func pngOf(m image.Image) string {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.String()
}

func jpegOf(m image.Image) string {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		panic(err)
	}
	return b.String()
}

var tinyPNG = pngOf(image.NewGray(image.Rect(0, 0, 1, 1)))

// tinyWebP is a lossless picture of one pixel; no WebP encoder is at hand.
var tinyWebP = func() string {
	b, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		panic(err)
	}
	return string(b)
}()

// shot is a JPEG as a phone writes it: orientation, maker and place in EXIF, and a comment.
func shot(m image.Image, orientation byte) string {
	tiff := "MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(orientation)) + "\x00\x00\x00\x00\x00\x00"
	exif := "Exif\x00\x00" + tiff + "GPS 38.1468N 114.5709E HUAWEI"
	return "\xff\xd8" + segment(0xE1, exif) + segment(0xFE, "GPS in a comment") + jpegOf(m)[2:]
}

func segment(marker byte, content string) string {
	return "\xff" + string([]byte{marker, byte((len(content) + 2) >> 8), byte(len(content) + 2)}) + content
}

// jpegHead is a JPEG that claims a size and ends there; frame is 0xC0, or 0xC2 for a progressive one.
func jpegHead(frame byte, width, height int) string {
	size := string([]byte{byte(height >> 8), byte(height), byte(width >> 8), byte(width)})
	return "\xff\xd8" + segment(frame, "\x08"+size+"\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00") + segment(0xDA, "\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00")
}

// pngHead is a PNG that claims a size and ends there.
func pngHead(width, height uint32) string {
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return "\x89PNG\r\n\x1a\n" + pngChunk("IHDR", string(size)+"\x08\x02\x00\x00\x00") + strings.Repeat("\x00", 64)
}

func pngChunk(name, content string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(b, name+content...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

// manyScans is a JPEG that refines the same picture over and over.
func manyScans(n int) string {
	whole := jpegOf(corners(40, 30))
	scan := whole[strings.Index(whole, "\xff\xda") : len(whole)-2]
	return whole[:len(whole)-2] + strings.Repeat(scan, n) + "\xff\xd9"
}
