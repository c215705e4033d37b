package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/notice"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/workday"
)

type inboxList struct {
	ui.DeskPage
	lead  string
	days  []inboxDay
	all   string // address that marks all as read
	one   string // address that marks one as read and leads to what it tells of
	seen  string // of the newest notice that is shown, Unix milliseconds
	older string
}

type inboxDay struct {
	title string
	rows  []inboxRow
}

type inboxRow struct {
	text   string
	link   string
	id     string // for the form that marks it as read and leads on
	when   string
	unread bool
}

const inboxSize = 50

// inbox shows the person's notices by day, newest first.
func (s *Server) inbox(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	before, err := beforeNotice(r)
	if err != nil {
		return err
	}
	list, err := s.Notices.Inbox(r.Context(), v.by, v.home.ID, before, inboxSize)
	if err != nil {
		return err
	}
	p := inboxList{days: v.byDay(list), all: v.url("/desk/inbox", nil), one: v.url("/desk/inbox/follow", nil)}
	if len(list) > 0 {
		p.seen = strconv.FormatInt(list[0].At.UnixMilli(), 10)
	}
	if len(list) == inboxSize {
		last := list[len(list)-1]
		p.older = v.url("/desk/inbox", url.Values{"before": {cursorOf(last)}})
	}
	if p.DeskPage, err = s.page(w, r, v, v.view.P.T("消息")); err != nil {
		return err
	}
	if p.Inbox > 0 {
		p.lead = p.P.T("%d 条未读", p.Inbox)
	}
	return edge.Render(w, r, http.StatusOK, inboxPage(p))
}

func (v visit) byDay(list []notice.Notice) []inboxDay {
	var days []inboxDay
	for _, n := range list {
		title := v.dayTitle(n.At)
		if len(days) == 0 || days[len(days)-1].title != title {
			days = append(days, inboxDay{title: title})
		}
		day := &days[len(days)-1]
		day.rows = append(day.rows, inboxRow{text: n.Text(v.view.P), link: n.Link, unread: n.ReadAt.IsZero(),
			id: strconv.FormatInt(n.ID, 36), when: n.At.In(workday.Shanghai()).Format("15:04")})
	}
	return days
}

func (v visit) dayTitle(at time.Time) string {
	day := v.view.P.DateAt(at, v.view.Now)
	if day == v.view.P.DateAt(v.view.Now, v.view.Now) {
		return v.view.P.T("今天")
	}
	return day
}

func cursorOf(n notice.Notice) string {
	return strconv.FormatInt(n.At.UnixMilli(), 36) + "." + strconv.FormatInt(n.ID, 36)
}

func beforeNotice(r *http.Request) (notice.Before, error) {
	text := r.URL.Query().Get("before")
	if text == "" {
		return notice.Before{}, nil
	}
	at, id, _ := strings.Cut(text, ".")
	ms, err1 := strconv.ParseInt(at, 36, 64)
	n, err2 := strconv.ParseInt(id, 36, 64)
	if err1 != nil || err2 != nil {
		return notice.Before{}, fault.New(fault.Invalid, "list.cursor")
	}
	return notice.Before{At: time.UnixMilli(ms), ID: n}, nil
}

// readInbox marks as read what the page showed; what came after it stays unread.
func (s *Server) readInbox(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sent(w, r)
	if err != nil {
		return err
	}
	seen, err := strconv.ParseInt(f.Get("seen"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "form.unreadable")
	}
	if err := s.Notices.MarkAllRead(r.Context(), v.by, v.home.ID, time.UnixMilli(seen)); err != nil {
		return err
	}
	return edge.Redirect(w, r, v.url("/desk/inbox", nil))
}

// followNotice marks one notice as read and leads to what it tells of.
func (s *Server) followNotice(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sent(w, r)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(f.Get("notice"), 36, 64)
	if err != nil {
		return fault.Missing()
	}
	link, err := s.Notices.Follow(r.Context(), v.by, v.home.ID, id)
	if err != nil {
		return err
	}
	return edge.Redirect(w, r, link)
}
