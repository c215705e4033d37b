package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/notice"
	"jiazhan/internal/sqldb"
)

// told says who hears of an action: the desk it asks to do something, and the citizen by short message.
type told struct {
	desk    func(*Case) Desk
	key     string           // of the notice to the desk
	topic   string           // joins unread notices to one with their number
	when    func(Entry) bool // the desk hears of it; nil: always
	citizen string           // of the message to the citizen
	hears   func(Entry) bool // she does; nil: always
}

func atDesk(c *Case) Desk     { return c.Desk }
func atAssigner(c *Case) Desk { return c.Assigner }
func atCounty(*Case) Desk     { return Desk{CountyDesk, 0} }

func onBehalf(e Entry) bool   { return e.Data.OnBehalf }
func reopened(e Entry) bool   { return e.Data.To != "" }
func asksToRate(e Entry) bool { return e.Data.Reason == warnedRating }

// gaveUp reports whether a rating ended the case though it says that it is not solved.
func gaveUp(e Entry) bool {
	return e.Data.From != "" && (&Rate{Solved: e.Data.Solved, Result: e.Data.Result}).unhappy()
}

// tellings is the table of who hears of what. A new case at a desk is told by moved, whatever brought it there.
var tellings = map[Action]told{
	"file":             {citizen: "case.sms.file", hears: onBehalf},
	"accept":           {citizen: "case.sms.accept"},
	"decline":          {citizen: "case.sms.decline"},
	"ask":              {citizen: "case.sms.ask"},
	"allow_extension":  {desk: atDesk, key: "case.note.extension", citizen: "case.sms.extension"},
	"answer":           {citizen: "case.sms.answer"},
	"explain":          {citizen: "case.sms.answer"},
	"rework":           {citizen: "case.sms.rework"},
	"silence":          {citizen: "case.sms.silence"},
	"ask_return":       {desk: atAssigner, key: "case.note.decide", topic: "decide"},
	"ask_extension":    {desk: atAssigner, key: "case.note.decide", topic: "decide"},
	"refuse_return":    {desk: atDesk, key: "case.note.refused"},
	"refuse_extension": {desk: atDesk, key: "case.note.not_extended"},
	"rate":             {desk: atCounty, key: "case.note.unsolved", when: gaveUp, citizen: "case.sms.rated", hears: onBehalf},
	"follow_up":        {citizen: "case.sms.reopened", hears: reopened},
	"withdraw":         {citizen: "case.sms.withdraw", hears: onBehalf},
	"recount":          {desk: atDesk, key: "case.note.recount", topic: "recount"},
	"supply":           {desk: atDesk, key: "case.note.supplied"},
	"urge":             {desk: atDesk, key: "case.note.urged"},
	"supervise":        {desk: atDesk, key: "case.note.supervised"},
	"list":             {desk: atDesk, key: "case.note.listed"},
	"remind":           {desk: atDesk}, // its key is in reminders
}

// reminded is the notice of a reminder by its reason, and while it is true: what was done meanwhile is missed no more.
type reminded struct {
	key   string
	still func(*Facts) bool
}

// reminders say what a reminder is for, and until when it is to be done. That of a rating is the citizen's.
var reminders = map[string]reminded{
	"":            {"case.note.reminded_until", due},
	warnedSoon:    {"case.note.soon", warned(warnedSoon)},
	warnedOverdue: {"case.note.overdue", warned(warnedOverdue)},
	missedLook:    {"case.note.missed_look", func(f *Facts) bool { return due(f) && f.State == Filed }},
	missedSign:    {"case.note.missed_sign", func(f *Facts) bool { return due(f) && f.State == Assigned && f.Waiting != ForReturn }},
	missedReach:   {"case.note.missed_reach", unreached},
}

func warned(of string) func(*Facts) bool {
	return func(f *Facts) bool { return due(f) && f.Warned == of }
}

var roleOf = map[DeskKind]access.Role{DeputyDesk: access.Deputy, StationDesk: access.StationAdmin, CountyDesk: access.CaseOfficer,
	LeaderDesk: access.Leader, DepartmentDesk: access.Liaison}

// Tell is the handler of Happened: it lays notices into inboxes and queues messages to citizens. Nothing of a sealed case
// is ever told to anybody, nor what was taken back before its news went out.
func (s *Service) Tell(ctx context.Context, tx *sqldb.Tx, batch []News) error {
	var all []notice.Note
	for some := range slices.Chunk(batch, happenedAtOnce) {
		events, err := happened(ctx, tx, some)
		if err != nil {
			return err
		}
		for _, h := range events {
			if h.c.Sealed() || h.e.Undone {
				continue
			}
			all = append(all, notes(h.c, h.e)...)
			if err := s.tellCitizen(ctx, tx, h.c, h.e); err != nil {
				return fmt.Errorf("casework: tell %s #%d: %w", h.c.Number, h.e.Seq, err)
			}
		}
	}
	if s.Notices == nil {
		return nil
	}
	return s.Notices.Deliver(ctx, tx, all)
}

// happening is an event with its case, as far as tellings look at them.
type happening struct {
	c *Case
	e Entry
}

// happenedAtOnce is how many events one statement reads.
const happenedAtOnce = 50

