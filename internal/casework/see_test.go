package casework_test

import (
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// grid files cases that differ in everything that visibility looks at.
func grid(h *caseworktest.House) []*casework.Case {
	sealed := h.Do(h.Officer, h.File(nil), &casework.Seal{Reason: "密件"})
	referred := h.Do(h.Officer, h.File(nil), &casework.Refer{Reason: "移送"})
	released := h.Do(h.Officer, answered(h), &casework.Release{})
	co := h.Do(h.Station, h.File(nil), &casework.Accept{})
	co = h.Do(h.Station, co, &casework.Assign{Lead: "shuiliju", Co: []string{"jiaotongju"}, Class: casework.Complex})
	return []*casework.Case{sealed, referred, released, co, assigned(h),
		h.File(func(f *casework.Filing) { f.Against = true }),
		h.File(func(f *casework.Filing) { f.Station = "second" }),
		h.File(func(f *casework.Filing) { f.Deputy = "zeng-xiulan" }),
	}
}

func TestCanSeeAndVisibleToAgree(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		cases := grid(h)
		for name, by := range h.Everybody() {
			if by.System {
				continue
			}
			page, err := h.Cases.List(t.Context(), by, casework.Query{CongressID: h.ID, Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			listed := map[string]bool{}
			for _, c := range page.Cases {
				listed[c.Number] = true
			}
			for i, c := range cases {
				full := h.Reload(c)
				if casework.CanSee(by, full) != listed[c.Number] {
					t.Errorf("%s and case %d: CanSee %v, listed %v", name, i, casework.CanSee(by, full), listed[c.Number])
				}
			}
			n, err := h.Cases.Count(t.Context(), by, casework.Query{CongressID: h.ID})
			if err != nil || n != len(page.Cases) {
				t.Errorf("%s: count %d, list %d, %v", name, n, len(page.Cases), err)
			}
		}
	})
}

func TestEveryQueueCountsItsList(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		grid(h)
		for name, by := range h.Everybody() {
			if by.System {
				continue
			}
			for _, queue := range casework.Queues {
				q := casework.Query{CongressID: h.ID, Queue: queue, ByDue: true, Limit: 2}
				n, err := h.Cases.Count(t.Context(), by, q)
				if err != nil {
					t.Fatal(err)
				}
				seen := map[string]bool{}
				for {
					page, err := h.Cases.List(t.Context(), by, q)
					if err != nil {
						t.Fatal(err)
					}
					for _, c := range page.Cases {
						seen[c.Number] = true
					}
					if q.After = page.Next; q.After == "" {
						break
					}
				}
				if len(seen) != n {
					t.Errorf("%s, queue %s: count %d, list %d", name, queue, n, len(seen))
				}
			}
		}
	})
}

// Another county's officer reads a published case as everybody does: neither shown nor found by what is masked.
func TestAPublishedCaseIsFoundByItsPublicWords(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.File(func(f *casework.Filing) { f.Title, f.Text = "路灯不亮", "请回电13800000001" })
		c = h.Do(h.Station, c, &casework.Accept{})
		c = h.Do(h.Station, c, &casework.Explain{Text: "已经安排。"})
		h.Do(h.Officer, c, &casework.Release{})
		for _, reader := range []struct {
			by   access.Actor
			text string
		}{{h.Visitor, "请回电138****0001"}, {h.OtherOfficer, "请回电138****0001"}, {h.Station, "请回电13800000001"}, {h.Officer, "请回电13800000001"}} {
			found, err := h.Cases.Pick(t.Context(), reader.by, casework.Query{CongressID: h.ID}, []int64{c.ID})
			if err != nil || len(found) != 1 || found[0].Text != reader.text {
				t.Errorf("found %+v, want %q, %v", found, reader.text, err)
			}
		}
	})
}

// A search asks for a few cases by id; no plan may walk through a congress for that.
func TestPickingByIDReadsNoOtherCase(t *testing.T) {
	clock := sqldbtest.NewClock()
	h := caseworktest.New(t, sqldbtest.SQLite(t, clock), clock)
	for name, by := range h.Everybody() {
		if by.System {
			continue
		}
		query, args, err := h.Cases.PickQuery(t.Context(), by, casework.Query{CongressID: h.ID}, make([]int64, 21))
		if err != nil {
			t.Fatal(err)
		}
		err = h.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
			rows, err := tx.Query(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var id, parent, unused int
				var detail string
				if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
					return err
				}
				if strings.Contains(detail, "SEARCH cases") && !strings.Contains(detail, "rowid=?") || strings.Contains(detail, "SCAN cases") {
					t.Errorf("%s: %s", name, detail)
				}
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestThePublicReadsNoNumbersInOfficialWords: what no checklist has looked at may name the citizen's phone; an answer's hotline
// is meant to be read.
func TestThePublicReadsNoNumbersInOfficialWords(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Station, h.File(nil), &casework.Accept{})
		c = h.Do(h.Station, c, &casework.Assign{Lead: "shuiliju", Class: casework.Normal, Text: "请先打13800000001联系本人"})
		c = h.Do(h.Water, h.Do(h.Water, c, &casework.Acknowledge{}), &casework.Report{Result: "水利局3月11日已修好"})
		c = h.Do(h.Station, c, &casework.Answer{Text: "水利局3月11日已修好，再坏了请打0311-88790000"})
		h.Do(h.Officer, c, &casework.Release{})
		read := func(by access.Actor) (all string) {
			d, err := h.Cases.Read(t.Context(), by, c.Number)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range d.Entries {
				all += e.Text
			}
			return all
		}
		if got := read(h.Visitor); strings.Contains(got, "13800000001") || !strings.Contains(got, "0311-88790000") {
			t.Errorf("the public reads %q", got)
		}
		if got := read(h.Station); !strings.Contains(got, "13800000001") {
			t.Errorf("the station reads %q", got)
		}
	})
}
