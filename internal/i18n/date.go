package i18n

import (
	"time"

	"jiazhan/internal/workday"
)

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// Date is the day in Shanghai, without the year: "12月15日（周二）", "Tue 15 Dec".
func (p *Printer) Date(t time.Time) string {
	t = t.In(workday.Shanghai())
	if p.lang == EN {
		return t.Format("Mon 2 Jan")
	}
	return t.Format("1月2日") + "（" + weekdays[t.Weekday()] + "）"
}

// DateAt is Date with the year when it is not the year of now: "2027年1月4日（周一）", "Mon 4 Jan 2027".
func (p *Printer) DateAt(t, now time.Time) string {
	t = t.In(workday.Shanghai())
	if t.Year() == now.In(workday.Shanghai()).Year() {
		return p.Date(t)
	}
	if p.lang == EN {
		return t.Format("Mon 2 Jan 2006")
	}
	return t.Format("2006年") + p.Date(t)
}

// Clock is the day and the minute in Shanghai: "12月15日 14:05", "15 Dec 14:05".
func (p *Printer) Clock(t time.Time) string {
	if p.lang == EN {
		return t.In(workday.Shanghai()).Format("2 Jan 15:04")
	}
	return t.In(workday.Shanghai()).Format("1月2日 15:04")
}

// ClockAt is Clock with the year when it is not the year of now: "2027年1月4日 09:00", "4 Jan 2027 09:00".
func (p *Printer) ClockAt(t, now time.Time) string {
	t = t.In(workday.Shanghai())
	if t.Year() == now.In(workday.Shanghai()).Year() {
		return p.Clock(t)
	}
	if p.lang == EN {
		return t.Format("2 Jan 2006 15:04")
	}
	return t.Format("2006年") + p.Clock(t)
}
