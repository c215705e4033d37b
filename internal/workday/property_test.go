package workday

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// instants are milliseconds from 2018 to 2028: published years and others, with their ends.
func instants(t *rapid.T, name string) time.Time {
	from := time.Date(2018, 1, 1, 0, 0, 0, 0, Shanghai()).UnixMilli()
	to := time.Date(2029, 1, 1, 0, 0, 0, 0, Shanghai()).UnixMilli()
	return time.UnixMilli(rapid.Int64Range(from, to).Draw(t, name))
}

func counts(t *rapid.T, name string) int { return rapid.IntRange(0, 90).Draw(t, name) }

func TestAddAndBetweenAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, from, n := China(), instants(t, "from"), counts(t, "n")
		today, due := c.Add(from, 0), c.Add(from, n)
		if got := c.Between(today, due); got != n {
			t.Fatalf("Between(Add 0, Add %d) = %d", n, got)
		}
		if got := c.Between(due, today); got != -n {
			t.Fatalf("backwards: %d, want %d", got, -n)
		}
		if n > 0 && !c.Workday(due) {
			t.Fatalf("a term ends on %s, which is not worked", due)
		}
		if dayOf(due) == dayOf(due.Add(time.Millisecond)) {
			t.Fatalf("%s is not the end of a day", due)
		}
	})
}

func TestBetweenAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, x, y, z := China(), instants(t, "x"), instants(t, "y"), instants(t, "z")
		if c.Between(x, y)+c.Between(y, z) != c.Between(x, z) {
			t.Fatalf("%d + %d is not %d", c.Between(x, y), c.Between(y, z), c.Between(x, z))
		}
	})
}

func TestAddIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, from, later, n := China(), instants(t, "from"), instants(t, "later"), counts(t, "n")
		if later.Before(from) {
			from, later = later, from
		}
		if c.Add(later, n).Before(c.Add(from, n)) {
			t.Fatal("a later start ends sooner")
		}
		if !c.Add(from, n).Before(c.Add(from, n+1)) {
			t.Fatal("one day more must end later")
		}
		if c.Add(from, n).Before(c.AddCalendar(from, n)) {
			t.Fatal("working days are never shorter than calendar days")
		}
	})
}

func TestAddCountsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, from, n := China(), instants(t, "from"), counts(t, "n")
		if !c.Workday(from) {
			from = c.Add(from, 1)
		}
		if got := c.Add(c.Add(from, n), -n); !got.Equal(c.Add(from, 0)) {
			t.Fatalf("there and back is %s", got)
		}
	})
}

func TestExtendNeverShortens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, from, n := China(), instants(t, "from"), counts(t, "n")
		due := c.Add(from, n)
		paused := from.Add(time.Duration(rapid.Int64Range(0, int64(200*24*time.Hour)).Draw(t, "after")))
		length := time.Duration(rapid.Int64Range(0, int64(60*24*time.Hour)).Draw(t, "length"))
		resumed := paused.Add(length)
		got := c.Extend(due, paused, resumed)
		if got.Before(due) {
			t.Fatalf("%s is before %s", got, due)
		}
		if longer := c.Extend(due, paused, resumed.Add(time.Hour)); longer.Before(got) {
			t.Fatal("a longer pause gives less")
		}
		if paused.Before(due) && c.working(resumed, got) < c.working(paused, due) {
			t.Fatalf("%s were left before the pause, %s after it", c.working(paused, due), c.working(resumed, got))
		}
	})
}

func TestHalfHalves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, from, n := China(), instants(t, "from"), counts(t, "n")
		due := c.Add(from, n)
		half := c.Part(from, due, 50)
		if half.Before(from) || half.After(due) {
			t.Fatalf("%s is outside", half)
		}
		before, after := c.working(from, half), c.working(half, due)
		if diff := before - after; diff < -time.Millisecond || diff > time.Millisecond {
			t.Fatalf("%s before, %s after", before, after)
		}
	})
}
