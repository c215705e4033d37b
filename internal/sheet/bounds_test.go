package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"jiazhan/internal/fault"
	"jiazhan/internal/sheet"
)

// with is a workbook in which one part is another.
func with(t *testing.T, name, content string) []byte {
	t.Helper()
	base := book(t, map[string]any{"A1": "姓名"})
	in, err := zip.NewReader(bytes.NewReader(base), int64(len(base)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range in.File {
		if part.Name != name {
			raw, err := part.Open()
			if err == nil {
				w, _ := z.Create(part.Name)
				_, err = io.Copy(w, raw)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, content)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A file of some kilobytes that would cost gigabytes when it is parsed is refused before.
func TestASmallFileThatUnpacksToMuch(t *testing.T) {
	const million = 1_000_001
	rows := with(t, "xl/worksheets/sheet1.xml", "<worksheet><sheetData>"+strings.Repeat("<row/>", million)+"</sheetData></worksheet>")
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"texts":              {with(t, "xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si/>", million)+"</sst>"), "sheet.unreadable"},
		"styles":             {with(t, "xl/styles.xml", "<styleSheet><cellXfs>"+strings.Repeat("<xf/>", 400_001)), "sheet.unreadable"},
		"sheets":             {with(t, "xl/workbook.xml", "<workbook><sheets>"+strings.Repeat("<sheet/>", 400_001)), "sheet.unreadable"},
		"under a false name": {with(t, "xl/media/a.png", strings.Repeat("<xf/>", 400_001)), "sheet.unreadable"},
		"depth":              {with(t, "xl/worksheets/sheet1.xml", "<worksheet>"+strings.Repeat("<a>", 101)), "sheet.unreadable"},
		"one tag":            {with(t, "xl/worksheets/sheet1.xml", "<worksheet><row "+strings.Repeat(`a="" `, 20_000)+"/></worksheet>"), "sheet.unreadable"},
		"a false size":       {lying(with(t, "xl/styles.xml", strings.Repeat(" ", 60<<20))), "sheet.unreadable"},
		"columns":            {[]byte("姓名,手机号\n" + strings.Repeat(",", 10_001) + "\n"), "sheet.columns"},
		"many rows":          {rows, "sheet.empty"},
	} {
		_, err := sheet.Read(bytes.NewReader(c.data), 100)
		if f := fault.As(err); f == nil || f.Key != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
}

// lying writes a small size into the directory of a zip for what is large.
func lying(b []byte) []byte {
	for i := 0; i+28 < len(b); i++ {
		if bytes.HasPrefix(b[i:], []byte("PK\x01\x02")) && binary.LittleEndian.Uint32(b[i+24:]) > 50<<20 {
			binary.LittleEndian.PutUint32(b[i+24:], 1000)
		}
	}
	return b
}

// Lists as people make them, with every cell filled, stay far below.
func TestALongListIsRead(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for row := range 2000 {
		at, _ := excelize.CoordinatesToCellName(1, row+1)
		cells := make([]any, 20)
		for i := range cells {
			cells[i] = "王秀英 a=b <村> &"
		}
		if err := f.SetSheetRow("Sheet1", at, &cells); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	b, err := sheet.Read(&out, 5000)
	if err != nil || len(b.Rows) != 2000 || len(b.Rows[0].Cells) != 20 {
		t.Fatalf("%v", err)
	}
}
