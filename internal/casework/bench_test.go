package casework_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/sqldb/sqldbtest"
)

// stored is how many cases lie in the database that is measured: BENCH_N, else few.
func stored() int {
	if n, err := strconv.Atoi(os.Getenv("BENCH_N")); err == nil && n > 0 {
		return n
	}
	return 2000
}

var benchText = strings.Repeat("这段道路每逢下雨就泥泞难行，老人和孩子出门十分不便，", 24)

// BenchmarkCases is the work of an edge without the edge, on SQLite with its real commits.
func BenchmarkCases(b *testing.B) {
	clock := sqldbtest.NewClock()
	h := caseworktest.New(b, sqldbtest.SQLite(b, clock), clock)
	n := stored()
	fill(b, h, 0, n)
	b.Run("Import", func(b *testing.B) { benchImport(b, h, n) })
	b.Run("File", func(b *testing.B) { benchFile(b, h) })
	b.Run("File64", func(b *testing.B) { b.SetParallelism(32); b.RunParallel(func(p *testing.PB) { fileAll(b, h, p) }) })
	seen := make([]casework.Version, n)
	b.Run("Do64", func(b *testing.B) { benchDo(b, h, seen) })
	b.Run("List", func(b *testing.B) { benchList(b, h) })
	b.Run("Counts", func(b *testing.B) { benchCounts(b, h) })
	b.Run("Unread", func(b *testing.B) { benchUnread(b, h) })
	b.Run("Read", func(b *testing.B) { benchRead(b, h, n) })
}

// fill imports count cases, in every state by turns.
func fill(b *testing.B, h *caseworktest.House, from, count int) {
	states := []casework.State{casework.Filed, casework.Accepted, casework.Handling, casework.Answered, casework.Closed, casework.Closed}
	filed := h.Clock.Now().AddDate(-1, 0, 0)
	_, err := h.Cases.Import(b.Context(), h.Officer, h.ID, func(yield func(casework.Historic, error) bool) {
		for i := from; i < from+count; i++ {
			past := casework.Historic{Row: i, Ref: fmt.Sprint("k", i), State: states[i%len(states)], Title: "道路破损", Text: benchText,
				Station: "xinchengpu", Department: "shuiliju", Areas: []string{"water"}, Name: "李秀英", FiledAt: filed, Public: true}
			if !yield(past, nil) {
				return
			}
		}
	}, casework.ImportOptions{SkipBad: true})
	if err != nil {
		b.Fatal(err)
	}
}

// benchImport is one transaction of an import.
func benchImport(b *testing.B, h *caseworktest.House, n int) {
	for from := n; b.Loop(); from += 500 {
		fill(b, h, from, 500)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(500*b.N), "µs/case")
}

func filing() casework.Filing {
	return casework.Filing{Title: "道路破损亟待修复", Text: benchText, Station: "xinchengpu", Areas: []string{"water"}, Name: "李秀英", Phone: "13800000001"}
}

func benchFile(b *testing.B, h *caseworktest.House) {
	for b.Loop() {
		if _, err := h.Cases.File(b.Context(), h.Citizen, h.ID, filing(), ""); err != nil {
			b.Fatal(err)
		}
	}
}

func fileAll(b *testing.B, h *caseworktest.House, p *testing.PB) {
	for p.Next() {
		if _, err := h.Cases.File(b.Context(), h.Citizen, h.ID, filing(), ""); err != nil {
			b.Error(err)
			return
		}
	}
}

// benchDo writes notes; each worker has cases of its own, so that nobody meets.
func benchDo(b *testing.B, h *caseworktest.House, seen []casework.Version) {
	const workers = 64
	var next atomic.Int64
	b.SetParallelism(workers / 2)
	b.RunParallel(func(p *testing.PB) {
		worker := int(next.Add(1)) % workers
		for i := worker; p.Next(); i = (i + workers) % (len(seen) / workers * workers) {
			at := casework.At{Number: fmt.Sprintf("ZD2025-%06d", i+1), Seen: max(1, seen[i])}
			c, err := h.Cases.Do(b.Context(), h.Officer, at, &casework.Note{Text: "已核实情况，转由主管部门办理，十五个工作日内答复。"})
			if err != nil {
				b.Error(err)
				return
			}
			seen[i] = c.Version
		}
	})
}

func benchList(b *testing.B, h *caseworktest.House) {
	q := casework.Query{CongressID: h.ID, Station: h.Dir.StationBySlug(h.ID, "xinchengpu").ID, State: casework.Closed}
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if page, err := h.Cases.List(b.Context(), h.Officer, q); err != nil || len(page.Cases) != 20 {
				b.Error(len(page.Cases), err)
				return
			}
		}
	})
}

// benchCounts is what every desk's page asks: the lengths of all queues.
func benchCounts(b *testing.B, h *caseworktest.House) {
	for b.Loop() {
		if _, err := h.Cases.Counts(b.Context(), h.Station, h.ID, casework.Queues); err != nil {
			b.Fatal(err)
		}
	}
}

// benchUnread is the first page of what a station has not read.
func benchUnread(b *testing.B, h *caseworktest.House) {
	q := casework.Query{CongressID: h.ID, Queue: "unread", Office: true, ByDue: true, Limit: 50}
	for b.Loop() {
		if page, err := h.Cases.List(b.Context(), h.Station, q); err != nil || len(page.Cases) != 50 {
			b.Fatal(len(page.Cases), err)
		}
	}
}

func benchRead(b *testing.B, h *caseworktest.House, n int) {
	var next atomic.Int64
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := h.Cases.Read(b.Context(), h.Visitor, fmt.Sprintf("ZD2025-%06d", 1+int(next.Add(7919))%n)); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