// happened reads events, in the order in which they came; every event passes here, so a row is short. One that is gone is an error.
func happened(ctx context.Context, tx *sqldb.Tx, batch []News) ([]happening, error) {
	args := make([]any, 0, 2*len(batch))
	for _, n := range batch {
		args = append(args, n.CaseID, n.Seq)
	}
	which := "(" + strings.TrimSuffix(strings.Repeat("(?,?),", len(batch)), ",") + ")"
	found, err := sqldb.All(ctx, tx, scanHappening, placeholders(`SELECT c.id, c.congress_id, c.number, c.state, c.desk_kind, c.desk_id, c.assigner_kind,
		c.assigner_id, c.sealed_at, c.historic, c.due_at, c.waiting, c.warned, c.reached_at, e.seq, e.action, e.data,
		(SELECT COUNT(*) FROM case_entry u WHERE u.case_id = e.case_id AND u.seq = e.seq + 1 AND u.action = 'undo') FROM case_entry e JOIN cases c ON c.id = e.case_id WHERE (e.case_id, e.seq) IN `+which, 1), args...)
	if err != nil {
		return nil, fmt.Errorf("casework: tell: %w", err)
	}
	byEvent := map[News]happening{}
	for _, h := range found {
		byEvent[News{h.c.ID, h.e.Seq, h.e.Action}] = h
	}
	out := make([]happening, 0, len(batch))
	for _, n := range batch {
		h, ok := byEvent[n]
		if !ok {
			return nil, fmt.Errorf("casework: tell case %d #%d: %w", n.CaseID, n.Seq, fault.Missing())
		}
		out = append(out, h)
	}
	return out, nil
}

func scanHappening(s sqldb.Scanner) (happening, error) {
	c := &Case{}
	var e Entry
	var data string
	err := s.Scan(&c.ID, &c.CongressID, &c.Number, (*string)(&c.State), (*string)(&c.Desk.Kind), &c.Desk.ID, (*string)(&c.Assigner.Kind), &c.Assigner.ID,
		(*int64)(&c.SealedAt), (*bit)(&c.Historic), (*int64)(&c.DueAt), &c.Waiting, &c.Warned, (*int64)(&c.ReachedAt), &e.Seq, (*string)(&e.Action), &data, (*bit)(&e.Undone))
	if err != nil {
		return happening{}, err
	}
	e.CaseID = c.ID
	err = json.Unmarshal([]byte(data), &e.Data)
	return happening{c, e}, err
}

func (s *Service) tellCitizen(ctx context.Context, tx *sqldb.Tx, c *Case, e Entry) error {
	t := tellings[e.Action]
	if e.Action == "remind" && asksToRate(e) { // the clock's own
		t.citizen = "case.sms.rate"
	}
	if t.citizen == "" || t.hears != nil && !t.hears(e) || c.Historic || s.Letter == nil {
		return nil
	}
	return s.letter(ctx, tx, c, t.citizen)
}

// notes are the notices of one event: one to the desk that now has the case, one by the table.
func notes(c *Case, e Entry) []notice.Note {
	var out []notice.Note
	if d := ParseDesk(e.Data.To); d.Kind != NoDesk && c.State.Open() && c.State != Answered {
		out = append(out, noteTo(c, d, "case.note.new", "new "+d.String()))
	}
	t := tellings[e.Action]
	key, more := t.key, []any(nil)
	if e.Action == "remind" {
		key, more = reminder(c, e.Data.Reason)
	}
	if t.desk == nil || key == "" || t.when != nil && !t.when(e) || roleOf[t.desk(c).Kind] == "" {
		return out
	}
	d := t.desk(c)
	topic := t.topic
	if topic != "" {
		topic += " " + d.String()
	}
	return append(out, noteTo(c, d, key, topic, more...))
}

// reminder is the key of a reminder's notice, "" for none, and the day that it names.
func reminder(c *Case, reason string) (key string, more []any) {
	r, ok := reminders[reason]
	switch {
	case ok && r.still(&c.Facts):
		return r.key, []any{notice.Day(c.DueAt)}
	case reason == "":
		return "case.note.reminded", nil
	}
	return "", nil
}

// noteTo is a notice to a desk; more is what its sentence says besides the number.
func noteTo(c *Case, d Desk, key, topic string, more ...any) notice.Note {
	n := notice.Note{CongressID: c.CongressID, Desk: &notice.Desk{CongressID: c.CongressID, Role: roleOf[d.Kind], UnitID: d.ID},
		Key: key, Topic: topic, Link: "/desk/?queue=waiting"}
	if topic == "" {
		n.Args, n.Link = append(notice.Args{c.Number}, more...), "/desk/cases/"+c.Number
	}
	return n
}

// letter queues a message to the citizen's phone, where she gave one.
func (s *Service) letter(ctx context.Context, tx *sqldb.Tx, c *Case, key string) error {
	sealed, err := sqldb.One(ctx, tx, sqldb.Value[string], `SELECT phone FROM filing WHERE case_id = $1`, c.ID)
	if err != nil || sealed == "" {
		return err
	}
	phone, err := s.Keys.Open(sealed)
	if err != nil {
		return err
	}
	return s.Letter(ctx, tx, phone, i18n.For(string(i18n.ZH)).T(key, c.Number))
}
