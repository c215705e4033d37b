package sample

import (
	"fmt"

	"jiazhan/internal/access"
)

// The scenes of which lives are made. Each begins where the one before left the case.

// intake takes the case up and assigns it: by the station, through a deputy, or by the county.
func (t *teller) intake(department string) {
	station := t.login(access.StationAdmin, t.station)
	switch n := t.IntN(20); {
	case n < 9:
		t.wait(1)
		t.accept(station)
		t.assign(station, department)
	case n < 14:
		deputy := t.toDeputy()
		t.wait(1)
		t.accept(deputy)
		t.do(deputy, "escalate", fields{"reason": pick(t.Rand, handUp)})
		t.wait(1)
		t.assign(station, department)
	default:
		t.wait(1)
		t.accept(station)
		t.do(station, "escalate", fields{"reason": pick(t.Rand, handUp)})
		t.wait(1)
		t.assign(t.officer, department)
	}
}

func (t *teller) accept(by string) {
	t.do(by, "accept", fields{"areas": t.story.Areas, "text": pick(t.Rand, taken)})
}

// assign gives the case to a department; hard cases get the longer class.
func (t *teller) assign(by, department string) {
	t.office, t.department = by, department
	t.do(by, "assign", fields{"lead": department, "class": t.class, "text": fmt.Sprintf(pick(t.Rand, requests), t.names[department])})
}

func (t *teller) liaison() string { return t.login(access.Liaison, t.department) }

// acknowledge is done by the department the next morning, or by the clock.
func (t *teller) acknowledge() {
	if t.IntN(6) == 0 {
		t.wait(3)
		t.do(ByClock, "acknowledge", nil)
		return
	}
	t.wait(1)
	t.do(t.liaison(), "acknowledge", nil)
	t.reach()
}

// reach is the department's first contact with whom it may know: one in five it forgets.
func (t *teller) reach() {
	if n := t.minute + t.filed; t.life.Filing.ShowName && n%5 > 0 {
		how := []string{"phone", "phone", "visit", "meeting"}
		t.minute += 3
		t.step(t.liaison(), "reach", fields{"how": how[n%len(how)], "text": reaching[n%len(reaching)]})
	}
}

func (t *teller) progress() { t.do(t.liaison(), "progress", fields{"text": t.say(t.story.Progress)}) }

// work acknowledges, tells how it goes, and reports in time.
func (t *teller) work() {
	t.acknowledge()
	t.wait(t.IntN(2))
	if t.IntN(3) > 0 {
		t.progress()
	}
	t.toil()
	t.report(t.story.Result)
}

// toil is the time that the work itself takes.
func (t *teller) toil() {
	if t.class == "complex" {
		t.wait(4 + t.IntN(4))
		return
	}
	t.wait(1)
}

// report tells result, measures and evidence, and a promise if something is left.
func (t *teller) report(result string) {
	s := t.story
	measures := t.say(s.Measures) + "\n佐证材料：" + t.say(s.Evidence)
	in := fields{"result": t.say(result), "measures": measures}
	if s.Promise != "" {
		in["measures"] = measures + "\n承诺事项：" + t.say(s.Promise)
		in["promise"] = s.PromiseDays
	}
	t.do(t.liaison(), "report", in)
}

// answer tells the citizen in plain words, after the check.
func (t *teller) answer(by, result string) {
	text := fmt.Sprintf(pick(t.Rand, letters), innerQuotes.Replace(t.life.Filing.Title), t.names[t.department], t.say(result)+t.say(t.story.Measures))
	t.do(by, "answer", fields{"text": text})
}

// check answers the same day or the next.
func (t *teller) check() {
	t.wait(t.IntN(2))
	t.answer(t.office, t.story.Result)
}

// rate is a content citizen's answer within a few days.
func (t *teller) rate() {
	t.evening(1 + t.IntN(3))
	in := fields{"solved": "yes", "result": "satisfied", "attitude": "satisfied", "reason": t.say(t.story.Praise)}
	switch t.IntN(7) {
	case 0:
		in["result"], in["attitude"], in["reason"] = "basically", "satisfied", pick(t.Rand, lukewarm)
	case 1:
		in["result"], in["reason"] = "basically", pick(t.Rand, lukewarm)
	case 2:
		in["reason"] = ""
	}
	t.do("", "rate", in)
}

// complain is the answer of one whose trouble is not over: the case goes one level up.
func (t *teller) complain() {
	t.evening(1 + t.IntN(3))
	t.do("", "rate", fields{"solved": "no", "result": "dissatisfied", "attitude": pick(t.Rand, []string{"basically", "dissatisfied", "satisfied"}),
		"reason": t.say(t.story.Complaint)})
}

// again is a round of rework, assigned and checked by the office above.
func (t *teller) again(by string) {
	t.do(ByClock, "rework", nil)
	t.wait(1)
	t.assign(by, t.story.Department)
	t.wait(1)
	t.do(t.liaison(), "acknowledge", nil)
	t.do(t.liaison(), "progress", fields{"text": pick(t.Rand, returning)})
	t.wait(3 + t.IntN(3))
	result := t.second()
	t.report(result)
	t.wait(1)
	t.answer(by, result)
}

// second is what a second round brings.
func (t *teller) second() string {
	if t.story.Again != "" {
		return t.story.Again
	}
	return "已重新到场逐项核对，上次遗漏的部分当面补办完成。" + t.story.Result
}

// release publishes what its citizen allowed to be published.
func (t *teller) release() {
	if t.life.Filing.Public && t.IntN(2) == 0 {
		t.wait(1)
		t.do(t.officer, "release", fields{})
	}
}

// above is the office one level over the one that assigned: county over station, leader over county.
func (t *teller) above() string {
	if t.office == t.officer {
		return t.login(access.Leader, "")
	}
	return t.officer
}
