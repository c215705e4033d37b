package journeys

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"jiazhan/e2e/chrome"
	"jiazhan/e2e/stage"
	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
)

// She sends and goes back with the browser's button, and clicks twice: it stays one case.
func TestBackAndTwiceIsOneCase(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	anonymously := func(text string) {
		her.goes("/zhengding/report")
		her.step(write("text", text))
		her.step()
		her.step()
		her.step()
		her.step(choose("to", "auto"))
	}
	anonymously("第一件事：沟堵了。")
	her.Submit()
	number := her.arrives()
	for range 3 {
		her.Do(chromedp.NavigateBack())
		if again := her.arrives(); again != number {
			t.Errorf("back it shows %s after %s", again, number)
		}
	}
	anonymously("第二件事：桥头的灯不亮。")
	chrome.Eval[bool](her.Window, `(() => { const b = document.querySelector("main form button.btn-primary"); b.click(); b.click(); return true; })()`)
	her.Do(chromedp.WaitVisible(chromedp.CSS(".receipt-number")))
	second := her.arrives()
	if second == number || j.count() != 2 {
		t.Errorf("%s and %s: %d cases stand there", number, second, j.count())
	}
}

// With her name and phone typed she goes back page by page with the browser's button: each shows what she typed, and none
// asks whether it may be sent again. Then her phone dies; it offers to go on where she was.
func TestBackWithANameTyped(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	her.goes("/zhengding/report")
	her.step(write("text", "桥头的灯不亮。"))
	her.step(write("place", "桥头"))
	her.step(photo(j.Photo()))
	her.step(write("name", "王小禾"), write("phone", "16300000077"))
	her.step(choose("to", "auto"))
	her.reads("请核对一下", "王小禾")
	check := her.Path()
	for _, page := range []struct{ selector, want string }{
		{`input[name=to]:checked`, "auto"}, {`input[name=name]`, "王小禾"}, {`.photo-kept input[type=hidden]`, ""},
		{`input[name=place]`, "桥头"}, {`textarea[name=text]`, "桥头的灯不亮。"},
	} {
		her.Do(chromedp.NavigateBack())
		got := chrome.Eval[string](her.Window, "document.querySelector(`"+page.selector+"`)?.value ?? document.body.innerText")
		if got != page.want && !(page.want == "" && len(got) == 32) { // a photo's token
			t.Errorf("back at %s stands %q, want %q", her.Path(), got, page.want)
		}
	}
	her.Do(chromedp.Reload())
	her.reads("发生了什么事？")
	her.calm()

	her.goes("/zhengding/")
	her.Press(`.bigs a[href="/zhengding/report"]`)
	her.reads("您有没写完的", "桥头的灯不亮。")
	her.Press(`.begun a.btn-primary`)
	her.is(check)
	her.reads("王小禾", "1 张")
	her.Submit()
	her.arrives()
	if n := j.count(); n != 1 {
		t.Errorf("%d cases stand there", n)
	}
}

// Two tabs are two reports, and what is thrown away is gone from both.
func TestTwoTabsAreTwoDrafts(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	her.NoScripts()
	her.goes("/zhengding/report")
	her.step(write("text", "第一件事：沟堵了。"))
	first := her.Path()
	her.goes("/zhengding/report")
	her.Press(`main a[href*="new=1"]`)
	her.step(write("text", "第二件事：桥头的灯不亮。"))
	second := her.Path()
	her.goes("/zhengding/report")
	her.reads("第一件事：沟堵了。", "第二件事：桥头的灯不亮。")
	her.goes(first)
	her.step(write("place", "小学门口"))
	her.goes(second)
	her.never("小学门口")
	her.Do(chromedp.Click(chromedp.CSS(`.keeping summary`)))
	her.Press(`.keeping button[type=submit]`)
	her.is("/zhengding/")
	her.reads("草稿已经扔掉")
	her.Go(second)
	if her.Status != 410 {
		t.Errorf("what was thrown away answers %d", her.Status)
	}
	her.goes("/zhengding/report")
	her.reads("第一件事：沟堵了。")
	her.never("第二件事")
}

// count is how many cases the county has.
func (j *journey) count() int {
	j.t.Helper()
	n := 0
	for {
		if _, err := j.Cases.Read(j.t.Context(), access.Clock, fmt.Sprintf("ZD2026-%06d", n+1)); err != nil {
			return n
		}
		n++
	}
}

// An officer has the same case open in two tabs: what she sends in the second is told to her beside what she did in the
// first, and her words stay.
func TestTwoTabs(t *testing.T) {
	j := begin(t)
	number := j.files(j.citizen(), "station/xinchengpu")
	station := j.at("station")
	tab := &person{chrome.Open(t, j.URL, chrome.Computer), j, "station"}
	tab.Cookie("session", j.Session("station"))
	tab.goes("/desk/cases/" + number + "/decline")
	tab.Choose("reason", "other")
	tab.Type("channel", "县信访局")
	tab.Type("text", "这一段话写了很久")
	station.acts("accept", number)
	tab.Submit()
	if tab.Status != 409 {
		t.Errorf("the second tab: %d", tab.Status)
	}
	tab.reads("受理")
	if kept := chrome.Eval[string](tab.Window, `document.querySelector("textarea[name=text]")?.value ?? document.body.innerText`); !strings.Contains(kept, "这一段话写了很久") {
		t.Errorf("her words are gone: %q", kept)
	}
	j.state(number, casework.Accepted, casework.StationDesk)
}

