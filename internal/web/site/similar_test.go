package site_test

import (
	"net/http"
	"net/url"
	"testing"

	"jiazhan/internal/casework"
)

// What others told already is shown before one files, but only what is published, near, alike, and not in the sealed lane.
func TestSimilarPublishedCasesAreShownBeforeFiling(t *testing.T) {
	open(t, func(h *house) {
		titled := func(title string) func(*casework.Filing) {
			return func(f *casework.Filing) { f.Title = title }
		}
		_, shown := h.answered(titled("村东头水管漏水"))
		h.Do(h.Officer, shown, &casework.Release{})
		_, other := h.answered(titled("小学门口没有红绿灯"))
		h.Do(h.Officer, other, &casework.Release{})
		_, hidden := h.answered(titled("村东头水管漏水半年"))
		where := func(text string, more url.Values) *screen {
			s := h.browser("").get(report).step(url.Values{"text": {text}}).want(http.StatusOK, "在什么地方？").without("相似")
			return s.step(more)
		}
		near := url.Values{"place_code": {"130123102001"}}
		where("我们村东头的水管又漏水了", near).want(http.StatusOK, "有照片吗？", "附近有 1 件相似的", "村东头水管漏水", caseURL(shown)).without(hidden.Number, "红绿灯")
		where("我们村东头的水管又漏水了", nil).want(http.StatusOK, "附近有 1 件相似的")
		where("想问问医保怎么交", near).want(http.StatusOK, "有照片吗？").without("相似")
		sealed := h.browser("").get(report+"?sealed=1").step(url.Values{"text": {"村东头水管漏水的钱被人拿了"}}).fill(report, near)
		sealed.want(http.StatusOK, "有照片吗？").without("相似")
		h.Do(h.Officer, h.Reload(shown), &casework.Recall{Reason: "本人要求"})
		where("我们村东头的水管又漏水了", near).want(http.StatusOK, "有照片吗？").without("相似", shown.Number)
	})
}
