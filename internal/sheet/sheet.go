// Package sheet reads lists that people send as workbooks (xlsx) or as CSV, and writes lists as both. What it reads is
// bounded before it is parsed; what it writes is text, so that no cell is ever a formula. It owns no table. It must
// never judge what a list says: it finds the columns and hands on their words.
package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
)

// Limits of what is read.
const (
	MaxBytes    = 10 << 20 // of the file as it was sent
	MaxUnpacked = 50 << 20 // of all that a workbook holds
	maxParts    = 1000     // files inside a workbook
	maxColumns  = 200
	headWithin  = 20 // rows in which the head must stand
)

// Row is a row that is not blank, with its number in the file, from 1.
type Row struct {
	N     int      `json:"n"`
	Cells []string `json:"c"`
}

// Book is what a file says, row by row.
type Book struct {
	Rows []Row
	Mac  bool // days are counted from 1904
}

// Read reads a workbook's first visible sheet, or CSV in UTF-8, UTF-16 or GB18030. Which one it is follows from the bytes.
// Everything that is wrong is an Invalid fault that says what to do.
func Read(file io.Reader, maxRows int) (*Book, error) {
	data, err := io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	b := &Book{}
	into := func(n int, cells []string) error { return b.add(n, cells, maxRows) }
	switch {
	case len(data) > MaxBytes:
		err = fault.New(fault.Invalid, "sheet.large", MaxBytes>>20)
	case bytes.HasPrefix(data, []byte("PK")):
		err = b.readWorkbook(data, into)
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		err = fault.New(fault.Invalid, "sheet.old")
	default:
		err = readCSV(data, into)
	}
	if err == nil && len(b.Rows) == 0 {
		err = fault.New(fault.Invalid, "sheet.empty")
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

// add takes a row over without what cannot be seen; blank rows and what lies right of the last word are left out.
func (b *Book) add(n int, cells []string, maxRows int) error {
	row := Row{N: n, Cells: make([]string, 0, min(len(cells), maxColumns))}
	for i, cell := range cells {
		cell = hanzi.Clean(cell)
		if cell == "" || hanzi.Blank(cell) {
			continue
		}
		if i >= maxColumns {
			return fault.New(fault.Invalid, "sheet.columns", n, maxColumns)
		}
		for len(row.Cells) < i {
			row.Cells = append(row.Cells, "")
		}
		row.Cells = append(row.Cells, cell)
	}
	if len(row.Cells) == 0 {
		return nil
	}
	if len(b.Rows) >= maxRows {
		return fault.New(fault.Invalid, "sheet.rows", maxRows)
	}
	b.Rows = append(b.Rows, row)
	return nil
}

// Table is the part of a book under its head.
type Table struct {
	Rows    []Row
	columns map[string]int // by field
	mac     bool
}

// Table finds the head: the first row that names all needed fields. A second row of the head, as under merged cells, may
// name more. field gives the field of a column's plain name, "" for one that is not read.
func (b *Book) Table(field func(plain string) string, needed ...string) (*Table, error) {
	for i, row := range b.Rows[:min(len(b.Rows), headWithin)] {
		columns := named(row, field)
		if !holdsAll(columns, needed) {
			continue
		}
		t := &Table{Rows: b.Rows[i+1:], columns: columns, mac: b.Mac}
		if len(t.Rows) > 0 {
			t.joinHead(field)
		}
		return t, nil
	}
	return nil, fault.New(fault.Invalid, "sheet.head", headWithin)
}

func holdsAll(columns map[string]int, needed []string) bool {
	return !slices.ContainsFunc(needed, func(f string) bool { _, ok := columns[f]; return !ok })
}

func named(row Row, field func(string) string) map[string]int {
	columns := map[string]int{}
	for i, cell := range row.Cells {
		f := field(Plain(cell))
		if _, taken := columns[f]; f != "" && !taken {
			columns[f] = i
		}
	}
	return columns
}

// joinHead takes the row under the head into it if all its words are names of columns.
func (t *Table) joinHead(field func(string) string) {
	words := 0
	for _, cell := range t.Rows[0].Cells {
		if cell != "" {
			words++
		}
	}
	more := named(t.Rows[0], field)
	if len(more) != words {
		return
	}
	for f, i := range more {
		if _, taken := t.columns[f]; !taken {
			t.columns[f] = i
		}
	}
	t.Rows = t.Rows[1:]
}

// Get is the word of a row in the column of a field, "" if there is none.
func (t *Table) Get(r Row, field string) string {
	i, ok := t.columns[field]
	if !ok || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Plain is a column's name without what spreadsheets vary: spaces, underscores, stars, colons, capitals, full-width
// letters, and a remark in brackets behind it.
func Plain(name string) string {
	name = strings.ToLower(width.Narrow.String(name))
	if head, _, found := strings.Cut(name, "("); found && head != "" {
		name = head
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u3000\t\n_*\ufeff:", r) {
			return -1
		}
		return r
	}, name)
}

// unreadable is the fault of a file that is not what it seems, with the reason for the log.
func unreadable(why error) error {
	return errors.Join(fault.New(fault.Invalid, "sheet.unreadable"), why)
}
