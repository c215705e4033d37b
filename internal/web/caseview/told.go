package caseview

import (
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui"
)

// Every step is told to people outside in two sentences that stand in the catalogues: what happened
// (case.told.ACTION) and, to the citizen, what it means for her, what comes next and by when (case.means.ACTION). Where
// one action can mean different things, the first of its tellings that holds adds its name to the key.
//
// A sentence may use %[1]s who acted, %[2]s the desk that has it now, %[3]s the day, %[4]s the citizen.
var tellings = map[casework.Action][]telling{
	"import":      {{"answer", func(e casework.Entry) bool { return e.Data.Answered > 0 }}},
	"escalate":    {byItself},
	"acknowledge": {byItself},
	"list":        {byItself},
	"supervise":   {byItself},
	"erase":       {{"clock", func(e casework.Entry) bool { return e.Data.Clock }}},
	"remind":      {because("rating"), because("soon"), because("overdue"), because("look"), because("sign"), because("reach")},
	"rate":        {{"solved", contented}, {"last", ended}, {"unsolved", always}},
	"follow_up":   {{"solved", func(e casework.Entry) bool { return e.Data.Verified == casework.Yes }}, {"reopened", moved}, {"unsolved", always}},
}

// telling is one of the things that an action can mean.
type telling struct {
	name string
	when func(casework.Entry) bool
}

var byItself = telling{"clock", casework.Entry.ByClock}

func because(reason string) telling {
	return telling{reason, func(e casework.Entry) bool { return e.Data.Reason == reason }}
}

func contented(e casework.Entry) bool {
	return e.Data.Solved == casework.Yes && e.Data.Result != casework.Dissatisfied
}

func ended(e casework.Entry) bool { return e.Data.From != "" && e.Data.To == "" }
func moved(e casework.Entry) bool { return e.Data.To != "" || e.Data.Due > 0 }
func always(casework.Entry) bool  { return true }

// tellingOf is the end of the keys of an entry: its action, and which of its tellings holds.
func tellingOf(e casework.Entry) string {
	for _, t := range tellings[e.Action] {
		if t.when(e) {
			return string(e.Action) + "." + t.name
		}
	}
	return string(e.Action)
}

// Where a case stands is told in one sentence: to the citizen (case.stands.NAME) what it means for her, what comes next
// and by when; to the public (case.public.NAME) no word that is meant for her. The first standing that holds names it.
// A sentence may use %[1]s the desk that has it, %[2]s the day: of a question, until when the citizen may answer.
var standings = []standing{
	{"paused", "open", func(c *casework.Case, _ time.Time) bool { return c.State.Open() && c.Paused() }},
	{"filed.late", "open", late(casework.Filed)},
	{"accepted.late", "open", late(casework.Accepted)},
	{"assigned.late", "open", late(casework.Assigned)},
	{"handling.late", "open", late(casework.Handling)},
	{"reported.late", "open", late(casework.Reported)},
	{"filed", "open", in(casework.Filed)},
	{"accepted", "open", in(casework.Accepted)},
	{"assigned", "open", in(casework.Assigned)},
	{"handling.again", "open", func(c *casework.Case, _ time.Time) bool { return c.State == casework.Handling && c.Round > 0 }},
	{"handling", "open", in(casework.Handling)},
	{"reported", "open", in(casework.Reported)},
	{"answered", "answered", in(casework.Answered)},
	{"closed.rated", "closed.rated", closed(casework.EndRated)},
	{"closed.silence", "closed.silence", closed(casework.EndSilence)},
	{"closed.unsolved", "closed.unsolved", closed(casework.EndUnsolved)},
	{"withdrawn", "closed", in(casework.Withdrawn)},
	{"declined", "closed", in(casework.Declined)},
	{"closed", "closed", in(casework.Closed)},
}

// standing is one way in which a case can stand, and its names to the citizen and to the public.
type standing struct {
	citizen, public string
	when            func(*casework.Case, time.Time) bool
}

func in(s casework.State) func(*casework.Case, time.Time) bool {
	return func(c *casework.Case, _ time.Time) bool { return c.State == s }
}

func late(s casework.State) func(*casework.Case, time.Time) bool {
	return func(c *casework.Case, now time.Time) bool { return c.State == s && c.Overdue(casework.Moment(now)) }
}

func closed(ending string) func(*casework.Case, time.Time) bool {
	return func(c *casework.Case, _ time.Time) bool { return c.State == casework.Closed && c.Ending == ending }
}

// Stands tells the citizen where her case stands, what that means for her, what comes next and by when.
func (v View) Stands(c *casework.Case) string {
	by := c.DueAt
	if c.Paused() {
		by = c.AnswerBy
	}
	return v.stands(c, by, func(s standing) string { return "case.stands." + s.citizen })
}

// StandsTo is Stands for a reader on a side: everybody is told of a published case no word that is meant for its citizen.
func (v View) StandsTo(side casework.Side, c *casework.Case) string {
	if side != casework.PublicSide {
		return v.Stands(c)
	}
	return v.stands(c, c.DueAt, func(s standing) string { return "case.public." + s.public })
}

func (v View) stands(c *casework.Case, by casework.Instant, key func(standing) string) string {
	for _, s := range standings {
		if s.when(c, v.Now) {
			return v.P.T(key(s), v.Desk(c.Desk), v.day(by))
		}
	}
	return v.State(c.State)
}

// day is the day of a due time; one that was never set is called so.
func (v View) day(at casework.Instant) string {
	if at == 0 {
		return v.P.T("case.set_date")
	}
	return v.P.DateAt(at.Time(), v.Now)
}

// Sentence says what happened in an entry: at desks in the officials' terms, outside in plain words.
func (v View) Sentence(e casework.Entry, side casework.Side) string {
	who, to, day, was := v.Who(e, side), v.Desk(casework.ParseDesk(e.Data.To)), v.day(e.Data.Due), v.day(e.Data.Was)
	if side == casework.OfficeSide {
		return v.P.T(e.Key(), who, to, day, was)
	}
	return v.P.T("case.told."+tellingOf(e), who, to, day, v.her(side), was)
}

// means says what an entry means for the citizen, what comes next and by when; others are not told.
func (v View) means(e casework.Entry, side casework.Side, due casework.Instant) string {
	if side != casework.CitizenSide {
		return ""
	}
	return v.P.T("case.means."+tellingOf(e), v.Who(e, side), v.Desk(casework.ParseDesk(e.Data.To)), v.day(due))
}

// dues are the due times that held after each entry. An entry names one only where it changed; a question names the day
// by which she should answer, which is no due time of the desk.
func dues(entries []casework.Entry) []casework.Instant {
	out, held := make([]casework.Instant, len(entries)), casework.Instant(0)
	for i, e := range entries {
		out[i] = held
		if e.Data.Due > 0 {
			out[i] = e.Data.Due
			if e.Action != "ask" {
				held = e.Data.Due
			}
		}
	}
	return out
}

// her is the citizen in the middle of a sentence: 您 to herself.
func (v View) her(side casework.Side) string {
	if side == casework.CitizenSide {
		return v.P.T("case.you")
	}
	return v.P.T("case.the_citizen")
}

// tones colour the steps that matter most.
var tones = map[casework.Action]ui.Tone{"answer": ui.Good, "explain": ui.Good, "rate": ui.Good, "list": ui.Late, "supervise": ui.Late,
	"remind": ui.Soon, "urge": ui.Soon, "rework": ui.Soon, "decline": ui.Plain, "ask": ui.Soon}
