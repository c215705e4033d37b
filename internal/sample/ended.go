package sample

import (
	"fmt"

	"jiazhan/internal/access"
)

// The lives that have ended.

func plain(t *teller) {
	t.intake(t.story.Department)
	t.work()
	t.check()
	t.rate()
	t.release()
}

func explained(t *teller) {
	by := t.toDeputy()
	t.wait(1)
	t.do(by, "accept", fields{"areas": t.story.Areas})
	t.do(by, "explain", fields{"text": t.say(t.story.Explain)})
	t.rate()
}

// silent ends with the clock: the citizen says nothing.
func silent(t *teller) {
	answered(t)
}

func declined(t *teller) {
	t.wait(1)
	by := t.login(access.StationAdmin, t.station)
	in := fields{"reason": "court", "text": t.say(t.story.Decline), "channel": t.say(t.story.Instead)}
	if t.story.Decline == "" {
		d := pick(t.Rand, declines)
		in = fields{"reason": d.reason, "text": d.text, "channel": d.channel}
	}
	t.do(by, "decline", in)
}

func withdrawn(t *teller) {
	if t.IntN(2) == 0 {
		t.intake(t.story.Department)
		t.acknowledge()
	}
	t.evening(1)
	t.do("", "withdraw", fields{"reason": pick(t.Rand, withdrawals)})
}

func askReturn(t *teller, unit, basis string) {
	t.wait(1)
	t.do(t.liaison(), "ask_return", fields{"reason": "not_our_duty", "unit": unit, "basis": basis})
}

func returned(t *teller) {
	t.intake(t.story.Wrong)
	askReturn(t, t.story.Department, t.say(t.story.Return))
	t.wait(t.IntN(2))
	t.do(t.office, "allow_return", fields{"text": "同意退回，改交" + t.names[t.story.Department] + "，办理期限不变。"})
	t.assign(t.office, t.story.Department)
	t.wait(1)
	t.do(t.liaison(), "acknowledge", nil)
	t.progress()
	t.toil()
	t.report(t.story.Result)
	t.check()
	t.rate()
}

func returnRefused(t *teller) {
	t.intake(t.story.Department)
	askReturn(t, "xinfangju", pick(t.Rand, weakReturns))
	t.wait(1)
	t.do(t.office, "refuse_return", fields{"reason": pick(t.Rand, refusals)})
	t.do(t.liaison(), "acknowledge", nil)
	t.wait(2)
	t.report(t.story.Result)
	t.check()
	t.rate()
}

func askExtension(t *teller) {
	t.wait(2)
	t.do(t.liaison(), "ask_extension", fields{"days": 3 + t.IntN(5), "reason": t.say(t.story.Extension)})
}

func extended(t *teller) {
	t.class = "normal"
	t.intake(t.story.Department)
	t.acknowledge()
	t.progress()
	askExtension(t)
	t.do(t.office, "allow_extension", fields{"text": fmt.Sprintf(pick(t.Rand, extensionNotes), t.say(t.story.Extension))})
	t.wait(3)
	t.report(t.story.Result)
	t.check()
	t.rate()
	t.release()
}

func extensionRefused(t *teller) {
	t.class = "normal"
	t.intake(t.story.Department)
	t.acknowledge()
	askExtension(t)
	t.do(t.office, "refuse_extension", fields{"reason": pick(t.Rand, extensionRefusals)})
	t.wait(1)
	t.report(t.story.Result)
	t.check()
	t.rate()
}

func ask(t *teller, by string) { t.do(by, "ask", fields{"text": t.say(t.story.Ask)}) }

func asked(t *teller) {
	t.intake(t.story.Department)
	t.acknowledge()
	ask(t, t.liaison())
	t.evening(1 + t.IntN(2))
	t.do("", "supply", fields{"text": t.say(t.story.Supply)})
	t.wait(1)
	t.progress()
	t.toil()
	t.report(t.story.Result)
	t.check()
	t.rate()
}

