package site_test

import (
	"archive/zip"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb"
)

// code is the newest code that waits to be sent to a phone.
func (h *house) code(phone string) string {
	h.T.Helper()
	var bodies []string
	err := h.DB.Read(h.T.Context(), func(tx *sqldb.Tx) (err error) {
		bodies, err = sqldb.All(h.T.Context(), tx, sqldb.Value[string], `SELECT body FROM outbox ORDER BY id DESC`)
		return err
	})
	if err != nil {
		h.T.Fatal(err)
	}
	for _, body := range bodies {
		var l struct{ Phone, Text string }
		if err := json.Unmarshal([]byte(body), &l); err != nil {
			continue
		}
		to, err := h.Keys.Open(l.Phone)
		text, bad := h.Keys.Open(l.Text)
		if m := regexp.MustCompile(`\d{6}`).FindString(text); err == nil && bad == nil && to == phone && m != "" {
			return m
		}
	}
	h.T.Fatalf("no code was sent to %s", phone)
	return ""
}

func TestACitizenCorrectsHerContact(t *testing.T) {
	open(t, func(h *house) {
		b, c := h.filed(nil)
		b.get(caseURL(c)).want(http.StatusOK, caseURL(c)+"/data")
		b.get(caseURL(c)+"/data").want(http.StatusOK, "李**", "138****0001", "用留过的手机号登录").without("李秀英", "13800000001")
		form := caseURL(c) + "/data/contact"
		b.get(form).want(http.StatusOK, "现在留的是：李**").fill(form, url.Values{"phone": {"123"}}).want(http.StatusUnprocessableEntity, `value="123"`)
		b.get(form).fill(form, url.Values{"name": {"李秀瑛"}}).want(http.StatusOK, "联系方式已经更正")
		asked := b.get(form).fill(form, url.Values{"phone": {"139 0000 0007"}, "address": {"井边"}}).want(http.StatusOK, "139****0007", "再发一次")
		wrong := asked.fill(form, url.Values{"code": {"000000"}}).want(http.StatusUnprocessableEntity, "验证码不对", `value="井边"`)
		wrong.fill(form, url.Values{"code": {h.code("13900000007")}}).want(http.StatusOK, "联系方式已经更正", "139****0007")
		d, err := h.Cases.Read(t.Context(), access.Clock, c.Number)
		if err != nil || d.Case.Version != 3 {
			t.Fatalf("%+v %v", d.Case.Version, err)
		}
		b.get(caseURL(c)).want(http.StatusOK, "更正了联系方式").without("13900000007")
		if who, _ := h.Cases.Read(t.Context(), access.Actor{Phone: h.Keys.Index("phone", "13900000007")}, c.Number); who == nil || who.Contact.Name != "李秀瑛" {
			t.Error("the new phone does not open the case")
		}
	})
}

func TestACitizenTakesHerAgreementBack(t *testing.T) {
	open(t, func(h *house) {
		b, c := h.answered(nil)
		c = h.Do(h.Officer, c, &casework.Release{})
		h.browser("").get(caseURL(c)).want(http.StatusOK, "水管")
		form := caseURL(c) + "/data/agreement"
		b.get(form).fill(form, url.Values{"agree_public": nil}).want(http.StatusOK, "已按您说的改好", "不公开")
		h.browser("").get(caseURL(c)).want(http.StatusNotFound)
		b.get(form).fill(form, nil).want(http.StatusUnprocessableEntity, "没有改动")
		stale := b.get(form).form(form)
		stale.Set("agree_name", "on")
		h.Do(h.Officer, h.Reload(c), &casework.Note{Text: "记一笔"})
		b.post(form, stale).want(http.StatusConflict, "看最新进展", "checked")
	})
}

