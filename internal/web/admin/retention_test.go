package admin_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"jiazhan/internal/retention"
	"jiazhan/internal/sqldb"
)

// keeping has three things of every kind that are due.
func (o *office) keeping() *retention.Service {
	three := func(context.Context, int64, time.Time) (int, error) { return 3, nil }
	kept := map[retention.Name]retention.Kept{}
	for _, d := range retention.Defs {
		kept[d.Name] = retention.Kept{Due: three, Drop: three}
	}
	return &retention.Service{DB: o.DB, Kept: kept, Note: func(context.Context, *sqldb.Tx, int64, int64, string) error { return nil }}
}

func TestThePeriodIsSeenBeforeItIsSaved(t *testing.T) {
	open(t, func(_ *testing.T, o *office) {
		b := o.as("security_admin")
		status, page := b.get("/admin/retention")
		o.want(status, http.StatusOK, page, "1095 天", "安全记录", "不能少于 180 天", "没有提交的照片")
		status, page = b.get("/admin/retention/contact")
		o.want(status, http.StatusOK, page, "365–3650")
		status, refused := b.send("/admin/retention/contact", page, "days", "30")
		o.want(status, http.StatusUnprocessableEntity, refused, "365 到 3650", `value="30"`)
		status, sure := b.send("/admin/retention/contact", page, "days", "730")
		o.want(status, http.StatusOK, sure, "从 1095 天改为 730 天", "会删除 3 条")
		status, saved := b.send("/admin/retention/contact", sure)
		o.want(status, http.StatusOK, saved, "已保存", "730 天")
		status, page = b.get("/admin/retention/nothing")
		o.want(status, http.StatusNotFound, page)
	})
}
