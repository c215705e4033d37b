package journeys

import (
	"testing"
	"time"

	"jiazhan/e2e/chrome"
	"jiazhan/internal/casework"
)

// heard is what a department's inbox says of a case that it was given.
const heard = "您这里有 1 件新到的诉求。"

// A case is given to the wrong department and taken back before anybody there heard of it; the second time it is noticed
// after ten seconds, and the page says what to do instead.
func TestTakenBackInTimeAndTooLate(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	number := j.files(her, "station/xinchengpu")
	station, water := j.at("station"), j.at("water")
	station.acts("accept", number)
	j.Settle()

	station.begins("assign", number, pick("lead", "shuiliju"), choose("class", "normal"))
	j.state(number, casework.Assigned, casework.DepartmentDesk)
	j.Pass(9 * time.Second)
	j.Settle()
	water.goes("/desk/inbox")
	water.never(heard)
	station.Press(".undo button")
	station.reads("已撤销，案件回到之前的样子，没有通知任何人。")
	j.state(number, casework.Accepted, casework.StationDesk)
	j.Pass(time.Minute)
	j.Settle()
	water.goes("/desk/inbox")
	water.never(heard)
	water.Go("/desk/cases/" + number)
	if water.Status != 404 {
		t.Errorf("who was given the case by mistake gets %d", water.Status)
	}

	station.NoScripts() // nothing takes the button away when its time is over
	station.begins("assign", number, pick("lead", "shuiliju"), choose("class", "normal"))
	j.Pass(10*time.Second + time.Millisecond)
	station.Press(".undo button")
	station.reads("已经过了 10 秒，不能撤销了。需要改的，请用下面的办理按钮。")
	j.state(number, casework.Assigned, casework.DepartmentDesk)
	j.Pass(time.Second)
	j.Settle()
	water.goes("/desk/inbox")
	water.reads(heard)
	water.goes("/desk/cases/" + number)
	water.reads("村东头的路一下雨就积水")
	station.sameLength("/desk/cases/"+number, number)
	her.sameLength("/zhengding/cases/"+number, number)
}

// The button counts down, and goes when its time is over.
func TestTheButtonToTakeBackGoes(t *testing.T) {
	j := begin(t)
	number := j.files(j.citizen(), "station/xinchengpu")
	station := j.at("station")
	station.begins("note", number, write("text", "先看看。"))
	station.reads("撤销")
	chrome.Eval[any](station.Window, `const now = performance.now(); performance.now = () => now + 4000; 0`)
	chrome.Eval[any](station.Window, once(`/^还有 [3-6] 秒$/.test(document.querySelector(".undo-left").textContent)`))
	chrome.Eval[any](station.Window, `performance.now = () => now + 10000; 0`)
	chrome.Eval[any](station.Window, once(`!document.querySelector(".undo")`))
	station.never("撤销")
}

// once is a promise that is kept when something holds.
func once(holds string) string {
	return `new Promise((done) => { const look = () => (` + holds + ` ? done(0) : requestAnimationFrame(look)); look(); })`
}

// begins is acts while no time passes.
func (p *person) begins(action, number string, fields ...entry) {
	p.j.t.Helper()
	p.goes("/desk/cases/" + number + "/" + action)
	for _, fill := range fields {
		fill(p)
	}
	p.Press(`#act button[type="submit"]`)
	p.calm()
}
