package site_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/web/limit"
)

const report = "/zhengding/report"

var numberIn = regexp.MustCompile(`ZD2026-\d{6}`)

// write goes through the first pages up to the last one and gives it.
func (b *browser) write(text string) *screen {
	b.T.Helper()
	s := b.get(report).want(http.StatusOK, "发生了什么事？", "第 1 步，共 6 步")
	s = s.step(url.Values{"text": {text}}).want(http.StatusOK, "在什么地方？")
	s = s.step(url.Values{"place_code": {"130123102001"}, "place": {"村委会往东200米"}}).want(http.StatusOK, "有照片吗？")
	s = s.step(nil).want(http.StatusOK, "怎么联系您？")
	s = s.step(url.Values{"name": {"李秀英"}, "phone": {"138 0000 0001"}, "agree_public": {"on"}}).want(http.StatusOK, "想请谁来管？", "送到离那里最近的")
	return s.step(url.Values{"to": {"deputy/zeng-xiulan"}}).want(http.StatusOK, "请核对一下", "新城铺镇 新城铺村", "村委会往东200米", "曾秀兰代表", "李秀英", "可以公开")
}

var pageTag = regexp.MustCompile(`<form[^>]*action="(/zhengding/report[^"]*)"`)

// page is where the page of a report is sent.
func (s *screen) page() string {
	s.T.Helper()
	m := pageTag.FindStringSubmatch(s.Body)
	if m == nil {
		s.T.Fatalf("%s is no page of a report: %d %s", s.At, s.Status, words(s.Body))
	}
	return m[1]
}

// step sends the page of a report with what is typed over it.
func (s *screen) step(typed url.Values) *screen {
	s.T.Helper()
	return s.fill(s.page(), typed)
}

func (s *screen) send() *screen { return s.step(url.Values{"go": {"send"}}) }

func (h *house) count() int {
	h.T.Helper()
	var n int
	err := h.DB.Read(context.Background(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(context.Background(), tx, sqldb.Value[int], "SELECT COUNT(*) FROM cases")
		return err
	})
	if err != nil {
		h.T.Fatal(err)
	}
	return n
}

func TestFilingWithoutAScript(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.write("村东头的路灯三个月没亮了。").send().want(http.StatusOK, "已经收到您反映的问题", "3月13日", "https://npc.example.cn/zhengding/receipt/")
		number := numberIn.FindString(s.Body)
		d, err := h.Cases.Read(h.T.Context(), h.Citizen, number) // by her phone
		if err != nil {
			h.T.Fatal(err)
		}
		deputy := h.Dir.DeputyBySlug(h.ID, "zeng-xiulan")
		if d.Case.DeputyID != deputy.ID || d.Case.StationID != deputy.StationID || !d.Case.AgreePublic || d.Case.AgreeName || d.Place != "村委会往东200米" ||
			d.Contact.Name != "李秀英" || h.Dir.Place(d.Case.PlaceID).Name != "新城铺村" {
			h.T.Errorf("filed %+v %+v", d.Case, d)
		}
		code := b.get(strings.TrimSuffix(s.At, "?") + "/qr.png").want(http.StatusOK)
		if code.Header.Get("Content-Type") != "image/png" || !strings.HasPrefix(code.Body, "\x89PNG") {
			h.T.Errorf("QR code: %s", code.Header.Get("Content-Type"))
		}
		b.get("/zhengding/cases").want(http.StatusOK, number, "村东头的路灯三个月没亮了。")
		b.get("/zhengding/cases/"+number).want(http.StatusOK, "村东头的路灯", "村委会往东200米", "撤回")
		if other := h.browser("").get("/zhengding/cases/" + number); other.Status != http.StatusNotFound || strings.Contains(other.Body, "路灯") {
			h.T.Errorf("a stranger got %d", other.Status)
		}
		h.browser("").get(s.At).want(http.StatusOK, number)
	})
}

