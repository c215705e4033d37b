package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/draft"
	"jiazhan/internal/sqldb"
)

// rows is how many rows a table has.
func (h *house) rows(table string) int {
	h.T.Helper()
	var n int
	err := h.DB.Read(h.T.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(h.T.Context(), tx, sqldb.Value[int], `SELECT COUNT(*) FROM `+table)
		return err
	})
	if err != nil {
		h.T.Fatal(err)
	}
	return n
}

func TestEveryPageCanBeGoneBackTo(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.get(report)
		pages := []string{s.At}
		for _, typed := range []url.Values{
			{"text": {"路灯不亮"}}, {"place": {"桥头"}}, {}, {"name": {"李秀英"}, "phone": {"13800000001"}, "agree_public": {"on"}}, {"to": {"deputy/zeng-xiulan"}},
		} {
			s = s.step(typed).want(http.StatusOK)
			pages = append(pages, s.At)
		}
		for i, want := range []string{"路灯不亮", `value="桥头"`, "有照片吗？", `value="李秀英"`, "曾秀兰代表", "李秀英"} {
			again := b.get(pages[i]).want(http.StatusOK, want, "加密保存")
			if again.Header.Get("Cache-Control") != "no-store" || again.At != pages[i] {
				h.T.Errorf("%s: %q", again.At, again.Header.Get("Cache-Control"))
			}
		}
		b.get(pages[3]).want(http.StatusOK, `value="13800000001"`, `name="agree_public" value="on" checked`)
		// What is wrong stays on its page until it is mended, and going back shows it without sending it again.
		wrong := b.get(pages[3]).step(url.Values{"phone": {"打不通"}}).want(http.StatusUnprocessableEntity, `value="打不通"`)
		if wrong.At != pages[3] {
			h.T.Errorf("what is wrong is told at %s", wrong.At)
		}
		b.get(pages[3]).want(http.StatusUnprocessableEntity, "请填写能打通的电话号码").step(url.Values{"phone": {"13800000002"}}).want(http.StatusOK)
		b.get(pages[3]).want(http.StatusOK, `value="13800000002"`).without("请填写能打通的电话号码")
		for _, page := range pages {
			for _, private := range []string{"李秀英", "138", url.QueryEscape("李秀英")} {
				if strings.Contains(page, private) {
					h.T.Errorf("%s tells %s", page, private)
				}
			}
		}
	})
}

func TestADraftIsItsBrowsersAlone(t *testing.T) {
	open(t, func(h *house) {
		b, other := h.browser(""), h.browser("")
		s := b.write("井盖坏了")
		other.get(report)
		page := s.At
		v := s.form(s.page())
		v.Set("go", "send")
		for _, stranger := range []*browser{other, h.browser(""), h.browser("county officer")} {
			stranger.get(page).want(http.StatusNotFound).without("井盖", "李秀英")
			stranger.post(page, v).want(http.StatusNotFound).without("井盖", "李秀英")
			stranger.post(strings.Replace(page, "/check", "/drop", 1), v).want(http.StatusNotFound)
			stranger.get(report).want(http.StatusOK, "发生了什么事？").without("井盖")
		}
		b.get(strings.Replace(page, "/zhengding/", "/xinle/", 1)).want(http.StatusNotFound)
		b.get(strings.Replace(page, "/check", "/nowhere", 1)).want(http.StatusNotFound)
		b.get(page).want(http.StatusOK, "井盖坏了")
	})
}

func TestSheGoesOnOrStartsAnew(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		first := b.get(report).step(url.Values{"text": {"第一件：沟堵了"}}).step(nil).want(http.StatusOK, "有照片吗？")
		offer := b.get(report+"?station=xinchengpu").want(http.StatusOK, "您有没写完的", "第一件：沟堵了", first.At)
		anew := b.get(report+"?new=1&station=xinchengpu").want(http.StatusOK, "发生了什么事？").without("沟堵了")
		if !strings.Contains(offer.Body, "new=1") || anew.page() == first.page() {
			h.T.Errorf("anew at %s", anew.page())
		}
		second := anew.step(url.Values{"text": {"第二件：灯不亮"}}).step(nil).step(nil).step(url.Values{"name": {"王五"}}).want(http.StatusOK, "想请谁来管？", "checked")
		b.get(report).want(http.StatusOK, "第一件：沟堵了", "第二件：灯不亮")
		first.step(nil).want(http.StatusOK, "怎么联系您？").without("王五")
		second.step(nil).want(http.StatusOK, "第二件：灯不亮", "王五").without("沟堵了").send().want(http.StatusOK)
		b.get(report).want(http.StatusOK, "第一件：沟堵了").without("第二件：灯不亮")
		// Thrown away it is gone, with its words.
		drop := strings.TrimSuffix(first.page(), "photos") + "drop"
		b.get(first.At).fill(drop, nil).want(http.StatusOK, "草稿已经扔掉")
		b.get(first.At).want(http.StatusGone, "草稿已经不在了").without("沟堵了")
		b.get(report).want(http.StatusOK, "发生了什么事？")
	})
}

