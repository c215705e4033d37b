package edge

import (
	"iter"
	"net/http"
	"net/url"
	"strings"

	"jiazhan/internal/sheet"
)

// HandleSheet registers a list that goes out in every form: as path.xlsx, as path.csv and as path.csv?code=gb18030.
func (e *Edge) HandleSheet(path string, h Handler) {
	for _, form := range []sheet.Form{sheet.Excel, sheet.UTF8} {
		e.Handle("GET "+path+form.Ending(), h)
	}
}

// Sheet answers with a list to be kept under a name, in the form that is asked for. It is complete before its first byte
// goes out, so that an error is a page.
func Sheet(w http.ResponseWriter, r *http.Request, name string, columns []sheet.Column, rows iter.Seq2[[]string, error]) error {
	form := formOf(r)
	file, err := form.Make(columns, rows)
	if err != nil {
		return err
	}
	defer file.Close() // removes what it kept on the disk; the answer is complete or broken already
	h := w.Header()
	h.Set("Content-Type", form.Type())
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name+form.Ending()))
	h.Set("Cache-Control", "no-store")
	_, err = file.WriteTo(w)
	return err
}

func formOf(r *http.Request) sheet.Form {
	switch {
	case strings.HasSuffix(r.URL.Path, sheet.Excel.Ending()):
		return sheet.Excel
	case r.URL.Query().Get("code") == string(sheet.GB18030):
		return sheet.GB18030
	}
	return sheet.UTF8
}
