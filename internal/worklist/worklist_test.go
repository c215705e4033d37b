package worklist_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
	"jiazhan/internal/worklist"
)

var (
	anna  = access.Actor{PersonID: 1, Grants: []access.Grant{{Role: access.CaseOfficer, CongressID: 7}}}
	bert  = access.Actor{PersonID: 2, Grants: []access.Grant{{Role: access.Liaison, CongressID: 7, UnitID: 3}}}
	place = worklist.Place{CongressID: 7, Number: "ZD2026-000001"}
)

func TestViewsAreAPersonsOwn(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		s := &worklist.Service{DB: db}
		save := func(by access.Actor, congress int64, v worklist.View) {
			t.Helper()
			clock.Advance(time.Second)
			if err := s.SaveView(t.Context(), by, congress, v); err != nil {
				t.Fatal(err)
			}
		}
		save(anna, 7, worklist.View{Name: " 水利局超期 ", Query: "queue=overdue&department=shuiliju", Home: true})
		save(anna, 7, worklist.View{Name: "今天", Query: "queue=due_soon"})
		save(anna, 8, worklist.View{Name: "别的县", Query: "queue=open"})
		save(bert, 7, worklist.View{Name: "今天", Query: "queue=waiting", Home: true})
		save(anna, 7, worklist.View{Name: "今天", Query: "queue=due_soon&area=water", Home: true})
		list, err := s.Views(t.Context(), anna, 7)
		want := []worklist.View{{Name: "水利局超期", Query: "queue=overdue&department=shuiliju"}, {Name: "今天", Query: "queue=due_soon&area=water", Home: true}}
		if diff := cmp.Diff(want, list); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		if err := s.DropView(t.Context(), bert, 7, "水利局超期"); err != nil {
			t.Fatal(err)
		}
		if list, _ := s.Views(t.Context(), anna, 7); len(list) != 2 {
			t.Error("another person's view must stay")
		}
		if err := s.DropView(t.Context(), anna, 7, "水利局超期"); err != nil {
			t.Fatal(err)
		}
		if list, _ := s.Views(t.Context(), anna, 7); len(list) != 1 {
			t.Errorf("%d views are left", len(list))
		}
	})
}

func TestViewsHaveLimits(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		s := &worklist.Service{DB: db}
		for _, v := range []worklist.View{{Name: " "}, {Name: "这个名字写得实在是太长了长到没有地方可以放下它"}, {Name: "x", Query: string(make([]byte, 1001))}} {
			if err := s.SaveView(t.Context(), anna, 7, v); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", v.Name, err)
			}
		}
		for i := range worklist.MostViews {
			if err := s.SaveView(t.Context(), anna, 7, worklist.View{Name: fmt.Sprint("v", i)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.SaveView(t.Context(), anna, 7, worklist.View{Name: "one more"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("one too many: %v", err)
		}
		if err := s.SaveView(t.Context(), anna, 7, worklist.View{Name: "v0", Query: "queue=open"}); err != nil {
			t.Errorf("replacing one: %v", err)
		}
	})
}

func TestTemplatesAreTheCountyOffices(t *testing.T) {
	bertha := access.Actor{PersonID: 3, Grants: anna.Grants}
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		s := &worklist.Service{DB: db}
		one := worklist.Template{Name: "路灯修复", Action: "answer", Text: "您反映的路灯已修复。"}
		if err := s.SaveTemplate(t.Context(), bert, 7, one); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a liaison: %v", err)
		}
		if err := s.SaveTemplate(t.Context(), anna, 8, one); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("another county: %v", err)
		}
		if err := s.SaveTemplate(t.Context(), anna, 7, worklist.Template{Name: "空"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a text: %v", err)
		}
		for range 2 {
			if err := s.SaveTemplate(t.Context(), anna, 7, one); err != nil {
				t.Fatal(err)
			}
			list, err := s.Templates(t.Context(), 7)
			if err != nil {
				t.Fatal(err)
			}
			one = list[0]
			one.Text = "您反映的路灯已修好。"
			clock.Advance(time.Second)
		}
		stale := one
		stale.Changed = 0
		err := s.SaveTemplate(t.Context(), bertha, 7, stale)
		if last, _ := fault.As(err).Detail.(fault.Meanwhile); fault.KindOf(err) != fault.Conflict || last.PersonID != anna.PersonID {
			t.Errorf("a template of the name that was not seen: %v", err)
		}
		list, err := s.Templates(t.Context(), 7)
		if diff := cmp.Diff([]worklist.Template{one}, list); err != nil || diff != "" {
			t.Error(err, diff)
		}
		if err := s.DropTemplate(t.Context(), bert, 7, one.Name); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a liaison drops: %v", err)
		}
		if err := s.DropTemplate(t.Context(), anna, 7, one.Name); err != nil {
			t.Fatal(err)
		}
		if list, _ := s.Templates(t.Context(), 7); len(list) != 0 {
			t.Errorf("%v is left", list)
		}
	})
}

