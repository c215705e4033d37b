package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"jiazhan/internal/fault"
)

// What a part of a workbook may hold, because each of it costs the reader some hundred bytes of memory: a small file can
// unpack to millions of empty elements. Rows are read one after the other, so a list may have many.
const (
	maxStrings = 1_000_000 // elements of the table of texts
	maxOther   = 400_000   // elements, and attributes, of any other part
	maxDepth   = 100       // elements within elements
	maxTag     = 64 << 10  // bytes of one tag with its attributes
)

// bounded refuses a workbook that would unpack to more than it may, before anything of it is parsed.
func bounded(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return unreadable(err)
	}
	size := uint64(0)
	for _, part := range z.File {
		if size += part.UncompressedSize64; size > MaxUnpacked || part.UncompressedSize64 > MaxUnpacked {
			return fault.New(fault.Invalid, "sheet.unpacked", MaxUnpacked>>20)
		}
	}
	if len(z.File) > maxParts {
		return unreadable(errors.New("sheet: too many parts"))
	}
	for _, part := range z.File {
		if err := measure(part); err != nil {
			return unreadable(fmt.Errorf("sheet: %s: %w", part.Name, err))
		}
	}
	return nil
}

func measure(part *zip.File) error {
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err := io.Copy(gaugeOf(part.Name), r); err != nil {
		return err
	}
	return nil
}

// gauge counts elements and attributes as bytes go by, and how deep and how long they are in what is XML by its name.
type gauge struct {
	elements, attributes int // how many may still come
	xml, rows            bool
	depth, tag           int
	last                 byte
}

func gaugeOf(name string) *gauge {
	name = strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
	g := &gauge{elements: maxOther, attributes: maxOther, tag: -1}
	g.xml = path.Ext(name) == ".xml" || path.Ext(name) == ".rels" || path.Ext(name) == ".vml"
	g.rows = g.xml && strings.Contains(name, "worksheets/")
	if path.Base(name) == "sharedstrings.xml" {
		g.elements, g.attributes = maxStrings, maxStrings
	}
	return g
}

var errTooMuch = errors.New("more elements than a list has")

// Write looks at the next bytes of the part.
func (g *gauge) Write(p []byte) (int, error) {
	for _, b := range p {
		g.see(b)
		if !g.rows && (g.elements < 0 || g.attributes < 0) || g.xml && (g.depth > maxDepth || g.tag > maxTag) {
			return 0, errTooMuch
		}
		g.last = b
	}
	return len(p), nil
}

func (g *gauge) see(b byte) {
	if g.tag >= 0 {
		g.tag++
	}
	switch {
	case g.last == '<' && b == '/':
		g.depth--
	case g.last == '<' && b != '?' && b != '!':
		g.depth++
	}
	switch b {
	case '<':
		g.elements--
		g.tag = 0
	case '=':
		g.attributes--
	case '>':
		g.tag = -1
		if g.last == '/' {
			g.depth--
		}
	}
}
