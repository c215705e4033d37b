package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"jiazhan/internal/fault"
)

// Form is a form in which a list goes out.
type Form string

// The forms: a workbook, or CSV in UTF-8, with the mark by which spreadsheets know it, or in GB18030, which older ones want.
const (
	Excel   Form = "xlsx"
	UTF8    Form = "utf-8"
	GB18030 Form = "gb18030"
)

// Type is the media type of the form.
func (f Form) Type() string {
	if f == Excel {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=" + string(f)
}

// Ending is what the name of a file ends with.
func (f Form) Ending() string {
	if f == Excel {
		return ".xlsx"
	}
	return ".csv"
}

// File is a list that is complete and can be written. Close it.
type File interface {
	io.WriterTo
	io.Closer
}

// Make makes a file of a head and rows of text, one at a time; what it has waits on the disk. No cell is a formula to
// whoever opens it. An error of rows is given back as it is.
func (f Form) Make(columns []Column, rows iter.Seq2[[]string, error]) (File, error) {
	if f == Excel {
		return made(New(columns, rows))
	}
	return made(newText(f, columns, rows))
}

// made keeps a file that there is not from being a File.
func made[F File](file F, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	return file, nil
}

// text is separated text in a file that has no name any more, so that closing it removes it.
type text struct{ *os.File }

func newText(form Form, columns []Column, rows iter.Seq2[[]string, error]) (text, error) {
	f, err := os.CreateTemp("", "jiazhan-sheet-")
	if err != nil {
		return text{}, fmt.Errorf("sheet: %w", err)
	}
	t := text{f}
	if err := errors.Join(os.Remove(f.Name()), t.fill(form, columns, rows)); err != nil {
		_ = f.Close() // the first error counts
		return text{}, err
	}
	return t, nil
}

func (t text) fill(form Form, columns []Column, rows iter.Seq2[[]string, error]) error {
	file := bufio.NewWriter(t.File)
	encoder := simplifiedchinese.GB18030.NewEncoder().Transformer
	if form == UTF8 {
		encoder = unicode.UTF8BOM.NewEncoder().Transformer
	}
	in := transform.NewWriter(file, encoder)
	if err := write(csv.NewWriter(in), columns, rows); err != nil {
		return err
	}
	if err := errors.Join(in.Close(), file.Flush()); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	_, err := t.Seek(0, io.SeekStart)
	return err
}

func write(out *csv.Writer, columns []Column, rows iter.Seq2[[]string, error]) error {
	out.UseCRLF = true
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.Name
	}
	if err := out.Write(defused(head)); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	n := 0
	for cells, err := range rows {
		if err != nil {
			return err
		}
		if n++; n > MaxWritten {
			return fault.New(fault.Invalid, "sheet.long", MaxWritten)
		}
		if err := out.Write(defused(cells)); err != nil {
			return fmt.Errorf("sheet: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// WriteTo writes the file.
func (t text) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, t.File) }

// live are the characters by which spreadsheets take what follows for a formula, or leave a cell.
const live = "=+-@\t\r\n＝＋－＠"

// An apostrophe before them is the sign of a text that every spreadsheet knows, and that reading takes away again; a text
// that looks as if it had one gets another.
const sign = "'"

func isLive(cell string) bool {
	rest := strings.TrimLeft(cell, sign)
	return rest != "" && strings.ContainsRune(live, []rune(rest)[0])
}

func defused(cells []string) []string {
	out := make([]string, len(cells))
	for i, cell := range cells {
		if isLive(cell) {
			cell = sign + cell
		}
		out[i] = cell
	}
	return out
}

// asWritten takes the signs away that defused has set.
func asWritten(cells []string) []string {
	for i, cell := range cells {
		if isLive(cell) {
			cells[i] = strings.TrimPrefix(cell, sign)
		}
	}
	return cells
}