func TestWhoIsHereIsSeenByOthersForAMinute(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		s := &worklist.Service{DB: db}
		others := func(by access.Actor, want int) []worklist.Presence {
			t.Helper()
			list, err := s.Others(t.Context(), by, place)
			if err != nil || len(list) != want {
				t.Fatalf("%v %v, want %d", list, err, want)
			}
			return list
		}
		for _, action := range []string{"accept", "assign"} {
			if err := s.Here(t.Context(), anna, place, anna.Grants[0], action); err != nil {
				t.Fatal(err)
			}
		}
		others(anna, 0)
		if p := others(bert, 1)[0]; p.PersonID != 1 || p.Role != access.CaseOfficer || p.Action != "assign" || !p.At.Equal(clock.Now()) {
			t.Errorf("%+v", p)
		}
		clock.Advance(worklist.Fresh + time.Second)
		others(bert, 0)
		if err := s.Here(t.Context(), anna, place, anna.Grants[0], "assign"); err != nil {
			t.Fatal(err)
		}
		others(bert, 1)
		if err := s.Left(t.Context(), anna, place); err != nil {
			t.Fatal(err)
		}
		others(bert, 0)
		clock.Advance(time.Hour)
		if err := s.Here(t.Context(), bert, place, bert.Grants[0], "report"); err != nil {
			t.Fatal(err)
		}
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
			n, err := sqldb.One(t.Context(), tx, sqldb.Value[int], `SELECT COUNT(*) FROM desk_presence`)
			if n != 1 {
				t.Errorf("%d rows are kept", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAParkedFormWaitsForItsWriterOnly(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		keys, err := vault.Generate()
		if err != nil {
			t.Fatal(err)
		}
		s := &worklist.Service{DB: db, Keys: keys}
		fields := map[string][]string{"text": {"写了一半的答复𠮷"}, "co": {"a", "b"}}
		for i := range 25 {
			clock.Advance(time.Second)
			if err := s.Park(t.Context(), anna.PersonID, worklist.Form{Number: fmt.Sprintf("ZD2026-%06d", i), Action: "answer", Fields: fields}); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Parked(t.Context(), anna, "ZD2026-000024", "answer")
		if diff := cmp.Diff(fields, got); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		for name, one := range map[string]struct {
			by             access.Actor
			number, action string
		}{"another person": {bert, "ZD2026-000024", "answer"}, "another act": {anna, "ZD2026-000024", "note"}, "one too many": {anna, "ZD2026-000004", "answer"}} {
			if got, err := s.Parked(t.Context(), one.by, one.number, one.action); got != nil || err != nil {
				t.Errorf("%s: %v %v", name, got, err)
			}
		}
		var stored string
		err = db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
			stored, err = sqldb.One(t.Context(), tx, sqldb.Value[string], "SELECT body FROM desk_parked ORDER BY at DESC LIMIT 1")
			return err
		})
		if err != nil || strings.Contains(stored, "答复") {
			t.Errorf("in the clear: %q %v", stored, err)
		}
		if err := s.Unpark(t.Context(), anna, "ZD2026-000024", "answer"); err != nil {
			t.Fatal(err)
		}
		if got, _ := s.Parked(t.Context(), anna, "ZD2026-000024", "answer"); got != nil {
			t.Error("what was sent is forgotten")
		}
		clock.Advance(24 * time.Hour)
		if got, _ := s.Parked(t.Context(), anna, "ZD2026-000023", "answer"); got != nil {
			t.Error("a day later nothing waits")
		}
		long := map[string][]string{"text": {strings.Repeat("长", 30000)}}
		if err := s.Park(t.Context(), anna.PersonID, worklist.Form{Number: "ZD2026-000001", Action: "answer", Fields: long}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("too long: %v", err)
		}
	})
}
