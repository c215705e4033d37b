// Package jpeghead reads from a JPEG what the standard decoder does not tell: how the camera was held, whether the picture is
// progressive, and of how many scans it is made. It must never fail or read outside its bytes, whatever they are.
package jpeghead

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// The markers of ITU-T T.81 that matter here.
const (
	baseline         = 0xC0
	extended         = 0xC1
	progressive      = 0xC2
	restart0         = 0xD0 // from here to startOfScan markers have no length, or end the head
	startOfImage     = 0xD8
	endOfImage       = 0xD9
	startOfScan      = 0xDA
	app1             = 0xE1
	orientationTag   = 0x0112
	tiffShort        = 3
	directoryRowSize = 12
)

// Info is what a head tells. Orientation is EXIF's 1 to 8, 1 where nothing valid is said. Sequential is true only for a
// frame that is seen and is not progressive.
type Info struct {
	Orientation int
	Sequential  bool
}

// Is reports whether the bytes begin as a JPEG does.
func Is(head []byte) bool { return len(head) >= 2 && head[0] == 0xFF && head[1] == startOfImage }

// Scans counts the scans up to the end of the picture, or up to most; what is no JPEG ends the count. The error is the
// reader's own.
func Scans(r io.Reader, most int) (n int, err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	for n < most {
		marker, err := nextMarker(in)
		if marker == startOfScan {
			n++
		}
		if err == nil && (marker == endOfImage || marker >= baseline && (marker < restart0 || marker >= startOfScan)) {
			err = skipSegment(in, marker)
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return n, nil
		case err != nil:
			return n, err
		}
	}
	return n, nil
}

// nextMarker skips the bytes of a scan, in which 0xFF is followed by 0.
func nextMarker(in *bufio.Reader) (byte, error) {
	for {
		if _, err := in.ReadSlice(0xFF); errors.Is(err, bufio.ErrBufferFull) {
			continue
		} else if err != nil {
			return 0, err
		}
		marker, err := in.ReadByte()
		for err == nil && marker == 0xFF {
			marker, err = in.ReadByte()
		}
		if err != nil || marker != 0 {
			return marker, err
		}
	}
}

// skipSegment passes what a marker brings along; the end of the picture is an end.
func skipSegment(in *bufio.Reader, marker byte) error {
	if marker == endOfImage {
		return io.EOF
	}
	var size [2]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return err
	}
	_, err := in.Discard(max(0, int(binary.BigEndian.Uint16(size[:]))-2))
	return err
}

// Read looks through the segments before the first scan.
func Read(head []byte) Info {
	info := Info{Orientation: 1}
	if !Is(head) {
		return info
	}
	for rest := head[2:]; len(rest) >= 4 && rest[0] == 0xFF; {
		marker := rest[1]
		if marker == 0xFF { // padding
			rest = rest[1:]
			continue
		}
		end := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		if marker < baseline || marker >= restart0 && marker <= startOfScan || end < 4 || end > len(rest) {
			break
		}
		switch marker {
		case baseline, extended:
			info.Sequential = true
		case progressive:
			info.Sequential = false
		case app1:
			if tiff, ok := bytes.CutPrefix(rest[4:end], []byte("Exif\x00\x00")); ok && info.Orientation == 1 {
				info.Orientation = orientation(tiff)
			}
		}
		rest = rest[end:]
	}
	return info
}

// orientation looks through the first directory of a TIFF header (EXIF 2.3, 4.6.2).
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 1
	}
	count := order.Uint16(tiff[at:])
	for row := tiff[at+2:]; count > 0 && len(row) >= directoryRowSize; count, row = count-1, row[directoryRowSize:] {
		if order.Uint16(row) != orientationTag || order.Uint16(row[2:]) != tiffShort {
			continue
		}
		if v := int(order.Uint16(row[8:])); v >= 1 && v <= 8 {
			return v
		}
	}
	return 1
}
