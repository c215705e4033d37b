package casework

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// Query selects cases of one congress. Zero fields do not filter.
type Query struct {
	CongressID int64
	Queue      Queue
	State      State
	Kind       Kind
	Station    int64
	Stations   []int64 // one of them, as those of a township
	Deputy     int64
	Place      int64
	Department int64
	Area       int64
	Class      Class
	At         Desk    // the desk that holds it; id 0 of a deputy, station or department is any of them
	From, To   Instant // filed at From or later, and before To
	Office     bool    // only what the actor serves, not what she sees because it is public or her own
	Public     bool    // only what is released
	ByDue      bool    // order by due time; else newest first
	After      string  // the cursor of the page before
	Limit      int     // at most 100; 0: 20
}

// Page is one page of a list. Next is "" at the end. There is no total: Count tells it where it is wanted.
type Page struct {
	Cases   []*Case
	Next    string
	Partial bool // a search while its index is being built: some may be missing
}

var rowNames = []string{"kind", "state", "desk_kind", "desk_id", "desk_since", "station_id", "deputy_id", "areas", "class", "lead_id",
	"due_at", "finish_by", "filed_at", "accepted_at", "answered_at", "waiting", "answer_by", "extended", "round", "warned", "ending", "solved", "result",
	"supervised_at", "listed_at", "account_by", "urged_at", "group_id", "sealed_at", "released_at", "urgent", "historic", "returned_by"}

var rowColumns = func() []column {
	var out []column
	for _, name := range rowNames {
		out = append(out, columnOf[name])
	}
	return out
}()

var rowList = "id, congress_id, number, title, version, " + strings.Join(rowNames, ", ")

var selectRow = "SELECT " + rowList + " FROM cases "

// scanRow reads a case as lists show it: without who is behind it.
func scanRow(s sqldb.Scanner) (*Case, error) {
	var c Case
	return &c, s.Scan(c.rowDest(0)...)
}

// rowDest is where the columns of rowList go, with room for more.
func (c *Case) rowDest(more int) []any {
	dest := make([]any, 0, 5+len(rowColumns)+more)
	dest = append(dest, &c.ID, &c.CongressID, &c.Number, &c.Title, (*int64)(&c.Version))
	for _, col := range rowColumns {
		dest = append(dest, col.dest(&c.Facts))
	}
	return dest
}

// conditions of a query, visibility first.
func (s *Service) conditions(ctx context.Context, by access.Actor, q Query) (where, error) {
	pick, ok := queues[q.Queue]
	if !ok {
		return where{}, wrong("queue", "field.choice")
	}
	w, v, err := s.sight(ctx, by, q)
	if err != nil {
		return where{}, err
	}
	pick(&w, v)
	q.filter(&w)
	return w, nil
}

// sight is what the actor may see of a congress now, before any selection.
func (s *Service) sight(ctx context.Context, by access.Actor, q Query) (where, view, error) {
	if !by.InScope(access.ScopeRead) {
		return where{}, view{}, notAllowed()
	}
	rules, err := s.Rules(ctx, q.CongressID)
	if err != nil {
		return where{}, view{}, err
	}
	now := s.DB.Now()
	v := view{by, q.CongressID, Moment(now), Moment(rules.calendar.Add(now, rules.Days(SoonBefore, "")))}
	if q.Office {
		return servedBy(by, q.CongressID), v, nil
	}
	return visibleTo(by, q.CongressID), v, nil
}

func (q Query) filter(w *where) {
	if q.State != "" {
		w.and("state = ?", string(q.State))
		w.and(lane(q.State))
	}
	if q.Kind != "" {
		w.and("kind = ?", string(q.Kind))
	}
	for _, f := range []struct {
		column string
		id     int64
	}{{"station_id", q.Station}, {"deputy_id", q.Deputy}, {"place_id", q.Place}} {
		if f.id != 0 {
			w.and(f.column+" = ?", f.id)
		}
	}
	if len(q.Stations) > 0 {
		w.in("station_id", anyOf(q.Stations))
	}
	if q.Department != 0 {
		w.and("id IN (SELECT case_id FROM case_handler WHERE congress_id = ? AND department_id = ?)", q.CongressID, q.Department)
	}
	if q.Area != 0 {
		w.and("id IN (SELECT case_id FROM case_area WHERE congress_id = ? AND area_id = ?)", q.CongressID, q.Area)
	}
	if q.Public {
		w.and("released_at > 0 AND sealed_at = 0")
	}
	q.more(w)
}

func (q Query) more(w *where) {
	if q.Class != "" {
		w.and("class = ?", string(q.Class))
	}
	if q.At.Kind != NoDesk {
		w.and("desk_kind = ?", string(q.At.Kind))
	}
	if q.At.ID != 0 {
		w.and("desk_id = ?", q.At.ID)
	}
	if q.From != 0 {
		w.and("filed_at >= ?", int64(q.From))
	}
	if q.To != 0 {
		w.and("filed_at < ?", int64(q.To))
	}
}

