package admin_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestTheAppearanceIsPreviewedSavedAndGuarded(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		const path = "/admin/appearance"
		b := o.as("county officer")
		_, page := b.get(path)
		all := func(more ...string) []string {
			return append([]string{"name", "正定县人民代表大会", "short", "正定县", "hotline", "0311-5550100", "title", "", "lead", "", "address", "常山路1号", "hours", "周一至周五",
				"notice", "", "from", "", "to", ""}, more...)
		}
		for _, wrong := range [][]string{
			{"name", ""}, {"short", strings.Repeat("县", 21)}, {"hotline", "打电话"}, {"notice", strings.Repeat("𠮷", 121)}, {"notice", "放假"},
			{"notice", "放假", "from", "2026-03-20", "to", "2026-03-19"}, {"notice", "放假", "from", "2026-02-30", "to", "2026-03-19"},
		} {
			status, back := b.send(path, page, all(wrong...)...)
			o.want(status, http.StatusUnprocessableEntity, back, "常山路1号")
		}
		status, preview := b.send(path, page, all("notice", "值班<script>alert(1)</script>", "from", "2026-03-11", "to", "2026-03-12")...)
		o.want(status, http.StatusOK, preview, "值班&lt;script&gt;", "常山路1号", "有事找代表")
		status, saved := b.send(path, preview, "sure", "yes")
		o.want(status, http.StatusOK, saved, "公开页面已经用上", "上次修改")
		status, stale := b.send(path, preview, "sure", "yes")
		o.want(status, http.StatusConflict, stale, "刚有人改过", "常山路1号")
		dir, err := o.Congress.Directory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		home := dir.Congress(o.ID)
		if home.Address != "常山路1号" || home.ChangedBy != o.Officer.PersonID || home.Appearance.Version != 1 {
			t.Errorf("%+v", home)
		}
	})
}
