package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"jiazhan/internal/casework"
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

// bomb is a PNG that claims a size and ends there.
func bomb(width, height uint32) string {
	chunk := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), width), height)
	chunk = append(chunk, 8, 2, 0, 0, 0)
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk))
	return "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + string(chunk) + string(sum) + strings.Repeat("\x00", 64)
}

func zipped() string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if f, err := w.Create("photo.jpg"); err == nil {
		_, _ = f.Write([]byte(photo(1).content)) // a buffer takes everything
	}
	_ = w.Close()
	return b.String()
}

func moving() string {
	var b bytes.Buffer
	m := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black, color.White})
	if err := gif.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return b.String()
}

// noPhotos are files that are no photo, under names that say they are, with the reason that is told.
var noPhotos = []struct{ name, content, key string }{
	{"压缩包.jpg", zipped(), "media.zip"},
	{"炸弹.png", bomb(60000, 60000), "media.pixels"},
	{"一半.jpg", photo(7).content[:300], "media.broken"},
	{"图形.jpg", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "media.svg"},
	{"网页.jpg", "<!DOCTYPE html><script>alert(1)</script>", "media.type"},
	{"动图.jpg", moving(), "media.type"},
	{"程序.jpg", "#!/bin/sh\nrm -rf /\n", "media.type"},
	{"空的.jpg", "", "media.empty"},
}

// TestNoPhotosAreRefusedWithTheirReason offers them to the wizard, to a desk's form and to the API; everything typed stays.
func TestNoPhotosAreRefusedWithTheirReason(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	number := o.browser("10.7.0.1").file("zhengding", report{"text": "路灯不亮"}).number
	w.at("officer").act("/desk/cases/"+number, &casework.Accept{}).want(http.StatusSeeOther)
	b := o.browser("10.7.0.2")
	wizard := b.get(reportPath).wizard().set("text", "水渠堵了\n浇不上地").send("").led().wizard().send("").led().want(http.StatusOK)
	explain := "/desk/cases/" + number + "/explain"
	for _, c := range noPhotos {
		forms := []*filled{wizard.wizard(), w.at("officer").get(explain).form(explain).set("text", "水渠堵了\n浇不上地")}
		for _, f := range forms {
			page := f.attach("photos", c.name, c.content).send("").led().want(http.StatusUnprocessableEntity)
			if !page.says(c.key, c.name) {
				t.Errorf("%s at %s: the page does not say why:\n%s", c.name, f.action, page.said())
			}
			if f.action == explain && page.form(explain).values.Get("text") != "水渠堵了\n浇不上地" {
				t.Errorf("%s at %s: the text is gone", c.name, f.action)
			}
		}
		var problem struct{ Code string }
		o.program("").call(http.MethodPost, "/photos", c.content, "Content-Type", "image/jpeg").read(http.StatusUnprocessableEntity, &problem)
		if problem.Code != c.key {
			t.Errorf("%s: the API says %s, want %s", c.name, problem.Code, c.key)
		}
	}
	many := wizard.wizard()
	for i := range 10 {
		many.attach("photos", fmt.Sprintf("%d.jpg", i), photo(byte(i)).content)
	}
	page := many.send("").led().want(http.StatusUnprocessableEntity)
	if n := len(page.wizard().values["photos"]); !page.says("form.files", 9) || n != 9 {
		t.Errorf("ten photos: %d stay\n%s", n, page.said())
	}
	o.booksAreRight(1)
}

// TestPhotosAreUsedOnce files with a photo that stands in another case already, or that a stranger made up.
func TestPhotosAreUsedOnce(t *testing.T) {
	o := openTown(t, nil)
	var p struct{ Token string }
	o.program("").call(http.MethodPost, "/photos", photo(3).content, "Content-Type", "image/jpeg").read(http.StatusCreated, &p)
	file := func(token string) reply {
		return o.program("").call(http.MethodPost, "/congresses/zhengding/cases", map[string]any{"text": "路灯不亮", "photos": []string{token}})
	}
	file(p.Token).read(http.StatusCreated, nil)
	for name, token := range map[string]string{"used": p.Token, "made up": strings.Repeat("z", 32), "a path": "../../keys.json"} {
		if r := file(token); r.status != http.StatusUnprocessableEntity && r.status != http.StatusConflict {
			t.Errorf("a photo that is %s: %d %s", name, r.status, r.body)
		}
	}
	o.booksAreRight(1)
}
