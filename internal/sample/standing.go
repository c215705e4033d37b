package sample

import "jiazhan/internal/access"

// The lives that stand open in the present.

func justTaken(t *teller) {
	t.wait(1)
	t.accept(t.login(access.StationAdmin, t.station))
}

func toCounty(t *teller) {
	by := t.login(access.StationAdmin, t.station)
	t.wait(1)
	t.accept(by)
	t.do(by, "escalate", fields{"reason": pick(t.Rand, handUp)})
}

func justAssigned(t *teller) { t.intake(t.story.Department) }

func atWork(t *teller) {
	t.intake(t.story.Department)
	t.wait(1)
	t.do(t.liaison(), "acknowledge", nil)
	if t.IntN(2) == 0 {
		t.progress()
	}
}

// hardWork has the class complex: three weeks.
func hardWork(t *teller) {
	t.intake(t.story.Department)
	t.acknowledge()
	t.wait(1)
	t.progress()
}

func overdue(t *teller) { goOver(t) }

func listed(t *teller) {
	goOver(t)
	t.do(t.login(access.Leader, ""), "supervise", fields{"text": pick(t.Rand, supervision)})
	t.wait(1)
	t.do(t.officer, "list", fields{"text": t.say(pick(t.Rand, listings))})
}

func toCheck(t *teller) {
	t.intake(t.story.Department)
	t.work()
}

func paused(t *teller) {
	t.intake(t.story.Department)
	t.wait(1)
	t.do(t.liaison(), "acknowledge", nil)
	ask(t, t.liaison())
}

func wantsReturn(t *teller) {
	t.intake(t.story.Wrong)
	askReturn(t, t.story.Department, t.say(t.story.Return))
}

func wantsExtension(t *teller) {
	t.class = "normal"
	t.intake(t.story.Department)
	t.wait(1)
	t.do(t.liaison(), "acknowledge", nil)
	askExtension(t)
}

func answered(t *teller) {
	t.intake(t.story.Department)
	t.work()
	t.check()
}

func inRework(t *teller) {
	answered(t)
	t.complain()
	t.do(ByClock, "rework", nil)
	t.wait(1)
	t.assign(t.above(), t.story.Department)
	t.wait(1)
	t.do(t.liaison(), "acknowledge", nil)
}
