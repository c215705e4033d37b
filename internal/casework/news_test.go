package casework_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/i18n"
	"jiazhan/internal/jobs"
	"jiazhan/internal/notice"
	"jiazhan/internal/sqldb"
)

// reminded drains the outbox and gives what the person at a role's desks has been told of a case, the oldest first.
func reminded(t *testing.T, h *caseworktest.House, role access.Role) func(number string) []string {
	t.Helper()
	const person = 77
	inbox := &notice.Service{DB: h.DB, Serving: func(_ context.Context, _ *sqldb.Tx, d notice.Desk) ([]int64, error) {
		if d.Role == role {
			return []int64{person}, nil
		}
		return nil, nil
	}}
	h.Cases.Notices = inbox
	pump := jobs.NewPump(h.DB, slog.New(slog.DiscardHandler))
	pump.Handle(casework.Happened, jobs.Each(h.Cases.Tell))
	return func(number string) (out []string) {
		t.Helper()
		h.Clock.Advance(time.Minute)
		if _, err := pump.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		list, err := inbox.Inbox(t.Context(), access.Actor{PersonID: person}, h.ID, notice.Before{}, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range list {
			if n.Link == "/desk/cases/"+number {
				out = append([]string{n.Text(i18n.For("zh-CN"))}, out...)
			}
		}
		return out
	}
}

func TestAReminderSaysWhatWasMissedAndUntilWhen(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		told := reminded(t, h, access.Liaison)
		c := assignedOf(h, h.File(func(f *casework.Filing) { f.ShowName = true }))
		for _, day := range []int{13, 14, 16, 18, 19} {
			on(h, day, 1)
			told(c.Number) // while it is true
		}
		h.Do(h.Officer, h.Reload(c), &casework.Remind{Text: "请抓紧"})
		number := c.Number
		want := []string{
			number + "还没有签收。不签收也照样计时，办理期限是3月18日（周三）。",
			number + "还没有联系来信人。请先联系，办理期限是3月18日（周三）。",
			number + "快到期了，期限是3月18日（周三）。",
			number + "已经超期，期限是3月18日（周三）。",
			number + "被催办，期限是3月18日（周三）。",
		}
		if diff := cmp.Diff(want, told(number)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatWasDoneMeanwhileIsMissedNoMore(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		told := reminded(t, h, access.Liaison)
		c := assigned(h)
		on(h, 13, 1)
		h.Do(h.Water, h.Reload(c), &casework.Acknowledge{})
		if got := told(c.Number); len(got) != 0 {
			t.Errorf("who has acknowledged is told %q", got)
		}
	})
}

func TestAFirstLookThatWasMissedIsSaid(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		told := reminded(t, h, access.StationAdmin)
		c := h.File(nil)
		on(h, 13, 1)
		want := []string{c.Number + "还没有决定是否受理。请在3月13日（周五）前决定受理还是不予受理。"}
		if diff := cmp.Diff(want, told(c.Number)); diff != "" {
			t.Error(diff)
		}
		c = h.Do(h.Station, h.Reload(c), &casework.Accept{})
		c = h.Do(h.Station, c, &casework.Ask{Text: "哪一盏？"})
		h.Do(h.Officer, c, &casework.Remind{})
		if got, last := told(c.Number), c.Number+"被催办，请看一看。"; got[len(got)-1] != last {
			t.Errorf("where nobody works against a day it says %q, want %q", got, last)
		}
	})
}
