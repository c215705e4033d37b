package desk

import (
	"net/http"
	"time"

	"jiazhan/internal/notice"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

type inboxList struct {
	ui.DeskPage
	slug string
	rows []inboxRow
}

type inboxRow struct {
	text   string
	link   string
	when   string
	unread bool
}

const inboxSize = 50

func (s *Server) inbox(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	list, err := s.Notices.Inbox(r.Context(), v.by, v.home.ID, notice.Before{}, inboxSize)
	if err != nil {
		return err
	}
	p := inboxList{slug: v.home.Slug}
	for _, n := range list {
		p.rows = append(p.rows, inboxRow{n.Text(v.view.P), n.Link, v.view.P.ClockAt(n.At, v.view.Now), n.ReadAt.IsZero()})
	}
	if p.DeskPage, err = s.page(w, r, v, v.view.P.T("消息")); err != nil {
		return err
	}
	return edge.Render(w, r, http.StatusOK, inboxPage(p))
}

// readInbox marks as read what has come up to now.
func (s *Server) readInbox(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	if _, err := form.Read(r, form.Text, nil); err != nil {
		return err
	}
	if err := s.Notices.MarkAllRead(r.Context(), v.by, v.home.ID, v.view.Now.Add(time.Millisecond)); err != nil {
		return err
	}
	return edge.Redirect(w, r, "/desk/inbox?c="+v.home.Slug)
}
