package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"jiazhan/internal/hanzi"
)

const (
	mostTokens   = 12     // of a query that are asked of the index; the text is compared with all of it
	newestFirst  = 256    // documents looked at one by one before a single character is looked up
	largestBatch = 1000   // candidates in one call of visible
	mostExamined = 20_000 // candidates in one search; the next page goes on from there
)

// Query is what somebody looks for: words parted by spaces, all of which must stand in the text (hanzi.Query).
type Query struct {
	Text   string
	Scopes []int64 // the congresses to look in
	Before int64   // only documents with a lower id; 0: from the newest
	Limit  int     // hits on a page
}

// Hit is a row that the caller shows.
type Hit interface {
	// Searched gives the document's id and the text under which it is indexed.
	Searched() (id int64, text string)
}

// Page is the hits found, newest first. Next is the Before of the next page, 0 when this is the last.
type Page[T Hit] struct {
	Hits []T
	Next int64
}

// Find gives the newest documents that contain the query and are visible. visible gives, of the ids, those that the
// person may see, in any order; it is called with growing batches until the page is full. A hit is a hit by its present
// text. A page may have fewer hits than its limit though Next is set: then only candidates up to Next were looked at.
func Find[T Hit](ctx context.Context, ix *Index, q Query, visible func(ctx context.Context, ids []int64) ([]T, error)) (Page[T], error) {
	var page Page[T]
	words := hanzi.ParseQuery(q.Text)
	if words.Empty() || q.Limit <= 0 {
		return page, nil
	}
	s := newScan(ix, q, words)
	for s.more {
		ids, err := s.candidates(ctx)
		if err != nil {
			return page, fmt.Errorf("search: find: %w", err)
		}
		if len(ids) == 0 {
			continue
		}
		rows, err := visible(ctx, ids)
		if err != nil {
			return page, err
		}
		page.Hits = append(page.Hits, matching(rows, words)...)
		if len(page.Hits) > q.Limit {
			page.Hits = page.Hits[:q.Limit]
			page.Next, _ = page.Hits[q.Limit-1].Searched()
			return page, nil
		}
	}
	page.Next = s.stopped
	return page, nil
}

// matching gives the rows whose text contains the query, newest first.
func matching[T Hit](rows []T, words hanzi.Query) []T {
	rows = slices.DeleteFunc(rows, func(r T) bool {
		_, text := r.Searched()
		return !words.In(text)
	})
	slices.SortFunc(rows, func(a, b T) int {
		x, _ := a.Searched()
		y, _ := b.Searched()
		return cmp.Compare(y, x)
	})
	return rows
}

// scan walks through the candidates of a query from the newest on.
type scan struct {
	ix       *Index
	scopes   []int64
	match    string
	before   int64
	size     int
	single   bool // a query of single characters only: nearly every text has a common one, so look at the newest first
	examined int
	more     bool
	stopped  int64 // where the scan gave up
}

func newScan(ix *Index, q Query, words hanzi.Query) *scan {
	s := &scan{ix: ix, scopes: q.Scopes, before: q.Before, size: q.Limit + 1, more: true}
	tokens := words.Tokens()
	if s.single = !slices.ContainsFunc(tokens, func(t string) bool { return !single(t) }); !s.single {
		tokens = slices.DeleteFunc(tokens, single)
	}
	s.match = ix.store.match(tokens[:min(len(tokens), mostTokens)])
	if s.before <= 0 || s.before >= 1<<idBits {
		s.before = 1<<idBits - 1
	}
	return s
}

func single(token string) bool {
	_, n := utf8.DecodeRuneInString(token)
	return n == len(token)
}

// candidates gives the next batch, newest first, and sets more and stopped.
func (s *scan) candidates(ctx context.Context) ([]int64, error) {
	match, size := s.match, s.size
	first := s.single && s.examined == 0
	if first {
		match, size = "", newestFirst
	}
	var ids []int64
	for _, scope := range s.scopes {
		found, err := s.ix.store.candidates(ctx, match, scope, s.before, size)
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	if len(s.scopes) > 1 {
		slices.SortFunc(ids, func(a, b int64) int { return cmp.Compare(b, a) })
	}
	s.more = len(ids) >= size
	ids = ids[:min(len(ids), size)]
	s.examined += len(ids)
	if s.more {
		s.before = ids[len(ids)-1]
	}
	if s.more && s.examined >= mostExamined {
		s.more, s.stopped = false, s.before
	}
	if !first {
		s.size = min(4*s.size, largestBatch)
	}
	return ids, nil
}
