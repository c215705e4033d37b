package journeys

import (
	"testing"
	"time"

	"jiazhan/e2e/chrome"
	"jiazhan/internal/casework"
)

// A road that floods: every turn that a case can take on its way from the citizen's phone to "yes, it is solved".
func TestWholeLifeOfACase(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	number := j.files(her, "deputy/zeng-xiulan")
	her.Press(`a.btn-primary`)
	her.is("/zhengding/cases/" + number)
	her.reads("已提交", "曾秀兰")
	j.state(number, casework.Filed, casework.DeputyDesk)

	j.goesUp(number)
	her.goes("/zhengding/cases/" + number)
	her.reads("已受理", "县人大专人")
	j.changesHands(number)
	her.sameLength("/zhengding/cases/"+number, number)
	j.isWorkedOn(her, number)
	j.isAnswered(number)
	her.goes("/zhengding/cases/" + number)
	her.reads("已答复", "路沟已经清开，铺了 80 米碎石")

	j.isNotSolved(her, number)
	j.isSolved(her, number)
	for _, who := range []string{"deputy", "station", "officer", "leader"} {
		j.at(who).sameLength("/desk/cases/"+number, number)
	}
	her.sameLength("/zhengding/cases/"+number, number)
}

// files goes through the wizard with a photo and gives the number.
func (j *journey) files(her *person, to string) string {
	j.t.Helper()
	her.goes("/zhengding/")
	her.Press(`.bigs a[href="/zhengding/report"]`)
	her.step(write("text", "村东头的路一下雨就积水，已经三年了，孩子上学要绕两里地。希望垫高或者修个沟。"))
	her.step(pick("place_code", "130123102001"), write("place", "小学门口往东200米"))
	her.step(photo(j.Photo()))
	her.step(write("name", "王小禾"), write("phone", "16300000077"), choose("agree_public", "on"))
	her.step(choose("to", to))
	her.reads("村东头的路一下雨就积水", "小学门口往东200米", "王小禾", "1 张")
	her.Submit()
	her.calm()
	return her.arrives()
}

func (j *journey) goesUp(number string) {
	j.t.Helper()
	deputy, station := j.at("deputy"), j.at("station")
	deputy.goes("/desk/?queue=waiting")
	deputy.Press(`main a[href^="/desk/cases/` + number + `"]`)
	deputy.acts("accept", number)
	deputy.acts("escalate", number, write("reason", "修路要部门来办，请家站交办。"))
	station.acts("escalate", number, write("reason", "涉及两个部门，请县里交办。"))
	j.state(number, casework.Accepted, casework.CountyDesk)
}

// changesHands gives the case to the wrong department, takes it back, gives it to the right one, which may not give it away.
func (j *journey) changesHands(number string) {
	j.t.Helper()
	officer, water, roads := j.at("officer"), j.at("water"), j.at("roads")
	officer.acts("assign", number, pick("lead", "shuiliju"), choose("class", "normal"), write("text", "请现场看排水。"))
	j.state(number, casework.Assigned, casework.DepartmentDesk)
	promised := j.Case(number).FinishBy
	water.acts("acknowledge", number)
	water.never("王小禾", "16300000077")
	water.acts("ask_return", number, choose("reason", "not_our_duty"), pick("unit", "jiaotongju"), write("basis", "乡道的养护由交通运输局负责。"))
	officer.acts("allow_return", number)
	officer.goes("/desk/cases/" + number + "/assign")
	if got := chrome.Eval[string](officer.Window, `document.querySelector("select[name=lead]").value`); got != "jiaotongju" {
		j.t.Errorf("the department that was named is not preset: %q", got)
	}
	officer.sends([]entry{pick("lead", "jiaotongju"), choose("class", "normal")})
	if now := j.Case(number).FinishBy; now != promised {
		j.t.Errorf("a return must not restart the clock: %v, promised %v", now.Time(), promised.Time())
	}
	roads.acts("acknowledge", number)
	roads.acts("ask_return", number, choose("reason", "wrong_place"), pick("unit", "shuiliju"), write("basis", "积水来自河道。"))
	officer.acts("refuse_return", number, write("reason", "路面归你们管，排水一并处理。"))
	j.state(number, casework.Handling, casework.DepartmentDesk)
}

