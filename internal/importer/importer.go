// Package importer reads files of cases that an earlier system left behind: CSV, JSON lines and the load generator's
// TSV, in UTF-8, UTF-16 or GB18030, with Chinese or English column names. It owns no table. It must never decide what a
// case may be: it turns words into casework.Historic and leaves the judgement to casework.
package importer

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/sheet"
)

// Limits of a file; what lies beyond ends the import with an error that names the row. A row below them whose text is too
// long is a wrong row like others.
const (
	MaxRow     = 16 << 20 // bytes of one row
	MaxColumns = 200
	MaxRows    = 5_000_000
)

// The formats.
const (
	CSV     = "csv"
	TSV     = "tsv"
	JSONL   = "jsonl"
	Loadgen = "loadgen" // the benchmark's corpus: TSV without a head
)

// Formats lists every format.
var Formats = []string{CSV, TSV, JSONL, Loadgen}

// File is a file of cases. Rows may be ranged over more than once; each time the file is read anew.
type File struct {
	Path   string
	Format string
	State  casework.State // of rows that name none; empty: answered if there is an answer, else filed
	Filed  time.Time      // of rows that name none
}

// Open says how a file is to be read; an empty format follows from the file's name.
func Open(path, format string) (*File, error) {
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	}
	if !slices.Contains(Formats, format) {
		return nil, fmt.Errorf("importer: %s: unknown format %q; name one of %s", path, format, strings.Join(Formats, ", "))
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("importer: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("importer: %s is no file", path)
	}
	return &File{Path: path, Format: format}, nil
}

// Rows gives the cases of the file. A row that cannot be understood comes as a fault with the row's number in Historic;
// any other error ends the rows.
func (f *File) Rows() iter.Seq2[casework.Historic, error] {
	return func(yield func(casework.Historic, error) bool) {
		err := f.read(func(r record, bad error) bool {
			if bad != nil {
				return yield(casework.Historic{Row: r.row}, bad)
			}
			return yield(f.historic(r))
		})
		if err != nil {
			yield(casework.Historic{}, err)
		}
	}
}

// Preview tells which columns were understood as what, which were not, and gives the first n cases.
func (f *File) Preview(n int) (Preview, error) {
	p, any := Preview{Columns: map[string]string{}}, false
	err := f.read(func(r record, bad error) bool {
		any = true
		if bad == nil && len(p.First) < n {
			for _, c := range r.cells {
				p.note(c.name)
			}
			h, _ := f.historic(r)
			p.First = append(p.First, h)
		}
		return len(p.First) < n
	})
	slices.Sort(p.Unknown)
	if err == nil && !any {
		err = fmt.Errorf("importer: %s: there is no row in it, or none below its head", f.Path)
	}
	if err == nil && len(p.First) > 0 && f.Format != Loadgen {
		err = f.lacks(p)
	}
	return p, err
}

// lacks names the field for which the first rows have no column at all: it would be missing in every row.
func (f *File) lacks(p Preview) error {
	has := slices.Collect(maps.Values(p.Columns))
	for _, c := range columns {
		given := c.field == "filed_at" && !f.Filed.IsZero()
		if given || !slices.Contains(needed, c.field) || slices.Contains(has, c.field) {
			continue
		}
		there := append(slices.Sorted(maps.Keys(p.Columns)), p.Unknown...)
		return fmt.Errorf("importer: %s: no column is %s (%s); there are %s", f.Path, c.field, strings.Join(c.names, ", "), strings.Join(there, ", "))
	}
	return nil
}

// Preview is how a file would be read.
type Preview struct {
	Columns map[string]string // column of the file → field of a case
	Unknown []string          // columns that are not read
	First   []casework.Historic
}

func (p *Preview) note(name string) {
	field, ok := fieldOf[sheet.Plain(name)]
	switch {
	case ok:
		p.Columns[name] = field
	case !slices.Contains(p.Unknown, name):
		p.Unknown = append(p.Unknown, name)
	}
}

// record is one row: its cells under the file's own column names.
type record struct {
	row   int
	cells []cell
}

type cell struct{ name, value string }

func (r *record) add(name, value string) { r.cells = append(r.cells, cell{name, value}) }

func (f *File) read(each func(record, error) bool) error {
	file, err := os.Open(f.Path)
	if err != nil {
		return fmt.Errorf("importer: %w", err)
	}
	defer file.Close()
	text, err := sheet.Decode(file)
	if err != nil {
		return fmt.Errorf("importer: %s: %w", f.Path, err)
	}
	if err := readers[f.Format](text, each); err != nil {
		return fmt.Errorf("importer: %s: %w", f.Path, err)
	}
	return nil
}

var readers = map[string]func(io.Reader, func(record, error) bool) error{
	CSV: readSeparated(','), TSV: readSeparated('\t'), JSONL: readJSON, Loadgen: readLoadgen,
}

// unreadable is the fault of a row that is not even a row.
func unreadable(key string, args ...any) error { return fault.New(fault.Invalid, key, args...) }

func tooMany(row int) error { return fmt.Errorf("row %d: more than %d rows", row, MaxRows) }
