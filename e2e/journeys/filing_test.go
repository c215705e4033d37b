package journeys

import (
	"testing"

	"jiazhan/e2e/chrome"
	"jiazhan/internal/casework"
)

// Everything that a citizen does works with scripts switched off.
func TestWithoutScripts(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	her.NoScripts()
	number := j.files(her, "auto")
	her.goes("/zhengding/cases/" + number)
	if chrome.Eval[bool](her.Window, `document.documentElement.classList.contains("js")`) {
		t.Fatal("scripts are not off")
	}
	station := j.at("station")
	station.NoScripts()
	j.state(number, casework.Filed, casework.StationDesk)
	station.acts("accept", number)
	station.acts("ask", number, write("text", "哪一段最深？"))
	her.does("supply", number, write("text", "校门口。"), photo(j.Photo()))
	station.acts("explain", number, write("text", "这一段列入本月养护，月底前修好。"))
	her.does("rate", number, choose("solved", "yes"), choose("result", "basically"), choose("attitude", "satisfied"))
	j.state(number, casework.Closed, casework.NoDesk)
	her.sameLength("/zhengding/cases/"+number, number)
}

// A village officer files for somebody who cannot: the case is hers, and those who handle it see who wrote it down.
func TestFiledForSomebodyElse(t *testing.T) {
	j := begin(t)
	village, officer := j.at("village"), j.at("officer")
	village.goes("/desk/")
	village.Press(`main a[href^="/zhengding/report"]`)
	village.step(write("text", "五保老人屋顶漏雨，盆接不过来，想请人看看能不能修。"))
	village.step(pick("place_code", "130123102001"), write("place", "村北第二排"))
	village.step()
	village.step(write("consent", "当面口述，读给本人听过，同意"), pick("channel", "visit"), write("name", "林老汉"), write("phone", "16300000066"))
	village.step(choose("to", "station/xinchengpu"))
	village.reads("代为填写", "林老汉")
	village.Submit()
	number := village.arrives()
	village.goes("/zhengding/cases")
	village.reads("五保老人屋顶漏雨")

	for _, p := range []*person{officer, j.at("station")} {
		p.goes("/desk/cases/" + number)
		p.reads("林**", "163****0066", "当面口述，读给本人听过，同意", "安小燕")
	}

	his := j.citizen()
	his.goes("/zhengding/cases")
	his.step(write("number", number), write("tail", "0066"))
	his.is("/zhengding/cases/" + number)
	his.reads("五保老人屋顶漏雨", "由工作人员代为填写")
	his.never("安小燕")
}
