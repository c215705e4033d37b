package importer

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// readSeparated reads rows under a head of column names.
func readSeparated(comma rune) func(io.Reader, func(record, error) bool) error {
	return func(text io.Reader, each func(record, error) bool) error {
		ration := &rationed{r: text, left: MaxRow}
		in := csv.NewReader(ration)
		in.Comma, in.FieldsPerRecord, in.LazyQuotes = comma, -1, comma == '\t'
		head, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the head: %w", err)
		}
		if len(head) > MaxColumns {
			return fmt.Errorf("the head has %d columns, more than %d", len(head), MaxColumns)
		}
		for n := 1; ; n++ {
			ration.left = MaxRow
			cells, err := in.Read()
			if errors.Is(err, io.EOF) {
				return nil
			}
			r, bad, err := separated(in, head, cells, err)
			if err != nil {
				return err
			}
			if n > MaxRows {
				return tooMany(r.row)
			}
			if !each(r, bad) {
				return nil
			}
		}
	}
}

func separated(in *csv.Reader, head, cells []string, err error) (r record, bad, fatal error) {
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		return record{row: parse.StartLine}, unreadable("import.row"), nil
	case errors.Is(err, bufio.ErrTooLong):
		return r, nil, fmt.Errorf("the row near byte %d is longer than %d MB; is a quote never closed? (%w)", in.InputOffset(), MaxRow>>20, err)
	case err != nil:
		return r, nil, fmt.Errorf("near byte %d: %w", in.InputOffset(), err)
	}
	r.row, _ = in.FieldPos(0)
	if len(cells) > len(head) {
		return r, unreadable("import.cells", len(cells), len(head)), nil
	}
	for i, value := range cells {
		r.add(head[i], value)
	}
	return r, nil, nil
}

// rationed gives no more than one row may have, so that a quote that is never closed does not swallow the memory.
type rationed struct {
	r    io.Reader
	left int
}

func (r *rationed) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, bufio.ErrTooLong
	}
	n, err := r.r.Read(p)
	r.left -= n
	return n, err
}

// eachLine gives the lines that are not empty with their numbers.
func eachLine(text io.Reader, each func(n int, line []byte) bool) error {
	in := bufio.NewScanner(text)
	in.Buffer(make([]byte, 1<<16), MaxRow)
	n := 0
	for in.Scan() {
		if n++; n > MaxRows {
			return tooMany(n)
		}
		if len(in.Bytes()) > 0 && !each(n, in.Bytes()) {
			return nil
		}
	}
	if err := in.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("row %d is longer than %d MB (%w)", n+1, MaxRow>>20, err)
	} else if err != nil {
		return fmt.Errorf("row %d: %w", n+1, err)
	}
	return nil
}

// readJSON reads one object a line; values are texts, numbers, booleans or lists of these.
func readJSON(text io.Reader, each func(record, error) bool) error {
	return eachLine(text, func(n int, line []byte) bool {
		object, err := readObject(line)
		if err != nil || object == nil {
			return each(record{row: n}, unreadable("import.row"))
		}
		r := record{row: n}
		for _, name := range slices.Sorted(maps.Keys(object)) {
			r.add(name, spelled(object[name]))
		}
		return each(r, nil)
	})
}

// readObject keeps numbers as they are written: those of cases have twenty digits.
func readObject(line []byte) (object map[string]any, err error) {
	in := json.NewDecoder(bytes.NewReader(line))
	in.UseNumber()
	if err := in.Decode(&object); err != nil {
		return nil, err
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	return object, nil
}

func spelled(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return digits(v.String())
	case []any:
		parts := make([]string, len(v))
		for i, one := range v {
			parts[i] = spelled(one)
		}
		return strings.Join(parts, "、")
	}
	return ""
}

// digits writes a number out that has a point or a power.
func digits(number string) string {
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || !strings.ContainsAny(number, ".eE") {
		return number
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// loadgenColumns are the columns of the load generator's corpus. A department of the same number as the area leads.
var loadgenColumns = []string{"", "ref", "title", "text", "areas", "station", "state", "name", "filed_at", "result"}

func readLoadgen(text io.Reader, each func(record, error) bool) error {
	return eachLine(text, func(n int, line []byte) bool {
		cells := strings.Split(string(line), "\t")
		if len(cells) != len(loadgenColumns) {
			return each(record{row: n}, unreadable("import.cells", len(cells), len(loadgenColumns)))
		}
		r := record{row: n}
		for i, value := range cells {
			r.add(loadgenColumns[i], value)
		}
		r.add("department", strings.Replace(cells[4], "a", "d", 1))
		r.add("public", "yes")
		return each(r, nil)
	})
}
