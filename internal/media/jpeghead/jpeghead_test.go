package jpeghead

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// segment is a marker with its length and content.
func segment(marker byte, content string) string {
	size := binary.BigEndian.AppendUint16(nil, uint16(len(content)+2))
	return string([]byte{0xFF, marker}) + string(size) + content
}

// exif is an APP1 segment whose first directory holds a width and an orientation.
func exif(order binary.AppendByteOrder, orientation uint16) string {
	b := []byte("MM")
	if order.String() == "LittleEndian" {
		b = []byte("II")
	}
	b = order.AppendUint32(order.AppendUint16(b, 42), 8)
	b = order.AppendUint16(b, 2)
	for _, row := range [][2]uint16{{0x0100, 4000}, {orientationTag, orientation}} {
		b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, row[0]), tiffShort), 1)
		b = order.AppendUint16(order.AppendUint16(b, row[1]), 0)
	}
	return segment(app1, "Exif\x00\x00"+string(b))
}

const soi = "\xff\xd8"

var jfif = segment(0xE0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")

func TestRead(t *testing.T) {
	frame := segment(baseline, "\x08\x00\x10\x00\x10\x03")
	little, big := binary.LittleEndian, binary.BigEndian
	for name, c := range map[string]struct {
		head string
		want Info
	}{
		"nothing":          {"", Info{1, false}},
		"no jpeg":          {"GIF89a" + exif(big, 6), Info{1, false}},
		"no exif":          {soi + jfif + frame, Info{1, true}},
		"big endian":       {soi + exif(big, 6) + frame, Info{6, true}},
		"little endian":    {soi + exif(little, 8) + frame, Info{8, true}},
		"after JFIF":       {soi + jfif + exif(big, 3) + frame, Info{3, true}},
		"padded":           {soi + "\xff\xff" + exif(big, 5) + frame, Info{5, true}},
		"progressive":      {soi + exif(big, 2) + segment(progressive, "\x08"), Info{2, false}},
		"nine":             {soi + exif(big, 9) + frame, Info{1, true}},
		"zero":             {soi + exif(little, 0) + frame, Info{1, true}},
		"xmp first":        {soi + segment(app1, "http://ns.adobe.com/xap/1.0/\x00") + exif(big, 7) + frame, Info{7, true}},
		"after the scan":   {soi + frame + segment(startOfScan, "") + exif(big, 6), Info{1, true}},
		"cut in the frame": {soi + exif(big, 6) + frame[:5], Info{6, false}},
		"cut in the exif":  {soi + exif(big, 6)[:30], Info{1, false}},
		"empty exif":       {soi + segment(app1, "Exif\x00\x00") + frame, Info{1, true}},
		"far directory":    {soi + segment(app1, "Exif\x00\x00II\x2a\x00\xff\xff\xff\xff") + frame, Info{1, true}},
		"many rows":        {soi + segment(app1, "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\xff\xff") + frame, Info{1, true}},
		"lone marker":      {soi + segment(restart0, "") + frame, Info{1, false}},
		"length too short": {soi + "\xff\xe1\x00\x01" + frame, Info{1, false}},
	} {
		if got := Read([]byte(c.head)); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

func TestScans(t *testing.T) {
	scan := segment(startOfScan, "\x01\x01\x00\x00\x3f\x00") + "entropy\xff\x00\xff\xd3\xff\x00"
	for name, c := range map[string]struct {
		file string
		want int
	}{
		"nothing":                {"", 0},
		"one":                    {soi + jfif + scan + "\xff\xd9", 1},
		"three":                  {soi + scan + scan + segment(0xC4, "\xff\xda") + scan, 3},
		"a thumbnail's":          {soi + segment(app1, soi+scan+"\xff\xd9") + scan, 1},
		"behind the picture":     {soi + scan + "\xff\xd9" + soi + scan, 1},
		"padded":                 {soi + "\xff\xff\xff\xda\x00\x02", 1},
		"too many to be counted": {soi + strings.Repeat(scan, 100), 7},
		"long between":           {soi + scan + strings.Repeat("x", 200_000) + scan, 2},
		"cut in a length":        {soi + scan + "\xff\xe1\x00", 1},
		"length too short":       {soi + "\xff\xe1\x00\x00" + scan, 1},
	} {
		if got, err := Scans(strings.NewReader(c.file), 7); got != c.want || err != nil {
			t.Errorf("%s: got %d, %v, want %d", name, got, err, c.want)
		}
	}
	if _, err := Scans(iotest.ErrReader(io.ErrClosedPipe), 7); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the reader's error: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(soi + jfif + exif(binary.BigEndian, 6)))
	f.Add([]byte(soi + exif(binary.LittleEndian, 8) + segment(progressive, "\x08")))
	f.Add([]byte(soi + "\xff\xe1\x00\x08Exif\x00\x00"))
	f.Fuzz(func(t *testing.T, head []byte) {
		if got := Read(head); got.Orientation < 1 || got.Orientation > 8 {
			t.Errorf("got %+v", got)
		}
		if n, err := Scans(bytes.NewReader(head), 9); n > 9 || err != nil {
			t.Errorf("%d scans, %v", n, err)
		}
	})
}
