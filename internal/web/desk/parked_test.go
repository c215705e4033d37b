package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui/uitest"
)

// lapses lets the browser's session end: it still shows whose it was.
func (b *browser) lapses(who string) {
	b.Keep(&http.Cookie{Name: "who", MaxAge: -1}, &http.Cookie{Name: "lapsed", Value: url.QueryEscape(who)})
	b.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
}

func (b *browser) signsIn(who string) {
	b.Keep(&http.Cookie{Name: "who", Value: url.QueryEscape(who)}, &http.Cookie{Name: "lapsed", MaxAge: -1})
	b.Client.CheckRedirect = nil
}

func TestASessionThatEndsInTheMiddleOfAReplyLosesNothing(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.busy()["handling"]
		b, path := o.as("lead department"), "/desk/cases/"+c.Number+"/report"
		_, page := b.get(path)
		v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
		v.Set("result", "村东头的路灯3月11日修好\n一共十二盏𠮷")
		v.Set("promise", "2026-04-01")
		b.lapses("lead department")
		p := b.Post(path, v)
		if to := p.Header.Get("Location"); p.Status != http.StatusSeeOther || to != "/signin?back="+url.QueryEscape(path) {
			t.Fatalf("%d to %q", p.Status, to)
		}
		if o.Reload(c).Version != c.Version {
			t.Fatal("nothing is sent")
		}
		b.signsIn("station")
		if _, page := b.get("/desk/cases/" + c.Number); strings.Contains(page, "十二盏") {
			t.Error("another person reads what was written")
		}
		b.signsIn("lead department")
		_, page = b.get(path)
		if !strings.Contains(page, "一共十二盏𠮷") || !strings.Contains(page, `value="2026-04-01"`) || !strings.Contains(page, "已经放回来了") {
			t.Fatal("what was written must be back")
		}
		again := uitest.Hidden(page[strings.Index(page, `id="act"`):])
		again.Set("result", v.Get("result"))
		if status, _ := b.post(path, again); status != http.StatusOK || o.Reload(c).State != casework.Reported {
			t.Fatalf("sent after signing in: %d", status)
		}
		o.Do(o.Station, o.Reload(c), &casework.SendBack{Reason: "写明日期"})
		if _, page := b.get(path); strings.Contains(page, "十二盏𠮷</textarea>") {
			t.Error("what was sent is not offered again")
		}
	})
}

func TestWhoIsNotKnownGetsHerWordsBackToCopy(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.busy()["handling"]
		path := "/desk/cases/" + c.Number + "/report"
		b := o.as("lead department")
		_, page := b.get(path)
		v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
		v.Set("result", "写了很久的一段话<b>")
		b.lapses("nobody at all")
		status, page := b.post(path, v)
		if status != http.StatusUnauthorized || !strings.Contains(page, "写了很久的一段话&lt;b&gt;</textarea>") || !strings.Contains(page, "/signin?back=") {
			t.Fatalf("%d", status)
		}
		v.Set("_token", "x")
		if status, page := b.post(path, v); status != http.StatusUnauthorized || strings.Contains(page, "很久") {
			t.Errorf("another site's form: %d", status)
		}
	})
}

func TestBothTextsAreKeptWhereTwoWrote(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.busy()["reported"]
		path := "/desk/cases/" + c.Number + "/answer"
		first, second := o.as("station"), o.as("station")
		form := func(b *browser, text string) url.Values {
			_, page := b.get(path)
			v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
			v.Set("text", text)
			return v
		}
		one, two := form(first, "第一个人写的答复，3月11日已修好。"), form(second, "第二个人写的答复，3月12日已修好。")
		if status, _ := first.post(path, one); status != http.StatusOK {
			t.Fatal(status)
		}
		status, page := second.post(path, two)
		if status != http.StatusConflict || !strings.Contains(page, "第一个人写的答复") || !strings.Contains(page, "第二个人写的答复") || !strings.Contains(page, "现在不能再做这一步") {
			t.Fatalf("%d: both texts stand on the page", status)
		}
		after := o.Reload(c).Version
		if status, _ := first.post(path, one); status != http.StatusOK || o.Reload(c).Version != after {
			t.Errorf("back and sent once more: %d, version %d", status, o.Reload(c).Version)
		}
		one.Set("text", "改了字再发")
		if status, page := first.post(path, one); status != http.StatusConflict || !strings.Contains(page, "改了字再发") {
			t.Errorf("back, changed, and sent: %d", status)
		}
	})
}

func TestTwoTabsOfOnePerson(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.Do(o.Station, o.File(nil), &casework.Accept{})
		b, path := o.as("station"), "/desk/cases/"+c.Number+"/note"
		form := func(text string) url.Values {
			_, page := b.get(path)
			v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
			v.Set("text", text)
			return v
		}
		one, two := form("左边的标签页"), form("右边的标签页")
		b.post(path, one)
		status, page := b.post(path, two)
		if status != http.StatusConflict || !strings.Contains(page, "右边的标签页</textarea>") || !strings.Contains(page, "在您填写的时候，这件案件有了变化") {
			t.Fatalf("the second tab: %d", status)
		}
		v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
		v.Set("text", "右边的标签页")
		if status, page := b.post(path, v); status != http.StatusOK || strings.Count(page, "边的标签页") != 2 {
			t.Errorf("sent again on what is now: %d", status)
		}
	})
}
