package site_test

import (
	"net/http"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/retention"
)

func TestThePrivacyNoticeKeepsItsVersionsAndItsPromises(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		b.get("/zhengding/privacy").want(http.StatusOK, "第 3.0 版", "加密保存 7 天", "办结 1095 天后", "这一版改了什么", "/zhengding/privacy?version=1.0").without("请打电话给工作人员")
		b.get("/zhengding/privacy?version=2.0").want(http.StatusOK, "第 2.0 版", "没有提交的内容不保存", "1095").without("加密保存 7 天")
		b.get("/zhengding/privacy?version=1.0").want(http.StatusOK, "第 1.0 版", "这是以前的一版", "请打电话给工作人员").without("1095")
		b.get("/zhengding/privacy?version=9").want(http.StatusNotFound)
		b.get("/privacy?version=1.0").want(http.StatusOK, "第 1.0 版")
		b.get("/privacy").want(http.StatusOK, "1095 天")
		r, err := h.Cases.File(t.Context(), access.Actor{}, h.ID, casework.Filing{Text: "路灯不亮", Notice: "2.0"}, "")
		if err != nil {
			t.Fatal(err)
		}
		if d, err := h.Cases.Read(t.Context(), access.Clock, r.Number); err != nil || d.Notice != "2.0" {
			t.Errorf("the version that she was shown is not kept: %q %v", d.Notice, err)
		}
		err = h.keeping.Set(t.Context(), access.Actor{Grants: []access.Grant{{Role: access.SecurityAdmin, CongressID: h.ID}}}, h.ID, retention.Period{Name: retention.Contact, Days: 400}, 0)
		if err != nil {
			t.Fatal(err)
		}
		b.get("/zhengding/privacy").want(http.StatusOK, "办结 400 天后")
	})
}
