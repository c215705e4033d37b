package simtest

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/cryptotest"

	"jiazhan/internal/casework"
)

var (
	seed  = flag.Uint64("seed", 0, "the one seed to live through; 0: the first ones")
	seeds = flag.Int("seeds", 200, "how many seeds to live through, from 1 or from -seed on")
	story = flag.Bool("story", false, "print the history of each seed")
)

// happenings are what must have come to pass in a run of many seeds: else it proves less than it says.
var happenings = []string{killed, afterCommit, failed, "trouble outside", "dead letters", "filed", "filed again", "done", "done again", "stale", "refused",
	"wrong input", "not there", "the clock set back", "the new year", "the other node leads", "undo", "sealed", "a limit set", "looked"}

func TestSimulation(t *testing.T) {
	first, n := max(*seed, 1), *seeds
	if *seed > 0 && !given("seeds") {
		n = 1
	}
	if testing.Short() {
		n = min(n, 20)
	}
	met := map[string]int{}
	house := found(t)
	for s := first; s < first+uint64(n); s++ {
		if !t.Run(fmt.Sprint(s), func(t *testing.T) { live(t, house, s, met) }) {
			t.Logf("again: go test ./internal/simtest -run Simulation -seed %d -story", s)
		}
	}
	for _, what := range slices.Sorted(maps.Keys(met)) {
		t.Logf("%7d %s", met[what], what)
	}
	for _, a := range casework.Actions() {
		happenings = append(happenings, string(a))
	}
	for _, what := range happenings {
		if met[what] == 0 && n >= 100 {
			t.Errorf("in %d seeds nothing of this came to pass: %s", n, what)
		}
	}
}

// TestASeedIsOneHistory lives through some seeds twice and compares every step, every event and every root.
func TestASeedIsOneHistory(t *testing.T) {
	var stories [2][]string
	for i := range stories {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			house := found(t)
			for s := uint64(1); s <= 3; s++ {
				t.Run(fmt.Sprint(s), func(t *testing.T) { stories[i] = append(stories[i], live(t, house, s, map[string]int{})) })
			}
		})
	}
	for s, one := range stories[0] {
		if other := stories[1][s]; one != other {
			t.Errorf("seed %d is two histories, which part here: %s", s+1, parting(one, other))
		}
	}
}

func parting(one, other string) string {
	for i := range min(len(one), len(other)) {
		if one[i] != other[i] {
			return fmt.Sprintf("\n%s\n%s", one[max(0, i-200):min(len(one), i+100)], other[max(0, i-200):min(len(other), i+100)])
		}
	}
	return "one is longer"
}

func given(name string) (found bool) {
	flag.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}

// live lives through one seed and gives its history.
func live(t *testing.T, house *house, s uint64, met map[string]int) string {
	cryptotest.SetGlobalRandom(t, s)
	w := begin(t, house, s, met)
	for range 150 + w.rng.IntN(100) {
		w.step()
	}
	w.end()
	if *story || t.Failed() && !testing.Short() {
		t.Log("\n" + w.story.String())
	}
	return w.story.String()
}