// isWorkedOn extends the time, asks her, and shows how far it is.
func (j *journey) isWorkedOn(her *person, number string) {
	j.t.Helper()
	officer, roads := j.at("officer"), j.at("roads")
	before := j.Case(number).DueAt
	roads.acts("ask_extension", number, write("days", "5"), write("reason", "连日下雨，路基要晾干。"))
	officer.acts("allow_extension", number, write("text", "同意，请把新的日期告诉群众。"))
	if j.Case(number).DueAt <= before {
		j.t.Errorf("the due time did not move: %v", j.Case(number).DueAt.Time())
	}
	roads.acts("ask", number, write("text", "请问积水最深的地方在哪一段？"))
	her.goes("/zhengding/cases/" + number)
	her.reads("需要您补充情况", "请问积水最深的地方在哪一段？")
	paused := j.Case(number).DueAt
	j.Pass(24 * time.Hour)
	her.does("supply", number, write("text", "校门口那个坎儿，最深到小腿。"))
	if now := j.Case(number).DueAt; now <= paused {
		j.t.Errorf("the day of waiting for her must not count: due %v, before %v", now.Time(), paused.Time())
	}
	roads.reads("等群众补充")
	roads.acts("progress", number, write("text", "已清沟 60 米，明天铺碎石。"), photo(j.Photo()))
	her.goes("/zhengding/cases/" + number)
	her.reads("已清沟 60 米，明天铺碎石。", "校门口那个坎儿")
	if n := chrome.Eval[int](her.Window, decoded); n != 1 {
		j.t.Errorf("she sees %d photos of the progress", n)
	}
}

// decoded counts the photos of the timeline that the browser can show.
const decoded = `Promise.all([...document.querySelectorAll(".timeline img")].map((i) => { i.loading = "eager"; return i.decode().then(() => i.naturalWidth > 0); }))
	.then((all) => all.filter(Boolean).length)`

// isAnswered sends a vague report back, and answers with the second one.
func (j *journey) isAnswered(number string) {
	j.t.Helper()
	officer, roads := j.at("officer"), j.at("roads")
	roads.acts("report", number, write("result", "已安排处理。"))
	j.state(number, casework.Reported, casework.CountyDesk)
	officer.acts("send_back", number, write("reason", "请写清做了什么、做到哪里，附照片。"))
	roads.goes("/desk/cases/" + number)
	roads.reads("请写清做了什么、做到哪里，附照片。")
	roads.acts("report", number, write("result", "路沟已经清开，铺了 80 米碎石。"), write("measures", "以后每年汛前清沟。"), photo(j.Photo()))
	officer.acts("answer", number)
	j.state(number, casework.Answered, casework.CountyDesk)
}

// isNotSolved lets her say no: the case goes one level up, not back to those who answered.
func (j *journey) isNotSolved(her *person, number string) {
	j.t.Helper()
	her.does("rate", number, choose("solved", "no"), choose("result", "dissatisfied"), choose("attitude", "satisfied"), write("reason", "昨天一场雨，校门口又淹了。"))
	j.state(number, casework.Handling, casework.LeaderDesk)
	her.reads("常委会领导")
	if c := j.Case(number); c.Round != 1 {
		j.t.Errorf("round %d", c.Round)
	}
}

func (j *journey) isSolved(her *person, number string) {
	j.t.Helper()
	leader := j.at("leader")
	leader.goes("/desk/?queue=waiting")
	leader.Press(`main a[href^="/desk/cases/` + number + `"]`)
	leader.reads("昨天一场雨，校门口又淹了。")
	leader.acts("answer", number, write("text", "校门口已加一道涵管，3月底前再看一次。"))
	her.does("rate", number, choose("solved", "yes"), choose("result", "satisfied"), choose("attitude", "satisfied"))
	j.state(number, casework.Closed, casework.NoDesk)
	her.reads("已办结")
}
