package desk

import (
	"net/url"
	"slices"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/workday"
)

// selection is what a list shows. All of it stands in the address, so that it can be sent, saved and come back to.
type selection struct {
	visit
	values url.Values // only those of names, none empty
	query  casework.Query
	facets []facet
	cols   []column
}

// newest is the sort order in the address; without it what is due first stands first.
const newest = "newest"

const pageSize = 50

// names are the parts of an address that make a selection; everything else in it is left out of links and saved views.
var names = []string{"queue", "state", "kind", "class", "area", "station", "department", "desk", "from", "to", "sort", "cols"}

// choose reads a selection out of an address. An unknown value is not found, not ignored: a list must not show more than
// its address says.
func choose(v visit, values url.Values) (selection, error) {
	s := selection{visit: v, values: url.Values{}, facets: v.facets()}
	for _, name := range names {
		if all := slices.DeleteFunc(slices.Clone(values[name]), func(t string) bool { return t == "" }); len(all) > 0 {
			s.values[name] = all
		}
	}
	queue := casework.Queue(s.values.Get("queue"))
	s.query = casework.Query{CongressID: v.home.ID, Office: true, Queue: queue, After: values.Get("after"), Limit: pageSize}
	s.query.ByDue = s.values.Get("sort") != newest && queue != "ended"
	if !slices.Contains(v.queues(), queue) || !s.filter() {
		return s, fault.Missing()
	}
	s.cols = s.columns()
	return s, nil
}

// filter lays the filters of the address over the query; false when one of them is unknown.
func (s *selection) filter() bool {
	ok := true
	for _, f := range s.facets {
		if value := s.values.Get(f.name); value != "" {
			ok = ok && f.set(&s.query, value)
		}
	}
	from, fromOK := day(s.values.Get("from"))
	to, toOK := day(s.values.Get("to"))
	s.query.From = casework.Moment(from)
	if !to.IsZero() {
		s.query.To = casework.Moment(to.AddDate(0, 0, 1))
	}
	return ok && fromOK && toOK
}

// day reads a day of Beijing, "" as the zero time.
func day(text string) (time.Time, bool) {
	if text == "" {
		return time.Time{}, true
	}
	t, err := workday.ParseDate(text)
	return t, err == nil
}

// with is the address of the list with one part of the selection changed, "" taking it out; it begins on the first page.
func (s selection) with(name, value string) string {
	values := clone(s.values)
	values.Set(name, value)
	if value == "" {
		values.Del(name)
	}
	return s.url("/desk/", values)
}

// here is the address of the list as it is.
func (s selection) here() string { return s.url("/desk/", s.values) }

// caseLink leads to a case and takes the selection along, so that one comes back to it and on to the next case.
func (s selection) caseLink(number string) string { return caseURL(number) + inList(s.values.Encode()) }

// inList is the part of a case's address that says from which list one came.
func inList(list string) string {
	if list == "" {
		return ""
	}
	return "?in=" + url.QueryEscape(list)
}

// chip is a filter in force, and the address of the list without it.
type chip struct{ label, value, without string }

func (s selection) chips() []chip {
	var out []chip
	for _, f := range s.facets {
		if value := s.values.Get(f.name); value != "" {
			out = append(out, chip{f.label, f.word(value), s.with(f.name, "")})
		}
	}
	for _, name := range []string{"from", "to"} {
		if t, _ := day(s.values.Get(name)); !t.IsZero() {
			out = append(out, chip{s.dayLabel(name), s.view.P.DateAt(t, s.view.Now), s.with(name, "")})
		}
	}
	return out
}

func (s selection) dayLabel(name string) string {
	if name == "from" {
		return s.view.P.T("提交日期从")
	}
	return s.view.P.T("提交日期到")
}
