package site_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/vault"
)

// answered files a case on a phone without an account and leads it to its answer; the phone then holds its receipt.
func (h *house) answered(change func(*casework.Filing)) (*browser, *casework.Case) {
	h.T.Helper()
	b, c := h.filed(change)
	c = h.Do(h.Station, c, &casework.Accept{})
	c = h.Do(h.Station, c, &casework.Assign{Lead: "shuiliju", Class: casework.Normal})
	c = h.Do(h.Water, c, &casework.Acknowledge{})
	c = h.Do(h.Water, c, &casework.Report{Result: "水管已换", Measures: "换管 20 米"})
	return b, h.Do(h.Station, c, &casework.Answer{Text: "您好，水管 3 月 11 日已经换好，请您看看。"})
}

func (h *house) filed(change func(*casework.Filing)) (*browser, *casework.Case) {
	h.T.Helper()
	f := casework.Filing{Text: "村东头水管漏水，电话 13812345678 找我。", Place: "井边第三家", Station: "xinchengpu", Name: "李秀英", Phone: "13800000001", Public: true}
	if change != nil {
		change(&f)
	}
	r, err := h.Cases.File(h.T.Context(), access.Actor{}, h.ID, f, "")
	if err != nil {
		h.T.Fatal(err)
	}
	b := h.browser("")
	b.get("/zhengding/receipt/"+r.Token).want(http.StatusOK, r.Number)
	return b, r.Case
}

func caseURL(c *casework.Case) string { return "/zhengding/cases/" + c.Number }

func TestACaseIsAParcel(t *testing.T) {
	open(t, func(h *house) {
		b, c := h.answered(nil)
		s := b.get(caseURL(c)).want(http.StatusOK, "已答复", "答复", "请您看看", "水利局", "您说解决了，才算办结", "换管 20 米", "问题解决了吗？去评价", "井边第三家")
		newest, oldest := strings.Index(s.Body, "检查后答复了您"), strings.Index(s.Body, "您提交了这件事")
		if ahead := strings.Index(s.Body, "is-future"); ahead < 0 || newest < ahead || oldest < newest {
			h.T.Errorf("order: ahead %d newest %d oldest %d", ahead, newest, oldest)
		}
		// The department learns nothing of her, another county and a stranger nothing at all.
		h.browser("lead department").get(caseURL(c)).want(http.StatusOK, "到工作台办理").without("李秀英", "13800000001")
		for _, name := range []string{"", "stranger", "other department", "other county"} {
			h.browser(name).get(caseURL(c)).want(http.StatusNotFound, "凭编号和当时留的电话后4位查").without("水管")
		}
		h.browser("").get("/xinle/cases/" + c.Number).want(http.StatusNotFound)
		b.get("/xinle/cases/" + c.Number).want(http.StatusNotFound)
	})
}

func TestWhatIsReleasedIsForEverybodyAndRedacted(t *testing.T) {
	open(t, func(h *house) {
		_, c := h.answered(nil)
		c = h.Do(h.Officer, c, &casework.Release{})
		s := h.browser("").get(caseURL(c)).want(http.StatusOK, "村东头水管漏水", "请您看看", "等来信人在").
			without("13812345678", "13800000001", "李秀英", "井边第三家", "去评价", "请在")
		if cache, tag := s.Header.Get("Cache-Control"), s.Header.Get("ETag"); !strings.Contains(cache, "no-cache") || tag == "" {
			h.T.Errorf("cache %q tag %q", cache, tag)
		}
		h.browser("").get("/zhengding/").want(http.StatusOK, c.Title, "请您看看", "100%")
		c = h.Do(h.Officer, c, &casework.FollowUp{Text: "上门看过，确实修好了", Verified: "yes"})
		h.browser("").get(caseURL(c)).want(http.StatusOK, "上门看过，确实修好了")
		h.Clock.Advance(15 * 24 * time.Hour)
		h.browser("").get(caseURL(c)).want(http.StatusOK, "评价到")
		c = h.Do(h.Officer, c, &casework.Recall{Reason: "有门牌"})
		h.browser("").get(caseURL(c)).want(http.StatusNotFound)
	})
}

