package edge

import (
	"net/http"
	"strconv"

	"jiazhan/internal/fault"
)

// Before is the id behind which a page of a list begins, as the address of the page above named it ("before", to the base of
// 36); 0 on the first page.
func Before(r *http.Request) (int64, error) {
	text := r.URL.Query().Get("before")
	if text == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(text, 36, 64)
	if err != nil || id <= 0 {
		return 0, fault.New(fault.Invalid, "list.cursor")
	}
	return id, nil
}