func TestAReportThatIsWrongGoesBackWithItsWords(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.get(report).step(url.Values{"text": {" \u200b "}, "title": {"路灯"}}).
			want(http.StatusUnprocessableEntity, "<title>错误：", "请填写这一项。", `role="alert"`, `href="#f-text"`, `value="路灯"`)
		s = s.step(url.Values{"text": {"路灯不亮"}}).want(http.StatusOK, "在什么地方？")
		s = s.step(nil).step(nil).step(url.Values{"phone": {"打不通"}, "name": {"王五"}}).
			want(http.StatusUnprocessableEntity, "请填写能打通的电话号码", `value="打不通"`, `value="王五"`)
		s = s.step(url.Values{"phone": {"0311-10000000"}}).want(http.StatusOK, "想请谁来管？")
		s = s.step(url.Values{"to": {"deputy/nobody"}}).want(http.StatusOK, "请核对一下")
		s.send().want(http.StatusUnprocessableEntity, "没有这位代表", "想请谁来管？")
		if n := h.count(); n != 0 {
			h.T.Errorf("%d cases", n)
		}
	})
}

func TestBackAndChangeKeepEverything(t *testing.T) {
	open(t, func(h *house) {
		s := h.browser("").write("井盖坏了")
		s = s.step(url.Values{"go": {"what"}}).want(http.StatusOK, "井盖坏了", "改好了")
		s = s.step(url.Values{"text": {"井盖坏了，有人摔伤"}}).want(http.StatusOK, "请核对一下", "井盖坏了，有人摔伤", "李秀英", "曾秀兰代表")
		s = s.step(url.Values{"go": {"back"}}).want(http.StatusOK, "想请谁来管？").step(url.Values{"go": {"back"}}).want(http.StatusOK, `value="李秀英"`)
		s = s.step(url.Values{"agree_public": nil}).step(nil).want(http.StatusOK, "不公开")
		number := numberIn.FindString(s.send().want(http.StatusOK).Body)
		d, err := h.Cases.Read(h.T.Context(), access.Clock, number)
		if err != nil || d.Text != "井盖坏了，有人摔伤" || d.Case.AgreePublic {
			h.T.Errorf("%+v %v", d, err)
		}
	})
}

func TestThePhotosMayComeBeforeTheWords(t *testing.T) {
	open(t, func(h *house) {
		s := h.browser("").get(report).step(url.Values{"text": {"路灯不亮，写了一半"}, "go": {"photos_first"}}).want(http.StatusOK, "有照片吗？", "第 1 步，共 6 步")
		s = s.step(nil).want(http.StatusOK, "发生了什么事？", "第 2 步，共 6 步", "路灯不亮，写了一半")
		s.step(nil).want(http.StatusOK, "在什么地方？", "第 3 步，共 6 步")
		// Whoever is back at the words of a draft loses none of them on the way to the photos.
		b := h.browser("")
		where := b.get(report).step(url.Values{"text": {"井盖坏了"}})
		what := b.get(strings.Replace(where.At, "/where", "/what", 1))
		what.step(url.Values{"text": {"井盖坏了，有人摔伤"}, "go": {"photos_first"}}).step(nil).want(http.StatusOK, "发生了什么事？", "井盖坏了，有人摔伤")
	})
}

func TestSentTwiceIsOneCase(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.write("积水")
		page, v := s.page(), s.form(s.page())
		v.Set("go", "send")
		paths := make([]string, 10)
		var all sync.WaitGroup
		for i := range paths {
			all.Go(func() { paths[i] = b.post(page, v).At })
		}
		all.Wait()
		for _, p := range append(paths, b.post(page, v).At) {
			if p != paths[0] || !strings.HasPrefix(p, "/zhengding/receipt/") {
				h.T.Errorf("led to %s and %s", p, paths[0])
			}
		}
		if n := h.count(); n != 1 {
			h.T.Errorf("%d cases", n)
		}
	})
}

