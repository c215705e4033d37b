package api

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strconv"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/media"
	"jiazhan/internal/once"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/web/limit"
)

// photoLimit is the most bytes of a photo.
const photoLimit = 16 << 20

var photoOperations = []operation{
	{
		id: "uploadPhoto", method: http.MethodPost, path: "/photos", tag: tagCases, scopes: []access.Scope{access.ScopeFile, access.ScopeAct}, class: limit.Upload,
		says:  i18n.Key("上传一张照片"),
		more:  i18n.Key("正文就是照片文件。得到的令牌写在诉求或动作的 photos 里；24 小时内没有用就删除。照片里的位置和时间会去掉。"),
		heads: []param{keyHead}, media: "image/*", most: photoLimit, answer: Upload{}, status: http.StatusCreated, serve: (*call).upload,
	},
	{
		id: "readPhoto", method: http.MethodGet, path: "/cases/{number}/photo", tag: tagCases, scopes: reading, class: limit.Read,
		says:  i18n.Key("取一张照片"),
		more:  i18n.Key("JPEG。照片跟着诉求的一步，看得到那一步的人才看得到它；取过一次就不会再变。"),
		query: []param{{name: "token", kind: "string", must: true, says: i18n.Key("照片的令牌，见诉求的经过")}, {name: "size", kind: "string", enum: []string{string(media.Large), string(media.Thumb)}, says: i18n.Key("大小，不填为大图")}},
		sends: "image/jpeg", tagged: true, serve: (*call).photo,
	},
}

// Upload is a photo that waits to be used.
type Upload struct {
	Token  string `json:"token" doc:"照片的令牌"`
	Width  int    `json:"width" doc:"照片的宽，像素"`
	Height int    `json:"height" doc:"照片的高，像素"`
}

func (c *call) upload() error {
	key, err := c.key()
	if err != nil {
		return err
	}
	p, err := c.Media.Upload(c.r.Context(), c.by, "photo", c.r.Body)
	if err != nil {
		return err
	}
	out := Upload{p.Token, p.Width, p.Height}
	if key != "" {
		k := once.Key{Scope: "photo p" + strconv.FormatInt(c.by.PersonID, 10), Key: key, Content: p.SHA256[:16]}
		if out, err = c.uploadedOnce(k, out); err != nil {
			return err
		}
	}
	return c.answer(http.StatusCreated, out)
}

// uploadedOnce gives what the key brought first; the same photo, sent again, is given up.
func (c *call) uploadedOnce(k once.Key, sent Upload) (out Upload, err error) {
	ctx := c.r.Context()
	take := func(tx *sqldb.Tx) error {
		before, found, err := once.Result(ctx, tx, k)
		if err != nil {
			return err
		}
		if found {
			out = readUpload(before)
			return media.FreeIn(ctx, tx, []string{sent.Token})
		}
		out = sent
		return once.Keep(ctx, tx, k, fmt.Sprintf("%s %d %d", sent.Token, sent.Width, sent.Height))
	}
	if err = c.DB.Write(ctx, take); sqldb.IsUnique(err) {
		err = c.DB.Write(ctx, take)
	}
	return out, err
}

// readUpload is an upload as the key's result remembers it.
func readUpload(text string) (u Upload) {
	_, _ = fmt.Sscanf(text, "%s %d %d", &u.Token, &u.Width, &u.Height) // written above
	return u
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
	file, p, err := c.Media.Open(c.r.Context(), c.query("token"), size, func(media.Photo) (media.Unbox, error) { return d.Unbox, nil })
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
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	if d.Case.Sealed() {
		h.Set("Cache-Control", "no-store")
	}
	h.Set("Vary", varies)
	if c.has(`"` + p.Token + "." + string(size) + `"`) {
		return nil
	}
	body, err := io.ReadAll(file)
	if err == nil {
		h.Set("Content-Type", "image/jpeg")
		h.Set("Content-Security-Policy", media.Policy)
		h.Set("Content-Disposition", `inline; filename="`+string(size)+`.jpg"`)
		h.Set("Content-Length", strconv.Itoa(len(body)))
		c.send(http.StatusOK, body)
	}
	return err
}
