package sheet_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"jiazhan/internal/sheet"
)

// pages gives 1 to 5 in three pages, of which the last fails where it is told to.
func pages(failure error) func() ([]int, bool, error) {
	rest := [][]int{{1, 2}, {3, 4}, {5}}
	return func() ([]int, bool, error) {
		page := rest[0]
		rest = rest[1:]
		if len(rest) == 0 && failure != nil {
			return nil, true, failure
		}
		return page, len(rest) > 0, nil
	}
}

func TestPagesAreWalkedToTheEndOrTheFirstError(t *testing.T) {
	broken := errors.New("the database is away")
	for failure, want := range map[error][]string{nil: {"1", "2", "3", "4", "5"}, broken: {"1", "2", "3", "4"}} {
		var got []string
		var last error
		for line, err := range sheet.Lines(sheet.Pages(pages(failure)), func(n int) []string { return []string{strconv.Itoa(n)} }) {
			if last = err; err == nil {
				got = append(got, line...)
			}
		}
		if !slices.Equal(got, want) || !errors.Is(last, failure) {
			t.Errorf("%v: %v, and then %v", failure, got, last)
		}
	}
	for n, err := range sheet.Pages(pages(nil)) { // an iterator that went on after a break would panic
		if err != nil {
			t.Error(err)
		}
		if n == 2 {
			break
		}
	}
}