func TestADraftWaitsForAWeek(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.get(report+"?first=photos").want(http.StatusOK, "有照片吗？", "第 1 步").upload(map[string]string{"a.jpg": picture()}).
			step(url.Values{"text": {"路面塌了"}}).step(nil).want(http.StatusOK, "怎么联系您？")
		thumb := thumbIn.FindString(b.get(strings.Replace(s.At, "/who", "/photos", 1)).Body)
		h.Clock.Advance(draft.Keep - time.Minute)
		h.tidy()
		b.get(thumb).want(http.StatusOK)
		s = b.get(s.At).want(http.StatusOK).step(nil).want(http.StatusOK)
		h.Clock.Advance(draft.Keep + time.Minute)
		h.tidy()
		for _, path := range []string{s.At, strings.Replace(s.At, "/to", "/what", 1)} {
			b.get(path).want(http.StatusGone, "只保存 7 天", "重新写").without("路面塌了")
		}
		b.post(s.At, s.form(s.page())).want(http.StatusGone)
		b.get(thumb).want(http.StatusNotFound)
		if n := h.rows("draft") + h.rows("photo"); n != 0 {
			h.T.Errorf("%d rows are left", n)
		}
	})
}

// tidy is what the sweeps do.
func (h *house) tidy() {
	h.T.Helper()
	if err := h.drafts.Sweep(h.T.Context()); err != nil {
		h.T.Fatal(err)
	}
	if err := h.media.Sweep(h.T.Context()); err != nil {
		h.T.Fatal(err)
	}
}

func TestBackAfterSendingShowsTheReceipt(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.write("噪音")
		receipt := s.send().want(http.StatusOK, "已经收到")
		who := strings.Replace(s.At, "/check", "/who", 1)
		for _, again := range []*screen{b.get(s.At), b.get(who), b.post(who, s.form(s.page())), s.send()} {
			if again.want(http.StatusOK, "已经收到").At != receipt.At {
				h.T.Errorf("led to %s", again.At)
			}
		}
		if n := h.count(); n != 1 {
			h.T.Errorf("%d cases", n)
		}
		h.browser("").get(s.At).want(http.StatusNotFound)
		b.get("/zhengding/cases").fill("/zhengding/cases/forget", nil).want(http.StatusOK)
		b.get(s.At).want(http.StatusNotFound)
		if n := h.rows("draft"); n != 0 {
			h.T.Errorf("%d drafts after forgetting", n)
		}
	})
}

func TestSentAndSentAgainInOtherWords(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.write("积水")
		filing := s.form(s.page())
		filing.Set("go", "send")
		// The program is killed after the case is filed and before the draft knows.
		if err := h.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `CREATE TABLE before_sending AS SELECT * FROM draft`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		first := b.post(s.page(), filing).want(http.StatusOK, "已经收到")
		if err := h.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE draft SET receipt = '', body = (SELECT body FROM before_sending)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if again := b.get(s.At).send(); again.At != first.At || h.count() != 1 {
			t.Errorf("sent again: %s, %d cases", again.At, h.count())
		}
		if err := h.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE draft SET receipt = '', body = (SELECT body FROM before_sending)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		s = b.get(s.At).step(url.Values{"go": {"what"}}).step(url.Values{"text": {"另一件事"}}).want(http.StatusOK, "请核对一下", "另一件事")
		s.send().want(http.StatusConflict, "已经提交过一次", "另一件事").send().want(http.StatusOK, "已经收到")
		if n := h.count(); n != 2 {
			t.Errorf("%d cases", n)
		}
	})
}

func TestIntoTheSealedLaneADraftIsLeftBehind(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.get(report).step(url.Values{"text": {"村主任收了钱"}}).step(nil).upload(map[string]string{"a.jpg": picture()}).want(http.StatusOK, "怎么联系您？")
		who := s.At
		s = s.step(url.Values{"against_person": {"on"}}).want(http.StatusOK, "请核对一下", "保密通道", "村主任收了钱", "1 张").without("写到这里已经加密保存")
		if n := h.rows("draft"); n != 0 || s.Header.Get("Cache-Control") != "no-store" || s.page() != report {
			h.T.Errorf("%d drafts, %q, sent to %s", n, s.Header.Get("Cache-Control"), s.page())
		}
		b.get(who).want(http.StatusGone).without("村主任")
		b.get(report).want(http.StatusOK, "发生了什么事？")
		// Whoever leaves the lane again has a draft again.
		out := s.step(url.Values{"go": {"who"}}).want(http.StatusOK, "怎么联系您？").step(url.Values{"against_person": nil}).want(http.StatusOK, "请核对一下", "村主任收了钱", "不公开")
		if n := h.rows("draft"); n != 1 || out.page() == report {
			h.T.Errorf("%d drafts at %s", n, out.page())
		}
		s.send().want(http.StatusOK, "走保密通道")
		if n := h.rows("cases"); n != 1 {
			h.T.Errorf("%d cases", n)
		}
	})
}

func TestWhoWritesForOthersKeepsADraftToo(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("village officer")
		s := b.get(report+"?behalf=1").step(url.Values{"text": {"张大娘家自来水断了"}}).step(nil).step(nil).want(http.StatusOK, `name="on_behalf" value="on" checked`)
		s = s.step(url.Values{"name": {"张大娘"}, "consent": {"当面口述，同意"}, "channel": {"visit"}}).step(nil).want(http.StatusOK, "代为填写")
		number := numberIn.FindString(s.send().want(http.StatusOK).Body)
		if d, err := h.Cases.Read(h.T.Context(), access.Clock, number); err != nil || d.Case.FiledBy != h.Village.PersonID {
			h.T.Errorf("%+v %v", d, err)
		}
	})
}
