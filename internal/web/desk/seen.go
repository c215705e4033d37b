package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// seenMark is the small "mark as read" on the page of a case.
type seenMark struct {
	ui.Page
	url     string
	version casework.Version
	unread  bool
}

// seenOf offers to mark a case as read where it stands in the person's queue of unread ones.
func (s *Server) seenOf(r *http.Request, v visit, p *casePage) (seenMark, error) {
	c := p.dossier.Case
	unread, err := s.Cases.Unread(r.Context(), v.by, v.home.ID, []*casework.Case{c})
	return seenMark{Page: p.Page, url: p.walk.link(caseURL(c.Number) + "/seen"), version: c.Version, unread: unread[c.ID]}, err
}

// markUnread finds the rows of a list that the person has not read, and offers to mark them where rows are ticked anyhow.
func (s *Server) markUnread(r *http.Request, p *listPage) (err error) {
	p.unread, err = s.Cases.Unread(r.Context(), p.by, p.home.ID, p.cases)
	if len(p.unread) > 0 && (len(p.bulk) > 0 || p.query.Queue == "unread") {
		p.seen = p.url("/desk/seen", nil)
	}
	return err
}

// markSeen notes that the person has looked at a case as its page showed it. With a script the page does so by itself.
func (s *Server) markSeen(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sentOn(w, r)
	if err != nil {
		return err
	}
	number := r.PathValue("number")
	if _, err := s.noteSeen(r.Context(), v, casework.At{Number: number, Seen: casework.Version(f.Version())}); err != nil {
		return err
	}
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Trigger", "seen")
		return edge.Render(w, r, http.StatusOK, seenDone(edge.Page(w, r, "")))
	}
	edge.Flash(w, r, ui.Good, "desk.seen")
	return s.after(w, r, v, number)
}

// markTickedSeen does the same for the rows that were ticked in a list.
func (s *Server) markTickedSeen(w http.ResponseWriter, r *http.Request) error {
	v, f, err := s.sent(w, r)
	if err != nil {
		return err
	}
	numbers, seen := versions(f.All("n"))
	if len(numbers) > mostTogether {
		return fault.Missing()
	}
	looks := make([]casework.At, len(numbers))
	for i, number := range numbers {
		looks[i] = casework.At{Number: number, Seen: seen[i]}
	}
	n, err := s.noteSeen(r.Context(), v, looks...)
	if err != nil {
		return err
	}
	if len(looks) == 0 {
		edge.Flash(w, r, ui.Soon, "desk.seen_none")
	} else {
		edge.Flash(w, r, ui.Good, "desk.seen_many", strconv.Itoa(n))
	}
	back := v.url("/desk/", nil)
	if sel, ok := v.selected(f.Get("in")); ok {
		back = sel.here()
	}
	return edge.Redirect(w, r, back)
}

// noteSeen notes looks at cases, and marks the notices of those as read that have not changed since; it gives their number.
func (s *Server) noteSeen(ctx context.Context, v visit, looks ...casework.At) (int, error) {
	read, err := s.Cases.MarkSeen(ctx, v.by, looks...)
	if err != nil {
		return 0, err
	}
	links := make([]string, len(read))
	for i, number := range read {
		links[i] = caseURL(number)
	}
	return len(read), s.Notices.MarkLinksRead(ctx, v.by, v.home.ID, links...)
}

// do takes an action on a case; who acts has read what she was told about it.
func (s *Server) do(ctx context.Context, v visit, at casework.At, act casework.Act) (*casework.Case, error) {
	c, err := s.Cases.Do(ctx, v.by, at, act)
	if err != nil {
		return nil, err
	}
	return c, s.Notices.MarkLinksRead(ctx, v.by, v.home.ID, caseURL(at.Number))
}

// shown is a case as a page shows it, in a form: its number and version, "ZD2026-000001.4".
func shown(c *casework.Case) string {
	return c.Number + "." + strconv.FormatInt(int64(c.Version), 10)
}

// numbersOf reads the cases of an address, where their versions may be left out.
func numbersOf(cases []string) []string {
	out := make([]string, len(cases))
	for i, one := range cases {
		out[i], _, _ = strings.Cut(one, ".")
	}
	return out
}
