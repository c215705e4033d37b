package admin

import (
	"context"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/sheet"
	"jiazhan/internal/web/ui/edge"
)

// lookup is one look at somebody's personal data, of whichever room.
type lookup struct {
	at     time.Time
	who    string
	role   string
	whose  string
	reason string
}

// looks is the place in the list: how far each of the two rooms' lists was read.
type looks struct {
	events int64
	cases  string
}

func readLooks(text string) looks {
	id, cases, _ := strings.Cut(text, ".")
	n, _ := strconv.ParseInt(id, 36, 64) // another text is the beginning
	return looks{n, cases}
}

func (l looks) String() string { return strconv.FormatInt(l.events, 36) + "." + l.cases }

// lookupSize is how many looks a page shows.
const lookupSize = 50

type lookupsPage struct {
	record
	rows []lookup
}

// merge puts the looks at phones of those who serve and at contacts of citizens into one list, newest first, and gives
// where it ends; more tells whether something is left.
func (s *Server) merge(ctx context.Context, p record, from looks) (rows []lookup, end looks, more bool, err error) {
	events, err := s.Account.Events(ctx, p.by, p.home.ID, account.EventQuery{Before: from.events, Person: p.person, Kind: account.PersonSeen, From: p.from, To: p.to})
	if err != nil {
		return nil, from, false, err
	}
	cases, err := s.Cases.Lookups(ctx, p.by, p.home.ID, casework.LookupQuery{After: from.cases, Person: p.person, From: p.from, To: p.to, Limit: lookupSize + 1})
	if err != nil {
		return nil, from, false, err
	}
	for end = from; len(rows) < lookupSize && len(events)+len(cases) > 0; {
		if len(cases) == 0 || len(events) > 0 && events[0].At.After(cases[0].At.Time()) {
			rows = append(rows, p.seenPhone(events[0]))
			end.events, events = events[0].ID, events[1:]
			continue
		}
		rows = append(rows, p.seenContact(cases[0]))
		end.cases, cases = cases[0].Cursor(), cases[1:]
	}
	return rows, end, len(events)+len(cases) > 0, nil
}

func (p record) seenPhone(e account.Event) lookup {
	return lookup{e.At, p.name(e.ByID), "", p.view.P.T("%s的电话", p.name(e.PersonID)), e.Detail}
}

func (p record) seenContact(l casework.Lookup) lookup {
	whose := p.view.P.T("一件密件的联系方式")
	if l.Number != "" {
		whose = p.view.P.T("%s 来信人的联系方式", l.Number)
	}
	return lookup{l.At.Time(), p.name(l.PersonID), p.view.Role(l.Role, l.UnitID), whose, l.Reason}
}

// lookups shows who looked at whose personal data, and why.
func (s *Server) lookups(w http.ResponseWriter, r *http.Request) error {
	rec, err := s.readRecord(r)
	if err != nil {
		return err
	}
	p := lookupsPage{record: rec}
	before := r.URL.Query().Get("before")
	if !p.filter.Keep(p.filter.Err()) {
		var end looks
		var more bool
		if p.rows, end, more, err = s.merge(r.Context(), rec, readLooks(before)); err != nil {
			return err
		}
		if more {
			p.pager.Next = p.filtered("/admin/audit/lookups", "before", end.String())
		}
	}
	if before != "" {
		p.pager.First = p.filtered("/admin/audit/lookups")
	}
	p.DeskPage = s.page(w, r, p.visit, p.view.P.T("查看个人信息的记录"))
	p.Failed = p.filter.Refused()
	return edge.Render(w, r, p.filter.Status(), lookupsTemplate(p))
}

// lookupsFile gives the looks under the filter as a sheet.
func (s *Server) lookupsFile(w http.ResponseWriter, r *http.Request) error {
	p, err := s.readRecord(r)
	if err != nil {
		return err
	}
	return sendRecord(w, r, s, p, recordSheet[lookup]{"lookups", p.view.P.T("查看个人信息的记录"), p.lookupColumns(), s.allLookups(r.Context(), p), lookup.line})
}

// allLookups walks the looks page by page.
func (s *Server) allLookups(ctx context.Context, p record) iter.Seq2[lookup, error] {
	var from looks
	return sheet.Pages(func() (rows []lookup, more bool, err error) {
		rows, from, more, err = s.merge(ctx, p, from)
		return rows, more, err
	})
}

// line is a look as a row of the sheet.
func (l lookup) line() []string {
	return []string{second(l.at), strings.TrimSpace(l.who + " " + l.role), l.whose, l.reason}
}