func TestWhereEverybodyFilesTooMuchNothingIsLost(t *testing.T) {
	open(t, func(h *house) {
		h.site.Limits = limit.New(limit.Rules{limit.File: {Congress: limit.Allowance{N: 1, Per: time.Hour}}}, h.DB.Now)
		h.browser("").write("路灯不亮").send().want(http.StatusOK, "已经收到")
		s := h.browser("").write("井盖坏了").send().want(http.StatusTooManyRequests, "井盖坏了")
		if s.Header.Get("Retry-After") != "3600" {
			h.T.Errorf("Retry-After %q", s.Header.Get("Retry-After"))
		}
		h.Clock.Advance(time.Hour)
		s.send().want(http.StatusOK, "已经收到")
	})
}

// upload sends the photo page of a report with files.
func (s *screen) upload(files map[string]string) *screen {
	s.T.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range s.form(s.page()) {
		for _, v := range values {
			_ = w.WriteField(name, v)
		}
	}
	for _, name := range []string{"a.jpg", "b.jpg", "c.jpg"} {
		if content, ok := files[name]; ok {
			part, _ := w.CreateFormFile("photos", name)
			_, _ = part.Write([]byte(content))
		}
	}
	_ = w.Close()
	return &screen{s.browser, s.Send(s.page(), w.FormDataContentType(), &body)}
}

func picture() string {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 640, 480)), nil); err != nil {
		panic(err)
	}
	return b.String()
}

var thumbIn = regexp.MustCompile(`/media/[0-9a-z]{32}/thumb`)

func TestARefusedPhotoKeepsTheOthers(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.get(report).step(url.Values{"text": {"路面塌了"}}).step(nil).want(http.StatusOK, "有照片吗？")
		s = s.upload(map[string]string{"a.jpg": picture(), "b.jpg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "c.jpg": "PK\x03\x04 not a photo"}).
			want(http.StatusUnprocessableEntity, "SVG")
		s = b.get(s.At).want(http.StatusUnprocessableEntity, "SVG")
		thumb := thumbIn.FindString(s.Body)
		got := b.get(thumb).want(http.StatusOK)
		if got.Header.Get("Content-Type") != "image/jpeg" || got.Header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(got.Header.Get("Content-Disposition"), "inline") || !strings.Contains(got.Header.Get("Cache-Control"), "private") {
			h.T.Errorf("thumbnail: %v", got.Header)
		}
		s = s.step(nil).want(http.StatusOK, "怎么联系您？").step(nil).step(nil).want(http.StatusOK, "请核对一下", thumb, "1 张")
		number := numberIn.FindString(s.send().want(http.StatusOK).Body)
		b.get("/zhengding/cases/"+number).want(http.StatusOK, thumb)
		b.get(thumb).want(http.StatusOK)
		h.browser("").get(thumb).want(http.StatusNotFound)
		h.browser("county officer").get(thumb).want(http.StatusOK)
		h.browser("other county").get(thumb).want(http.StatusNotFound)
		b.get(strings.Replace(thumb, "thumb", "huge", 1)).want(http.StatusNotFound)
	})
}

func TestTooMuchIsRefusedBeforeItIsRead(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.get(report)
		page, v := s.page(), s.form(s.page())
		v.Set("text", strings.Repeat("水", 10<<20/3))
		b.post(page, v).want(http.StatusRequestEntityTooLarge, "太大", "1 MB")
		v.Set("text", strings.Repeat("水", casework.LongText+1))
		b.post(page, v).want(http.StatusUnprocessableEntity, "发生了什么事？", v.Get("text"))
		v.Set("text", strings.Repeat("水", casework.LongText*5)) // more than a draft holds comes back all the same
		b.post(page, v).want(http.StatusUnprocessableEntity, "发生了什么事？", v.Get("text"))
	})
}

