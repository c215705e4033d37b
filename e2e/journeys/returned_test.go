package journeys

import (
	"strings"
	"testing"

	"jiazhan/internal/casework"
)

// Both departments say that it is not theirs. The county may give it to neither again, it goes up, and who leads says who
// does it: that one cannot give it back, and reports to the leader.
func TestWhatEveryDepartmentReturnedIsDesignated(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	number := j.files(her, "station/xinchengpu")
	j.at("station").acts("accept", number)
	j.at("station").acts("escalate", number, write("reason", "涉及两个部门，请县里交办。"))
	j.givesBack("water", "shuiliju", "jiaotongju", number)
	promised := j.Case(number).FinishBy
	j.givesBack("roads", "jiaotongju", "shuiliju", number)
	officer, leader, water := j.at("officer"), j.at("leader"), j.at("water")
	for _, department := range []string{"shuiliju", "jiaotongju"} {
		officer.begins("assign", number, pick("lead", department), choose("class", "normal"))
		if officer.Status != 422 {
			t.Errorf("%s gets it again: %d", department, officer.Status)
		}
		officer.reads("这个单位已经退回过这件诉求，请选其他单位。")
	}
	officer.acts("escalate", number, write("reason", "两个部门都说不归自己管，请领导指定。"))
	j.state(number, casework.Accepted, casework.LeaderDesk)

	leader.goes("/desk/?queue=waiting")
	leader.Press(`main a[href^="/desk/cases/` + number + `"]`)
	leader.reads("两个部门都说不归自己管，请领导指定。", "指定办理")
	leader.acts("designate", number, pick("lead", "shuiliju"), choose("class", "normal"), write("reason", "路面积水由水利局牵头，交通运输局配合。"))
	j.state(number, casework.Assigned, casework.DepartmentDesk)
	if now := j.Case(number).FinishBy; now != promised {
		t.Errorf("what departments disagree about costs her time: %v, promised %v", now.Time(), promised.Time())
	}
	water.goes("/desk/cases/" + number)
	water.reads("路面积水由水利局牵头，交通运输局配合。")
	if text := water.text(".case-actions"); text == "" || strings.Contains(text, "退") {
		t.Errorf("what was designated may be given back: %q", text)
	}
	water.acts("acknowledge", number)
	water.acts("report", number, write("result", "路沟已经清开，铺了 80 米碎石。"))
	j.state(number, casework.Reported, casework.LeaderDesk)
	leader.acts("answer", number)
	her.does("rate", number, choose("solved", "yes"), choose("result", "satisfied"), choose("attitude", "satisfied"))
	j.state(number, casework.Closed, casework.NoDesk)
	her.never("由水利局牵头", "三定方案里没有这一项")
	her.sameLength("/zhengding/cases/"+number, number)
	leader.sameLength("/desk/cases/"+number, number)
}

// givesBack lets the county assign a case to a department, which says that it is another's.
func (j *journey) givesBack(who, department, other, number string) {
	j.t.Helper()
	officer := j.at("officer")
	officer.acts("assign", number, pick("lead", department), choose("class", "normal"))
	j.at(who).acts("ask_return", number, choose("reason", "not_our_duty"), pick("unit", other), write("basis", "三定方案里没有这一项。"))
	officer.acts("allow_return", number)
	j.state(number, casework.Accepted, casework.CountyDesk)
}
