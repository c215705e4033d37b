package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// settings come from the environment, so that `make bench` takes them: BENCH_ROWS=W1,W3 BENCH_N=20000 make bench.
type settings struct {
	tools   string   // BENCH_TOOLS: where load generator and floor are
	work    string   // BENCH_DIR: programs and stores, kept for the next run
	rows    []string // BENCH_ROWS: the rows to run; empty: all
	n       int      // BENCH_N: cases stored
	most    int      // BENCH_MOST: cases stored in the largest list
	rounds  int      // BENCH_ROUNDS
	secs    int      // BENCH_SECS: window of one measurement
	clients []int    // BENCH_CLIENTS: the numbers of clients to run; empty: all
	profile string   // BENCH_PROFILE: the operation whose CPU profiles are written to the folder
	only    string   // BENCH_ONLY: ours or floor
}

func readSettings() (settings, error) {
	s := settings{tools: os.Getenv("BENCH_TOOLS"), work: os.Getenv("BENCH_DIR"), only: os.Getenv("BENCH_ONLY"), profile: os.Getenv("BENCH_PROFILE")}
	if s.tools == "" {
		s.tools = filepath.Join("..", "shared", "bench")
	}
	if s.work == "" {
		s.work = filepath.Join(os.TempDir(), "jiazhan-bench")
	}
	if rows := os.Getenv("BENCH_ROWS"); rows != "" {
		s.rows = strings.Split(strings.ToUpper(rows), ",")
	}
	var err error
	above0 := func(name, text string) int {
		n, e := strconv.Atoi(text)
		if e != nil || n < 1 {
			err = fmt.Errorf("%s=%s is no number above 0", name, text)
		}
		return n
	}
	number := func(name string, usual int) int { return above0(name, cmp.Or(os.Getenv(name), strconv.Itoa(usual))) }
	s.n, s.most = number("BENCH_N", 100_000), number("BENCH_MOST", 1_000_000)
	s.rounds, s.secs = number("BENCH_ROUNDS", 3), number("BENCH_SECS", 3)
	for text := range strings.FieldsFuncSeq(os.Getenv("BENCH_CLIENTS"), func(r rune) bool { return r == ',' }) {
		s.clients = append(s.clients, above0("BENCH_CLIENTS", text))
	}
	return s, err
}

func (s settings) wants(row string) bool { return len(s.rows) == 0 || slices.Contains(s.rows, row) }

func (s settings) with(clients int) bool {
	return len(s.clients) == 0 || slices.Contains(s.clients, clients)
}

func (s settings) sides() []side {
	if s.only != "" {
		return []side{side(s.only)}
	}
	return []side{ours, floor}
}
