package desk

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// counts are the numbers on a desk: the lengths of its queues and the unread notices.
type counts struct {
	queues map[casework.Queue]int
	inbox  int
}

func (s *Server) counts(r *http.Request, v visit) (counts, error) {
	queues, err := s.Cases.Counts(r.Context(), v.by, v.home.ID, counted(v.queues()))
	if err != nil {
		return counts{}, err
	}
	unread, err := s.Notices.Unread(r.Context(), v.by, v.home.ID)
	return counts{queues, int(unread)}, err
}

// tag changes when a number does.
func (c counts) tag() string {
	h := fnv.New64a()
	for _, q := range slices.Sorted(maps.Keys(c.queues)) {
		fmt.Fprintf(h, "%s %d\n", q, c.queues[q])
	}
	fmt.Fprintf(h, "inbox %d", c.inbox)
	return strconv.FormatUint(h.Sum64(), 36)
}

// newsURL asks whether the numbers are still those that the page shows.
func (v visit) newsURL(c counts) string { return v.url("/desk/news", url.Values{"seen": {c.tag()}}) }

// news says which numbers of a desk changed since the page was made: nothing (204), or all of them, each for its place.
func (s *Server) news(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	c, err := s.counts(r, v)
	if err != nil {
		return err
	}
	if c.tag() == r.URL.Query().Get("seen") {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	w.Header().Set("HX-Trigger", "work")
	return edge.Render(w, r, http.StatusOK, newsPart(v.newsURL(c), v.badges(c)))
}

// badge is a number on its way to its place on the page.
type badge struct {
	id   string
	n    int
	late bool
}

// badges gives every number for each place in which a page may show it; what has no place is left out by the page.
func (v visit) badges(c counts) []badge {
	out := []badge{{"inbox", c.inbox, false}}
	for _, part := range v.parts(c) {
		if part.ID != "" {
			out = append(out, badge{part.ID, part.Count, part.Late})
		}
		for _, item := range part.Items {
			out = append(out, badge{item.ID, item.Count, item.Late}, badge{"tab-" + item.ID, item.Count, item.Late})
		}
	}
	return out
}

// parts are the rail's sections with their numbers.
func (v visit) parts(c counts) []ui.RailItem {
	mine := v.queues()
	var out []ui.RailItem
	for _, part := range sections {
		item := ui.RailItem{Icon: part.icon, Label: v.view.P.T(part.label)}
		for _, q := range part.queues {
			if slices.Contains(mine, q) {
				item.Items = append(item.Items, v.railItem(q, c.queues[q]))
			}
		}
		if len(item.Items) == 0 {
			continue
		}
		first := item.Items[0]
		item.URL = first.URL
		if part.counts {
			item.ID, item.Count, item.Late = "part-"+first.ID, first.Count, first.Late
		}
		out = append(out, item)
	}
	return out
}

// hereURL asks what happens on a case while its page is open.
func hereURL(c *casework.Case, action casework.Action, in string) string {
	q := url.Values{"seen": {strconv.FormatInt(int64(c.Version), 10)}}
	if action != "" {
		q.Set("action", string(action))
	}
	if in != "" {
		q.Set("in", in)
	}
	return caseURL(c.Number) + "/here?" + q.Encode()
}

func seenOf(r *http.Request) casework.Version {
	n, err := strconv.ParseInt(cmp.Or(r.URL.Query().Get("seen"), "0"), 10, 64)
	if err != nil {
		return 0
	}
	return casework.Version(n)
}
