package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sample"
	"jiazhan/internal/sample/picture"
	"jiazhan/internal/vault"
	"jiazhan/internal/workday"
)

// The demonstration's plan: how many lives each county has.
var plans = []sample.Plan{
	{Congress: "zhengding", Seed: 1, N: 300},
	{Congress: "xinle", Seed: 2, N: 170},
}

// scenario acts lives out through the services, under a clock that it moves from moment to moment.
type scenario struct {
	*App
	dir    *congress.Directory
	people map[string]access.Actor // by login
	lives  []sample.Life
	filed  []casework.Receipt // of each life
	day    string
}

// actOut lets the half year before now happen. Nobody is sent a message about the past.
func (a *App) actOut(ctx context.Context, o sample.Organisation, ids map[string]int64, now time.Time) error {
	dir, err := a.Congress.Directory(ctx)
	if err != nil {
		return err
	}
	s := &scenario{App: a, dir: dir}
	if s.people, err = actors(dir, o, ids); err != nil {
		return err
	}
	letter := a.Cases.Letter
	a.Cases.Letter = nil
	defer func() { a.Cases.Letter = letter }()
	for _, p := range plans {
		p.Now = now
		s.invite(sample.Lives(p))
	}
	s.filed = make([]casework.Receipt, len(s.lives))
	if err := s.importHistoric(ctx); err != nil {
		return err
	}
	if err := s.play(ctx); err != nil {
		return err
	}
	a.Clock.StopAt(now)
	if _, err := a.Cases.Sweep(ctx); err != nil {
		return err
	}
	_, err = a.Pump.Drain(ctx)
	return err
}

// invite adds the lives of one county; their references to each other are counted from the first of all.
func (s *scenario) invite(lives []sample.Life) {
	before := len(s.lives)
	for _, l := range lives {
		for i := range l.Steps {
			if l.Steps[i].With >= 0 {
				l.Steps[i].With += before
			}
		}
		s.lives = append(s.lives, l)
	}
}

// actors are the people of the organisation with the grants they got.
func actors(dir *congress.Directory, o sample.Organisation, ids map[string]int64) (map[string]access.Actor, error) {
	out := make(map[string]access.Actor, len(o.People))
	for _, p := range o.People {
		by := access.Actor{PersonID: ids[p.Phone], Name: p.Name}
		for _, g := range p.Grants {
			grant, err := resolve(dir, g)
			if err != nil {
				return nil, err
			}
			by.Grants = append(by.Grants, grant)
		}
		out[p.Login] = by
	}
	return out, nil
}

func (s *scenario) play(ctx context.Context) error {
	for _, m := range sample.Order(s.lives) {
		life := s.lives[m.Life]
		if life.Historic {
			continue
		}
		if err := s.turn(ctx, m.At); err != nil {
			return err
		}
		if m.Step < 0 {
			if err := s.file(ctx, m.Life); err != nil {
				return fmt.Errorf("life %d (%s, %s): file: %w", m.Life, life.Plot, life.Story, err)
			}
			continue
		}
		if err := s.step(ctx, m.Life, life.Steps[m.Step]); err != nil {
			return fmt.Errorf("life %d (%s, %s): %s at %s: %w", m.Life, life.Plot, life.Story, life.Steps[m.Step].Action, m.At, err)
		}
	}
	return nil
}

// turn moves the clock, and lets it do what has become due; every midnight closes the day's history.
func (s *scenario) turn(ctx context.Context, at time.Time) error {
	s.Clock.StopAt(at)
	day := at.In(workday.Shanghai()).AddDate(0, 0, -1).Format(time.DateOnly)
	if s.day != "" && day > s.day {
		if err := ledger.CloseDay(ctx, s.DB, day, s.Keys.Sign); err != nil {
			return err
		}
	}
	s.day = day
	_, err := s.Cases.Sweep(ctx)
	return err
}

func (s *scenario) file(ctx context.Context, i int) error {
	life := s.lives[i]
	body, err := json.Marshal(life.Filing)
	if err != nil {
		return err
	}
	var form casework.Filing
	if err := json.Unmarshal(body, &form); err != nil {
		return err
	}
	if form.Photos, err = s.pictures(ctx, i, life.By, false); err != nil {
		return err
	}
	s.filed[i], err = s.Cases.File(ctx, s.actor(i, life.By), s.dir.CongressBySlug(life.Congress).ID, form, "")
	return err
}