// sentBackOnce has a report that says nothing, and one that does.
func sentBackOnce(t *teller) {
	t.intake(t.story.Department)
	t.acknowledge()
	t.wait(1)
	t.do(t.liaison(), "report", fields{"result": pick(t.Rand, vague)})
	t.do(t.office, "send_back", fields{"reason": pick(t.Rand, sentBack)})
	t.toil()
	t.report(t.story.Result)
	t.check()
	t.rate()
	t.release()
}

// goOver lets a case become overdue, with a reminder and the citizen asking.
func goOver(t *teller) {
	t.class = "normal"
	t.intake(t.story.Department)
	t.acknowledge()
	t.wait(6)
	t.do(t.officer, "remind", fields{"text": pick(t.Rand, reminders)})
	t.do("", "urge", nil)
}

func late(t *teller) {
	goOver(t)
	t.wait(2)
	t.report(t.story.Result)
	t.check()
	t.rate()
}

func reworked(t *teller) {
	answered(t)
	t.complain()
	t.again(t.above())
	t.rate()
	t.release()
}

func reworkedTwice(t *teller) {
	answered(t)
	t.complain()
	up := t.above()
	t.again(up)
	t.complain()
	t.wait(1)
	t.do(t.officer, "supervise", fields{"text": pick(t.Rand, supervision)})
	t.again(t.login(access.Leader, ""))
	t.rate()
	t.wait(2)
	t.do(t.officer, "follow_up", fields{"text": pick(t.Rand, visits), "verified": "yes"})
}

// unsolved is dissatisfied to the end; a visit then opens the case once more.
func unsolved(t *teller) {
	answered(t)
	t.complain()
	t.again(t.above())
	t.complain()
	t.again(t.login(access.Leader, ""))
	t.complain()
	t.wait(3)
	t.do(t.officer, "follow_up", fields{"text": pick(t.Rand, badVisits), "verified": "no", "reopen": true})
	t.wait(1)
	t.assign(t.officer, t.story.Department)
	t.wait(1)
	t.do(t.liaison(), "acknowledge", nil)
	t.wait(4)
	t.report(t.second())
	t.wait(1)
	t.answer(t.officer, t.second())
	t.rate()
}

func readdressed(t *teller) {
	right := t.station
	t.life.Filing.Station = t.otherStation(right)
	t.wait(1)
	t.do(t.login(access.StationAdmin, t.life.Filing.Station), "readdress", fields{"station": right, "reason": pick(t.Rand, readdresses)})
	t.wait(1)
	by := t.login(access.StationAdmin, right)
	t.accept(by)
	t.assign(by, t.story.Department)
	t.work()
	t.check()
	t.rate()
}

// deputySilent is handed up by the clock, from the deputy to his station.
func deputySilent(t *teller) {
	t.toDeputy()
	t.wait(4)
	t.do(ByClock, "escalate", nil)
	by := t.login(access.StationAdmin, t.station)
	t.accept(by)
	t.assign(by, t.story.Department)
	t.work()
	t.check()
	t.rate()
}

func followedUp(t *teller) {
	plain(t)
	t.wait(2)
	t.do(t.officer, "follow_up", fields{"text": pick(t.Rand, visits), "verified": "yes"})
}

// referred lets the discipline commission see how a serious clue was handled.
func referred(t *teller) {
	plain(t)
	t.wait(1)
	t.do(t.officer, "refer", fields{"reason": "请一并跟踪问效，看整改是否到位。"})
	t.wait(2)
	t.do(t.login(access.Discipline, ""), "follow_up", fields{"text": pick(t.Rand, visits), "verified": "yes"})
}

// sealed is an accusation: seen by one officer and the discipline commission, and ending in the clock's silence.
func sealed(t *teller) {
	t.wait(1)
	t.do(t.officer, "seal", fields{"reason": pick(t.Rand, seals)})
	t.do(t.officer, "accept", fields{})
	t.do(t.officer, "refer", fields{"reason": t.say(pick(t.Rand, referrals))})
	t.wait(1)
	t.do(t.login(access.Discipline, ""), "note", fields{"text": pick(t.Rand, sealedNotes)})
	t.wait(1)
	t.do(t.officer, "explain", fields{"text": sealedAnswer})
}
