package picture_test

import (
	"bytes"
	"image/jpeg"
	"testing"

	"jiazhan/internal/sample"
	"jiazhan/internal/sample/picture"
)

func TestEverySceneIsToldOfAndDrawn(t *testing.T) {
	told := 0
	for _, s := range sample.Stories() {
		if !picture.Has(s.Key) {
			continue
		}
		told++
		before, after, elsewhere := drawn(t, s.Key, false, 1), drawn(t, s.Key, true, 1), drawn(t, s.Key, false, 2)
		if bytes.Equal(before, after) || bytes.Equal(before, elsewhere) {
			t.Errorf("%s: two pictures are the same", s.Key)
		}
		if !bytes.Equal(before, drawn(t, s.Key, false, 1)) {
			t.Errorf("%s: the same seed gives another picture", s.Key)
		}
	}
	if told != picture.Count {
		t.Errorf("%d scenes, of which stories tell of %d", picture.Count, told)
	}
}

func drawn(t *testing.T, story string, done bool, seed uint64) []byte {
	t.Helper()
	b, err := picture.JPEG(story, done, seed)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := jpeg.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width < 640 || c.Height < 480 {
		t.Fatalf("%s: %dx%d %v", story, c.Width, c.Height, err)
	}
	return b
}
