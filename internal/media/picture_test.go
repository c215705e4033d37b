package media

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"jiazhan/internal/fault"
)

func TestUpright(t *testing.T) {
	// The corners of the upright picture, clockwise from the top left, as they lie in the file (EXIF 2.3, 4.6.4 A).
	for orientation, want := range map[int][4]int{
		1: {0, 1, 2, 3}, 2: {1, 0, 3, 2}, 3: {2, 3, 0, 1}, 4: {3, 2, 1, 0},
		5: {0, 3, 2, 1}, 6: {3, 0, 1, 2}, 7: {2, 1, 0, 3}, 8: {1, 2, 3, 0},
	} {
		m := upright(corners(6, 4), orientation)
		width, height := m.Rect.Dx(), m.Rect.Dy()
		if swapped := orientation >= 5; swapped != (width == 4 && height == 6) {
			t.Errorf("%d: got %d×%d", orientation, width, height)
		}
		for i, at := range [4]image.Point{{0, 0}, {width - 1, 0}, {width - 1, height - 1}, {0, height - 1}} {
			if got := m.RGBAAt(at.X, at.Y); got != cornerColours[want[i]] {
				t.Errorf("%d: corner %d is %v, want that of %d", orientation, i, got, want[i])
			}
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range [][5]int{
		{4000, 3000, 2560, 2560, 1920}, {3000, 4000, 2560, 1920, 2560}, {800, 600, 2560, 800, 600}, {2560, 1, 2560, 2560, 1},
		{50_000_000, 1, 320, 320, 1}, {1, 1, 320, 1, 1}, {1000, 333, 320, 320, 107},
	} {
		if w, h := fit(c[0], c[1], c[2]); w != c[3] || h != c[4] {
			t.Errorf("fit%v = %d×%d", c, w, h)
		}
	}
	p := Photo{Width: 2560, Height: 1707}
	for size, want := range map[Size][2]int{Large: {2560, 1707}, View: {1080, 720}, Thumb: {320, 213}} {
		if w, h := p.Fit(size); w != want[0] || h != want[1] {
			t.Errorf("%s: got %d×%d", size, w, h)
		}
	}
}

func TestMemory(t *testing.T) {
	full := image.Config{ColorModel: color.YCbCrModel, Width: 10_000, Height: 5_000}
	if got := jpegMemory(full, []byte(jpegHead(0xC0, 16, 16))); got > decodingMemory {
		t.Errorf("the largest photo of a phone must be taken, and takes %d", got)
	}
	if got := jpegMemory(full, []byte(jpegHead(0xC2, 16, 16))); got <= decodingMemory {
		t.Errorf("a progressive one of that size must not, and takes %d", got)
	}
	deep := image.Config{ColorModel: color.NRGBA64Model, Width: 100, Height: 100}
	if got := pngMemory(deep, nil); got != 80_000 {
		t.Errorf("16-bit colours take %d", got)
	}
}

// TestDecodingTakesNoMoreThanIsSetAside measures what decoders take of real files of every kind.
func TestDecodingTakesNoMoreThanIsSetAside(t *testing.T) {
	const besides = 100 << 10 // tables and buffers of a decoder
	for _, path := range pictureFiles(t) {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		u := upload{filepath.Base(path), bytes.NewReader(content)}
		p, err := u.probe()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		took := u.allocated(t, p.decoder)
		for range 2 { // others may have been at work beside it
			took = min(took, u.allocated(t, p.decoder))
		}
		set := p.memory
		if strings.HasSuffix(path, ".webp") {
			set -= webpTrees - 140<<10 // what honest files take of it
		}
		if took > set+besides {
			t.Errorf("%s: took %d, %d were set aside", u.name, took, set)
		}
	}
}

// allocated is how many bytes a decode takes in all.
func (u upload) allocated(t *testing.T, dec decoder) int64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := u.decode(t.Context(), dec)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatalf("%s: %v", u.name, err)
	}
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// pictureFiles are those by which the decoders themselves are tested; they come with them.
func pictureFiles(t *testing.T) []string {
	t.Helper()
	var out []string
	for pattern, where := range map[string][]string{
		"src/image/testdata/video-00*.jpeg": {"env", "GOROOT"}, "src/image/png/testdata/pngsuite/*.png": {"env", "GOROOT"},
		"testdata/*.webp": {"list", "-m", "-f", "{{.Dir}}", "golang.org/x/image"},
	} {
		root, err := exec.CommandContext(t.Context(), "go", where...).Output()
		if err != nil {
			t.Fatal(err)
		}
		found, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(root)), pattern))
		if err != nil || len(found) < 5 {
			t.Fatalf("%s below %s: %v %v", pattern, root, found, err)
		}
		out = append(out, found...)
	}
	return slices.DeleteFunc(out, func(path string) bool { return strings.Contains(path, "truncated") })
}

func TestDisplay(t *testing.T) {
	for name, want := range map[string]string{
		"井盖.jpg": "井盖.jpg", `C:\照片\井盖.jpg`: "井盖.jpg", "../../etc/passwd": "passwd", "a\r\nb\x00.jpg": "ab.jpg",
		"gpj.\u202eexe": "gpj.exe", "": "?", "/": "?", "..": "..", "\xff": "?", strings.Repeat("照", 400): strings.Repeat("照", 59) + "…",
	} {
		if got := display(name); got != want {
			t.Errorf("display(%q) = %q, want %q", name, got, want)
		}
	}
}

// A decoder that reads on is stopped: by the caller it is no fault of the file, by the clock it is.
func TestDecodingEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	u := upload{"x.png", strings.NewReader(tinyPNG)}
	if _, err := u.decode(ctx, decoders["image/png"]); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		endless := decoder{decode: func(r io.Reader) (image.Image, error) {
			for {
				if _, err := r.Read(make([]byte, 1)); err != nil && err != io.EOF {
					return nil, err
				}
				time.Sleep(time.Second)
			}
		}}
		_, err := u.decode(t.Context(), endless)
		if fault.As(err) == nil || fault.As(err).Key != "media.broken" || time.Since(began) > decodingTime+time.Second {
			t.Errorf("got %v after %s", err, time.Since(began))
		}
	})
}

// While the memory is taken, a photo waits instead of being decoded beside the others.
func TestDecodingWaitsForMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(nil, nil, nil)
		if !s.decoding.TryAcquire(decodingMemory) {
			t.Fatal("the memory must be free at first")
		}
		done := make(chan error, 1)
		go func() {
			_, err := s.render(t.Context(), upload{"x.png", strings.NewReader(tinyPNG)})
			done <- err
		}()
		synctest.Wait()
		if len(done) > 0 {
			t.Errorf("it did not wait: %v", <-done)
		}
		s.decoding.Release(decodingMemory)
		if err := <-done; err != nil {
			t.Errorf("got %v", err)
		}
		if !s.decoding.TryAcquire(decodingMemory) {
			t.Error("the memory was not given back")
		}
	})
}

func BenchmarkRender12Megapixels(b *testing.B) {
	m := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	for b.Loop() {
		if _, err := develop(m, 6); err != nil {
			b.Fatal(err)
		}
	}
}