// pictures uploads the picture of a life that has some, of before or after, as whoever sends it would.
func (s *scenario) pictures(ctx context.Context, i int, login string, done bool) ([]string, error) {
	life := s.lives[i]
	if !life.Pictured {
		return nil, nil
	}
	drawn, err := picture.JPEG(life.Story, done, uint64(i))
	if err != nil {
		return nil, err
	}
	photo, err := s.Media.Upload(ctx, s.actor(i, login), life.Story+".jpg", bytes.NewReader(drawn))
	return []string{photo.Token}, err
}

// actor is who files or takes a step: somebody who serves, or the citizen, who shows her receipt.
func (s *scenario) actor(i int, login string) access.Actor {
	if login != "" {
		return s.people[login]
	}
	if token := s.filed[i].Token; token != "" {
		return access.Actor{Receipts: [][]byte{vault.HashToken(token)}}
	}
	return access.Actor{}
}

func (s *scenario) step(ctx context.Context, i int, step sample.Step) error {
	if step.By == sample.ByClock {
		return nil
	}
	if step.With >= 0 {
		step.Input = map[string]any{"with": s.filed[step.With].Number}
	}
	act := casework.NewAct(casework.Action(step.Action))
	if act == nil {
		return fmt.Errorf("no such action")
	}
	body, err := json.Marshal(step.Input)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, act); err != nil {
		return err
	}
	if report, ok := act.(*casework.Report); ok {
		if report.Photos, err = s.pictures(ctx, i, step.By, true); err != nil {
			return err
		}
	}
	now, err := s.Cases.Read(ctx, access.Clock, s.filed[i].Number)
	if err != nil {
		return err
	}
	_, err = s.Cases.Do(ctx, s.actor(i, step.By), casework.At{Number: s.filed[i].Number, Seen: now.Case.Version}, act)
	return err
}

// importHistoric brings in what happened before the house, as an officer would on its first day.
func (s *scenario) importHistoric(ctx context.Context) error {
	var first time.Time
	for _, l := range s.lives {
		if !l.Historic && (first.IsZero() || l.At.Before(first)) {
			first = l.At
		}
	}
	s.Clock.StopAt(first.Add(-time.Hour))
	for _, p := range plans {
		home := s.dir.CongressBySlug(p.Congress)
		r, err := s.Cases.Import(ctx, access.Clock, home.ID, s.historic(p.Congress), casework.ImportOptions{})
		if err != nil {
			return fmt.Errorf("historic cases of %s: %v: %w", p.Congress, r.Bad, err)
		}
	}
	return nil
}

func (s *scenario) historic(slug string) iter.Seq2[casework.Historic, error] {
	return func(yield func(casework.Historic, error) bool) {
		for i, l := range s.lives {
			if l.Historic && l.Congress == slug && !yield(historic(i, l), nil) {
				return
			}
		}
	}
}

// historic is the sheet's row of a life that has ended.
func historic(i int, l sample.Life) casework.Historic {
	f := l.Filing
	h := casework.Historic{Row: i, Ref: fmt.Sprintf("台账%d-%04d", l.At.Year(), i+1), State: casework.Closed, Kind: casework.Kind(f.Kind), Title: f.Title, Text: f.Text,
		Place: f.Place, Station: f.Station, Deputy: f.Deputy, Areas: f.Areas, Name: f.Name, Phone: f.Phone, FiledAt: l.At, EndedAt: l.At, Public: f.Public}
	text := func(step sample.Step, name string) string {
		v, _ := step.Input[name].(string)
		return v
	}
	for _, step := range l.Steps {
		h.EndedAt = step.At
		switch step.Action {
		case "assign":
			h.Department = text(step, "lead")
		case "answer", "explain":
			h.Answer, h.AnsweredAt = text(step, "text"), step.At
		case "rate":
			h.Solved, h.Result, h.Attitude = text(step, "solved"), text(step, "result"), text(step, "attitude")
		}
	}
	h.AnsweredAt = slices.MaxFunc([]time.Time{h.AnsweredAt, l.At}, time.Time.Compare)
	h.Solved = cmp.Or(h.Solved, "yes")
	return h
}
