package sample

import (
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/workday"
)

type fields = map[string]any

// teller tells one life: it counts working days from the filing and writes a step at a time.
type teller struct {
	*stage
	wording
	story      *Story
	place      spot
	life       Life
	day        int // working days since the filing
	minute     int // of the day, in Beijing
	filed      int // minute of the filing
	class      string
	station    string // slug
	office     string // login of who assigned and will check
	officer    string // the county officer of this life
	department string // slug of the department that has it
	days       []int  // of each step
	minutes    []int
}

func (s *stage) teller(story *Story, place spot) *teller {
	t := &teller{stage: s, wording: s.wording(place), story: story, place: place, class: class(story), filed: 7*60 + s.IntN(13*60)}
	t.station = s.stationOf(place)
	t.officer = s.login(access.CaseOfficer, "")
	t.department = story.Department
	t.life = Life{Congress: s.Congress, Story: story.Key, Filing: t.filing()}
	return t
}

// class is complex for what takes long: three weeks instead of one.
func class(s *Story) string {
	if slow(s) {
		return "complex"
	}
	return "normal"
}

// wait lets working days pass; what follows begins in the morning or after the noon break.
func (t *teller) wait(days int) {
	if days == 0 {
		return
	}
	t.day += days
	t.minute = 8*60 + 30 + t.IntN(120)
	if t.IntN(5) < 2 {
		t.minute = 13*60 + 30 + t.IntN(90)
	}
}

// evening lets working days pass; the citizen acts after work.
func (t *teller) evening(days int) {
	t.day += days
	t.minute = 17*60 + 30 + t.IntN(210)
}

// do writes a step some minutes after the one before.
func (t *teller) do(by, action string, input fields) {
	t.minute += 4 + t.IntN(35)
	t.step(by, action, input)
}

func (t *teller) step(by, action string, input fields) {
	t.days, t.minutes = append(t.days, t.day), append(t.minutes, t.minute)
	t.life.Steps = append(t.life.Steps, Step{Action: action, By: by, Input: input, With: -1})
}

// settle puts the life on the calendar so that gap working days lie between its last day and the present.
func (t *teller) settle(gap int) { t.settleAt(t.day + gap) }

// settleAt puts the filing so many working days before the present and gives the number of the life.
func (t *teller) settleAt(before int) int {
	begin := t.calendar.Add(t.Now, -before)
	t.life.At = t.at(begin, 0, t.filed)
	for i := range t.life.Steps {
		step := &t.life.Steps[i]
		step.At = t.at(begin, t.days[i], t.minutes[i])
		if days, ok := step.Input["promise"].(int); ok {
			step.Input["promise"] = workday.Date(step.At.AddDate(0, 0, days))
		}
	}
	t.lives = append(t.lives, t.life)
	return len(t.lives) - 1
}

func (t *teller) at(begin time.Time, day, minute int) time.Time {
	d := t.calendar.Add(begin, day).In(workday.Shanghai())
	return time.Date(d.Year(), d.Month(), d.Day(), 0, minute, 0, 0, workday.Shanghai())
}
