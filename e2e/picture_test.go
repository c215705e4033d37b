package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
)

// photo is a small JPEG of one colour.
func photo(shade byte) file {
	m := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range m.Pix {
		m.Pix[i] = shade
	}
	m.Set(3, 3, color.Gray{255 - shade})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return file{"photos", "现场.jpg", b.String()}
}
