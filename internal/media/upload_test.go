package media

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/blob"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
)

var citizen = access.Actor{PersonID: 7}

// house is a service with the folder of its blobs.
type house struct {
	*Service
	dir string
}

func newHouse(t *testing.T, db *sqldb.DB) house {
	t.Helper()
	dir := t.TempDir()
	disk, err := blob.OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { disk.Close() })
	keys, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return house{New(db, disk, keys), dir}
}

func (h house) upload(t *testing.T, name, content string) Photo {
	t.Helper()
	p, err := h.Upload(t.Context(), citizen, name, strings.NewReader(content))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return p
}

// blobs lists the names of the files that are stored.
func (h house) blobs(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(h.dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, e.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

// rows counts the rows in a state.
func (h house) rows(t *testing.T, state string) int {
	t.Helper()
	var n int
	err := h.db.Read(t.Context(), func(tx *sqldb.Tx) error {
		return tx.Row(t.Context(), `SELECT count(*) FROM photo WHERE state = $1`, state).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (h house) read(t *testing.T, token string, size Size) []byte {
	t.Helper()
	file, _, err := h.Open(t.Context(), token, size, nil)
	if err != nil {
		t.Fatalf("%s: %v", size, err)
	}
	defer file.Close()
	b, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (h house) picture(t *testing.T, token string, size Size) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(h.read(t, token, size)))
	if err != nil {
		t.Fatalf("%s is no JPEG: %v", size, err)
	}
	return m
}

// near tells whether a pixel has about a colour, after JPEG.
func near(m image.Image, x, y int, want color.Color) bool {
	r, g, b, _ := m.At(x, y).RGBA()
	wr, wg, wb, _ := want.RGBA()
	far := func(a, b uint32) bool { return max(a, b)-min(a, b) > 0x2000 }
	return !far(r, wr) && !far(g, wg) && !far(b, wb)
}

func wantKey(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	if f := fault.As(err); f == nil || f.Kind != kind || f.Key != key {
		t.Errorf("%s: got %v, want %s", what, err, key)
	}
}

func TestUploadKeepsThreeSizes(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		h := newHouse(t, db)
		p := h.upload(t, "井盖.jpg", jpegOf(corners(3000, 2000)))
		for size, want := range map[Size]image.Point{Large: {2560, 1707}, View: {1080, 720}, Thumb: {320, 213}} {
			m := h.picture(t, p.Token, size)
			if got := m.Bounds().Size(); got != want {
				t.Errorf("%s is %v, want %v", size, got, want)
			}
			if w, x := p.Fit(size); (image.Point{w, x}) != want {
				t.Errorf("Fit(%s) = %d×%d", size, w, x)
			}
			for i, at := range []image.Point{{5, 5}, {want.X - 5, 5}, {want.X - 5, want.Y - 5}, {5, want.Y - 5}} {
				if !near(m, at.X, at.Y, cornerColours[i]) {
					t.Errorf("%s: corner %d is %v", size, i, m.At(at.X, at.Y))
				}
			}
		}
		large := h.read(t, p.Token, Large)
		sum := sha256.Sum256(large)
		_, row, err := h.Open(t.Context(), p.Token, Thumb, nil)
		if err != nil || !bytes.Equal(row.SHA256, sum[:]) || row.Bytes != int64(len(large)) || row.PersonID != 7 ||
			row.Owner != "" || !row.At.Equal(clock.Now()) || row.Width != 2560 || row.Height != 1707 {
			t.Errorf("got %+v (%v)", row, err)
		}
		if h.rows(t, pending) != 1 || len(h.blobs(t)) != 3 {
			t.Errorf("got %d rows and %v", h.rows(t, pending), h.blobs(t))
		}
	})
}

func TestUploadKinds(t *testing.T) {
	clear := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	deep := image.NewNRGBA64(image.Rect(0, 0, 40, 30))
	h := newHouse(t, sqldbtest.SQLite(t, sqldbtest.NewClock()))
	for name, c := range map[string]struct {
		content string
		colour  color.Color
	}{
		"transparent.png": {pngOf(clear), color.White},
		"deep.png":        {pngOf(deep), color.White},
		"grey.png":        {pngOf(image.NewGray(image.Rect(0, 0, 40, 30))), color.Black},
		"tiny.webp":       {tinyWebP, nil},
		"wrongly.txt":     {jpegOf(corners(40, 30)), cornerColours[0]},
		"grey.jpg":        {jpegOf(image.NewGray(image.Rect(0, 0, 40, 30))), color.Black},
	} {
		p := h.upload(t, name, c.content)
		for _, size := range []Size{Large, View, Thumb} {
			m := h.picture(t, p.Token, size)
			if got := m.Bounds().Size(); got != (image.Point{p.Width, p.Height}) {
				t.Errorf("%s: a small photo must keep its size, %s is %v", name, size, got)
			}
			if c.colour != nil && !near(m, 2, 2, c.colour) {
				t.Errorf("%s: %s is %v", name, size, m.At(2, 2))
			}
		}
	}
}

func TestUploadTurnsAndStrips(t *testing.T) {
	h := newHouse(t, sqldbtest.SQLite(t, sqldbtest.NewClock()))
	for orientation := byte(1); orientation <= 8; orientation++ {
		p := h.upload(t, "x.jpg", shot(corners(320, 200), orientation)+"PK\x03\x04GPS behind the picture")
		if turned := orientation >= 5; turned != (p.Width == 200 && p.Height == 320) {
			t.Errorf("%d: got %d×%d", orientation, p.Width, p.Height)
		}
		m := h.picture(t, p.Token, View)
		first := map[byte]int{1: 0, 2: 1, 3: 2, 4: 3, 5: 0, 6: 3, 7: 2, 8: 1}[orientation]
		if !near(m, 5, 5, cornerColours[first]) {
			t.Errorf("%d: the top left is %v", orientation, m.At(5, 5))
		}
		for _, f := range forms {
			for _, told := range []string{"GPS", "Exif", "HUAWEI", "PK\x03\x04"} {
				if bytes.Contains(h.read(t, p.Token, f.size), []byte(told)) {
					t.Errorf("%d: %s still tells %q", orientation, f.size, told)
				}
			}
		}
	}
}

// TestUploadStripsEveryKind: what PNG and WebP tell about place and camera goes as well, and a picture that is a page or an archive too is a picture only.
func TestUploadStripsEveryKind(t *testing.T) {
	h := newHouse(t, sqldbtest.SQLite(t, sqldbtest.NewClock()))
	const told = "GPS 38.1468N HUAWEI <script>alert(1)</script>"
	exif := "EXIF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(told)))) + told + "\x00"[:len(told)%2]
	webp := "RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(tinyWebP)-8+len(exif)))) + tinyWebP[8:] + exif
	art := pngOf(corners(40, 30))
	head := len("\x89PNG\r\n\x1a\n") + 25 // the signature and the header
	for name, content := range map[string]string{
		"x.webp": webp, "x.png": art[:head] + pngChunk("tEXt", "Comment\x00"+told) + pngChunk("eXIf", told) + art[head:] + "PK\x03\x04" + told,
		"x.php.jpg": shot(corners(40, 30), 1) + "<?php " + told,
	} {
		p := h.upload(t, name, content)
		if strings.ContainsAny(p.Token, "./<") {
			t.Errorf("%s is kept under a name of its own: %s", name, p.Token)
		}
		for _, f := range forms {
			kept := h.read(t, p.Token, f.size)
			for _, word := range []string{"GPS", "HUAWEI", "script", "PK\x03\x04", "<?php", "EXIF"} {
				if bytes.Contains(kept, []byte(word)) || http.DetectContentType(kept) != "image/jpeg" {
					t.Errorf("%s: %s still tells %q", name, f.size, word)
				}
			}
		}
	}
}

func zipped(t *testing.T) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("a.jpg")
	if err == nil {
		_, err = io.WriteString(f, tinyPNG)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestUploadRefuses(t *testing.T) {
	h := newHouse(t, sqldbtest.SQLite(t, sqldbtest.NewClock()))
	whole := jpegOf(corners(400, 300))
	art := pngOf(corners(400, 300))
	for name, c := range map[string]struct{ content, key string }{
		"empty.jpg":       {"", "media.empty"},
		"zip.jpg":         {zipped(t), "media.zip"},
		"svg.png":         {`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "media.svg"},
		"page.jpg":        {"<!DOCTYPE html><html></html>", "media.type"},
		"text.jpg":        {"照片", "media.type"},
		"gif.jpg":         {"GIF89a\x01\x00\x01\x00\x00\x00\x00", "media.type"},
		"pdf.jpg":         {"%PDF-1.7\n", "media.type"},
		"heic.jpg":        {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "media.heic"},
		"cut.jpg":         {whole[:len(whole)/2], "media.broken"},
		"cut at the end":  {whole[:len(whole)-2], "media.broken"},
		"head only":       {whole[:20], "media.broken"},
		"cut.png":         {art[:len(art)/2], "media.broken"},
		"cut.webp":        {tinyWebP[:len(tinyWebP)-4], "media.broken"},
		"flipped.png":     {art[:60] + "\xff" + art[61:], "media.broken"},
		"60000.png":       {pngHead(60000, 60000), "media.pixels"},
		"65500.jpg":       {jpegHead(0xC0, 65500, 65500), "media.pixels"},
		"just over":       {pngHead(5001, 10000), "media.pixels"},
		"just not over":   {pngHead(5000, 10000), "media.broken"},
		"progressive.jpg": {jpegHead(0xC2, 10000, 5000), "media.pixels"},
		"sequential.jpg":  {jpegHead(0xC0, 10000, 5000), "media.broken"},
		"many scans.jpg":  {manyScans(2000), "media.broken"},
		"16 MB":           {whole + strings.Repeat("x", MostBytes), "media.bytes"},
	} {
		_, err := h.Upload(t.Context(), citizen, name, strings.NewReader(c.content))
		wantKey(t, name, err, fault.Invalid, c.key)
		if f := fault.As(err); f != nil && (len(f.Args) == 0 || f.Args[0] != name) {
			t.Errorf("%s: the sentence gets %v", name, f.Args)
		}
	}
	if h.rows(t, pending) != 0 || len(h.blobs(t)) != 0 {
		t.Errorf("a refusal leaves %d rows and %v", h.rows(t, pending), h.blobs(t))
	}
}

func TestUploadTakesExactlyMostBytes(t *testing.T) {
	h := newHouse(t, sqldbtest.SQLite(t, sqldbtest.NewClock()))
	whole := jpegOf(corners(40, 30))
	h.upload(t, "x.jpg", whole+strings.Repeat("x", MostBytes-len(whole)))
}

func TestUploadAsksForScope(t *testing.T) {
	h := newHouse(t, sqldbtest.SQLite(t, sqldbtest.NewClock()))
	for _, c := range []struct {
		by access.Actor
		ok bool
	}{
		{access.Actor{}, true},
		{access.Actor{PersonID: 1, Scopes: []access.Scope{access.ScopeFile}}, true},
		{access.Actor{PersonID: 1, Scopes: []access.Scope{access.ScopeAct}}, true},
		{access.Actor{PersonID: 1, Scopes: []access.Scope{access.ScopeRead}}, false},
	} {
		_, err := h.Upload(t.Context(), c.by, "x.png", strings.NewReader(tinyPNG))
		if (err == nil) != c.ok || !c.ok && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%v: got %v", c.by.Scopes, err)
		}
	}
}

func TestUploadLeavesNoTemporaryFile(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	file, err := spool("x", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if left, _ := os.ReadDir(os.TempDir()); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// sulking is a store whose writes or deletions fail while it is told to.
type sulking struct {
	blob.Store
	puts, deletes int // how many still work; negative: all
}

var errSulk = errors.New("no")

func (s *sulking) Put(ctx context.Context, key string, r io.Reader) error {
	if s.puts--; s.puts == -1 {
		s.puts = 0
		return errSulk
	}
	return s.Store.Put(ctx, key, r)
}

func (s *sulking) Delete(ctx context.Context, key string) error {
	if s.deletes--; s.deletes == -1 {
		s.deletes = 0
		return errSulk
	}
	return s.Store.Delete(ctx, key)
}
