package workday

import "time"

// Date writes the day in Beijing that contains an instant: "2006-01-02".
func Date(t time.Time) string { return t.In(shanghai).Format(time.DateOnly) }

// ParseDate reads what Date wrote and gives the beginning of the day in Beijing.
func ParseDate(text string) (time.Time, error) {
	return time.ParseInLocation(time.DateOnly, text, shanghai)
}
