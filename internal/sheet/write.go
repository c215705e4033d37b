package sheet

import (
	"fmt"
	"io"
	"iter"

	"github.com/xuri/excelize/v2"

	"jiazhan/internal/fault"
)

// MaxWritten is how many rows a workbook takes, its head not counted: the format's own limit is 1 048 576.
const MaxWritten = 1_000_000

// Column is a column of a list: its name and how many characters it is wide in a workbook.
type Column struct {
	Name  string
	Width float64
}

// Workbook is a list that is complete and can be written. Close it.
type Workbook struct{ file *excelize.File }

// New makes a workbook of one sheet: a head that stays in sight, and rows of text, one at a time. Every cell is text: one
// that begins like a formula stays as it is. An error of rows is given back as it is.
func New(columns []Column, rows iter.Seq2[[]string, error]) (*Workbook, error) {
	b := &Workbook{excelize.NewFile()}
	if err := b.fill(columns, rows); err != nil {
		_ = b.Close() // the first error counts
		return nil, err
	}
	return b, nil
}

func (b *Workbook) fill(columns []Column, rows iter.Seq2[[]string, error]) error {
	text, err := b.file.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	out, err := b.head(columns)
	if err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	line := 1
	for cells, err := range rows {
		if err != nil {
			return err
		}
		if line++; line > MaxWritten+1 {
			return fault.New(fault.Invalid, "sheet.long", MaxWritten)
		}
		if err := out.SetRow(fmt.Sprintf("A%d", line), styled(cells, text)); err != nil {
			return fmt.Errorf("sheet: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	return nil
}

func (b *Workbook) head(columns []Column) (*excelize.StreamWriter, error) {
	bold, err := b.file.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	out, err := b.file.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
		if err := out.SetColWidth(i+1, i+1, c.Width); err != nil {
			return nil, err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	return out, out.SetRow("A1", styled(names, bold))
}

func styled(cells []string, style int) []any {
	row := make([]any, len(cells))
	for i, text := range cells {
		row[i] = excelize.Cell{StyleID: style, Value: text}
	}
	return row
}

// WriteTo writes the workbook.
func (b *Workbook) WriteTo(w io.Writer) (int64, error) { return b.file.WriteTo(w) }

// Close removes what the workbook kept on the disk.
func (b *Workbook) Close() error { return b.file.Close() }

// Pages walks a list that is read page by page: page gives the next one and whether another follows. It is walked once.
func Pages[T any](page func() (list []T, more bool, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for more := true; more; {
			var list []T
			var err error
			if list, more, err = page(); err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, one := range list {
				if !yield(one, nil) {
					return
				}
			}
		}
	}
}

// Lines writes each of a list as a row of text.
func Lines[T any](list iter.Seq2[T, error], line func(T) []string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for one, err := range list {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(line(one), nil) {
				return
			}
		}
	}
}
