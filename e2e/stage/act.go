package stage

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
)

// Do takes an action on a case as it is now.
func (s *Stage) Do(by access.Actor, number string, act casework.Act) {
	s.t.Helper()
	if _, err := s.Cases.Do(s.t.Context(), by, casework.At{Number: number, Seen: s.Case(number).Version}, act); err != nil {
		s.t.Fatalf("%s of %s: %v", act.Action(), number, err)
	}
}

// Case is a case as the clock sees it.
func (s *Stage) Case(number string) *casework.Case {
	s.t.Helper()
	d, err := s.Cases.Read(s.t.Context(), access.Clock, number)
	if err != nil {
		s.t.Fatalf("%s: %v", number, err)
	}
	return d.Case
}

// Photo writes a photo of 1200 × 900 that is as hard to squeeze as most: gravel under a grey sky.
func (s *Stage) Photo() string {
	s.t.Helper()
	picture, err := gravel()
	path := filepath.Join(s.t.TempDir(), "road.jpg")
	if err == nil {
		err = os.WriteFile(path, picture, 0o600)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return path
}

// gravel is drawn once for all tests of a binary.
var gravel = sync.OnceValues(func() ([]byte, error) {
	img, grain := image.NewRGBA(image.Rect(0, 0, 1200, 900)), rand.New(rand.NewPCG(1, 2))
	for y := range 900 {
		for x := range 1200 {
			c := color.RGBA{uint8(150 + y/20), uint8(165 + y/25), uint8(185 + y/30), 255}
			if y > 420+x/9%37 {
				stone := uint8((x/14*7+y/9*13)%61) + uint8(grain.IntN(40))
				c = color.RGBA{70 + stone, 66 + stone, 60 + stone, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, nil)
	return out.Bytes(), err
})
