package edge

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// list is a page as long as a desk's queue.
func list() []byte {
	var b strings.Builder
	for i := range 50 {
		fmt.Fprintf(&b, `<tr><td data-label="反映的事"><a href="/desk/cases/ZD2026-%06d">村口第 %d 盏路灯坏了，孩子放学看不见路</a></td><td class="num">%d 月</td></tr>`, i*7919, i, i%12)
	}
	return []byte(b.String())
}

func TestCompressComesBack(t *testing.T) {
	page := list()
	for _, encoding := range []string{"br", "gzip", "br", "gzip"} {
		var out bytes.Buffer
		if err := compress(&out, encoding, page); err != nil {
			t.Fatal(err)
		}
		var in io.Reader = brotli.NewReader(&out)
		if encoding == "gzip" {
			r, err := gzip.NewReader(&out)
			if err != nil {
				t.Fatal(err)
			}
			in = r
		}
		if got, err := io.ReadAll(in); err != nil || !bytes.Equal(got, page) {
			t.Errorf("%s: %d of %d bytes, %v", encoding, len(got), len(page), err)
		}
	}
}

func BenchmarkCompress(b *testing.B) {
	page := list()
	for level := range 6 {
		w := brotli.NewWriterLevel(io.Discard, level)
		b.Run(fmt.Sprintf("br%d", level), func(b *testing.B) { run(b, w, page) })
	}
	for level := 1; level < 7; level++ {
		w, _ := gzip.NewWriterLevel(io.Discard, level)
		b.Run(fmt.Sprintf("gzip%d", level), func(b *testing.B) { run(b, w, page) })
	}
}

func run(b *testing.B, w packer, page []byte) {
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		w.Reset(&out)
		if _, err := w.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(out.Len()), "bytes")
}