func TestStrangeTextIsKeptOrRefused(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.get(report)
		page, v := s.page(), s.form(s.page())
		for _, bad := range []string{"路灯\x00不亮", "路灯\xff\xfe", "\xed\xa0\x80"} {
			v.Set("text", bad)
			b.post(page, v).want(http.StatusUnprocessableEntity, "发生了什么事？").without("\x00")
		}
		text := "𠮷家庄 𰀀 葛\U000E0100城 👨‍👩‍👧 مرحبا <script>alert('1')</script> &amp; \"引号\""
		s = b.write(text + "\u202e逆")
		number := numberIn.FindString(s.send().want(http.StatusOK).Body)
		d, err := h.Cases.Read(h.T.Context(), access.Clock, number)
		if err != nil || d.Text != text+"逆" {
			h.T.Errorf("kept %q %v", d.Text, err)
		}
		b.get("/zhengding/cases/"+number).want(http.StatusOK, "𠮷家庄 𰀀 葛\U000E0100城 👨‍👩‍👧 مرحبا &lt;script&gt;alert(").without("<script>alert")
	})
}

func TestForeignAndOldFormsAreRefused(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		first := b.get(report)
		page, v := first.page(), first.form(first.page())
		v.Set("text", "噪音")
		r, _ := http.NewRequest(http.MethodPost, h.url+page, strings.NewReader(v.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "https://evil.example")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		b.do(r).want(http.StatusForbidden)
		// A form of another browser comes back with its words, and can be sent then.
		other := h.browser("")
		s := other.post(other.get(report).page(), v).want(http.StatusForbidden, "噪音", "发生了什么事？")
		s.step(nil).want(http.StatusOK, "在什么地方？")
	})
}

func TestTheSealedLaneLeavesNoTrace(t *testing.T) {
	open(t, func(h *house) {
		b := h.browser("")
		s := b.get(report+"?sealed=1&station=xinchengpu").want(http.StatusOK, "12388", "保密通道", "共 5 步").without("data-draft=")
		s = s.step(url.Values{"text": {"村主任收了钱"}}).step(nil).step(nil).want(http.StatusOK, "怎么联系您？")
		s = s.step(nil).want(http.StatusOK, "请核对一下", "走保密通道，不公开").without("想请谁来管")
		s = s.send().want(http.StatusOK, "走保密通道", "不会给您发任何消息").without("村主任")
		number := numberIn.FindString(s.Body)
		u, _ := url.Parse(h.url)
		for _, c := range b.Client.Jar.Cookies(u) {
			if c.Name == "jz_cases" {
				h.T.Error("the phone remembers a sealed report")
			}
		}
		b.get("/zhengding/cases/" + number).want(http.StatusNotFound)
		b.get("/zhengding/cases").want(http.StatusOK).without(number)
		h.browser("station").get("/zhengding/cases/" + number).want(http.StatusNotFound)
	})
}

func TestFilingForSomebodyElse(t *testing.T) {
	open(t, func(h *house) {
		h.browser("").get(report).want(http.StatusOK).without("代别人填写")
		b := h.browser("village officer")
		s := b.get(report).step(url.Values{"text": {"张大娘家自来水断了"}}).step(nil).step(nil).want(http.StatusOK, "我是代别人填写")
		s = s.step(url.Values{"on_behalf": {"on"}, "name": {"张大娘"}, "phone": {"13900000009"}}).want(http.StatusUnprocessableEntity, `href="#f-consent"`)
		s = s.step(url.Values{"consent": {"当面口述，同意"}, "channel": {"visit"}}).step(nil).want(http.StatusOK, "代为填写")
		number := numberIn.FindString(s.send().want(http.StatusOK).Body)
		d, err := h.Cases.Read(h.T.Context(), access.Clock, number)
		if err != nil || d.Case.FiledBy != h.Village.PersonID || d.Case.ReporterID != 0 || d.Consent != "当面口述，同意" || d.Case.Channel != "visit" {
			h.T.Errorf("%+v %+v %v", d.Case, d, err)
		}
		b.get("/zhengding/cases").want(http.StatusOK, number)
		// A visitor who forges the box is told, not believed.
		stranger := h.browser("")
		s = stranger.write("噪音").step(url.Values{"go": {"who"}})
		s.step(url.Values{"on_behalf": {"on"}, "consent": {"同意"}}).want(http.StatusUnprocessableEntity, "您的账号不能代他人填写。")
	})
}
