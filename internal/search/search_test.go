package search

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func TestWords(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		for i, text := range []string{
			"村口的路灯坏了三天", "路边停车，灯也不亮", "３号楼LED灯牌太亮", "编号ZD2026-000123的回复",
			"𠮷野家门前积水", "谢谢👍🏽代表", "他说“停车*难”(很难): NEAR-by OR NOT", "停", "難\u200b得一见的Ｂ超", "",
		} {
			s.put(int64(i+1), 1, text)
		}
		s.put(11, 2, "别县的路灯")
		s.catchUp()
		s.want("路灯", 1)
		s.want("路", 2, 1)
		s.want("灯", 3, 2, 1)
		s.want("亮", 3, 2)
		s.want("停", 8, 7, 2)
		s.want("停车", 7, 2)
		s.want("路灯坏了三天", 1)
		s.want("路 灯", 2, 1)
		s.want("坏了 路灯", 1)
		s.want("坏了 停车")
		s.want("3号楼led灯", 3)
		s.want("ed", 3)
		s.want("zd2026-000123", 4)
		s.want("2026/000123", 4)
		s.want("000", 4)
		s.want("3", 4, 3)
		s.want("𠮷", 5)
		s.want("𠮷野", 5)
		s.want("吉野")
		s.want("👍", 6)
		s.want("👍代表", 6)
		s.want("难得")
		s.want("難得一见的b超", 9)
		s.want(`停车*难"(很难)`, 7)
		s.want("near-BY or not", 7)
		s.want("停车难")
		for _, nothing := range []string{"", " ", `"`, "*", "(", ")", ":", "-", "^", "'", "\x00", "\xff", "，。", "' OR 1=1", `" OR "路`, "grams:路", "路 AND", "{a b}: 灯+"} {
			s.want(nothing)
		}
		if got := s.find("路灯", 1, 1, 2); !slices.Equal(got, []int64{11, 1}) {
			t.Errorf("in both scopes %v", got)
		}
		if got := s.find("路灯", 5); len(got) != 0 {
			t.Errorf("in no scope %v", got)
		}
	})
}

// words of a small language with many accidental matches, so that every kind of query has true and false candidates.
var letters = []rune("路灯停车水电𠮷a1👍，")

func randomText(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteRune(letters[r.IntN(len(letters))])
	}
	return b.String()
}

func TestFindsWhatReadingFinds(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		r := rand.New(rand.NewPCG(1, 2))
		var books []book
		for id := int64(1); id <= 900; id++ {
			books = append(books, book{Doc{id, 1 + id%3, randomText(r, 2+r.IntN(30))}, r.IntN(4) > 0})
		}
		s.store(books...)
		s.catchUp()
		for range 150 {
			query := randomText(r, 1+r.IntN(4))
			if r.IntN(3) == 0 {
				query += " " + randomText(r, 1+r.IntN(2))
			}
			scopes := []int64{1, 2, 3}[:1+r.IntN(3)]
			want := []int64{}
			for _, b := range slices.Backward(books) {
				if b.open && slices.Contains(scopes, b.Scope) && hanzi.Contains(b.Text, query) {
					want = append(want, b.ID)
				}
			}
			if got := s.find(query, 1+r.IntN(25), scopes...); !slices.Equal(got, want) {
				t.Fatalf("%q in %v: %d hits %v, want %d %v", query, scopes, len(got), got, len(want), want)
			}
		}
	})
}

func TestChangesAndSealing(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		s.put(1, 1, "路灯坏了")
		s.put(2, 1, "路灯修好")
		s.catchUp()
		s.put(1, 1, "井盖丢了")
		s.want("路灯", 2) // the text decides, even before the index knows
		s.catchUp()
		s.want("路灯", 2)
		s.want("井盖", 1)
		s.seal(2, 1)
		s.want("路灯")
		s.catchUp()
		if ids, err := s.ix.store.candidates(t.Context(), "", 1, 1<<30, 10); err != nil || !slices.Equal(ids, []int64{1}) {
			t.Errorf("the index holds %v, %v", ids, err)
		}
		s.put(2, 1, "路灯修好") // stays sealed
		s.catchUp()
		s.want("路灯")
	})
}

func TestRefusesIDsOutOfRange(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := newShelf(t, db)
		for _, c := range [][2]int64{{1, 0}, {1, -1}, {1, 1 << 40}, {-1, 1}, {1 << 22, 1}} {
			err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return s.ix.Note(t.Context(), tx, c[0], c[1]) })
			if err == nil {
				t.Errorf("scope %d, id %d was noted", c[0], c[1])
			}
		}
		top := int64(1)<<40 - 2
		s.put(top, 1<<22-1, "最高的路灯")
		s.catchUp()
		if got := s.find("路灯", 3, 1<<22-1); !slices.Equal(got, []int64{top}) {
			t.Errorf("the highest key finds %v", got)
		}
	})
}