func TestRatingAsksFirstWhetherItIsSolved(t *testing.T) {
	open(t, func(h *house) {
		b, c := h.answered(nil)
		rate := caseURL(c) + "/rate"
		s := b.get(rate).want(http.StatusOK, "请您评价", "再看一遍答复").without(" checked")
		if solved, result := strings.Index(s.Body, `name="solved"`), strings.Index(s.Body, `name="result"`); solved < 0 || solved > result {
			h.T.Error("solved or not is not asked first")
		}
		s = s.fill(rate, url.Values{"solved": {"no"}, "result": {"satisfied"}}).want(http.StatusUnprocessableEntity, `href="#f-attitude"`, `href="#f-reason"`, `value="no" checked`)
		s = s.fill(rate, url.Values{"attitude": {"basically"}, "reason": {"还在漏"}}).want(http.StatusOK, "谢谢，已记下您的评价。", "没有解决", "还在漏", "县人大专人")
		if s.At != caseURL(c) {
			h.T.Errorf("led to %s", s.At)
		}
		after := h.Reload(c)
		if after.Round != 1 || after.State != casework.Handling || after.Solved != casework.No {
			h.T.Errorf("%+v", after)
		}
		b.get(rate).want(http.StatusOK, "这一步现在不能办")
	})
}

func TestAStaleFormSaysWhoActedAndKeepsTheWords(t *testing.T) {
	open(t, func(h *house) {
		b, c := h.filed(nil)
		supply := caseURL(c) + "/supply"
		s := b.get(supply).want(http.StatusOK, "补充情况")
		h.Do(h.Station, c, &casework.Accept{})
		s = s.fill(supply, url.Values{"text": {"又漏了一处"}}).want(http.StatusConflict, "又漏了一处", "新城铺镇代表之家受理了您反映的这件事", "3月11日 09:00")
		s.fill(supply, nil).want(http.StatusOK, "已收到您补充的情况。", "又漏了一处")
		// The same form once more changes nothing.
		before := h.Reload(c).Version
		v := s.form(supply)
		b.post(supply, v).want(http.StatusOK)
		if after := h.Reload(c).Version; after != before {
			h.T.Errorf("version %d became %d", before, after)
		}
	})
}

func TestUrgeOnceInFiveDaysAndWithdraw(t *testing.T) {
	open(t, func(h *house) {
		b, c := h.filed(nil)
		b.get(caseURL(c)+"/urge").fill(caseURL(c)+"/urge", nil).want(http.StatusOK, "已经提醒正在办理的人。", "您催了一次", "您3月11日（周三）催过一次，3月18日（周三）以后可以再催。")
		b.get(caseURL(c)+"/urge").want(http.StatusOK, "这一步现在不能办").without("催一催")
		h.Clock.Advance(8 * 24 * time.Hour)
		b.get(caseURL(c)+"/urge").want(http.StatusOK, "催一催")
		b.get(caseURL(c)+"/withdraw").fill(caseURL(c)+"/withdraw", url.Values{"reason": {"自己修好了"}}).want(http.StatusOK, "已撤回")
		h.browser("").get(caseURL(c) + "/withdraw").want(http.StatusNotFound)
		b.get(caseURL(c) + "/accept").want(http.StatusNotFound)
		h.browser("station").get(caseURL(c) + "/urge").want(http.StatusNotFound)
	})
}

func TestLookingUpByNumberAndPhone(t *testing.T) {
	open(t, func(h *house) {
		_, c := h.filed(nil)
		_, sealed := h.filedSealed()
		find, list := "/zhengding/cases/find", "/zhengding/cases"
		refused := map[string]string{}
		for name, v := range map[string]url.Values{
			"wrong digits":   {"number": {c.Number}, "tail": {"9999"}},
			"no such number": {"number": {"ZD2026-999999"}, "tail": {"0001"}},
			"sealed":         {"number": {sealed}, "tail": {"0001"}},
			"three digits":   {"number": {c.Number}, "tail": {"001"}},
		} {
			s := h.browser("").get(list).fill(find, v).want(http.StatusUnprocessableEntity, "对不上")
			refused[words(strings.ReplaceAll(s.Body, v.Get("number"), ""))] = name
		}
		if len(refused) != 1 {
			h.T.Errorf("the refusals differ: %v", refused)
		}
		b := h.browser("")
		b.get(list).fill(find, url.Values{"number": {"zd2026－" + c.Number[7:]}, "tail": {" ０００１"}}).want(http.StatusOK, c.Number, "撤回")
		b.get(list).want(http.StatusOK, c.Number, "这不是我的手机").fill(list+"/forget", nil).want(http.StatusOK, "已经不再记着").without(c.Title)
		b.get(caseURL(c)).want(http.StatusNotFound)
	})
}

func (h *house) filedSealed() (token, number string) {
	h.T.Helper()
	r, err := h.Cases.File(h.T.Context(), access.Actor{}, h.ID, casework.Filing{Text: "举报某人收钱", Against: true, Phone: "13800000001"}, "")
	if err != nil {
		h.T.Fatal(err)
	}
	return r.Token, r.Number
}

