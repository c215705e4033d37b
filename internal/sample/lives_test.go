package sample

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"jiazhan/internal/congress"
	"jiazhan/internal/workday"
)

var present = time.Date(2026, 11, 23, 10, 30, 0, 0, workday.Shanghai())

// everyAction are the actions that the demo must show (those of the clock among them).
var everyAction = []string{"readdress", "accept", "decline", "explain", "escalate", "assign", "acknowledge", "ask_return", "allow_return",
	"refuse_return", "ask_extension", "allow_extension", "refuse_extension", "ask", "supply", "reach", "progress", "report", "send_back", "answer", "rate",
	"rework", "remind", "supervise", "list", "follow_up", "withdraw", "group", "leave_group", "seal", "release"}

func TestLivesAreTheSameEachTime(t *testing.T) {
	p := Plan{"zhengding", 7, 120, present}
	if !reflect.DeepEqual(Lives(p), Lives(p)) {
		t.Error("two runs of one plan differ")
	}
	other := p
	other.Seed = 8
	if reflect.DeepEqual(Lives(p), Lives(other)) {
		t.Error("two seeds give the same lives")
	}
}

func TestEveryActionAndEveryPlotOccurs(t *testing.T) {
	for _, p := range []Plan{{"zhengding", 1, 300, present}, {"xinle", 2, 170, present}} {
		lives := Lives(p)
		if len(lives) != p.N {
			t.Errorf("%s: %d lives, want %d", p.Congress, len(lives), p.N)
		}
		var actions, names []string
		for _, l := range lives {
			names = append(names, l.Plot)
			for _, s := range l.Steps {
				actions = append(actions, s.Action)
			}
		}
		for _, a := range everyAction {
			if !slices.Contains(actions, a) {
				t.Errorf("%s: nobody takes %s", p.Congress, a)
			}
		}
		for _, pl := range plots {
			if !slices.Contains(names, pl.name) {
				t.Errorf("%s: no life is %q", p.Congress, pl.name)
			}
		}
	}
}

func TestLivesLieInTheHalfYearBehind(t *testing.T) {
	for _, now := range []time.Time{present, time.Date(2026, 2, 15, 7, 0, 0, 0, workday.Shanghai()), time.Date(2026, 10, 8, 23, 59, 0, 0, workday.Shanghai())} {
		lives := Lives(Plan{"xinle", 3, 170, now})
		halfYear := now.AddDate(0, -7, 0)
		for i, l := range lives {
			last := l.At
			if i > 0 && l.At.Before(lives[i-1].At) {
				t.Errorf("life %d is filed before the one in front of it", i)
			}
			if l.At.After(now) || l.At.Before(halfYear) != l.Historic {
				t.Errorf("%s %s: filed %s", l.Plot, l.Story, l.At)
			}
			for _, s := range l.Steps {
				if !s.At.After(last) || s.At.After(now) {
					t.Errorf("%s %s: %s at %s after %s", l.Plot, l.Story, s.Action, s.At, last)
				}
				last = s.At
			}
		}
	}
}

func TestLivesAreToldByPeopleWhoServe(t *testing.T) {
	logins, forms := map[string]bool{ByClock: true, "": true}, map[string]bool{}
	for _, p := range Organise().People {
		logins[p.Login] = true
	}
	for _, row := range Organise().Foundations[1].Rows {
		switch r := row.(type) {
		case congress.StationForm:
			forms["s "+r.Slug] = true
		case congress.DeputyForm:
			forms["d "+r.Slug] = true
		case congress.PlaceForm:
			forms["p "+r.Code] = true
		}
	}
	lives := Lives(Plan{"zhengding", 1, 300, present})
	for i, l := range lives {
		f := l.Filing
		if !forms["s "+f.Station] || f.Deputy != "" && !forms["d "+f.Deputy] || !forms["p "+f.PlaceOf] || !logins[l.By] || f.OnBehalf != (l.By != "") {
			t.Errorf("%s: %+v", l.Plot, f)
		}
		for _, s := range l.Steps {
			if !logins[s.By] {
				t.Errorf("%s: nobody signs in as %s", l.Plot, s.By)
			}
			if (s.Action == "group") != (s.With >= 0) || s.With >= i {
				t.Errorf("%s: grouped with life %d of %d", l.Plot, s.With, i)
			}
		}
	}
}

func TestNoTwoCitizensSendTheSame(t *testing.T) {
	sent := map[string]bool{}
	for _, l := range Lives(Plan{"zhengding", 1, 300, present}) {
		if sent[l.Filing.Text] {
			t.Errorf("sent twice: %s", l.Filing.Title)
		}
		sent[l.Filing.Text] = true
	}
}

func TestOrderIsTime(t *testing.T) {
	lives := Lives(Plan{"xinle", 3, 60, present})
	all, steps := Order(lives), 0
	for i, m := range all {
		if i > 0 && m.At.Before(all[i-1].At) {
			t.Fatalf("moment %d lies before the one in front of it", i)
		}
		if m.Step >= 0 {
			steps++
		}
	}
	if want := len(all) - len(lives); steps != want || steps == 0 {
		t.Errorf("%d steps of %d", steps, want)
	}
}
