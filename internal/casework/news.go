package casework

import (
	"context"
	"fmt"

	"jiazhan/internal/access"
	"jiazhan/internal/i18n"
	"jiazhan/internal/notice"
	"jiazhan/internal/sqldb"
)

// told says who hears of an action: the desk it asks to do something, and the citizen by short message.
type told struct {
	desk    func(*Case) Desk
	key     string // of the notice to the desk
	topic   string // joins unread notices to one with their number
	citizen string // of the message to the citizen
	when    func(Entry) bool
}

func atDesk(c *Case) Desk     { return c.Desk }
func atAssigner(c *Case) Desk { return c.Assigner }

// tellings is the table of who hears of what. A new case at a desk is told by moved, whatever brought it there.
var tellings = map[Action]told{
	"accept":          {citizen: "case.sms.accept"},
	"decline":         {citizen: "case.sms.decline"},
	"ask":             {citizen: "case.sms.ask"},
	"allow_extension": {desk: atDesk, key: "case.note.extension", citizen: "case.sms.extension"},
	"answer":          {citizen: "case.sms.answer"},
	"explain":         {citizen: "case.sms.answer"},
	"rework":          {citizen: "case.sms.rework"},
	"silence":         {citizen: "case.sms.silence"},
	"ask_return":      {desk: atAssigner, key: "case.note.decide", topic: "decide"},
	"ask_extension":   {desk: atAssigner, key: "case.note.decide", topic: "decide"},
	"refuse_return":   {desk: atDesk, key: "case.note.refused"},
	"supply":          {desk: atDesk, key: "case.note.supplied"},
	"urge":            {desk: atDesk, key: "case.note.urged"},
	"supervise":       {desk: atDesk, key: "case.note.supervised"},
	"list":            {desk: atDesk, key: "case.note.listed"},
	"remind":          {desk: atDesk, key: "case.note.reminded", when: func(e Entry) bool { return e.Data.Reason != warnedRating }},
}

var roleOf = map[DeskKind]access.Role{DeputyDesk: access.Deputy, StationDesk: access.StationAdmin, CountyDesk: access.CaseOfficer,
	LeaderDesk: access.Leader, DepartmentDesk: access.Liaison}

// Tell is the handler of Happened: it lays notices into inboxes and queues messages to citizens. Nothing of a sealed case
// is ever told to anybody.
func (s *Service) Tell(ctx context.Context, tx *sqldb.Tx, batch []News) error {
	for _, n := range batch {
		c, err := sqldb.One(ctx, tx, scanCase, selectCase+`WHERE id = $1`, n.CaseID)
		if err != nil {
			return err
		}
		e, err := sqldb.One(ctx, tx, scanEntry, selectEntry+`WHERE case_id = $1 AND seq = $2`, n.CaseID, n.Seq)
		if err != nil {
			return err
		}
		if c.Sealed() {
			continue
		}
		if err := s.tellOne(ctx, tx, c, e); err != nil {
			return fmt.Errorf("casework: tell %s #%d: %w", c.Number, n.Seq, err)
		}
	}
	return nil
}

func (s *Service) tellOne(ctx context.Context, tx *sqldb.Tx, c *Case, e Entry) error {
	for _, n := range notes(c, e) {
		if err := notice.Put(ctx, tx, n); err != nil {
			return err
		}
	}
	t := tellings[e.Action]
	key := t.citizen
	if e.Action == "remind" && e.Data.Reason == warnedRating {
		key = "case.sms.rate"
	}
	if key == "" || c.Historic || s.Letter == nil {
		return nil
	}
	return s.letter(ctx, tx, c, key)
}

// notes are the notices of one event: one to the desk that now has the case, one by the table.
func notes(c *Case, e Entry) []notice.Note {
	var out []notice.Note
	if d := ParseDesk(e.Data.To); d.Kind != NoDesk && c.State.Open() && c.State != Answered {
		out = append(out, noteTo(c, d, "case.note.new", "new "+d.String()))
	}
	t := tellings[e.Action]
	if t.desk != nil && (t.when == nil || t.when(e)) {
		d := t.desk(c)
		topic := t.topic
		if topic != "" {
			topic += " " + d.String()
		}
		if roleOf[d.Kind] != "" {
			out = append(out, noteTo(c, d, t.key, topic))
		}
	}
	return out
}

func noteTo(c *Case, d Desk, key, topic string) notice.Note {
	n := notice.Note{CongressID: c.CongressID, Desk: &notice.Desk{CongressID: c.CongressID, Role: roleOf[d.Kind], UnitID: d.ID},
		Key: key, Topic: topic, Link: "/desk/?queue=waiting"}
	if topic == "" {
		n.Args, n.Link = notice.Args{c.Number}, "/desk/cases/"+c.Number
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
