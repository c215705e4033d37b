package ui_test

import (
	"testing"
	"time"

	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/workday"
)

// A lamp says whose time runs: the citizen's window for a rating is no due time of a desk.
func TestTheTimeForARatingIsNoDueTime(t *testing.T) {
	now := time.Date(2026, 12, 31, 10, 0, 0, 0, workday.Shanghai())
	for days, want := range map[int][2]string{0: {"评价到12月31日（周四）", "今天到期"}, 1: {"评价到2027年1月1日（周五）", "明天到期"}} {
		d := ui.Due{Tone: ui.Info, At: now.AddDate(0, 0, days), Rating: true}
		if got := d.Word(i18n.For("zh-CN"), now); got != want[0] {
			t.Errorf("in %d days: %q, want %q", days, got, want[0])
		}
		d.Rating = false
		if got := d.Word(i18n.For("zh-CN"), now); got != want[1] {
			t.Errorf("in %d days: %q, want %q", days, got, want[1])
		}
	}
}
