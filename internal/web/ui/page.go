package ui

import (
	"slices"
	"strconv"
	"time"

	"jiazhan/internal/i18n"
)

// Page is what every page has, whichever layout it wears. The edge fills all but Title and Failed.
type Page struct {
	P      *i18n.Printer
	Title  string        // of the window; the page writes its own h1 with Heading or a question
	Path   string        // own path and query: where the switches lead back to
	Elder  bool          // the elder mode: larger, one column
	Small  bool          // desk: the rail is folded to icons
	Now    time.Time     // when the page is shown
	Flash  *Message      // what the step before has to say
	Failed bool          // a form was refused: the window's title says so
	Token  func() string // the form token, asked only by pages with a form
}

// Message is a sentence with a tone, shown in a notice.
type Message struct {
	Tone  Tone
	Text  string // translated
	Draft string // of the form that was taken, which the browser may forget; "" is none
	Undo  *Undo  // takes the step back; nil when that cannot be done
}

// Undo offers to take a step back for a short time.
type Undo struct {
	Action  string // where the button leads
	Version int64  // on which version of the row; 0 where the form names several
	Until   time.Time
	Label   string `json:",omitempty"` // of the button; "" is 撤销
}

// left is how many milliseconds of the time remain.
func (u Undo) left(now time.Time) string {
	return strconv.FormatInt(u.Until.Sub(now).Milliseconds(), 10)
}

// Tone colours a lamp or a notice. A tone never stands alone: a word and a shape say the same.
type Tone string

// The tones.
const (
	Plain Tone = "plain"
	Info  Tone = "info"
	Good  Tone = "good"
	Soon  Tone = "soon"
	Late  Tone = "late"
)

// Congress is the congress that a page belongs to; the zero Congress is the house itself.
type Congress struct {
	Name  string // 正定县人大代表之家
	Base  string // "/zhengding", no slash at the end
	Phone string // of the staff who help on the phone; "" if there is none

	Notice  string // one line on top of every public page; "" is none
	Address string // of the office, as the hours; "" is not shown
	Hours   string
	Lang    string // in which those are written
}

// SitePage is a page for citizens: one column, phone first.
type SitePage struct {
	Page
	Congress Congress
	Tab      string // TabHome and so on; "" shows no tab bar, as filing does
	Back     string // where the back link leads; "" shows none
	Wide     bool   // uses the whole width of a computer's screen
	SignedIn bool
}

// The tabs of a citizen's page.
const (
	TabHome     = "home"
	TabReport   = "report"
	TabProgress = "progress"
	TabDeputies = "deputies"
	TabMe       = "me"
)

// DeskPage is a page for those who serve: a rail at the left, who is signed in at the top.
type DeskPage struct {
	Page
	Congress   Congress
	Congresses []Link     // the others in which the person serves
	Person     string     // name of who is signed in
	Duty       string     // in which role, shown beside the name
	Rail       []RailItem // 待办 · 案件 · 代表 · …: what the grants allow
	Links      []Link     // in the person's menu
	Search     string     // where the search field leads; "" shows none
	Query      string     // what was searched for
	Notices    string     // where the bell leads; "" is /desk/inbox
	Inbox      int        // unread notices
	News       string     // address that tells what changed since the page was made; "" asks nothing
}

// RailItem is one entry of a desk's rail, or a section of it with entries of its own. Where the rail is narrow, and on
// phones, it shows the sections; the entries of the current one stand as tabs on top of the page.
type RailItem struct {
	ID      string // names the count, so that it can be brought up to date; "" cannot
	Icon    string
	Label   string
	URL     string
	Key     string // the letter that leads there after "g"; "" has none
	Count   int    // 0 shows none
	Late    bool   // the count is of overdue things
	Current bool
	Items   []RailItem
}

// Open reports whether the entry, or one within it, is the page that is shown.
func (r RailItem) Open() bool {
	return r.Current || slices.ContainsFunc(r.Items, RailItem.Open)
}

// Link is a translated word that leads somewhere.
type Link struct {
	Label string
	URL   string
	Icon  string // optional
}

// Photo is a picture as pages show it. Width and Height are those of the thumbnail, so that nothing jumps.
type Photo struct {
	Thumb  string
	Full   string
	Alt    string
	Width  int
	Height int
}

// windowTitle says first that something is wrong, for those who hear it.
func (p Page) windowTitle(congress string) string {
	title := p.Title
	if p.Failed {
		title = p.P.T("错误：") + title
	}
	if congress == "" {
		congress = p.P.T("网上代表之家")
	}
	if title == "" {
		return congress
	}
	return title + " · " + congress
}
