package site

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/skip2/go-qrcode"

	"jiazhan/internal/fault"
)

// qrSize is the side of a QR code in pixels: sharp on a phone and in print at 4 cm.
const qrSize = 480

// qr answers with the QR code of an address of this congress.
func (c *call) qr(path string) error {
	png, err := qrcode.Encode(c.s.BaseURL+c.base()+path, qrcode.Medium, qrSize)
	if err != nil {
		return fmt.Errorf("site: qr: %w", err)
	}
	h := c.w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Length", strconv.Itoa(len(png)))
	h.Set("Cache-Control", "private, max-age=86400")
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(png) // the client went away: nobody to tell
	return nil
}

// stationCode and deputyCode lead to a report for that station or deputy.
func (s *Server) stationCode(c *call) error { return c.codeOf("station") }
func (s *Server) deputyCode(c *call) error  { return c.codeOf("deputy") }

func (c *call) codeOf(kind string) error {
	slug := c.r.PathValue("slug")
	if !c.known(kind, slug) {
		return fault.Missing()
	}
	return c.qr("/report?" + kind + "=" + slug)
}
