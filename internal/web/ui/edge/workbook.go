package edge

import (
	"net/http"
	"net/url"

	"jiazhan/internal/sheet"
)

// Workbook answers with a workbook to be kept under a name, and closes it.
func Workbook(w http.ResponseWriter, name string, book *sheet.Workbook) error {
	defer book.Close() // removes what it kept on the disk; the answer is complete or broken already
	h := w.Header()
	h.Set("Content-Type", sheet.Type)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name+".xlsx"))
	h.Set("Cache-Control", "no-store")
	_, err := book.WriteTo(w)
	return err
}
