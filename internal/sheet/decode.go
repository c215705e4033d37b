package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// ErrNoText is the error of a file that is neither UTF-8 nor GB18030 throughout: read as either, words would be others.
var ErrNoText = errors.New("it is no UTF-8, and no GB18030 either; is it cut off?")

// Decode gives the file's text in UTF-8: a byte order mark tells, else what is not UTF-8 throughout is GB18030, which
// is what Chinese spreadsheets write.
func Decode(file io.ReadSeeker) (io.Reader, error) {
	head := make([]byte, 3)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	code, skip := marked(head[:n])
	if _, err := file.Seek(skip, io.SeekStart); err != nil {
		return nil, err
	}
	if code != nil {
		return code.NewDecoder().Reader(file), nil
	}
	if skip > 0 {
		return file, nil
	}
	good, err := allUTF8(file)
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if good {
		return file, nil
	}
	return chinese(file)
}

// chinese reads GB18030 when all of it is.
func chinese(file io.ReadSeeker) (io.Reader, error) {
	in := bufio.NewReaderSize(simplifiedchinese.GB18030.NewDecoder().Reader(file), 1<<16)
	for {
		r, _, err := in.ReadRune()
		switch {
		case r == utf8.RuneError:
			return nil, ErrNoText
		case errors.Is(err, io.EOF):
			_, err := file.Seek(0, io.SeekStart)
			return simplifiedchinese.GB18030.NewDecoder().Reader(file), err
		case err != nil:
			return nil, err
		}
	}
}

func marked(head []byte) (code encoding.Encoding, skip int64) {
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		return nil, 3
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2
	}
	return nil, 0
}

func allUTF8(r io.Reader) (bool, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	for {
		part, err := in.Peek(1 << 16)
		whole := len(part)
		if err == nil { // a character may be cut by the end of the part
			for whole > len(part)-utf8.UTFMax && !utf8.RuneStart(part[whole-1]) {
				whole--
			}
			whole--
		}
		if !utf8.Valid(part[:whole]) {
			return false, nil
		}
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		if _, err := in.Discard(whole); err != nil {
			return false, err
		}
	}
}
