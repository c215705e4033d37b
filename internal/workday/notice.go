package workday

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Wrong says what a notice's text has that cannot be: a message key with its values, the first of which is the line.
type Wrong struct {
	Key  string
	Args []any
}

// Error names the key; people see the catalogue's sentence.
func (w *Wrong) Error() string { return w.Key }

var (
	heading   = regexp.MustCompile(`^(?:[一二三四五六七八九十]+、|\d+[.、)])?\s*([^:,。;()\d]{1,20}):`)
	dated     = regexp.MustCompile(`(?:(\d{4})(?:年|-))?(?:(\d{1,2})(?:月|-))?(\d{1,2})(?:日|\b)(?:\(([^()]*)\))?`)
	counted   = regexp.MustCompile(`共(\d+)天`)
	sentences = regexp.MustCompile(`[。;]`)
	weekday   = regexp.MustCompile(`(?:周|星期)([一二三四五六日天])`)
)

// ParseNotice reads the days of a year out of the text of the State Council's notice, a line a holiday:
//
//	二、春节:2月15日(农历腊月二十八、周日)至23日(周一)放假调休,共9天。2月14日(周六)、2月28日(周六)上班。
//
// Weekdays and "共9天" must agree with the dates, so that a slip of the pen does not become a deadline. Days of another
// year are left out where they are free or worked anyhow, and refused where they are not. The error is a *Wrong.
func ParseNotice(year int, text string) ([]Special, error) {
	n := &noticeText{year: year, said: map[string]bool{}}
	for i, line := range strings.Split(norm.NFKC.String(text), "\n") {
		n.line = i + 1
		if err := n.read(strings.Join(strings.Fields(line), "")); err != nil {
			return nil, err
		}
	}
	if len(n.days) == 0 {
		n.line = 1
		return nil, n.wrong("calendar.notice.none")
	}
	SortSpecials(n.days)
	return n.days, nil
}

// noticeText is a notice while it is read.
type noticeText struct {
	year int
	line int
	days []Special
	said map[string]bool // dates, each of which may be said once
}

func (n *noticeText) wrong(key string, args ...any) error {
	return &Wrong{key, append([]any{n.line}, args...)}
}

func (n *noticeText) read(line string) error {
	name := ""
	if m := heading.FindStringSubmatch(line); m != nil {
		name, line = m[1], line[len(m[0]):]
	}
	for _, part := range sentences.Split(line, -1) {
		worked, free := strings.Contains(part, "上班"), strings.Contains(part, "放假") || strings.Contains(part, "休")
		if !worked && !free {
			continue
		}
		if name == "" {
			return n.wrong("calendar.notice.name")
		}
		if worked && strings.Contains(part, "放假") {
			return n.wrong("calendar.notice.both")
		}
		if err := n.sentence(part, name, worked); err != nil {
			return err
		}
	}
	return nil
}

// sentence reads dates and spans: "2月15日至23日放假", "2月14日、28日上班".
func (n *noticeText) sentence(part, name string, worked bool) error {
	var from day
	var span bool
	month, year, end, all := 0, n.year, 0, 0
	part, said, _ := strings.Cut(part, "共")
	for _, m := range dated.FindAllStringSubmatchIndex(part, -1) {
		between := part[end:m[0]]
		end = m[1]
		d, err := n.date(part, m, &year, &month)
		if err != nil {
			return err
		}
		span = from != 0 && (strings.Contains(between, "至") || strings.Contains(between, "到") || between == "-" || between == "~")
		first := d
		if span {
			first = from + 1
		}
		if first > d || d-first > 31 {
			return n.wrong("calendar.notice.span", d.text())
		}
		for ; first <= d; first++ {
			if err := n.add(first, name, worked); err != nil {
				return err
			}
			all++
		}
		from = d
	}
	if all == 0 {
		return n.wrong("calendar.notice.date")
	}
	if m := counted.FindStringSubmatch("共" + said); m != nil && m[1] != strconv.Itoa(all) {
		return n.wrong("calendar.notice.count", name, all, m[1])
	}
	return nil
}

// date reads one date; a year or month that is not said is that of the date before it.
func (n *noticeText) date(part string, m []int, year, month *int) (day, error) {
	number := func(i, fallback int) int {
		if m[2*i] < 0 {
			return fallback
		}
		v, _ := strconv.Atoi(part[m[2*i]:m[2*i+1]])
		return v
	}
	*year, *month = number(1, *year), number(2, *month)
	date := number(3, 0)
	t := time.Date(*year, time.Month(*month), date, 0, 0, 0, 0, shanghai)
	if t.Day() != date || int(t.Month()) != *month {
		return 0, n.wrong("calendar.notice.no_date", part[m[0]:m[1]])
	}
	d := dayOf(t)
	if m[8] >= 0 {
		if w := weekday.FindStringSubmatch(part[m[8]:m[9]]); w != nil && !d.is(w[1]) {
			return 0, n.wrong("calendar.notice.weekday", d.text(), w[1])
		}
	}
	return d, nil
}

var weekdays = []string{"日", "一", "二", "三", "四", "五", "六"}

func (d day) is(word string) bool {
	if word == "天" {
		word = "日"
	}
	return int(d.weekday()) == slices.Index(weekdays, word)
}

func (d day) text() string { return d.begin().Format(time.DateOnly) }

func (n *noticeText) add(d day, name string, worked bool) error {
	switch {
	case d.begin().Year() != n.year && worked == d.plain():
		return nil
	case d.begin().Year() != n.year:
		return n.wrong("calendar.notice.year", d.text())
	case n.said[d.text()]:
		return n.wrong("calendar.notice.twice", d.text())
	}
	n.said[d.text()] = true
	n.days = append(n.days, Special{d.text(), worked, name})
	return nil
}
