package notice_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/jobs"
	"jiazhan/internal/notice"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/workday"
)

var (
	quiet = slog.New(slog.DiscardHandler)
	anna  = access.Actor{PersonID: 1}
	bert  = access.Actor{PersonID: 2}
	desk  = &notice.Desk{CongressID: 7, Role: access.StationAdmin, UnitID: 3}
)

func serving(_ context.Context, _ *sqldb.Tx, d notice.Desk) ([]int64, error) {
	if d != *desk {
		return nil, errors.New("no such desk")
	}
	return []int64{1, 2}, nil
}

// room is a service whose notes come through the pump.
type room struct {
	*notice.Service
	pump *jobs.Pump
}

func open(db *sqldb.DB) room {
	s := &notice.Service{DB: db, Serving: serving}
	p := jobs.NewPump(db, quiet)
	p.Handle(notice.Kind, jobs.Each(s.Deliver))
	return room{s, p}
}

func (r room) tell(t *testing.T, notes ...notice.Note) {
	t.Helper()
	err := r.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
		for _, n := range notes {
			if err := notice.Put(t.Context(), tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := r.pump.Drain(t.Context()); err != nil || n != len(notes) {
		t.Fatalf("drained %d: %v", n, err)
	}
}

func (r room) unread(t *testing.T, by access.Actor, want int64) {
	t.Helper()
	if n, err := r.Unread(t.Context(), by, 7); err != nil || n != want {
		t.Errorf("person %d has %d unread (%v), want %d", by.PersonID, n, err, want)
	}
}

func (r room) inbox(t *testing.T, by access.Actor) []notice.Notice {
	t.Helper()
	list, err := r.Inbox(t.Context(), by, 7, notice.Before{}, 20)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestNotesOfADeskAreJoinedUntilTheyAreRead(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		r := open(db)
		note := func(number string) notice.Note {
			return notice.Note{CongressID: 7, Desk: desk, Topic: "station 3", Key: "%d 件新的，最近一件 %s", Args: notice.Args{number}, Link: "/desk/cases/" + number}
		}
		r.tell(t, note("A1"), note("A2"))
		clock.Advance(time.Minute)
		r.tell(t, note("A3"))
		r.unread(t, anna, 1)
		list := r.inbox(t, anna)
		if len(list) != 1 || list[0].Times != 3 || list[0].Link != "/desk/cases/A3" || !list[0].At.Equal(clock.Now()) {
			t.Fatalf("%+v", list)
		}
		if got := list[0].Text(i18n.For("zh-CN")); got != "3 件新的，最近一件 A3" {
			t.Errorf("text %q", got)
		}
		if err := r.MarkRead(t.Context(), bert, 7, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Follow(t.Context(), bert, 7, list[0].ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("following another person's notice: %v", err)
		}
		r.unread(t, anna, 1) // another person's mark does nothing
		if err := r.MarkRead(t.Context(), anna, 7, list[0].ID); err != nil {
			t.Fatal(err)
		}
		r.unread(t, anna, 0)
		if link, err := r.Follow(t.Context(), anna, 7, list[0].ID); err != nil || link != "/desk/cases/A3" {
			t.Errorf("it leads to %q, %v", link, err)
		}
		r.unread(t, bert, 1)
		r.tell(t, note("A4"))
		if list := r.inbox(t, anna); len(list) != 2 || list[0].Times+list[1].Times != 4 {
			t.Errorf("after reading a new row begins: %+v", list)
		}
		r.unread(t, bert, 1)
	})
}

func TestInbox(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		r := open(db)
		var want []string
		for i := range 25 {
			clock.Advance(time.Minute)
			n := notice.Note{CongressID: 7, PersonID: 1, Key: "第 %d 条，给%s", Args: notice.Args{i, "张三"}}
			r.tell(t, n, notice.Note{CongressID: 8, PersonID: 1, Key: "别处"}, notice.Note{CongressID: 7, PersonID: 2, Key: "别人"})
			want = append([]string{i18n.For("").T(n.Key, n.Args...)}, want...)
		}
		var got []string
		page := r.inbox(t, anna)
		for len(page) > 0 {
			for _, n := range page {
				got = append(got, n.Text(i18n.For("")))
			}
			last := page[len(page)-1]
			var err error
			if page, err = r.Inbox(t.Context(), anna, 7, notice.Before{At: last.At, ID: last.ID}, 20); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if err := r.MarkAllRead(t.Context(), anna, 7, clock.Now().Add(-time.Minute)); err != nil {
			t.Fatal(err)
		}
		r.unread(t, anna, 1)
		r.unread(t, bert, 25)

		before := clock.Now().Add(time.Minute)
		due, err := r.Old(t.Context(), 7, before)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := r.DropOld(t.Context(), 7, before); err != nil || n != due || n == 0 {
			t.Errorf("dropped %d of %d: %v", n, due, err)
		}
		if list := r.inbox(t, anna); len(list) != 1 || !list[0].ReadAt.IsZero() {
			t.Errorf("the unread one stays, got %d", len(list))
		}
		r.unread(t, bert, 25)
	})
}

func TestUnknownDeskWaitsInTheOutbox(t *testing.T) {
	sqldbtest.Run(t, func(t *testing.T, db *sqldb.DB) {
		r := open(db)
		r.tell(t, notice.Note{CongressID: 7, Desk: &notice.Desk{CongressID: 9}, Key: "谁"}, notice.Note{CongressID: 7, PersonID: 1, Key: "我"})
		r.unread(t, anna, 1)
		if d, err := jobs.Depths(t.Context(), db); err != nil || d != (jobs.Depth{Retrying: 1}) {
			t.Errorf("%+v %v", d, err)
		}
	})
}

func TestADayIsSaidInTheReadersLanguage(t *testing.T) {
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		r := open(db)
		due := time.Date(2026, 12, 31, 23, 59, 0, 0, workday.Shanghai())
		clock.Set(time.Date(2026, 12, 30, 9, 0, 0, 0, workday.Shanghai()))
		n := notice.Note{CongressID: 7, PersonID: 1, Key: "case.note.soon", Args: notice.Args{"ZD2026-000123", notice.Day(due.UnixMilli())}}
		r.tell(t, n)
		n.Args[1] = notice.Day(due.AddDate(0, 0, 1).UnixMilli())
		r.tell(t, n)
		var got []string
		for _, n := range r.inbox(t, anna) {
			got = append(got, n.Text(i18n.For("zh-CN")), n.Text(i18n.For("en")))
		}
		slices.Sort(got)
		want := []string{"ZD2026-000123 is due soon, on Fri 1 Jan 2027.", "ZD2026-000123 is due soon, on Thu 31 Dec.",
			"ZD2026-000123快到期了，期限是12月31日（周四）。", "ZD2026-000123快到期了，期限是2027年1月1日（周五）。"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
