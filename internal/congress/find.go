package congress

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// FindDeputies lists the deputies in office whose name holds the query, or sounds like it in pinyin or initials.
// An empty query finds all.
func (d *Directory) FindDeputies(congressID int64, query string) []*Deputy {
	q := plain(query)
	return filter(d.Deputies(congressID), func(p *Deputy) bool { return named(p.Name, p.Pinyin, q) })
}

// FindStations lists the stations whose name, township or a village of it holds the query or sounds like it.
// An empty query finds all.
func (d *Directory) FindStations(congressID int64, query string) []*Station {
	q := plain(query)
	return filter(d.Stations(congressID), func(s *Station) bool {
		return named(s.Name, s.Pinyin, q) || d.placeNamed(s.PlaceID, q)
	})
}

// StationsOf lists the stations that serve a township or village: those of the place itself, else of its township.
func (d *Directory) StationsOf(placeID int64) []*Station {
	p := d.Place(placeID)
	if p == nil {
		return nil
	}
	own := filter(d.Stations(p.CongressID), func(s *Station) bool { return s.PlaceID == placeID })
	if len(own) == 0 && p.ParentID != 0 {
		return d.StationsOf(p.ParentID)
	}
	return own
}

func (d *Directory) placeNamed(placeID int64, q string) bool {
	p := d.Place(placeID)
	if p == nil {
		return false
	}
	return named(p.Name, p.Pinyin, q) || slices.ContainsFunc(d.Villages(p.ID), func(v *Place) bool { return named(v.Name, v.Pinyin, q) })
}

// SuggestDepartments lists the departments whose keywords stand in a text, the most pointed-to first.
func (d *Directory) SuggestDepartments(congressID int64, text string) []*Department {
	hits := map[*Department]int{}
	for _, dep := range d.Departments(congressID) {
		for _, word := range dep.Keywords {
			if strings.Contains(text, word) {
				hits[dep] += len(word)
			}
		}
	}
	found := filter(d.OpenDepartments(congressID), func(dep *Department) bool { return hits[dep] > 0 })
	slices.SortStableFunc(found, func(a, b *Department) int { return cmp.Compare(hits[b], hits[a]) })
	return found
}

// Named reports whether a name holds a query, or sounds like it in pinyin or initials.
func Named(name, spelled, query string) bool { return named(name, spelled, plain(query)) }

func named(name, spelled, q string) bool {
	return strings.Contains(plain(name), q) || soundsLike(spelled, q)
}

// plain is a text without spaces, full-width forms and capitals.
func plain(text string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(text))), "")
}

func filter[T any](list []T, keep func(T) bool) []T {
	var out []T
	for _, v := range list {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}
