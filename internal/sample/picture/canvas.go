package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"

	"golang.org/x/image/vector"
)

// canvas is a picture under way, with the chance that makes one spot differ from another.
type canvas struct {
	*image.RGBA
	*rand.Rand
}

// poly fills the polygon through points x, y, x, y, …
func (c *canvas) poly(fill color.RGBA, points ...int) {
	around := bounds(points).Intersect(c.Bounds())
	if around.Empty() {
		return
	}
	r := vector.NewRasterizer(around.Dx(), around.Dy())
	at := func(i int) (x, y float32) {
		return float32(points[i] - around.Min.X), float32(points[i+1] - around.Min.Y)
	}
	r.MoveTo(at(0))
	for i := 2; i < len(points); i += 2 {
		r.LineTo(at(i))
	}
	r.ClosePath()
	r.Draw(c.RGBA, around, image.NewUniform(fill), image.Point{})
}

func bounds(points []int) image.Rectangle {
	r := image.Rect(points[0], points[1], points[0]+1, points[1]+1)
	for i := 2; i < len(points); i += 2 {
		r = r.Union(image.Rect(points[i], points[i+1], points[i]+1, points[i+1]+1))
	}
	return r
}

func (c *canvas) box(x, y, w, h int, fill color.RGBA) {
	draw.Draw(c.RGBA, image.Rect(x, y, x+w, y+h), image.NewUniform(fill), image.Point{}, draw.Src)
}

// blob fills a roundish shape whose edge wavers a little.
func (c *canvas) blob(x, y, rx, ry int, fill color.RGBA) { c.round(x, y, rx, ry, 1, fill) }

// disc fills an ellipse.
func (c *canvas) disc(x, y, rx, ry int, fill color.RGBA) { c.round(x, y, rx, ry, 0, fill) }

func (c *canvas) round(x, y, rx, ry int, wavering float64, fill color.RGBA) {
	const corners = 36
	points := make([]int, 0, 2*corners)
	turn := c.Float64() * math.Pi
	for i := range corners {
		at := 2 * math.Pi * float64(i) / corners
		far := 1 + wavering*(0.09*math.Sin(3*at+turn)+0.05*math.Sin(7*at+2*turn))
		points = append(points, x+int(far*float64(rx)*math.Cos(at)), y+int(far*float64(ry)*math.Sin(at)))
	}
	c.poly(fill, points...)
}

// gradient fills the whole width from one height to another, from one colour to another.
func (c *canvas) gradient(top, bottom int, from, to color.RGBA) {
	for y := top; y < bottom; y++ {
		c.box(0, y, width, 1, mix(from, to, float64(y-top)/float64(bottom-top)))
	}
}

// bar is a line with a thickness.
func (c *canvas) bar(x1, y1, x2, y2, thick int, fill color.RGBA) {
	dx, dy := float64(x2-x1), float64(y2-y1)
	long := math.Hypot(dx, dy)
	nx, ny := int(-dy/long*float64(thick)/2), int(dx/long*float64(thick)/2)
	if nx == 0 && ny == 0 {
		ny = 1
	}
	c.poly(fill, x1+nx, y1+ny, x2+nx, y2+ny, x2-nx, y2-ny, x1-nx, y1-ny)
}

// light lays a glow around a point over what is there.
func (c *canvas) light(x, y, radius int, tint color.RGBA) {
	area := image.Rect(x-radius, y-radius, x+radius, y+radius).Intersect(c.Bounds())
	for py := area.Min.Y; py < area.Max.Y; py++ {
		for px := area.Min.X; px < area.Max.X; px++ {
			far := math.Hypot(float64(px-x), float64(py-y)) / float64(radius)
			if far < 1 {
				c.SetRGBA(px, py, mix(c.RGBAAt(px, py), tint, 0.75*(1-far)*(1-far)))
			}
		}
	}
}

// mix is so much of b in a.
func mix(a, b color.RGBA, share float64) color.RGBA {
	of := func(x, y uint8) uint8 { return uint8(float64(x) + share*(float64(y)-float64(x))) }
	return color.RGBA{of(a.R, b.R), of(a.G, b.G), of(a.B, b.B), 0xff}
}
