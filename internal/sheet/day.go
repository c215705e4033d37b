package sheet

import (
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/width"

	"jiazhan/internal/workday"
)

var layouts = []string{"2006-1-2 15:04:05", "2006-1-2 15:04", "2006-1-2", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2",
	"2006年1月2日 15:04:05", "2006年1月2日 15:04", "2006年1月2日", "2006.1.2", "20060102", "2006-1-2T15:04:05", time.RFC3339}

// Time reads a time as Chinese lists write it, full-width digits included; one without a zone is Beijing's.
func Time(text string) (time.Time, bool) {
	text = width.Narrow.String(text)
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, text, workday.Shanghai()); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// The days that a workbook's number can mean: 1954 to 2119.
const firstSerial, lastSerial = 20_000, 80_000

// Day reads a day, written or stored as a workbook stores days, and gives its beginning in Beijing.
func (t *Table) Day(text string) (time.Time, bool) {
	at, ok := time.Time{}, false
	if serial, err := strconv.ParseFloat(text, 64); err == nil && serial >= firstSerial && serial < lastSerial {
		at, err = excelize.ExcelDateToTime(serial, t.mac)
		ok = err == nil
	} else if at, ok = Time(text); ok {
		at = at.In(workday.Shanghai())
	}
	if !ok {
		return time.Time{}, false
	}
	y, m, d := at.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, workday.Shanghai()), true
}
