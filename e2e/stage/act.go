package stage

import (
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"

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

// Photo writes a photo of 1200 × 900 and gives its path: a wet road under a grey sky.
func (s *Stage) Photo() string {
	s.t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 1200, 900))
	for y := range 900 {
		for x := range 1200 {
			c := color.RGBA{uint8(150 + y/20), uint8(165 + y/25), uint8(185 + y/30), 255}
			if y > 420+x/9%37 {
				c = color.RGBA{uint8(90 + (x*y)%17), uint8(86 + (x*y)%13), uint8(80 + (x+y)%11), 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	path := filepath.Join(s.t.TempDir(), "road.jpg")
	f, err := os.Create(path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	if err := jpeg.Encode(f, img, nil); err != nil {
		s.t.Fatal(err)
	}
	return path
}