// List gives a page of the cases that the actor may see, by due time or newest first.
func (s *Service) List(ctx context.Context, by access.Actor, q Query) (Page, error) {
	w, err := s.conditions(ctx, by, q)
	if err != nil {
		return Page{}, err
	}
	page, err := s.page(ctx, w, q)
	if err != nil {
		return Page{}, err
	}
	return page, s.openTitles(ctx, by, page.Cases)
}

// page reads the cases of a condition from the query's cursor on, in its order.
func (s *Service) page(ctx context.Context, w where, q Query) (Page, error) {
	limit := q.limit()
	if err := q.from(&w); err != nil {
		return Page{}, err
	}
	w.args = append(w.args, limit+1)
	query := selectRow + "WHERE " + placeholders(strings.Join(w.parts, " AND ")+q.order()+" LIMIT ?", 1)
	var page Page
	err := s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		page.Cases, err = sqldb.All(ctx, tx, scanRow, query, w.args...)
		return err
	})
	if err != nil {
		return Page{}, err
	}
	if len(page.Cases) > limit {
		page.Cases = page.Cases[:limit]
		page.Next = q.cursor(page.Cases[limit-1])
	}
	return page, nil
}

// Count gives the length of the list, exactly.
func (s *Service) Count(ctx context.Context, by access.Actor, q Query) (n int, err error) {
	w, err := s.conditions(ctx, by, q)
	if err != nil {
		return 0, err
	}
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(ctx, tx, sqldb.Value[int], "SELECT COUNT(*) FROM cases WHERE "+w.sql(1), w.args...)
		return err
	})
	return n, err
}

func (q Query) limit() int {
	if q.Limit <= 0 {
		return 20
	}
	return min(q.Limit, 100)
}

func (q Query) order() string {
	if q.ByDue {
		return " ORDER BY due_at, id"
	}
	return " ORDER BY id DESC"
}

// from continues after the cursor.
func (q Query) from(w *where) error {
	if q.After == "" {
		return nil
	}
	due, id, ok := strings.Cut(q.After, ".")
	d, err1 := strconv.ParseInt(due, 36, 64)
	n, err2 := strconv.ParseInt(id, 36, 64)
	if !ok || err1 != nil || err2 != nil {
		return fault.New(fault.Invalid, "list.cursor")
	}
	if q.ByDue {
		w.and("(due_at > ? OR due_at = ? AND id > ?)", d, d, n)
		return nil
	}
	w.and("id < ?", n)
	return nil
}

func (q Query) cursor(c *Case) string {
	return fmt.Sprintf("%s.%s", strconv.FormatInt(int64(c.DueAt), 36), strconv.FormatInt(c.ID, 36))
}

// openTitles decrypts the titles of sealed cases, which only those who may see them ever get here.
func (s *Service) openTitles(ctx context.Context, by access.Actor, list []*Case) error {
	var ids []int64
	for _, c := range list {
		if c.Sealed() {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		locks, err := s.locks(ctx, tx, by, ids...)
		for _, c := range list {
			if err != nil || !c.Sealed() {
				continue
			}
			o := opener{ring: s.Keys, lock: locks[c.ID]}
			c.Locked = o.locked()
			c.Title, err = o.open("title", c.Title)
		}
		return err
	})
}

// Found is a case with its text, for a search that must check its hits.
type Found struct {
	*Case
	Text string
}

// Searched gives the id and the words in which the reader may find the case.
func (f Found) Searched() (int64, string) { return f.ID, f.Title + "\n" + f.Text }

// Pick gives those of the cases by id that the actor may see and that the query selects, newest first, with the text
// that this reader may read. Sealed cases are never found by their words.
func (s *Service) Pick(ctx context.Context, by access.Actor, q Query, ids []int64) ([]Found, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	query, args, err := s.pickQuery(ctx, by, q, ids)
	if err != nil {
		return nil, err
	}
	var out []Found
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = sqldb.All(ctx, tx, scanFound(by), query, args...)
		return err
	})
	return out, err
}

func (s *Service) pickQuery(ctx context.Context, by access.Actor, q Query, ids []int64) (string, []any, error) {
	w, err := s.conditions(ctx, by, q)
	if err != nil {
		return "", nil, err
	}
	w.parts = w.byID()
	w.in("id", anyOf(ids))
	w.and("sealed_at = 0")
	return "SELECT " + rowList + ", text, public_text FROM cases JOIN filing ON case_id = id WHERE " + w.sql(1) + " ORDER BY id DESC", w.args, nil
}

func scanFound(by access.Actor) func(sqldb.Scanner) (Found, error) {
	return func(sc sqldb.Scanner) (Found, error) {
		f := Found{Case: &Case{}}
		var public *string
		if err := sc.Scan(append(f.rowDest(2), &f.Text, &public)...); err != nil {
			return f, err
		}
		if public != nil && !onDuty(by, f.Case) {
			f.Text = *public
		}
		return f, nil
	}
}
