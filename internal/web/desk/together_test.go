package desk_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui/uitest"
	"jiazhan/internal/worklist"
)

var newsOf = regexp.MustCompile(`id="news" hx-get="([^"]+)"`)

func TestNumbersAreBroughtUpToDateAndSilentWhenTheyAreRight(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		b := o.as("station")
		_, page := b.get("/desk/?queue=waiting")
		ask := strings.ReplaceAll(newsOf.FindStringSubmatch(page)[1], "&amp;", "&")
		if status, _ := b.get(ask); status != http.StatusNoContent {
			t.Errorf("nothing happened: %d", status)
		}
		o.File(nil)
		p := b.Get(ask)
		if p.Status != http.StatusOK || p.Header.Get("HX-Trigger") != "work" || !strings.Contains(p.Body, `<span id="n-waiting" hx-swap-oob="true" class="count">1</span>`) {
			t.Fatalf("%d %q %s", p.Status, p.Header, p.Body)
		}
		again := strings.ReplaceAll(newsOf.FindStringSubmatch(p.Body)[1], "&amp;", "&")
		if status, _ := b.get(again); status != http.StatusNoContent || again == ask {
			t.Errorf("asked again after the answer: %d", status)
		}
	})
}

var hereOf = regexp.MustCompile(`<form id="here" method="post" action="([^"]+)"`)

func TestWhoWritesOnACaseIsSeenByTheOthers(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		station, officer := o.as("station"), o.as("county officer")
		_, page := station.get("/desk/cases/" + c.Number + "/accept")
		tell := strings.ReplaceAll(hereOf.FindStringSubmatch(page)[1], "&amp;", "&")
		v := uitest.Hidden(page[strings.Index(page, `id="here"`):])
		if status, part := station.post(tell, v); status != http.StatusOK || strings.Contains(part, "正在写") {
			t.Fatalf("one is not told of oneself: %d", status)
		}
		const said = "新城铺镇代表之家正在写“受理”"
		if _, page := officer.get("/desk/cases/" + c.Number); !strings.Contains(page, said) {
			t.Error("another desk must see who is writing")
		}
		o.Clock.Advance(worklist.Fresh + time.Second)
		if _, page := officer.get("/desk/cases/" + c.Number); strings.Contains(page, said) {
			t.Error("who went away without a word is forgotten")
		}
		station.post(tell, v)
		if status, _ := station.fill(c, "accept", nil); status != http.StatusOK {
			t.Fatal(status)
		}
		if _, page := officer.get("/desk/cases/" + c.Number); strings.Contains(page, said) {
			t.Error("who has sent her form does not write any more")
		}
		if _, part := officer.get("/desk/cases/" + c.Number + "/here?seen=1"); !strings.Contains(part, "受理了这件诉求") || !strings.Contains(part, "看最新情况") {
			t.Error("a page made before must be told what was done")
		}
		if _, part := officer.get("/desk/cases/" + c.Number + "/here?seen=2"); strings.Contains(part, "看最新情况") {
			t.Error("a page that is up to date is told nothing")
		}
		if status, _ := station.post("/desk/cases/"+c.Number+"/here?seen=1&action=accept", url.Values{}); status != http.StatusForbidden {
			t.Errorf("without the form's token: %d", status)
		}
		if status, _ := o.as("other department").get("/desk/cases/" + c.Number + "/here?seen=1"); status != http.StatusNotFound {
			t.Errorf("who may not see the case: %d", status)
		}
	})
}

func TestNobodyIsToldWhoWorksOnASealedCase(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(func(f *casework.Filing) { f.Against = true })
		officer := o.as("county officer")
		_, page := officer.get("/desk/cases/" + c.Number + "/accept")
		tell := strings.ReplaceAll(hereOf.FindStringSubmatch(page)[1], "&amp;", "&")
		officer.post(tell, uitest.Hidden(page[strings.Index(page, `id="here"`):]))
		if _, page := o.as("discipline").get("/desk/cases/" + c.Number); strings.Contains(page, "正在写") {
			t.Error("a sealed case tells of somebody")
		}
	})
}