func TestACitizenErasesHerself(t *testing.T) {
	open(t, func(h *house) {
		b, c := h.filed(nil)
		form := caseURL(c) + "/data/erasure"
		b.get(form).want(http.StatusOK, "还没有办完", "撤回这件诉求", "办结以后才能删除")
		b.get(form).fill(form, nil).want(http.StatusUnprocessableEntity, "至少选一项")
		b.get(form).fill(form, url.Values{"contact": {"on"}, "words": {"on"}}).want(http.StatusOK, "已经删除")
		b.get(caseURL(c)).want(http.StatusOK, "138****5678", "已删除：姓名、电话、住址、内容里的个人信息").without("13812345678")
		// Who sees the case by her phone alone is told what she loses, and led on.
		_, mine := h.filed(nil)
		phone := h.browser("citizen")
		form = caseURL(mine) + "/data/erasure"
		phone.get(form).want(http.StatusOK, "只有提交时的专属链接")
		gone := phone.get(form).fill(form, url.Values{"contact": {"on"}}).want(http.StatusOK, "已经删除")
		if gone.At != "/zhengding/cases" {
			t.Errorf("she was led to %s", gone.At)
		}
	})
}

func TestNobodyElseTouchesHerData(t *testing.T) {
	open(t, func(h *house) {
		_, c := h.filed(nil)
		for _, who := range []string{"", "stranger", "station", "county officer", "lead department", "village officer", "leader", "discipline"} {
			b := h.browser(who)
			for _, path := range []string{"", "/contact", "/agreement", "/erasure", "/none"} {
				b.get(caseURL(c) + "/data" + path).want(http.StatusNotFound)
			}
			for _, path := range []string{"/copy", "/contact", "/agreement", "/erasure"} {
				if s := b.post(caseURL(c)+"/data"+path, url.Values{"contact": {"on"}}); s.Status != http.StatusNotFound {
					t.Errorf("%s %s: %d", who, path, s.Status)
				}
			}
		}
		h.browser("").post("/me/data/copy", nil).want(http.StatusUnauthorized)
	})
}

// unpacked are the files of an archive by name.
func unpacked(t *testing.T, s *screen) map[string]string {
	t.Helper()
	if s.Status != http.StatusOK || s.Header.Get("Content-Type") != "application/zip" || s.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", s.Status, s.Header)
	}
	z, err := zip.NewReader(strings.NewReader(s.Body), int64(len(s.Body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

// photo is a photo that a visitor has uploaded.
func (h *house) photo() string {
	h.T.Helper()
	p, err := h.media.Upload(h.T.Context(), access.Actor{}, "a.jpg", strings.NewReader(picture()))
	if err != nil {
		h.T.Fatal(err)
	}
	return p.Token
}

func TestACopyHoldsAllOfHersAndNothingOfOthers(t *testing.T) {
	open(t, func(h *house) {
		if _, err := h.people.CreatePerson(t.Context(), access.Clock, h.ID, account.NewPerson{Name: "李秀英", Phone: "13800000001"}); err != nil {
			t.Fatal(err)
		}
		b, c := h.filed(func(f *casework.Filing) { f.Photos = []string{h.photo()} })
		_, other := h.filed(func(f *casework.Filing) { f.Phone, f.Text = "13800000009", "别人家的事" })
		h.Do(h.Officer, c, &casework.Note{Text: "内部：先不要回复"})
		one := unpacked(t, b.get(caseURL(c)+"/data").fill(caseURL(c)+"/data/copy", nil))
		if photo := one["photos/"+c.Number+"/1-1.jpg"]; !strings.HasPrefix(photo, "\xff\xd8") {
			t.Errorf("no photo in %d files", len(one))
		}
		all := unpacked(t, h.browser("citizen").get("/me/data").want(http.StatusOK, c.Number, "13800000001").without(other.Number).fill("/me/data/copy", nil))
		for name, files := range map[string]map[string]string{"receipt": one, "account": all} {
			for _, file := range []string{"index.html", "data.json"} {
				text := files[file]
				if !strings.Contains(text, c.Number) || !strings.Contains(text, "水管漏水") || strings.Contains(text, "先不要回复") || strings.Contains(text, "别人家的事") {
					t.Errorf("%s: %s is not hers alone: %s", name, file, text)
				}
				if strings.Contains(text, "13800000001") != (name == "account") {
					t.Errorf("%s: %s: the phone is for who has signed in", name, file)
				}
			}
		}
		var events int64
		err := h.DB.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
			events, err = sqldb.One(t.Context(), tx, sqldb.Value[int64], `SELECT COUNT(*) FROM account_event WHERE kind = 'data.copied'`)
			return err
		})
		if err != nil || events != 2 {
			t.Errorf("%d copies were recorded, %v", events, err)
		}
	})
}
