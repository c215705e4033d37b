// Package picture draws what a camera might have seen of the demonstration's stories: what was wrong, and what was done.
// Nobody real and no real place is in them. It owns nothing and knows nothing of cases.
package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
)

const (
	width   = 960
	height  = 720
	horizon = 300
	quality = 82
)

// scenes are the subjects that can be drawn, by the key of their story; done is whether it was put right.
var scenes = map[string]func(c *canvas, done bool){
	"road-potholes":   road,
	"crop-road":       road,
	"school-crossing": crossing,
	"street-lights":   lamp,
	"garbage-bins":    bins,
	"sewage-lane":     lane,
	"culvert-flood":   lane,
	"bridge-rail":     bridge,
	"leaning-pole":    pole,
	"flooded-garage":  garage,
	"flying-wires":    wires,
	"manhole-noise":   manhole,
}

// Has reports whether there is a picture of a story.
func Has(story string) bool { return scenes[story] != nil }

// JPEG is the picture of a story, before or after. The same seed gives the same picture, another one another spot.
func JPEG(story string, done bool, seed uint64) ([]byte, error) {
	c := &canvas{RGBA: image.NewRGBA(image.Rect(0, 0, width, height)), Rand: rand.New(rand.NewPCG(seed, 1))} //nolint:gosec // a drawing is no secret
	scenes[story](c, done)
	var b bytes.Buffer
	err := jpeg.Encode(&b, c.RGBA, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

var (
	sky      = color.RGBA{0xc9, 0xdd, 0xe8, 0xff}
	haze     = color.RGBA{0xec, 0xee, 0xe6, 0xff}
	night    = color.RGBA{0x1c, 0x26, 0x3a, 0xff}
	dusk     = color.RGBA{0x45, 0x4c, 0x5e, 0xff}
	field    = color.RGBA{0x9d, 0xb0, 0x6c, 0xff}
	stubble  = color.RGBA{0xb9, 0xab, 0x74, 0xff}
	asphalt  = color.RGBA{0x6f, 0x72, 0x74, 0xff}
	fresh    = color.RGBA{0x4b, 0x4e, 0x52, 0xff}
	hole     = color.RGBA{0x4f, 0x49, 0x43, 0xff}
	mud      = color.RGBA{0x8a, 0x74, 0x5a, 0xff}
	water    = color.RGBA{0x5d, 0x6b, 0x5f, 0xff}
	shine    = color.RGBA{0x93, 0xa3, 0x9b, 0xff}
	white    = color.RGBA{0xf2, 0xf1, 0xec, 0xff}
	brick    = color.RGBA{0xb3, 0x6a, 0x4d, 0xff}
	plaster  = color.RGBA{0xe3, 0xdc, 0xcd, 0xff}
	roof     = color.RGBA{0x7c, 0x80, 0x86, 0xff}
	concrete = color.RGBA{0xb5, 0xb4, 0xae, 0xff}
	steel    = color.RGBA{0x55, 0x5c, 0x63, 0xff}
	leaf     = color.RGBA{0x5e, 0x7f, 0x4a, 0xff}
	trunk    = color.RGBA{0x6b, 0x54, 0x40, 0xff}
	binGreen = color.RGBA{0x3e, 0x7d, 0x5a, 0xff}
	glow     = color.RGBA{0xff, 0xe2, 0x9a, 0xff}
	red      = color.RGBA{0xb8, 0x3a, 0x32, 0xff}
)

// country is the land in which most scenes stand: sky, houses, trees and fields.
func country(c *canvas) {
	c.gradient(0, horizon, sky, haze)
	c.gradient(horizon, height, field, stubble)
	for x := -40 + c.IntN(60); x < width; x += 150 + c.IntN(90) {
		if c.IntN(3) == 0 {
			c.tree(x, horizon+8, 0.8+c.Float64()*0.5)
			continue
		}
		c.house(x, horizon+6, 120+c.IntN(50), 70+c.IntN(30))
	}
}

func (c *canvas) house(x, ground, w, h int) {
	wall := plaster
	if c.IntN(2) == 0 {
		wall = brick
	}
	c.box(x, ground-h, w, h, wall)
	c.poly(roof, x-10, ground-h, x+w+10, ground-h, x+w-8, ground-h-26, x+8, ground-h-26)
	c.box(x+w/2-12, ground-h/2, 24, h/2, steel)
	for _, at := range []int{w / 6, w - w/6 - 20} {
		c.box(x+at, ground-h+18, 20, 20, white)
		c.box(x+at+2, ground-h+20, 16, 16, dusk)
	}
}

func (c *canvas) tree(x, ground int, size float64) {
	s := func(v float64) int { return int(v * size) }
	c.box(x-s(6), ground-s(70), s(12), s(70), trunk)
	c.blob(x, ground-s(100), s(46), s(52), leaf)
	c.blob(x-s(26), ground-s(80), s(30), s(32), mix(leaf, field, 0.3))
	c.blob(x+s(24), ground-s(86), s(32), s(34), mix(leaf, night, 0.12))
}

// way is a road that runs away from the viewer.
func (c *canvas) way(top color.RGBA) {
	c.poly(mix(mud, stubble, 0.4), 380, horizon, 560, horizon, 1050, height, -90, height)
	c.poly(top, 400, horizon, 540, horizon, 960, height, 0, height)
}