func TestVagueRepliesAreAskedAboutOnce(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.busy()["handling"]
		b := o.as("lead department")
		fields := url.Values{"result": {"我局高度重视，将尽快处理。"}}
		status, page := b.fill(c, "report", fields)
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, "“高度重视、尽快”说不清") || !strings.Contains(page, "我局高度重视，将尽快处理。") {
			t.Fatalf("%d: the words must be named and the text kept", status)
		}
		if o.Reload(c).State != casework.Handling {
			t.Fatal("nothing is sent yet")
		}
		v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
		v.Set("result", "我局高度重视，将尽快处理。")
		v.Set("sure", "on")
		if status, _ := b.post("/desk/cases/"+c.Number+"/report", v); status != http.StatusOK || o.Reload(c).State != casework.Reported {
			t.Errorf("who is sure may send it: %d", status)
		}
		d := o.busy()["handling"]
		if status, _ := b.fill(d, "report", url.Values{"result": {"11月20日已换好两盏路灯。"}}); status != http.StatusOK {
			t.Errorf("a precise report goes at once: %d", status)
		}
	})
}

func TestRepliesBeginWithTheCountysTemplates(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		cases := o.busy()
		officer := o.as("county officer")
		_, page := officer.get("/desk/templates")
		v := uitest.Hidden(page[strings.Index(page, `class="case-side"`):])
		v.Set("name", "已修复")
		v.Set("action", "answer")
		v.Set("text", "您反映的{标题}（{编号}）由{部门}修好了，{时间}。")
		if status, page := officer.post("/desk/templates", v); status != http.StatusOK || !strings.Contains(page, "已保存模板：已修复") {
			t.Fatalf("saving: %d", status)
		}
		v.Set("action", "seal")
		if status, _ := officer.post("/desk/templates", v); status != http.StatusUnprocessableEntity {
			t.Errorf("a template for what is no reply: %d", status)
		}
		c := cases["reported"]
		station := o.as("station")
		_, page = station.get("/desk/cases/" + c.Number + "/answer")
		if !strings.Contains(page, "从模板开始（1 个）") {
			t.Fatal("the template must be offered")
		}
		_, page = station.get("/desk/cases/" + c.Number + "/answer?template=" + url.QueryEscape("已修复"))
		if want := "您反映的" + c.Title + "（" + c.Number + "）由水利局修好了，{时间}。</textarea>"; !strings.Contains(page, want) {
			t.Errorf("the form must begin with %q", want)
		}
		if _, page := station.get("/desk/cases/" + cases["filed"].Number + "/decline"); strings.Contains(page, "从模板开始") {
			t.Error("a template for answers is no template for refusals")
		}
		if status, _ := station.get("/desk/templates"); status != http.StatusForbidden {
			t.Errorf("a station may not edit: %d", status)
		}
		_, page = officer.get("/desk/templates")
		drop := uitest.Hidden(page[strings.Index(page, `action="/desk/templates/drop"`):])
		if status, page := officer.post("/desk/templates/drop", drop); status != http.StatusOK || !strings.Contains(page, "还没有模板") {
			t.Errorf("dropping: %d", status)
		}
	})
}

func TestKeysAndPreviewAreParts(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		b := o.as("station")
		_, page := b.get("/desk/keys")
		if !strings.Contains(page, "<kbd>j</kbd>") || !strings.Contains(page, "待我办理") {
			t.Error("the list of keys lacks some")
		}
		status, part := b.get("/desk/cases/" + c.Number + "/pane?in=queue%3Dwaiting")
		if status != http.StatusOK || strings.Contains(part, "<html") || !strings.Contains(part, c.Title) || !strings.Contains(part, "/accept?in=queue%3Dwaiting#act") {
			t.Errorf("%d: the preview must be a part with the actions", status)
		}
		if status, _ := o.as("other department").get("/desk/cases/" + c.Number + "/pane"); status != http.StatusNotFound {
			t.Errorf("who may not see the case: %d", status)
		}
	})
}