// Her session ends while she writes a reply with a photo: she signs in at the page that she is led to, the reply is there,
// she is told to choose the photo again, and both arrive.
func TestSessionEndsInTheMiddleOfAReply(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	number := j.files(her, "station/xinchengpu")
	station := j.at("station")
	station.acts("accept", number)
	station.goes("/desk/cases/" + number + "/explain")
	const reply = "路沟已经清开，铺了 80 米碎石。𠮷"
	picture := j.Photo()
	station.Type("text", reply)
	station.Attach("photos", picture)
	j.Pass(45 * time.Minute)
	station.Submit()
	station.reads("登录已经超时，内容没有发出，但已为您保留")
	j.state(number, casework.Accepted, casework.StationDesk)
	station.signsIn()
	station.is("/desk/cases/" + number + "/explain")
	station.reads("登录超时以前写的内容已经放回来了，照片要重新选。")
	if kept := chrome.Eval[string](station.Window, `document.querySelector("textarea[name=text]").value`); kept != reply {
		t.Fatalf("the reply is %q", kept)
	}
	station.sends([]entry{photo(picture)})
	j.state(number, casework.Answered, casework.StationDesk)
	her.goes("/zhengding/cases/" + number)
	her.reads(reply)
	if n := chrome.Eval[int](her.Window, decoded); n != 1 {
		t.Errorf("she sees %d photos of the reply", n)
	}
	station.goes("/desk/cases/" + number)
	station.never("已经放回来了")
}

// signsIn goes in by phone and password from the page of signing in.
func (p *person) signsIn() {
	p.j.t.Helper()
	p.Press(`main a[href*="way=password"]`)
	p.Type("phone", stage.Phone(p.who))
	p.Type("password", stage.Password)
	p.Submit()
}

// Three hundred deputies: she types the initials of a name and finds hers.
func TestThreeHundredDeputies(t *testing.T) {
	j := begin(t)
	for i := range 300 {
		f := congress.DeputyForm{Slug: fmt.Sprintf("deputy-%03d", i), Name: "李" + string(rune(0x4e00+i*7)) + "梅", Level: congress.County,
			TermFrom: time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC), Station: "xinchengpu"}
		if _, err := j.Congress.Create(t.Context(), access.Clock, j.Home.ID, f); err != nil {
			t.Fatal(err)
		}
	}
	her := j.citizen()
	her.goes("/zhengding/report")
	her.step(write("text", "村东头的路一下雨就积水。"))
	her.step(pick("place_code", "130123102001"))
	her.step()
	her.step()
	her.Type("find", "zxl")
	her.Press(`main form button[name="go"][value="find"]`)
	her.reads("曾秀兰")
	her.step(choose("to", "deputy/zeng-xiulan"))
	her.reads("曾秀兰")
	her.Submit()
	number := her.arrives()
	j.state(number, casework.Filed, casework.DeputyDesk)

	deputy := j.at("deputy")
	deputy.goes("/desk/cases/" + number + "/readdress")
	if n := chrome.Eval[int](deputy.Window, `document.querySelectorAll("select[name=deputy] option").length`); n < 300 {
		t.Errorf("only %d deputies are offered", n)
	}
	deputy.Pick("deputy", "deputy-299")
	deputy.Type("reason", "这一片归他联系。")
	deputy.Submit()
	if c := j.Case(number); c.Desk.Kind != casework.DeputyDesk || c.DeputyID == 0 || c.Version != 2 {
		t.Errorf("it went to %+v", c.Desk)
	}
}

// An officer's whole day without scripts: queues, search, the case, every turn of it, a note, the inbox, a list by mail.
func TestAnOfficersDayWithoutScripts(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	her.NoScripts()
	first, second := j.files(her, "auto"), j.files(her, "auto")
	officer, roads := j.at("officer"), j.at("roads")
	officer.NoScripts()
	roads.NoScripts()
	j.at("station").acts("accept", first)
	j.at("station").acts("escalate", first, write("reason", "请县里交办。"))
	j.Settle()
	officer.goes("/desk/")
	officer.goes("/desk/?queue=waiting")
	officer.Press(`main a[href^="/desk/cases/` + first + `"]`)
	officer.acts("assign", first, pick("lead", "jiaotongju"), choose("class", "inquiry"))
	roads.goes("/desk/?queue=waiting")
	roads.acts("acknowledge", first)
	roads.acts("progress", first, write("text", "已清沟 60 米，明天铺碎石。"))
	officer.acts("remind", first, write("text", "请抓紧。"))
	officer.goes("/desk/cases/" + first + "/note")
	officer.Type("text", "与村委会通过电话。")
	officer.Press(`main form[action*="/note"] button[type="submit"]`)
	officer.reads("与村委会通过电话。")
	roads.acts("report", first, write("result", "路沟已经清开，铺了 80 米碎石。"))
	officer.acts("answer", first)
	j.state(first, casework.Answered, casework.CountyDesk)
	officer.goes("/desk/search?q=积水")
	officer.reads(first, second)
	officer.goes("/desk/inbox")
	officer.goes("/desk/?queue=open&sort=newest")
	officer.reads(second)
}
