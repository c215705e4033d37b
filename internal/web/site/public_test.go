package site_test

import (
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
)

func TestEveryPublicPageStands(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		for path, text := range map[string]string{
			"/":                                    "正定县",
			"/privacy":                             "1.0",
			"/help":                                "怎么反映",
			"/zhengding/":                          "有事找代表",
			"/zhengding/report":                    "发生了什么事？",
			"/zhengding/report?first=photos":       "有照片吗？",
			"/zhengding/cases":                     "凭编号查",
			"/zhengding/answers":                   "还没有公开的答复",
			"/zhengding/answers?state=closed":      "没有找到",
			"/zhengding/stations":                  "新城铺镇代表之家",
			"/zhengding/stations?q=xcp":            "新城铺镇代表之家",
			"/zhengding/stations?q=%FF":            "新城铺镇代表之家",
			"/zhengding/stations/xinchengpu":       "周三上午",
			"/zhengding/deputies":                  "新城铺镇",
			"/zhengding/deputies?q=zxl":            "曾秀兰",
			"/zhengding/deputies?q=nobody":         "没有找到",
			"/zhengding/deputies?place=130123102":  "曾秀兰",
			"/zhengding/deputies/zeng-xiulan":      "反映给TA",
			"/zhengding/figures":                   "满意率",
			"/zhengding/privacy":                   "2026-11-01",
			"/zhengding/help":                      "反映以后会怎样",
			"/zhengding/report?deputy=zeng-xiulan": "发生了什么事？",
		} {
			b.get(path).want(http.StatusOK, text)
			r, _ := http.NewRequest(http.MethodGet, h.url+path, nil)
			r.Header.Set("Accept-Language", "en")
			h.browser("").do(r).want(http.StatusOK)
		}
		for _, path := range []string{"/nowhere/", "/zhengding/nothing", "/zhengding/stations/none", "/zhengding/deputies/none", "/zhengding/stations/none/qr.png", "/zhengding/cases/ZD2026-000001", "/media/x/thumb"} {
			b.get(path).want(http.StatusNotFound)
		}
		code := b.get("/zhengding/deputies/zeng-xiulan/qr.png")
		if code.Status != http.StatusOK || !strings.HasPrefix(code.Body, "\x89PNG") {
			h.T.Errorf("QR code: %d", code.Status)
		}
	})
}

var (
	cardIn = regexp.MustCompile(`<article`)
	tileIn = regexp.MustCompile(`(?s)<a class="figure" href="([^"]*)">.*?<span class="figure-value num">(\d+) 件</span>`)
)

func TestATileOpensTheListThatItCounts(t *testing.T) {
	open(t, func(h *house) {
		var last *casework.Case
		for range 3 {
			_, c := h.answered(nil)
			last = h.Do(h.Officer, c, &casework.Release{})
		}
		b, _ := h.answered(nil) // answered, not released: nobody counts it
		tile := tileIn.FindStringSubmatch(b.get("/zhengding/").want(http.StatusOK).Body)
		if tile == nil || tile[2] != "3" {
			h.T.Fatalf("tile %v", tile)
		}
		if n := len(cardIn.FindAllString(b.get(tile[1]).Body, -1)); n != 3 {
			h.T.Errorf("%d cases in the list", n)
		}
		s := b.get("/zhengding/answers?station=xinchengpu&state=answered").want(http.StatusOK, last.Title)
		if n := len(cardIn.FindAllString(s.Body, -1)); n != 3 {
			h.T.Errorf("%d of the station", n)
		}
		b.get("/zhengding/answers?station=second").want(http.StatusOK, "没有找到")
		if n := len(cardIn.FindAllString(b.get("/zhengding/answers?town=130123102").want(http.StatusOK, last.Title, `<option value="130123102" selected`).Body, -1)); n != 3 {
			h.T.Errorf("%d of the township", n)
		}
		b.get("/zhengding/answers?year=2025").want(http.StatusOK, "没有找到")
		for _, path := range []string{"/zhengding/answers?year=2026", "/zhengding/answers?year=nie"} {
			if n := len(cardIn.FindAllString(b.get(path).Body, -1)); n != 3 {
				h.T.Errorf("%s: %d cases", path, n)
			}
		}
		b.get("/zhengding/answers?after=nonsense").want(http.StatusUnprocessableEntity)
	})
}

var nextIn = regexp.MustCompile(`rel="next" href="([^"]*)"`)

func TestThePublicListGoesOnPageByPage(t *testing.T) {
	open(t, func(h *house) {
		for range 21 {
			h.Do(h.Officer, h.explained(), &casework.Release{})
		}
		b := h.browser("")
		s := b.get("/zhengding/answers?state=answered")
		next := nextIn.FindStringSubmatch(s.Body)
		if n := len(cardIn.FindAllString(s.Body, -1)); n != 20 || next == nil {
			h.T.Fatalf("%d cases, next %v", n, next)
		}
		s = b.get(strings.ReplaceAll(next[1], "&amp;", "&"))
		if n := len(cardIn.FindAllString(s.Body, -1)); n != 1 || nextIn.MatchString(s.Body) {
			h.T.Errorf("%d cases on the last page", n)
		}
	})
}

func (h *house) explained() *casework.Case {
	h.T.Helper()
	_, c := h.filed(nil)
	c = h.Do(h.Station, c, &casework.Accept{})
	return h.Do(h.Station, c, &casework.Explain{Text: "已经说明"})
}

func TestTheFeedHasThePublishedAndNobodysName(t *testing.T) {
	open(t, func(h *house) {
		c := h.Do(h.Officer, h.explained(), &casework.Release{})
		h.explained() // not published
		s := h.browser("").get("/zhengding/answers.atom").want(http.StatusOK, "https://npc.example.cn/zhengding/cases/"+c.Number).without("李秀英", "13812345678")
		var feed struct {
			Entries []struct {
				Title   string `xml:"title"`
				Updated string `xml:"updated"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal([]byte(s.Body), &feed); err != nil || len(feed.Entries) != 1 || feed.Entries[0].Title != c.Title || feed.Entries[0].Updated != "2026-03-11T01:00:00Z" {
			h.T.Errorf("%+v %v", feed, err)
		}
	})
}

func TestSearchGetsTheWordsAndTheFilters(t *testing.T) {
	open(t, func(h *house) {
		c := h.Do(h.Officer, h.explained(), &casework.Release{})
		var asked casework.Query
		h.site.Search = func(_ context.Context, by access.Actor, q casework.Query, words string) (casework.Page, error) {
			if asked = q; words != "水管" || !by.Visitor() {
				h.T.Errorf("searched %q as %+v", words, by)
			}
			return casework.Page{Cases: []*casework.Case{c}, Next: "k", Partial: true}, nil
		}
		h.browser("county officer").get("/zhengding/answers?"+url.Values{"q": {" 水管\u202e "}, "station": {"xinchengpu"}, "after": {"j"}}.Encode()).
			want(http.StatusOK, c.Title, "after=k", `value="水管"`, "可能还有没列出的")
		if !asked.Public || asked.Station == 0 || asked.After != "j" || asked.CongressID != h.ID {
			h.T.Errorf("asked %+v", asked)
		}
	})
}
