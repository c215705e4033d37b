package importer_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/importer"
	sheets "jiazhan/internal/sheet"
	"jiazhan/internal/workday"
)

func file(t *testing.T, name string, content []byte) *importer.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := importer.Open(path, "")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func rows(t *testing.T, f *importer.File) (good []casework.Historic, bad map[int]*fault.Error) {
	t.Helper()
	bad = map[int]*fault.Error{}
	for h, err := range f.Rows() {
		switch {
		case fault.As(err) != nil:
			bad[h.Row] = fault.As(err)
		case err != nil:
			t.Fatal(err)
		default:
			good = append(good, h)
		}
	}
	return good, bad
}

const sheet = `编号,提交时间,标题,反映内容,联络站,所属领域,承办单位,状态,满意度,公开,备注
A-1,2025/3/11 9:05,路灯,"村东头的路灯
不亮了",新城铺站,水利、健康,水利局,已办结,基本满意,是,x
A-2,2025年3月12日,水渠,渠道堵塞,新城铺站,,,办理中,,否,
`

func wantSheet(t *testing.T, f *importer.File) {
	t.Helper()
	good, bad := rows(t, f)
	if len(good) != 2 || len(bad) != 0 {
		t.Fatalf("%d rows, wrong: %v", len(good), bad)
	}
	h := good[0]
	when := time.Date(2025, 3, 11, 9, 5, 0, 0, time.FixedZone("", 8*3600))
	if h.Ref != "A-1" || h.Row != 2 || !h.FiledAt.Equal(when) || h.Text != "村东头的路灯\n不亮了" || strings.Join(h.Areas, "+") != "水利+健康" ||
		h.State != casework.Closed || h.Status != "已办结" || h.Result != casework.Basically || h.Solved != casework.Yes || !h.Public {
		t.Errorf("first row: %+v", h)
	}
	if h := good[1]; h.Row != 4 || h.State != casework.Handling || h.Public || h.Solved != "" {
		t.Errorf("second row: %+v", h)
	}
}

func TestSpreadsheetsInEveryEncoding(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(sheet)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(sheet)
	if err != nil {
		t.Fatal(err)
	}
	late := sheet + strings.Repeat("\n", 1<<17) // what tells the encoding may stand far from the end of a part
	for name, text := range map[string]string{"utf8": sheet, "bom": "\ufeff" + sheet, "gb18030": gb, "utf16": wide, "long": late} {
		t.Run(name, func(t *testing.T) { wantSheet(t, file(t, "a.csv", []byte(text))) })
	}
}

func TestTheEndOfAPartMayCutACharacter(t *testing.T) {
	for pad := range 4 {
		body := strings.Repeat("x", pad) + strings.Repeat("路", 1<<16)
		good, _ := rows(t, file(t, "a.tsv", []byte("id\ttext\ttime\n1\t"+body+"\t2025-01-02\n")))
		if len(good) != 1 || good[0].Text != body {
			t.Fatalf("padding %d: the text came back changed", pad)
		}
	}
}

func TestJSONLines(t *testing.T) {
	f := file(t, "a.jsonl", []byte(`{"id": 7, "subject": "路灯", "body": "不亮", "time": "2025-03-11 09:05:00", "reply": "已修", "areas": ["water","health"], "public": true}
not json
{"id": 8, "body": "b", "time": "gestern", "status": "wer weiß"}
`))
	good, bad := rows(t, f)
	if len(good) != 1 || good[0].Ref != "7" || good[0].State != casework.Answered || good[0].Answer != "已修" || len(good[0].Areas) != 2 || !good[0].Public {
		t.Fatalf("%+v", good)
	}
	if bad[2] == nil || bad[2].Key != "import.row" || bad[3] == nil || len(bad[3].Fields) != 2 {
		t.Fatalf("wrong rows: %v", bad)
	}
}

// TestNumbersOfTwentyDigitsStayApart: as floating point the first two would be one number, and neither of them.
func TestNumbersOfTwentyDigitsStayApart(t *testing.T) {
	f := file(t, "a.jsonl", []byte(`{"id": 20250311000000000001, "body": "a", "time": "2025-03-11"}
{"id": 20250311000000000002, "body": "b", "time": "2025-03-11", "phone": 1.3800138000e10}
{"id": 3, "body": "c", "time": "2025-03-11"} {"id": 4}
`))
	good, bad := rows(t, f)
	if len(good) != 2 || good[0].Ref != "20250311000000000001" || good[1].Ref != "20250311000000000002" || good[1].Phone != "13800138000" || bad[3] == nil {
		t.Fatalf("%+v %v", good, bad)
	}
}

