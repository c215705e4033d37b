package casework

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"

	"jiazhan/internal/access"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
	"jiazhan/internal/once"
	"jiazhan/internal/sqldb"
)

// At says on which case and which version of it an act is made. Key is the idempotency key of the form, if any.
type At struct {
	Number string
	Seen   Version
	Key    string
}

// Do takes an action on a case. Faults: Invalid with fields; NotFound when the actor may not see the case; Conflict
// "case.stale" with the last Entry as detail when somebody acted meanwhile, "case.not_now" when the state does not allow
// it; Forbidden when the actor is not the one who may.
func (s *Service) Do(ctx context.Context, by access.Actor, at At, act Act) (*Case, error) {
	var f fault.Fields
	act.check(&f)
	f.Check(at.Seen > 0, "version", "case.no_version")
	f.Check(len(at.Key) <= once.MaxKey, "key", "once.long")
	if err := f.Err(); err != nil {
		return nil, err
	}
	tidy(act)
	dir, err := s.Directory(ctx)
	if err != nil {
		return nil, err
	}
	key, err := onceKey(by, "act "+at.Number, at.Key, act)
	if err != nil {
		return nil, err
	}
	var c *Case
	err = again(func() error {
		return s.DB.Write(ctx, func(tx *sqldb.Tx) (err error) {
			c, err = s.doOnce(ctx, tx, turn{by, at, act, dir}, key)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	if c.Sealed() {
		s.sealPhotosSoon(ctx)
	}
	return c, nil
}

// Before gives the case when the act was made already under the key of at, nil when it was not: for acts that ask for what
// can be shown once only, as a code.
func (s *Service) Before(ctx context.Context, by access.Actor, at At, act Act) (c *Case, err error) {
	tidy(act)
	key, err := onceKey(by, "act "+at.Number, at.Key, act)
	if err != nil || at.Key == "" {
		return nil, err
	}
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		_, done, err := once.Result(ctx, tx, key)
		if err != nil || !done {
			return err
		}
		c, err = s.numbered(ctx, tx, at.Number)
		return err
	})
	return c, err
}

// turn is one act of one actor on its way through the door.
type turn struct {
	by  access.Actor
	at  At
	act Act
	dir *congress.Directory
}

// again runs a write a second time when two at once met under one idempotency key.
func again(write func() error) error {
	err := write()
	if sqldb.IsUnique(err) {
		return write()
	}
	return err
}

// onceKey is the key under which a person's piece of work is done once; a zero Key means it has none.
func onceKey(by access.Actor, work, key string, content any) (once.Key, error) {
	if key == "" {
		return once.Key{}, nil
	}
	body, err := json.Marshal(content)
	if err != nil {
		return once.Key{}, fmt.Errorf("casework: fingerprint: %w", err)
	}
	sum := sha256.Sum256(append([]byte(work+" "+reflect.TypeOf(content).String()+" "), body...))
	return once.Key{Scope: "p" + strconv.FormatInt(by.PersonID, 10), Key: key, Content: sum[:16]}, nil
}

func (s *Service) doOnce(ctx context.Context, tx *sqldb.Tx, t turn, key once.Key) (*Case, error) {
	c, err := s.get(ctx, tx, t.by, t.at.Number)
	gone := fault.KindOf(err) == fault.NotFound && t.by.PersonID != 0 // out of her sight, by what she did under this key perhaps
	if err != nil && !gone {
		return nil, err
	}
	if key.Key != "" {
		_, done, met := once.Result(ctx, tx, key)
		switch {
		case met != nil:
			return nil, met
		case done && gone:
			return s.numbered(ctx, tx, t.at.Number)
		case done:
			return c, nil
		}
	}
	if gone {
		return nil, err
	}
	if c, err = s.take(ctx, tx, t, c); err != nil || key.Key == "" {
		return c, err
	}
	return c, once.Keep(ctx, tx, key, c.Number)
}

// take lets the act through the door if the case is as the actor saw it; then she has also read what came of it.
func (s *Service) take(ctx context.Context, tx *sqldb.Tx, t turn, c *Case) (*Case, error) {
	if c.Version != t.at.Seen {
		return nil, s.stale(ctx, tx, c)
	}
	c, err := s.change(ctx, tx, t, c)
	if err != nil {
		return nil, err
	}
	return c, looked(ctx, tx, t.by, c, c.Version)
}

// stale is the conflict that tells who acted meanwhile.
func (s *Service) stale(ctx context.Context, tx *sqldb.Tx, c *Case) error {
	last, err := sqldb.One(ctx, tx, scanEntry, selectEntry+`WHERE case_id = $1 ORDER BY seq DESC LIMIT 1`, c.ID)
	if err != nil {
		return err
	}
	last.Text = ""
	f := fault.New(fault.Conflict, "case.stale")
	f.Detail = last
	return f
}

// Meanwhile gives the entry that came between a form and its sending, as the refusal of a stale one tells it; nil for any
// other error.
func Meanwhile(err error) *Entry {
	refusal := fault.As(err)
	if refusal == nil {
		return nil
	}
	e, ok := refusal.Detail.(Entry)
	if !ok {
		return nil
	}
	return &e
}

// change is the one door: allow, act, guarded UPDATE, timeline, ledger, outbox.
func (s *Service) change(ctx context.Context, tx *sqldb.Tx, t turn, c *Case) (*Case, error) {
	rules, err := s.rulesFor(ctx, c)
	if err != nil {
		return nil, err
	}
	now := max(Moment(tx.Now), c.touchedAt) // a clock set back does not turn the order of events
	if t.act.Action() != "recount" && moves(c, moment{now, rules}) {
		if c, err = s.change(ctx, tx, turn{access.Clock, t.at, &recount{}, t.dir}, c); err != nil {
			return nil, err
		}
	}
	if !allow(t.by, c, t.act.Action(), moment{now, rules}) {
		return nil, refusal(t.by, c, t.act.Action())
	}
	if err := s.mustOpen(ctx, tx, t.by, c); err != nil {
		return nil, err
	}
	if p, ok := t.act.(prepared); ok {
		if err := p.prepare(ctx, tx, s, t.by, c); err != nil {
			return nil, err
		}
	}
	if err := s.guardReply(ctx, tx, c, t.act); err != nil {
		return nil, err
	}
	after := *c
	after.calendar = rules.book.Version()
	ch := &change{Case: &after, by: t.by, now: now, rules: rules, counted: rules.book.At(c.calendar), dir: t.dir, say: Say{Audience: ForAll}}
	if err := t.act.do(ch); err != nil {
		return nil, err
	}
	if !Table.Leads(t.act.Action(), c.State, after.State) {
		return nil, fmt.Errorf("casework: %s led from %s to %s, which the table does not know", t.act.Action(), c.State, after.State)
	}
	if err := s.write(ctx, tx, c, ch, t.act); err != nil {
		return nil, err
	}
	if ch.then != nil {
		return s.change(ctx, tx, turn{access.Clock, t.at, ch.then, t.dir}, ch.Case)
	}
	return ch.Case, nil
}

// prepared is an act that needs something out of the database before its pure part.
type prepared interface {
	prepare(ctx context.Context, tx *sqldb.Tx, s *Service, by access.Actor, c *Case) error
}

func (a *Group) prepare(ctx context.Context, tx *sqldb.Tx, s *Service, by access.Actor, c *Case) error {
	other, err := s.get(ctx, tx, by, a.With)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil
	case err != nil:
		return err
	case other.CongressID != c.CongressID || other.Sealed():
		return nil
	}
	a.principal = other.ID
	if other.GroupID != 0 {
		a.principal = other.GroupID
	}
	return nil
}

// refusal tells a person who may act, but not now, from one who may not.
func refusal(by access.Actor, c *Case, action Action) error {
	step, ok := steps[action]
	if ok && by.InScope(access.ScopeAct) && by.Can(step.May, c.CongressID) && is(by, step.Who, c) {
		return fault.New(fault.Conflict, "case.not_now")
	}
	return notAllowed()
}

// get reads a case that the actor may see; any other is missing.
func (s *Service) get(ctx context.Context, tx *sqldb.Tx, by access.Actor, number string) (*Case, error) {
	c, err := s.numbered(ctx, tx, number)
	if err != nil {
		return nil, err
	}
	if !CanSee(by, c) && !by.System {
		return nil, fault.Missing()
	}
	return c, nil
}

// numbered reads a case whoever asks; only for who may know already that it is there.
func (*Service) numbered(ctx context.Context, tx *sqldb.Tx, number string) (*Case, error) {
	return sqldb.One(ctx, tx, scanCase, selectCase+`WHERE number = $1`, number)
}
