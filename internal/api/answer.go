package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"jiazhan/internal/casework"
)

// varies are the headers by which answers to one address differ.
const varies = "Accept-Language, Authorization, X-Receipt"

type encoder struct {
	bytes.Buffer
	*json.Encoder
}

var encoders = sync.Pool{New: func() any {
	e := &encoder{}
	e.Encoder = json.NewEncoder(&e.Buffer)
	e.SetEscapeHTML(false)
	return e
}}

// answer writes v as JSON; nothing is sent before all of it could be made.
func (c *call) answer(status int, v any) error {
	return c.write(status, "application/json; charset=utf-8", v)
}

func (c *call) write(status int, kind string, v any) error {
	e := encoders.Get().(*encoder)
	defer encoders.Put(e)
	e.Reset()
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("api: encode %T: %w", v, err)
	}
	h := c.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(e.Len()))
	h.Set("Vary", varies)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	c.send(status, e.Bytes())
	return nil
}

// send writes the answer; from here on there is nobody to tell about an error.
func (c *call) send(status int, body []byte) {
	c.wrote = true
	c.w.WriteHeader(status)
	if c.r.Method != http.MethodHead {
		_, _ = c.w.Write(body)
	}
}

func etag(v casework.Version) string { return `"` + strconv.FormatInt(int64(v), 10) + `"` }

// unchanged sets the ETag of a version and answers 304 when the client has it.
func (c *call) unchanged(v casework.Version) bool {
	c.w.Header().Set("Cache-Control", "private, no-cache")
	return c.has(etag(v))
}

// has sets an ETag and answers 304 when the client has what it stands for.
func (c *call) has(tag string) bool {
	h := c.w.Header()
	h.Set("ETag", tag)
	for one := range strings.SplitSeq(c.r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(one), "W/") == tag {
			h.Set("Vary", varies)
			c.send(http.StatusNotModified, nil)
			return true
		}
	}
	return false
}

// public lets every cache keep an answer that is the same for everybody for some seconds.
func (c *call) public(seconds int) {
	c.w.Header().Set("Cache-Control", "public, max-age="+strconv.Itoa(seconds))
}
