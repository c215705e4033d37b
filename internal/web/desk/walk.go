package desk

import (
	"net/http"

	"jiazhan/internal/casework"
)

// walk is the list from which somebody came to a case: the way back, and on to the next.
type walk struct {
	in    string // the selection as it travels in addresses; "" came from nowhere
	title string
	back  string // address of the list
	next  string // address of the next case, "" when there is none
	left  int    // cases in the list now
}

// walkOf reads the list out of a case's address. What cannot be read any more is no walk.
func (s *Server) walkOf(r *http.Request, v visit, number string) (walk, error) {
	sel, ok := v.selected(r.URL.Query().Get("in"))
	if !ok {
		return walk{}, nil
	}
	w := walk{in: sel.values.Encode(), title: v.view.Queue(sel.query.Queue), back: sel.here()}
	list, err := s.Cases.List(r.Context(), v.by, sel.query)
	if err != nil {
		return w, err
	}
	if next := following(list.Cases, number); next != nil {
		w.next = sel.caseLink(next.Number)
	}
	w.left, err = s.Cases.Count(r.Context(), v.by, sel.query)
	return w, err
}

// following is the case after this one in the list, else the first other one: who has worked to the end begins again.
func following(list []*casework.Case, number string) *casework.Case {
	var first *casework.Case
	seen := false
	for _, c := range list {
		switch {
		case c.Number == number:
			seen = true
		case seen:
			return c
		case first == nil:
			first = c
		}
	}
	return first
}

// link is an address about the case that keeps the walk.
func (w walk) link(path string) string { return path + inList(w.in) }
