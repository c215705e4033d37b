package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"jiazhan/internal/fault"
	"jiazhan/internal/sheet"
	"jiazhan/internal/workday"
)

func fields(plain string) string {
	return map[string]string{"姓名": "name", "手机号": "phone", "开始": "from", "结束": "to"}[plain]
}

// book makes a workbook; cells are set by their addresses.
func book(t *testing.T, cells map[string]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for at, v := range cells {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func table(t *testing.T, data []byte) *sheet.Table {
	t.Helper()
	b, err := sheet.Read(bytes.NewReader(data), 100)
	if err != nil {
		t.Fatal(err)
	}
	table, err := b.Table(fields, "name", "phone")
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestAWorkbookAsPeopleMakeThem(t *testing.T) {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	got := table(t, book(t, map[string]any{
		"A1": "正定县人大代表名单", // a title, merged over the columns
		"A3": "＊姓 名", "B3": "手机号（必填）", "C3": "任期", "F3": "备注",
		"C4": "开始", "D4": "结束",
		"A6": "𠮷田\u202e秀英", "B6": 19900000001, "C6": day, "D6": "２０２７年３月１日",
		"A9": "　", "B10": "19900000002",
	}))
	if len(got.Rows) != 2 || got.Rows[0].N != 6 || got.Rows[1].N != 10 {
		t.Fatalf("rows %+v", got.Rows)
	}
	r := got.Rows[0]
	if got.Get(r, "name") != "𠮷田秀英" || got.Get(r, "phone") != "19900000001" || got.Get(got.Rows[1], "to") != "" {
		t.Errorf("row %+v", r)
	}
	from, ok := got.Day(got.Get(r, "from"))
	to, ok2 := got.Day(got.Get(r, "to"))
	if want := time.Date(2026, 3, 1, 0, 0, 0, 0, workday.Shanghai()); !ok || !ok2 || !from.Equal(want) || !to.Equal(want.AddDate(1, 0, 0)) {
		t.Errorf("from %v to %v", from, to)
	}
	for _, bad := range []string{"", "12", "99999999", "明年", "31.12.2026"} {
		if at, ok := got.Day(bad); ok {
			t.Errorf("%q is no day, got %v", bad, at)
		}
	}
}

func TestSeparatedTextInEveryEncodingAndSeparator(t *testing.T) {
	const text = "姓名,手机号,开始\r\n李秀英,19900000001,2026/3/1\r\n,,\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"utf8": text, "bom": "\ufeff" + text, "gb18030": gb,
		"tabs": strings.ReplaceAll(text, ",", "\t"), "semicolons": strings.ReplaceAll(text, ",", ";")} {
		got := table(t, []byte(data))
		if len(got.Rows) != 1 || got.Get(got.Rows[0], "name") != "李秀英" || got.Get(got.Rows[0], "from") != "2026/3/1" {
			t.Errorf("%s: %+v", name, got.Rows)
		}
	}
}

// zeros is a small file that unpacks to n bytes.
func zeros(t *testing.T, n int64) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err == nil {
		_, err = io.CopyN(w, zeroReader{}, n)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestWhatIsNotReadSaysWhy(t *testing.T) {
	many := strings.Repeat("a,b\n", 101)
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"bomb":         {zeros(t, sheet.MaxUnpacked+1), "sheet.unpacked"},
		"large":        {bytes.Repeat([]byte("x"), sheet.MaxBytes+1), "sheet.large"},
		"old format":   {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "sheet.old"},
		"a cut zip":    {[]byte("PK\x03\x04 and so on"), "sheet.unreadable"},
		"no workbook":  {zeros(t, 10), "sheet.unreadable"},
		"rows":         {[]byte(many), "sheet.rows"},
		"columns":      {book(t, map[string]any{"A1": "姓名", "XFD3": "x"}), "sheet.columns"},
		"blank":        {[]byte(" ,\n\u3000,\n"), "sheet.empty"},
		"nothing":      {nil, "sheet.empty"},
		"quotes":       {[]byte("姓名,手机号\n\"李,1\n"), "sheet.quote"},
		"a picture":    {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00"), "sheet.unreadable"},
		"a far corner": {book(t, map[string]any{"A1": "姓名", "A1048576": "x"}), ""},
	} {
		_, err := sheet.Read(bytes.NewReader(c.data), 100)
		if c.key == "" && err != nil || c.key != "" && (fault.As(err) == nil || fault.As(err).Key != c.key) {
			t.Errorf("%s: got %v, want %q", name, err, c.key)
		}
	}
	b, err := sheet.Read(strings.NewReader("李秀英,19900000001\n"), 100)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Table(fields, "name", "phone"); fault.As(err) == nil || fault.As(err).Key != "sheet.head" {
		t.Errorf("no head: %v", err)
	}
}

func TestEveryCellThatIsWrittenIsText(t *testing.T) {
	odd := []string{"=1+1", "+1", "-1", "@x", "\tx", "＝1", "1E10", "2026-03-01", "13800000000", "𠮷😀"}
	rows := func(yield func([]string, error) bool) { yield(odd, nil) }
	b, err := sheet.New([]sheet.Column{{Name: "=head", Width: 10}}, rows)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, want := range odd {
		at := fmt.Sprintf("%c2", 'A'+i)
		formula, _ := f.GetCellFormula("Sheet1", at)
		kind, _ := f.GetCellType("Sheet1", at)
		if got, _ := f.GetCellValue("Sheet1", at); got != want || formula != "" || !slices.Contains([]excelize.CellType{excelize.CellTypeInlineString, excelize.CellTypeSharedString}, kind) {
			t.Errorf("%q came back as %q, formula %q, kind %v", want, got, formula, kind)
		}
	}
}

// TestWhatGoesOutAsTextComesBack writes what is hard to write as CSV and reads it again, as the import does.
func TestWhatGoesOutAsTextComesBack(t *testing.T) {
	words := []string{"𠮷", "\U0002EBF0", "\U00031350", "葛\U000E0100", "👨\u200d👩\u200d👧😀", "བོད་ཡིག", "ئۇيغۇر", "ᠮᠣᠩᠭᠣᠯ", "㐀龦", "e\u0301", "£€—…",
		`他说"好"，走了`, "第一行\n第二行", "=1+1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", "'=1", "''=1", "'常见的撇号", "0311-88021234", "2026-03-01"}
	for _, form := range []sheet.Form{sheet.UTF8, sheet.GB18030} {
		file, err := form.Make([]sheet.Column{{Name: "姓名"}, {Name: "=手机号"}}, func(yield func([]string, error) bool) {
			for _, w := range words {
				if !yield([]string{w, "尾"}, nil) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := file.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		if bom := bytes.HasPrefix(out.Bytes(), []byte("\xef\xbb\xbf")); bom != (form == sheet.UTF8) {
			t.Errorf("%s: a byte order mark: %v", form, bom)
		}
		plain, err := sheet.Decode(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(plain).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range lines {
			for _, cell := range line {
				if strings.ContainsAny(cell[:1], "=+-@\t\r") || slices.Contains([]rune("＝＋－＠"), []rune(cell)[0]) {
					t.Errorf("%s: line %d has a formula: %q", form, i+1, cell)
				}
			}
		}
		back, err := sheet.Read(bytes.NewReader(out.Bytes()), 100)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range words {
			if got := back.Rows[i+1].Cells; got[0] != want || got[1] != "尾" {
				t.Errorf("%s: %q came back as %q", form, want, got)
			}
		}
	}
}

// TestAFileThatFailsIsNone gives the error of the rows, and no file.
func TestAFileThatFailsIsNone(t *testing.T) {
	broken := errors.New("broken")
	for _, form := range []sheet.Form{sheet.Excel, sheet.UTF8, sheet.GB18030} {
		file, err := form.Make([]sheet.Column{{Name: "姓名", Width: 9}}, func(yield func([]string, error) bool) { _ = yield([]string{"一"}, nil) && yield(nil, broken) })
		if !errors.Is(err, broken) || file != nil {
			t.Errorf("%s: %v %v", form, file, err)
		}
	}
}
