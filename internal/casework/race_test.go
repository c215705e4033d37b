package casework_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
)

// together runs f ten times at once.
func together(f func(i int)) {
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() { f(i) })
	}
	wg.Wait()
}

func TestTenAtOnceUnderOneKeyAreOneCase(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		form := casework.Filing{Text: "同一件事点了十下", Station: "xinchengpu"}
		var mu sync.Mutex
		numbers, tokens := map[string]int{}, map[string]int{}
		together(func(int) {
			r, err := h.Cases.File(t.Context(), h.Citizen, h.ID, form, "key-0123456789abcdef")
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			numbers[r.Number]++
			tokens[r.Token]++
		})
		if len(numbers) != 1 || len(tokens) != 1 {
			t.Fatalf("numbers %v, %d different receipts", numbers, len(tokens))
		}
		h.Clock.Advance(400 * 24 * time.Hour)
		again, err := h.Cases.File(t.Context(), h.Citizen, h.ID, form, "key-0123456789abcdef")
		if err != nil || numbers[again.Number] == 0 {
			t.Fatalf("a year later the key gives %q, %v", again.Number, err)
		}
		form.Text = "别的内容"
		_, err = h.Cases.File(t.Context(), h.Citizen, h.ID, form, "key-0123456789abcdef")
		wantFault(t, err, fault.Conflict)
	})
}

func TestOfTenAtOnceOneActs(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.File(nil)
		var done, refused atomic.Int32
		together(func(int) {
			_, err := h.Cases.Do(t.Context(), h.Station, casework.At{Number: c.Number, Seen: c.Version}, &casework.Accept{})
			switch fault.KindOf(err) {
			case fault.Conflict:
				refused.Add(1)
			default:
				if err != nil {
					t.Error(err)
				}
				done.Add(1)
			}
		})
		if done.Load() != 1 || refused.Load() != 9 {
			t.Fatalf("%d acted, %d were refused", done.Load(), refused.Load())
		}
	})
}

func TestAClockSetBackKeepsTheOrder(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.File(nil)
		h.Clock.Advance(-time.Hour)
		c = h.Do(h.Station, c, &casework.Accept{})
		h.Whole(c.Number)
	})
}

func TestNumbersBeginAnewAtBeijingsNewYear(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		h.Clock.Set(time.Date(2026, 12, 31, 15, 59, 59, 0, time.UTC))
		if n := h.File(nil).Number; n != "ZD2026-000001" {
			t.Errorf("last second of the year: %s", n)
		}
		h.Clock.Advance(time.Second)
		if n := h.File(nil).Number; n != "ZD2027-000001" {
			t.Errorf("first second of the year: %s", n)
		}
		h.Clock.Advance(-time.Hour)
		if n := h.File(nil).Number; n != "ZD2026-000002" {
			t.Errorf("the clock was set back into the old year: %s", n)
		}
		h.Clock.Advance(time.Hour)
		if n := h.File(nil).Number; n != "ZD2027-000002" {
			t.Errorf("the new year a second time: %s", n)
		}
	})
}
