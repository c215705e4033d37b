package casework

import (
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/workday"
)

// historicText is the most characters of a historic text or answer; earlier systems had other limits than ours.
const historicText = 20000

func (h *Historic) check(bad *fault.Fields, now time.Time) {
	bad.Check(h.Ref != "", "ref", "field.required")
	line(bad, "ref", h.Ref, 100)
	line(bad, "status", h.Status, 60)
	chosen(bad, "state", h.State, States...)
	chosen(bad, "kind", h.Kind, Kinds...)
	chosen(bad, "class", h.Class, Classes...)
	line(bad, "channel", h.Channel, 20)
	words(bad, "text", h.Text, true, historicText)
	words(bad, "answer", h.Answer, false, historicText)
	line(bad, "title", h.Title, 200)
	line(bad, "place", h.Place, 200)
	line(bad, "name", h.Name, 40)
	line(bad, "phone", h.Phone, 40)
	h.checkTimes(bad, now)
	h.checkEnd(bad)
}

// firstCongress is the year of the first people's congresses: nothing was filed to one before.
var firstCongress = time.Date(1954, 1, 1, 0, 0, 0, 0, workday.Shanghai())

const farthestDue = 10 // years from the import on

func (h *Historic) checkTimes(bad *fault.Fields, now time.Time) {
	bad.Check(!h.FiledAt.IsZero(), "filed_at", "field.required")
	bad.Check(h.FiledAt.IsZero() || !h.FiledAt.Before(firstCongress), "filed_at", "import.old")
	for _, t := range []struct {
		name string
		at   time.Time
		last time.Time
		key  string
	}{
		{"filed_at", h.FiledAt, now, "import.future"}, {"answered_at", h.AnsweredAt, now, "import.future"}, {"ended_at", h.EndedAt, now, "import.future"},
		{"due_at", h.DueAt, now.AddDate(farthestDue, 0, 0), "import.far"},
	} {
		bad.Check(!t.at.After(t.last), t.name, t.key)
		bad.Check(t.at.IsZero() || !t.at.Before(h.FiledAt), t.name, "import.before_filed")
	}
}

// checkEnd refuses what contradicts the state: a case that is rated but not closed, assigned but to nobody.
func (h *Historic) checkEnd(bad *fault.Fields) {
	needsLead := h.State == Assigned || h.State == Reported
	bad.Check(!needsLead || h.Department != "", "department", "field.required")
	rated := h.Solved != "" || h.Result != "" || h.Attitude != ""
	bad.Check(!rated || h.State == Closed, "state", "import.rated_open")
	if h.Solved != "" {
		chosen(bad, "solved", h.Solved, Yes, No)
	}
	for name, v := range map[string]string{"result": h.Result, "attitude": h.Attitude} {
		if v != "" {
			chosen(bad, name, v, Satisfied, Basically, Dissatisfied)
		}
	}
	bad.Check(!h.Public || h.State != Declined && h.State != Withdrawn, "public", "import.public")
}

// facts are the columns of a historic case at its import: those that the acts would have left behind, so that every
// action which the table allows in its state can go on from there.
func (h *Historic) facts(f *Facts, r Rules, now Instant) {
	f.Historic, f.Kind, f.State, f.Class, f.Channel = true, h.Kind, h.State, h.Class, h.Channel
	f.FiledAt, f.DeskSince = Moment(h.FiledAt), now
	if h.Public {
		f.AgreePublic, f.ReleasedAt = true, now
	}
	standing[h.State](h, f, r, now)
	if !h.DueAt.IsZero() && f.DueAt > 0 {
		f.DueAt = Moment(h.DueAt)
		if f.FinishBy > 0 {
			f.FinishBy = f.DueAt
		}
	}
}

// office is the desk that assigns and checks a case: its station, else the county.
func (f *Facts) office() Desk {
	if f.StationID != 0 {
		return Desk{StationDesk, f.StationID}
	}
	return Desk{CountyDesk, 0}
}

// standing says for each state what a case that stands there looks like.
var standing = map[State]func(h *Historic, f *Facts, r Rules, now Instant){
	Filed: func(_ *Historic, f *Facts, r Rules, now Instant) {
		f.Desk, f.DueAt, f.LeadID = f.office(), r.after(now, Decide, f.Class), 0
		if f.DeputyID != 0 {
			f.Desk = Desk{DeputyDesk, f.DeputyID}
		}
	},
	Accepted: func(_ *Historic, f *Facts, r Rules, now Instant) {
		f.AcceptedAt, f.LeadID = f.FiledAt, 0
		f.Desk, f.DueAt = f.office(), r.after(now, AssignWithin, f.Class)
	},
	Assigned: func(_ *Historic, f *Facts, r Rules, now Instant) {
		f.assignedTo(r, now)
	},
	Handling: func(_ *Historic, f *Facts, r Rules, now Instant) {
		f.assignedTo(r, now)
		f.HandlingAt = f.AssignedAt
	},
	Reported: func(_ *Historic, f *Facts, r Rules, now Instant) {
		f.assignedTo(r, now)
		f.HandlingAt, f.ReportedAt = f.AssignedAt, now
		f.Desk, f.DueAt = f.Assigner, r.after(now, CheckWithin, f.Class)
	},
	Answered: func(h *Historic, f *Facts, r Rules, now Instant) {
		f.wasAnswered(h)
		f.Desk, f.DueAt = f.Assigner, r.after(now, RatingEnd, f.Class)
	},
	Closed: func(h *Historic, f *Facts, _ Rules, _ Instant) {
		f.wasAnswered(h)
		f.Solved, f.Result, f.Attitude, f.Ending = h.Solved, h.Result, h.Attitude, h.ending()
		f.ended(max(f.AnsweredAt, Moment(h.EndedAt)))
	},
	Declined:  func(h *Historic, f *Facts, _ Rules, _ Instant) { f.Ending = EndDeclined; f.ended(Moment(h.EndedAt)) },
	Withdrawn: func(h *Historic, f *Facts, _ Rules, _ Instant) { f.Ending = EndWithdrawn; f.ended(Moment(h.EndedAt)) },
}

// assignedTo is work at the lead department, or, where none is known, at the office that must assign it.
func (f *Facts) assignedTo(r Rules, now Instant) {
	f.AcceptedAt, f.AssignedAt = f.FiledAt, f.FiledAt
	f.FinishBy = r.finish(now, f.Class)
	f.Assigner, f.Desk, f.DueAt = f.office(), f.office(), f.FinishBy
	if f.LeadID != 0 {
		f.Desk = Desk{DepartmentDesk, f.LeadID}
	}
}

func (f *Facts) wasAnswered(h *Historic) {
	f.AcceptedAt, f.AssignedAt, f.Assigner = f.FiledAt, f.FiledAt, f.office()
	f.AnsweredAt = Moment(h.AnsweredAt)
	if f.AnsweredAt == 0 {
		f.AnsweredAt = max(f.FiledAt, Moment(h.EndedAt))
	}
}

func (f *Facts) ended(at Instant) {
	f.EndedAt = max(f.FiledAt, at)
	f.DeskSince = f.EndedAt
}

// ending is how a historic case was closed. Silence stays silence.
func (h *Historic) ending() string {
	switch {
	case h.Solved == No || h.Result == Dissatisfied:
		return EndUnsolved
	case h.Solved == "" && h.Result == "":
		return EndSilence
	}
	return EndRated
}