func TestGuessingIsSlowedDown(t *testing.T) {
	open(t, func(h *house) {
		_, c := h.filed(nil)
		find := "/zhengding/cases/find"
		b := h.browser("")
		s := b.get("/zhengding/cases")
		v := s.form(find)
		v.Set("number", c.Number)
		v.Set("tail", "0000")
		for range 5 {
			b.post(find, v).want(http.StatusUnprocessableEntity)
		}
		v.Set("tail", "0001")
		slow := b.post(find, v)
		if slow.Status != http.StatusTooManyRequests || slow.Header.Get("Retry-After") == "" {
			h.T.Fatalf("the sixth try got %d", slow.Status)
		}
		h.Clock.Advance(time.Hour)
		b.post(find, v).want(http.StatusOK, c.Number)
	})
}

func TestAForgedOrForeignReceiptOpensNothing(t *testing.T) {
	open(t, func(h *house) {
		_, c := h.filed(nil)
		h.browser("").get("/zhengding/receipt/" + vault.Token()).want(http.StatusNotFound)
		b := h.browser("")
		b.Keep(&http.Cookie{Name: "jz_cases", Value: "AAAA." + strings.Repeat("A", 64)})
		b.get(caseURL(c)).want(http.StatusNotFound)
		b.get("/zhengding/cases").want(http.StatusOK)
	})
}

func TestTheSealedReceiptSaysOnlyThatItArrived(t *testing.T) {
	open(t, func(h *house) {
		token, number := h.filedSealed()
		b := h.browser("")
		b.get("/zhengding/receipt/"+token).want(http.StatusOK, number, "保密通道", "3月11日").without("收钱", "看进度")
		b.get(caseURL(&casework.Case{Number: number})).want(http.StatusNotFound)
	})
}

func TestAPhoneKeepsTwentyReceipts(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		var first, last string
		for i := range 21 {
			r, err := h.Cases.File(h.T.Context(), access.Actor{}, h.ID, casework.Filing{Text: "路灯", Station: "xinchengpu"}, "")
			if err != nil {
				h.T.Fatal(err)
			}
			b.get("/zhengding/receipt/" + r.Token).want(http.StatusOK)
			if i == 0 {
				first = r.Number
			}
			last = r.Number
		}
		b.get("/zhengding/cases").want(http.StatusOK, last).without(first)
	})
}

func TestPhotosOfInnerStepsStayInside(t *testing.T) {
	open(t, func(h *house) {
		b, c := h.filed(nil)
		c = h.Do(h.Station, c, &casework.Accept{})
		c = h.Do(h.Station, c, &casework.Assign{Lead: "shuiliju", Class: casework.Normal})
		c = h.Do(h.Water, c, &casework.Acknowledge{})
		p, err := h.media.Upload(h.T.Context(), h.Water, "a.jpg", bytes.NewReader([]byte(picture())))
		if err != nil {
			h.T.Fatal(err)
		}
		thumb := "/media/" + p.Token + "/thumb"
		b.get(thumb).want(http.StatusNotFound) // another's upload
		h.browser("lead department").get(thumb).want(http.StatusOK)
		c = h.Do(h.Water, c, &casework.Progress{Text: "到现场了", Photos: []string{p.Token}})
		b.get(caseURL(c)).want(http.StatusOK, thumb, "到现场了")
		b.get(thumb).want(http.StatusOK)
		h.browser("").get(thumb).want(http.StatusNotFound)
	})
}

func TestAnImportedCaseShowsItsNumberOfBeforeToItsCitizenAlone(t *testing.T) {
	open(t, func(h *house) {
		old := casework.Historic{Row: 1, Ref: "台账-7", State: casework.Closed, Title: "机井坏了", Text: "村南的机井坏了。", Station: "xinchengpu", Name: "李秀英",
			Phone: "13800000001", FiledAt: h.Clock.Now().AddDate(0, 0, -40), EndedAt: h.Clock.Now().AddDate(0, 0, -9), Public: true}
		rows := func(yield func(casework.Historic, error) bool) { yield(old, nil) }
		if r, err := h.Cases.Import(h.T.Context(), h.Officer, h.ID, rows, casework.ImportOptions{}); err != nil || r.New != 1 {
			h.T.Fatalf("%+v: %v", r, err)
		}
		hers := h.browser("citizen").get("/zhengding/cases").want(http.StatusOK, "机井坏了")
		path := regexp.MustCompile(`/zhengding/cases/ZD\d{4}-\d{6}`).FindString(hers.Body)
		h.browser("citizen").get(path).want(http.StatusOK, "原编号", "台账-7")
		h.browser("stranger").get(path).without("台账-7")
	})
}
