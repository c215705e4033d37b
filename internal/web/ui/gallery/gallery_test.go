package gallery_test

import (
	"crypto/sha256"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/gallery"
	"jiazhan/internal/web/ui/uitest"
)

func house() *edge.Edge {
	e := edge.New(edge.Config{
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return gallery.Now },
		Sign: func(text string) []byte { sum := sha256.Sum256([]byte(text)); return sum[:] },
	})
	gallery.Mount(e)
	return e
}

func render(t *testing.T, e http.Handler, page, cookies string) string {
	t.Helper()
	r := httptest.NewRequest("GET", "/gallery/"+page, nil)
	r.Host = "localhost"
	r.Header.Set("Cookie", cookies)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", page, w.Code)
	}
	return w.Body.String()
}

func TestMarkupOfEveryComponent(t *testing.T) {
	e := house()
	for _, page := range gallery.Pages {
		for _, cookies := range []string{"lang=zh-CN", "lang=en; elder=1; rail=small"} {
			for _, fault := range uitest.Faults(render(t, e, page, cookies)) {
				t.Errorf("%s (%s): %s", page, cookies, fault)
			}
		}
	}
}

func TestRefusedFormSaysWhatAndKeepsWhatWasTyped(t *testing.T) {
	page := render(t, house(), "refused", "lang=zh-CN")
	for _, want := range []string{
		"<title>错误：", `role="alert"`, "手机号：请只填写数字", `href="#f-phone"`, `value="1380013800"`, `aria-invalid="true"`,
		"三岔口东边的路灯坏了半个月了</textarea>", `name="photos" value="sample"`, `aria-describedby="f-phone-hint f-phone-error"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(render(t, house(), "filing", "lang=zh-CN"), "checked") {
		t.Error("nothing is chosen before the person chooses")
	}
}

func TestPersonalWordsAreEscaped(t *testing.T) {
	page := render(t, house(), "filing?q=%3Cscript%3E", "lang=zh-CN")
	if strings.Contains(page, "<script>") {
		t.Error("the address stands on the page unescaped")
	}
}
