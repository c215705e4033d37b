package ui

import (
	"time"

	"github.com/a-h/templ"

	"jiazhan/internal/i18n"
)

// Due is a due time as people see it. The domain decides the tone; the words are counted here, in days of Shanghai.
type Due struct {
	Tone   Tone // Late, Soon (much of the time is used), Info (running), Plain (no clock runs)
	At     time.Time
	Near   bool // Late in colour, but not over yet: due today, tomorrow or on the day
	Paused bool
	// Provisional says that holidays of that year are not known yet.
	Provisional bool
	Rating      bool // not a desk's time: until then the citizen may rate
}

// Entry is one step of a timeline, newest first. Future steps are grey and have a When instead of a time.
type Entry struct {
	Title  string
	Who    string // a unit, not a person
	At     time.Time
	When   string // of future steps: "12月15日前"
	Means  string // what it means for the reader, what comes next and by when; may be ""
	Text   string // what somebody wrote
	Photos []Photo
	Tone   Tone
	Future bool
	Folded []Entry         // what this entry sums up, newest first; shown on request
	More   templ.Component // letters, files, what only desks see; may be nil
}

// Row is one line of a definition list. Value wins over Text.
type Row struct {
	Term  string
	Text  string
	Value templ.Component
}

// Column is a column of a table.
type Column struct {
	Label string
	Num   bool // figures: right, tabular
	Long  bool // may take several lines; the first column always may
	Quiet bool // says its label to screen readers only
}

// Pager leads through a list by keys, not by page numbers. Empty addresses show no link.
type Pager struct {
	First string // where one can only go on and back to the start
	Prev  string
	Next  string
	Note  string // "第 1–50 件"; may be ""
}

// TabItem is a queue or a part of a page.
type TabItem struct {
	Label   string
	URL     string
	Count   int
	Counted bool // shows the count even when it is 0
	Late    bool // the count is of overdue things
	Current bool
}

// Nothing is an empty state: what will come here, and the next step.
type Nothing struct {
	Icon  string
	Title string
	Text  string
	Next  *Link
}

// Confirmation is a step that asks once more, in place: a fold with what will happen and one button.
type Confirmation struct {
	Label   string // on the closed fold: 撤回
	Effect  string // what will happen, and who is told
	Button  string // 确认撤回
	Danger  bool   // cannot be undone
	Action  string
	Version int64
}

// Figure is a number that people may check: what it counts, n of N, and where its list is.
type Figure struct {
	Label string
	Value string // "98.1%", "461"
	Of    string // "461 / 470 件"; may be ""
	URL   string // the list behind it
	Note  string // window and time
}

// stateLook is how a state of a case looks: word, shape and tone.
type stateLook struct {
	Word string
	Icon string
	Tone Tone
}

var states = map[string]stateLook{
	"filed":     {i18n.Key("已提交"), "circle-dot", Info},
	"accepted":  {i18n.Key("已受理"), "circle-dot", Info},
	"assigned":  {i18n.Key("已交办"), "circle-arrow-right", Info},
	"handling":  {i18n.Key("办理中"), "progress", Info},
	"reported":  {i18n.Key("待审核"), "progress-check", Info},
	"answered":  {i18n.Key("已答复"), "message-circle-check", Good},
	"closed":    {i18n.Key("已办结"), "circle-check", Good},
	"declined":  {i18n.Key("不予受理"), "circle-x", Plain},
	"withdrawn": {i18n.Key("已撤回"), "circle-minus", Plain},
}

func lookOf(state string) stateLook {
	if look, ok := states[state]; ok {
		return look
	}
	return stateLook{Word: state, Icon: "circle-dot", Tone: Plain}
}

var toneIcons = map[Tone]string{Info: "info-circle", Good: "circle-check", Soon: "clock", Late: "alert-triangle", Plain: "circle-dot"}

// days counts midnights in Shanghai from now to at; negative when at lies behind.
func days(now, at time.Time) int {
	return dayNumber(at) - dayNumber(now)
}

func dayNumber(t time.Time) int { return int((t.Unix() + 8*60*60) / (24 * 60 * 60)) }

// Word says a due time as a word: "超期 2 天", "明天到期", "12月15日（周二）前", "已暂停计时".
func (d Due) Word(p *i18n.Printer, now time.Time) string {
	if d.Paused {
		return p.T("已暂停计时")
	}
	if d.At.IsZero() {
		return "—"
	}
	n := days(now, d.At)
	switch {
	case d.Rating:
		return p.T("评价到%s", p.DateAt(d.At, now))
	case d.Tone == Late && !d.Near && n >= 0:
		return p.T("今天超期")
	case d.Tone == Late && !d.Near:
		return p.T("超期 %d 天", -n)
	case n == 0:
		return p.T("今天到期")
	case n == 1:
		return p.T("明天到期")
	case d.Tone == Soon:
		return p.T("%s前，时间过半", p.DateAt(d.At, now))
	case d.Provisional:
		return p.T("%s前（暂定）", p.DateAt(d.At, now))
	default:
		return p.T("%s前", p.DateAt(d.At, now))
	}
}

func (d Due) icon() string {
	if d.Paused {
		return "player-pause"
	}
	switch {
	case d.Near:
		return "clock"
	case d.Tone == Soon:
		return "hourglass"
	}
	return toneIcons[d.tone()]
}

func (d Due) tone() Tone {
	if d.Paused || d.Tone == "" {
		return Plain
	}
	return d.Tone
}

// When says when an entry happened, or is expected.
func (e Entry) when(p *i18n.Printer, now time.Time) string {
	if e.At.IsZero() {
		return e.When
	}
	return p.ClockAt(e.At, now)
}

func (e Entry) datetime() string { return e.At.UTC().Format(time.RFC3339) }
