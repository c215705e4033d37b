package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui/uitest"
)

// undoForm is the form that a flash offers, nil where there is none.
func undoForm(page string) url.Values {
	at := strings.Index(page, `data-undo=`)
	if at < 0 {
		return nil
	}
	return uitest.Hidden(page[at:])
}

func TestAnActIsTakenBackFromTheNextPage(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.Do(o.Station, o.File(nil), &casework.Accept{})
		b := o.as("station")
		path := "/desk/cases/" + c.Number + "/undo"
		_, page := b.fill(c, "assign", url.Values{"lead": {"shuiliju"}, "class": {"normal"}})
		v := undoForm(page)
		if v == nil || !strings.Contains(page, "10 秒内可以撤销") {
			t.Fatal("an assignment can be taken back for ten seconds")
		}
		if status, _ := b.post(path, url.Values{"_version": v["_version"]}); status != http.StatusForbidden {
			t.Errorf("without the form's token: %d", status)
		}
		status, page := b.post(path, v)
		if status != http.StatusOK || !strings.Contains(page, "已撤销，案件回到之前的样子") || o.Reload(c).State != casework.Accepted {
			t.Fatalf("%d, the case is %s", status, o.Reload(c).State)
		}
		if undoForm(page) != nil {
			t.Error("an undo is not undone")
		}
		if !strings.Contains(page, "已撤销：") || !strings.Contains(page, "看撤销的内容") {
			t.Error("the timeline shows both, folded")
		}
		if status, page := b.post(path, v); status != http.StatusOK || !strings.Contains(page, "已撤销，案件回到之前的样子") {
			t.Errorf("a second press of the same button: %d", status)
		}
		if got := o.Reload(c).Version; got != c.Version+2 {
			t.Errorf("version %d, want the act and one undo", got)
		}
		if status, _ := o.as("other department").post(path, v); status != http.StatusNotFound {
			t.Errorf("who may not see the case: %d", status)
		}
	})
}

func TestAnUndoThatComesTooLateSaysWhy(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.Do(o.Station, o.File(nil), &casework.Accept{})
		b := o.as("station")
		path := "/desk/cases/" + c.Number + "/undo"
		_, page := b.fill(c, "note", url.Values{"text": {"先看看"}})
		v := undoForm(page)
		o.Clock.Advance(casework.UndoTime + time.Millisecond)
		if status, page := b.post(path, v); status != http.StatusOK || !strings.Contains(page, "已经过了 10 秒") {
			t.Errorf("too late: %d", status)
		}
		_, page = b.fill(c, "note", url.Values{"text": {"再看看"}})
		v = undoForm(page)
		o.Do(o.Officer, o.Reload(c), &casework.Remind{})
		if status, page := b.post(path, v); status != http.StatusOK || !strings.Contains(page, "不能撤销了：") || !strings.Contains(page, "催办") {
			t.Errorf("somebody acted meanwhile: %d", status)
		}
		_, page = b.fill(o.File(nil), "accept", nil)
		if undoForm(page) != nil {
			t.Error("the citizen was told that her case was accepted: that is not undone")
		}
	})
}

func TestTheButtonCountsDownAndGoes(t *testing.T) {
	s := browse(t)
	c := s.o.Do(s.o.Station, s.o.File(nil), &casework.Accept{})
	s.as("station", "/desk/cases/"+c.Number+"/note", 390)
	s.until(`document.querySelectorAll("#f-text").length`, "1")
	s.run(`document.getElementById("f-text").value = "先看看"; ""`)
	if _, err := chromedp.RunResponse(s, chromedp.Click(chromedp.CSS(`#act button[type=submit]`))); err != nil {
		t.Fatal(err)
	}
	s.until(`/^还有 \d+ 秒$/.test((document.querySelector(".undo-left") || {}).textContent)`, "true")
	if _, err := chromedp.RunResponse(s, chromedp.Click(chromedp.CSS(`.undo button`))); err != nil {
		t.Fatal(err)
	}
	s.until(`(document.querySelector("#notice p") || {}).textContent`, "已撤销，案件回到之前的样子，没有通知任何人。")
	if got := s.o.Reload(c); got.Version != c.Version+2 {
		t.Fatalf("version %d", got.Version)
	}
}
