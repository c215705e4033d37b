package site

import (
	"cmp"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/web/ui/form"
)

const (
	compared    = 100 // the newest published cases with which a report is compared
	mostAlike   = 3
	alikeTokens = 2   // so many pairs of characters of a title must stand in the report,
	alikeShare  = 0.3 // and this part of them
)

// alike are published cases that may tell of the same thing as the report that is being written. Only what everybody may
// read is looked at, so nothing is given away; they are shown once what and where are known, and not in the sealed lane.
func (c *call) alike(f *form.Form, steps []step, at int) ([]story, error) {
	filing := filingOf(f)
	known := max(place(steps, "what"), place(steps, "where")) + 1
	if at != known || filing.Against || hanzi.Blank(filing.Text) {
		return nil, nil
	}
	list, err := c.s.Cases.List(c.r.Context(), access.Actor{}, casework.Query{CongressID: c.home.ID, Public: true, Limit: compared})
	if err != nil {
		return nil, err
	}
	var out []story
	for _, one := range mostLike(filing.Title+"\n"+filing.Text, c.nearby(filing.PlaceOf, list.Cases)) {
		out = append(out, c.card(one))
	}
	return out, nil
}

// nearby are the cases of stations in the township of a place; without a place, all.
func (c *call) nearby(code string, list []*casework.Case) []*casework.Case {
	p := c.dir.PlaceByCode(c.home.ID, code)
	if p == nil {
		return list
	}
	here := c.allStations(c.township(p.ID))
	return slices.DeleteFunc(slices.Clone(list), func(one *casework.Case) bool {
		return !slices.ContainsFunc(here, func(s *congress.Station) bool { return s.ID == one.StationID })
	})
}

// mostLike are the cases whose titles share most with a text, the likest first.
func mostLike(text string, list []*casework.Case) []*casework.Case {
	has := map[string]bool{}
	for _, token := range hanzi.Tokens(text) {
		has[token] = true
	}
	shares := map[*casework.Case]float64{}
	var out []*casework.Case
	for _, one := range list {
		if share := likeness(has, hanzi.Tokens(one.Title)); share >= alikeShare {
			shares[one] = share
			out = append(out, one)
		}
	}
	slices.SortStableFunc(out, func(a, b *casework.Case) int { return cmp.Compare(shares[b], shares[a]) })
	return out[:min(len(out), mostAlike)]
}

// likeness is the part of a title's tokens that stand in the text, 0 when they are too few to mean anything.
func likeness(text map[string]bool, title []string) float64 {
	n := 0
	for _, token := range title {
		if text[token] {
			n++
		}
	}
	if n < alikeTokens {
		return 0
	}
	return float64(n) / float64(len(title))
}
