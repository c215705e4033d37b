package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jiazhan/internal/web/ui/uitest"
)

func TestTheChecklistIsThereBeforeOneSendsAndWhileOneWrites(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.busy()["handling"]
		b := o.as("lead department")
		path := "/desk/cases/" + c.Number + "/report"
		_, page := b.get(path)
		if !strings.Contains(page, `id="checklist"`) || strings.Count(page, "待写") != 6 {
			t.Fatal("an empty reply has its list of points")
		}
		v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
		v.Set("result", "村东头的路灯3月11日由水利局修好，近期再查。")
		status, part := b.post(path+"/check", v)
		if status != http.StatusOK || strings.Contains(part, "<html") || !strings.Contains(part, "写明了谁在什么时候办的。") || !strings.Contains(part, "“近期”说不清") || !strings.Contains(part, `name="sure"`) {
			t.Fatalf("%d %s", status, part)
		}
		if status, _ := b.post(path+"/check", url.Values{"result": {"x"}}); status != http.StatusForbidden {
			t.Errorf("without the form's token: %d", status)
		}
		if status, _ := b.post("/desk/cases/"+c.Number+"/note/check", v); status != http.StatusNotFound {
			t.Errorf("a note has no list: %d", status)
		}
		if status, _ := o.as("other department").post(path+"/check", v); status != http.StatusNotFound {
			t.Errorf("who may not see the case: %d", status)
		}
		v.Set("look", "1")
		status, page = b.post(path, v)
		if status != http.StatusOK || !strings.Contains(page, "近期再查") || o.Reload(c).Version != c.Version {
			t.Errorf("%d: looking sends nothing and keeps the text", status)
		}
	})
}

func TestAReplyWithHerPhoneIsRefusedWhateverIsTicked(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.busy()["reported"]
		b := o.as("station")
		text := "村东头路灯3月11日已修好，已电话13800000001告知。"
		status, page := b.fill(c, "answer", url.Values{"text": {text}, "sure": {"yes"}})
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, "不能有来信人的电话") || !strings.Contains(page, text) || !strings.Contains(page, "要删去") {
			t.Fatalf("%d", status)
		}
	})
}

func TestTheChecklistFollowsThePen(t *testing.T) {
	s := browse(t)
	c := s.o.busy()["handling"]
	s.as("lead department", "/desk/cases/"+c.Number+"/report", 390)
	s.until(`document.querySelectorAll("#checklist li").length`, "6")
	s.run(`const a = document.getElementById("f-result"); a.value = "村东头路灯3月11日由水利局修好，近期再查"; a.dispatchEvent(new Event("input", {bubbles: true})); ""`)
	s.until(`document.querySelectorAll("#f-sure").length`, "1")
	s.until(`document.querySelectorAll("#checklist .tone-good").length`, "4")
	s.run(`document.getElementById("f-sure").click(); ""`)
	s.run(`const b = document.getElementById("f-result"); b.value += "。"; b.dispatchEvent(new Event("input", {bubbles: true})); ""`)
	s.until(`document.getElementById("f-sure").checked`, "true")
	s.run(`const p = document.querySelector("input[type=file]"); const bag = new DataTransfer(); bag.items.add(new File(["x"], "a.jpg", {type: "image/jpeg"}));
		p.files = bag.files; p.dispatchEvent(new Event("change", {bubbles: true})); ""`)
	s.until(`document.querySelectorAll("#checklist .tone-good").length`, "5")
	s.until(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`, "true")
}
