package congress

import (
	"testing"
	"time"

	"jiazhan/internal/workday"
)

func TestANoticeStandsFromItsFirstDayToTheEndOfItsLast(t *testing.T) {
	day := func(d, h int) time.Time { return time.Date(2026, 10, d, h, 0, 0, 0, workday.Shanghai()) }
	a := Appearance{Notice: "放假", NoticeFrom: day(1, 0), NoticeTo: day(7, 0)}
	for at, want := range map[time.Time]string{day(1, 0).Add(-1): "", day(1, 0): "放假", day(7, 23): "放假", day(8, 0): ""} {
		if got := a.NoticeAt(at); got != want {
			t.Errorf("%s: %q", at, got)
		}
	}
	if (Appearance{}).NoticeAt(day(1, 0)) != "" {
		t.Error("no notice is shown")
	}
}

func TestTextsAreTidied(t *testing.T) {
	a := AppearanceForm{Notice: "值班\u202e电话"}.Tidy()
	if a.Notice != "值班电话" {
		t.Errorf("%q", a.Notice)
	}
}
