package search

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

const benchDocs = 100_000

var (
	benchVerbs  = []string{"希望", "建议", "反映", "请求", "要求", "盼望", "催促", "询问"}
	benchThings = []string{"村道", "水渠", "校车", "医保", "低保", "坟地", "机井", "菜场", "公交", "电梯", "物业", "养老", "补贴", "泵站", "堤坝", "桥梁"}
	benchEnds   = []string{"尽快解决", "给个说法", "派人查看", "公布结果", "明确期限", "不要拖延", "严肃处理", "早日回复"}
	benchCommon = []string{"路灯", "井盖", "噪音", "积水"}
	benchRare   = []string{"蝙蝠", "琵琶", "骆驼", "珊瑚"}
)

// benchText is a report of some 600 characters; each common word stands in 5 % of them, each rare one in 0.1 %.
func benchText(id int64) string {
	r := rand.New(rand.NewPCG(20261124, uint64(id)))
	var b strings.Builder
	pick := func(words []string) { b.WriteString(words[r.IntN(len(words))]) }
	for range 35 {
		pick(benchVerbs)
		b.WriteRune(rune(0x4e00 + r.IntN(1+r.IntN(400)))) // names make the vocabulary large
		b.WriteRune(rune(0x5e00 + r.IntN(1+r.IntN(400))))
		pick(benchThings)
		b.WriteString("的事情由部门")
		pick(benchEnds)
		b.WriteString("，")
	}
	if n := r.IntN(20); n < len(benchCommon) {
		b.WriteString("还有" + benchCommon[n] + "。")
	}
	if n := r.IntN(1000); n < len(benchRare) {
		b.WriteString("养" + benchRare[n] + "的。")
	}
	return b.String()
}

// fill stores the corpus as an import does, and builds the index.
func fill(b *testing.B, s *shelf) {
	b.Helper()
	ctx := b.Context()
	for id := int64(1); id <= benchDocs; {
		s.must(s.db.Write(ctx, func(tx *sqldb.Tx) error {
			for end := id + 2000; id < end; id++ {
				text := fmt.Sprintf("第%d件 %s", id, benchText(id))
				if _, err := tx.Exec(ctx, "INSERT INTO book (id, scope, text, sealed, open) VALUES ($1, 1, $2, 0, 1)", id, text); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	s.must(s.ix.Rebuild(ctx))
	start := time.Now()
	s.catchUp()
	b.Logf("%d documents indexed at %.0f/s", benchDocs, benchDocs/time.Since(start).Seconds())
}

func BenchmarkFind(b *testing.B) {
	for _, d := range []struct {
		name string
		open func(testing.TB, *sqldbtest.Clock) *sqldb.DB
	}{{"sqlite", sqldbtest.SQLite}, {"postgres", sqldbtest.Postgres}} {
		b.Run(d.name, func(b *testing.B) {
			s := newShelf(b, d.open(b, sqldbtest.NewClock()))
			fill(b, s)
			for _, c := range []struct {
				name    string
				queries []string
			}{{"common", benchCommon}, {"rare", benchRare}, {"four", []string{"尽快解决", "井盖 路灯", "医保的事"}}, {"one-common", []string{"路", "的"}}, {"one-rare", []string{"蝠", "骆"}}} {
				b.Run(c.name, func(b *testing.B) { benchFind(b, s, c.queries) })
			}
			b.Run("candidates", func(b *testing.B) {
				match := s.ix.store.match([]string{benchCommon[0]})
				for b.Loop() {
					if ids, err := s.ix.store.candidates(b.Context(), match, 1, 1<<39, 21); err != nil || len(ids) != 21 {
						b.Fatal(ids, err)
					}
				}
			})
			b.Run("visible", func(b *testing.B) {
				ids, err := s.ix.store.candidates(b.Context(), "", 1, 1<<39, 21)
				s.must(err)
				for b.Loop() {
					if rows, err := s.visible(b.Context(), ids); err != nil || len(rows) != 21 {
						b.Fatal(rows, err)
					}
				}
			})
		})
	}
}

func benchFind(b *testing.B, s *shelf, queries []string) {
	b.SetParallelism(32)
	var n atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			q := queries[int(n.Add(1))%len(queries)]
			page, err := Find(b.Context(), s.ix, Query{Text: q, Scopes: []int64{1}, Limit: 20}, s.visible)
			if err != nil || len(page.Hits) == 0 && q != "井盖 路灯" {
				b.Error(q, len(page.Hits), err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "searches/s")
}

// BenchmarkFollow indexes documents that were noted; the work of one document is one operation.
func BenchmarkFollow(b *testing.B) {
	s := newShelf(b, sqldbtest.SQLite(b, sqldbtest.NewClock()))
	books := make([]book, 0, b.N)
	for id := int64(1); id <= int64(b.N); id++ {
		books = append(books, book{Doc{id, 1, benchText(id)}, true})
	}
	s.catchUp()
	s.store(books...)
	b.ResetTimer()
	s.catchUp()
}