// TestOneBrokenByteDoesNotTurnAFileIntoOtherWords: UTF-8 read as GB18030 is words too, which nobody wrote.
func TestOneBrokenByteDoesNotTurnAFileIntoOtherWords(t *testing.T) {
	line := "%d,村东头第%d盏路灯不亮，请尽快维修,2020-01-01\n"
	text := "id,text,time\n"
	for i := range 50 {
		text += fmt.Sprintf(line, i, i)
	}
	for name, content := range map[string]string{"a byte": strings.Replace(text, "路灯", "路\xe7灯", 1), "cut off": text + "51,水\xe6\xb0"} {
		if _, err := file(t, "a.csv", []byte(content)).Preview(1); !errors.Is(err, sheets.ErrNoText) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFileWithoutRowsIsTold(t *testing.T) {
	for name, content := range map[string]string{"empty.csv": "", "empty.jsonl": "\n\n", "head.csv": "编号,内容,时间\n", "old-mac.csv": "编号,内容,时间\r1,灯不亮,2020-01-01\r", "book.csv": "PK\x03\x04"} {
		if _, err := file(t, name, []byte(content)).Preview(3); err == nil || !strings.Contains(err.Error(), "no row") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWrongRowsDoNotHideTheNext(t *testing.T) {
	f := file(t, "a.csv", []byte("编号,内容,时间\n1,\"a\"b,2025-01-01\n2,b,2025-01-01,more\n3,c,2025-01-01\n"))
	good, bad := rows(t, f)
	if len(good) != 1 || good[0].Ref != "3" || bad[2] == nil || bad[3] == nil {
		t.Fatalf("%+v %v", good, bad)
	}
}

func TestTheCorpusOfTheBenchmark(t *testing.T) {
	f := file(t, "a.loadgen", []byte("1\tK00000001\tK00000001 东里村路口\t正文\ta3\ts07\tclosed\t张先生1234\t2026-01-01 00:00:20\t3\n"))
	good, bad := rows(t, f)
	if len(good) != 1 || len(bad) != 0 {
		t.Fatalf("%+v %v", good, bad)
	}
	h := good[0]
	if h.Ref != "K00000001" || h.Station != "s07" || h.Department != "d3" || h.Areas[0] != "a3" || h.Solved != casework.No || !h.Public {
		t.Fatalf("%+v", h)
	}
}

func TestPreviewNamesWhatIsNotRead(t *testing.T) {
	p, err := file(t, "a.csv", []byte(sheet)).Preview(1)
	if err != nil || len(p.First) != 1 || p.Columns["反映内容"] != "text" || len(p.Unknown) != 1 || p.Unknown[0] != "备注" {
		t.Fatalf("%+v %v", p, err)
	}
}

func TestLimits(t *testing.T) {
	long := bytes.Repeat([]byte("x"), importer.MaxRow+1<<16)
	for name, head := range map[string]string{"a.jsonl": "{}\n", "a.csv": "text\n\""} {
		f := file(t, name, append([]byte(head), long...))
		refused := false
		for _, err := range f.Rows() {
			refused = refused || errors.Is(err, bufio.ErrTooLong)
		}
		if !refused {
			t.Errorf("%s: a row beyond the limit was read", name)
		}
	}
	if _, err := importer.Open("nowhere.xls", ""); err == nil {
		t.Error("a format that is not known was opened")
	}
}

func TestAFileWithoutWhatEveryCaseHasIsRefusedAsAWhole(t *testing.T) {
	for name, c := range map[string]struct{ text, lacks string }{
		"no head":    {"1,2,3\n4,5,6\n", "ref (编号"},
		"no text":    {"编号,时间,备注\n1,2020-01-01,x\n", "text (内容"},
		"no time":    {"编号,内容\n1,灯不亮\n", "filed_at (提交时间"},
		"everything": {"编号,内容,时间\n1,灯不亮,2020-01-01\n", ""},
	} {
		_, err := file(t, "a.csv", []byte(c.text)).Preview(3)
		if got := fmt.Sprint(err); (err != nil) != (c.lacks != "") || !strings.Contains(got, c.lacks) {
			t.Errorf("%s: %v, want %q", name, err, c.lacks)
		}
	}
	f := file(t, "a.csv", []byte("编号,内容,时间\n1,灯不亮,\n2,灯不亮,2021-02-03\n"))
	f.Filed = time.Date(2020, 1, 1, 0, 0, 0, 0, workday.Shanghai())
	p, err := f.Preview(2)
	if err != nil || !p.First[0].FiledAt.Equal(f.Filed) || p.First[1].FiledAt.Year() != 2021 {
		t.Errorf("%+v %v", p.First, err)
	}
}

func TestTheManualNamesEveryColumn(t *testing.T) {
	text, err := os.ReadFile("../../docs/operate.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range importer.Columns() {
		if want := "| `" + row[0] + "` | " + strings.Join(row[1:], ", ") + " |"; !strings.Contains(string(text), want) {
			t.Errorf("docs/operate.md lacks\n%s", want)
		}
	}
}
