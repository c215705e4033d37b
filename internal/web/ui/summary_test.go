package ui_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// TestTheSummaryNamesTheField shows a refused form: the summary stands above the fields and says which of them is meant, in the
// words of each register, and leads there.
func TestTheSummaryNamesTheField(t *testing.T) {
	for name, c := range map[string]struct {
		p    *i18n.Printer
		want []string
	}{
		"zh-CN": {i18n.For("zh-CN"), []string{"标题：请填写", "解决了吗：请选择", "电话：请只填写数字"}},
		"elder": {i18n.For("zh-CN").Plain(), []string{"标题：还没写", "解决了吗：还没选", "电话：请只填写数字"}},
		"en":    {i18n.For("en"), []string{"标题: please fill it in", "解决了吗: please choose", "电话: "}},
	} {
		var wrong fault.Fields
		wrong.Add("title", "field.required")
		wrong.Add("solved", "field.required")
		wrong.Add("phone", "form.number")
		f := form.New(nil)
		if !f.Keep(wrong.Err()) {
			t.Fatal("it is not refused")
		}
		page := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			return templ.Join(ui.ErrorSummary(c.p, f), ui.Field(c.p, f, ui.Input{Name: "title", Label: "标题"}), ui.Field(c.p, f, ui.Input{Name: "phone", Label: "电话"}),
				ui.Radios(c.p, f, ui.Choice{Name: "solved", Label: "解决了吗？", Options: []ui.Option{{Value: "yes", Label: "是"}}})).Render(ctx, w)
		})
		w := httptest.NewRecorder()
		if err := edge.Render(w, httptest.NewRequest(http.MethodPost, "/", nil), f.Status(), page); err != nil {
			t.Fatal(err)
		}
		summary, _, _ := strings.Cut(w.Body.String(), "</ul>")
		for _, want := range append(c.want, `href="#f-title"`, `href="#f-solved"`) {
			if !strings.Contains(summary, want) {
				t.Errorf("%s: the summary does not say %q: %s", name, want, summary)
			}
		}
	}
}
