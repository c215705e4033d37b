package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strconv"

	"github.com/xuri/excelize/v2"

	"jiazhan/internal/fault"
)

// readWorkbook reads the first visible sheet that holds something. Cells come as they are stored: a day as its number.
func (b *Book) readWorkbook(data []byte, into func(n int, cells []string) error) error {
	if err := bounded(data); err != nil {
		return err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: MaxUnpacked})
	if err != nil {
		return unreadable(err)
	}
	defer f.Close() // removes what it unpacked to the disk; nothing was written
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		b.Mac = *props.Date1904
	}
	for _, name := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		if err := readSheet(f, name, into); err != nil {
			return err
		}
		if len(b.Rows) > 0 {
			return nil
		}
	}
	return nil
}

func readSheet(f *excelize.File, name string, into func(n int, cells []string) error) error {
	rows, err := f.Rows(name)
	if err != nil {
		return unreadable(err)
	}
	defer rows.Close() // it was only read
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return unreadable(err)
		}
		for i, cell := range cells {
			cells[i] = inFull(cell)
		}
		if err := into(n, cells); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return unreadable(err)
	}
	return nil
}

var exponent = regexp.MustCompile(`^[0-9](\.[0-9]+)?E\+?[0-9]{1,2}$`)

// inFull writes a whole number out that a spreadsheet stored in short, as it may do with a phone: 1.38E+10.
func inFull(cell string) string {
	if !exponent.MatchString(cell) {
		return cell
	}
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return cell
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// readCSV reads separated text: by commas, or by the tabs or semicolons that stand in its first line.
func readCSV(data []byte, into func(n int, cells []string) error) error {
	text, err := Decode(bytes.NewReader(data))
	if err != nil {
		return unreadable(err)
	}
	plain, err := io.ReadAll(text)
	if err != nil || bytes.IndexByte(plain, 0) >= 0 {
		return unreadable(err)
	}
	in := csv.NewReader(bytes.NewReader(plain))
	in.Comma, in.FieldsPerRecord = separator(plain), -1
	if n := tooWide(plain, in.Comma); n > 0 {
		return fault.New(fault.Invalid, "sheet.columns", n, maxColumns)
	}
	for {
		cells, err := in.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &wrong):
			return fault.New(fault.Invalid, "sheet.quote", wrong.StartLine)
		case err != nil:
			return unreadable(err)
		}
		n, _ := in.FieldPos(0)
		if err := into(n, asWritten(cells)); err != nil {
			return err
		}
	}
}

// tooWide is the first line with far more separators than there may be columns, 0 if there is none: a line of ten million
// would cost a gigabyte before its columns are counted. Some may stand in a text.
func tooWide(text []byte, comma rune) int {
	n := 0
	for line := range bytes.Lines(text) {
		if n++; bytes.Count(line, []byte(string(comma))) > 50*maxColumns {
			return n
		}
	}
	return 0
}

func separator(text []byte) rune {
	line, _, _ := bytes.Cut(bytes.TrimLeft(text, "\r\n"), []byte("\n"))
	for _, comma := range []string{"\t", ";"} {
		if bytes.Contains(line, []byte(comma)) && !bytes.Contains(line, []byte(",")) {
			return rune(comma[0])
		}
	}
	return ','
}
