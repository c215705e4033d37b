package api

import (
	"errors"
	"io/fs"
	"net/http"

	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/media"
	"jiazhan/internal/web/limit"
)

// photoLimit is the most bytes of a photo.
const photoLimit = 16 << 20

var photoOperations = []operation{
	{
		id: "uploadPhoto", method: http.MethodPost, path: "/photos", tag: tagCases, class: limit.Upload,
		says:  i18n.Key("上传一张照片"),
		more:  i18n.Key("正文就是照片文件。得到的令牌写在诉求或动作的 photos 里；24 小时内没有用就删除。照片里的位置和时间会去掉。"),
		media: "image/*", most: photoLimit, answer: Photo{}, status: http.StatusCreated, faults: []int{403, 422}, serve: (*call).upload,
	},
	{
		id: "readPhoto", method: http.MethodGet, path: "/cases/{number}/photo", tag: tagCases, class: limit.Read,
		says:  i18n.Key("取一张照片"),
		query: []param{{name: "token", kind: "string", says: i18n.Key("照片的令牌，见诉求的经过")}, {name: "size", kind: "string", enum: []string{string(media.Large), string(media.Thumb)}, says: i18n.Key("大小，不填为大图")}},
		sends: "image/jpeg", faults: []int{403, 404, 422}, serve: (*call).photo,
	},
}

func (c *call) upload() error {
	p, err := c.Media.Upload(c.r.Context(), c.by, "photo", c.r.Body)
	if err != nil {
		return err
	}
	return c.answer(http.StatusCreated, Photo{Token: p.Token, Width: p.Width, Height: p.Height})
}

func (c *call) photo() error {
	d, err := c.dossier()
	if err != nil {
		return err
	}
	size, err := choice(c, "size", []media.Size{media.Large, media.Thumb})
	if err != nil {
		return err
	}
	if size == "" {
		size = media.Large
	}
	file, p, err := c.Media.Open(c.r.Context(), c.query("token"), size)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Missing()
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if !told(d, entryOf(p, d.Case.Number)) {
		return fault.Missing()
	}
	h := c.w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Security-Policy", media.Policy)
	h.Set("Content-Disposition", `inline; filename="`+string(size)+`.jpg"`)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("Vary", varies)
	c.wrote = true
	http.ServeContent(c.w, c.r, "", p.At, file)
	return nil
}
