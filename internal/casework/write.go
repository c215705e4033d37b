package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/jobs"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Happened is the outbox kind of a case's event: inbox, messages and whoever listens work from it.
const Happened = "case.happened"

// News is the body of a Happened row.
type News struct {
	CaseID int64  `json:"case"`
	Seq    int64  `json:"seq"`
	Action Action `json:"action"`
}

// account is the body of a ledger event: what changed, salted commitments to what was said, from which seat and to whom.
type account struct {
	Set    map[string]any    `json:"set,omitempty"`
	Say    map[string]string `json:"say,omitempty"`
	Photos []string          `json:"photos,omitempty"`
	Data   Data              `json:"data"`
	By     string            `json:"by,omitempty"`  // "liaison 5"; a citizen and the clock have no seat
	For    Audience          `json:"for,omitempty"` // missing in events from before it was recorded
}

// stream is the name of a case's history in the ledger.
func stream(number string) string { return "case/" + number }

// write stores one act on a case: photos, timeline, ledger, guarded UPDATE, derived rows, outbox.
func (s *Service) write(ctx context.Context, tx *sqldb.Tx, before *Case, ch *change, act Act) error {
	set := changed(&before.Facts, &ch.Facts)
	e := ch.entry(act.Action(), before)
	hashes, err := s.attach(ctx, tx, ch.Number, e.Seq, ch.photos)
	if err != nil {
		return err
	}
	e.Data.Photos = len(hashes)
	enclosed, err := s.enclose(ctx, tx, before, ch, &e)
	if err != nil {
		return err
	}
	say := sayings(act)
	if enclosed != nil {
		say = enclosed.commitments()
	}
	if err := s.record(ctx, tx, ch.Case, &e, account{Set: set, Say: say, Photos: hashes}); err != nil {
		return err
	}
	ch.touchedAt, ch.undoer = ch.now, undoer(ch.by, act.Action())
	ch.AlarmAt = s.alarm(ch)
	if err := s.update(ctx, tx, before, ch.Case, set); err != nil {
		return err
	}
	if err := s.store(ctx, tx, ch.Case, &e); err != nil {
		return err
	}
	if err := s.derive(ctx, tx, before, ch.Case); err != nil {
		return err
	}
	if err := s.special(ctx, tx, before, ch, act, enclosed); err != nil {
		return err
	}
	if err := keepSeen(ctx, tx, before, ch.Case, e.Action); err != nil {
		return err
	}
	news := News{ch.ID, e.Seq, e.Action}
	if ch.undoer != 0 {
		return jobs.PutLater(ctx, tx, Happened, news, ch.now.Time().Add(holdTime))
	}
	return jobs.Put(ctx, tx, Happened, news)
}

func (ch *change) entry(action Action, before *Case) Entry {
	role, unit := seat(ch.by, steps[action].Who, before)
	if ch.seat.Role != "" {
		role, unit = ch.seat.Role, ch.seat.UnitID
	}
	e := Entry{CaseID: ch.ID, Seq: int64(before.Version) + 1, At: ch.now, PersonID: ch.by.PersonID, Role: role, UnitID: unit,
		Action: action, Audience: ch.say.Audience, Text: ch.say.Text, Data: ch.say.Data}
	if steps[action].Who.citizen() {
		e.Data.Clock = ch.by.System
		e.Data.OnBehalf = ch.by.PersonID != 0 && ch.by.PersonID == ch.FiledBy
		e.Data.ByReceipt = ch.by.PersonID == 0 && !ch.by.System
	}
	return e
}

func (s *Service) alarm(ch *change) Instant {
	if ch.Historic || !ch.State.Open() {
		return 0
	}
	_, at := next(&ch.Facts, ch.rules)
	return at
}

func (s *Service) attach(ctx context.Context, tx *sqldb.Tx, number string, seq int64, tokens []string) ([]string, error) {
	if len(tokens) == 0 {
		return nil, nil
	}
	return s.Attach(ctx, tx, PhotoOwner(number, seq), tokens)
}

// PhotoOwner is the owner's name under which an entry's photos are attached: "case/ZD2026-000123/3".
func PhotoOwner(number string, seq int64) string {
	return stream(number) + "/" + strconv.FormatInt(seq, 10)
}

// record writes the event of an entry into the ledger and moves the case's version and head. Who acts from an office
// stands there by number; a citizen does not, so that nobody can follow her from case to case through public histories.
func (s *Service) record(ctx context.Context, tx *sqldb.Tx, c *Case, e *Entry, body account) error {
	if e.Text != "" {
		e.Salt = vault.Salt()
		body.Say = with(body.Say, "text", vault.Commit(e.Salt, e.Text))
	}
	body.Data, body.By, body.For = e.Data, e.seat(), e.Audience
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	event := ledger.Event{Stream: stream(c.Number), At: int64(e.At), Action: string(e.Action), Body: string(text)}
	if e.Role != "" {
		event.Person = e.PersonID
	}
	head, err := ledger.Append(ctx, tx, ledger.Head{Seq: int64(c.Version), Hash: c.head}, event)
	c.Version, c.head = Version(head.Seq), head.Hash
	return err
}

// with gives the commitments with one more.
func with(say map[string]string, name, commitment string) map[string]string {
	if say == nil {
		say = map[string]string{}
	}
	say[name] = commitment
	return say
}

// store writes an entry of the timeline; in the sealed lane its words are encrypted.
func (s *Service) store(ctx context.Context, tx *sqldb.Tx, c *Case, e *Entry) error {
	data, err := json.Marshal(e.Data)
	if err != nil {
		return err
	}
	text, sealed := e.Text, 1
	if !e.sealed {
		if text, sealed, err = s.wording(c, e.Text); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO case_entry (case_id, seq, at, person_id, role, unit_id, action, audience, text, salt, sealed, data)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)`, c.ID, e.Seq, int64(e.At), e.PersonID, string(e.Role), e.UnitID,
		string(e.Action), string(e.Audience), text, e.Salt, sealed, string(data))
	return err
}

// update writes the changed columns, guarded by the version that was read.
func (s *Service) update(ctx context.Context, tx *sqldb.Tx, before, after *Case, set map[string]any) error {
	names := slices.Sorted(maps.Keys(set))
	args := []any{int64(after.Version), after.head, int64(after.touchedAt), int64(after.AlarmAt), after.undoer}
	var b strings.Builder
	b.WriteString("UPDATE cases SET version = $1, head = $2, touched_at = $3, alarm_at = $4, undoer = $5")
	if after.calendar != before.calendar { // seldom: its index is left alone otherwise
		args = append(args, after.calendar)
		fmt.Fprintf(&b, ", calendar = $%d", len(args))
	}
	for _, name := range names {
		args = append(args, set[name])
		fmt.Fprintf(&b, ", %s = $%d", name, len(args))
	}
	args = append(args, before.ID, int64(before.Version))
	fmt.Fprintf(&b, " WHERE id = $%d AND version = $%d", len(args)-1, len(args))
	n, err := tx.Exec(ctx, b.String(), args...)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "case.stale")
	}
	return err
}

// derive keeps the tables that lists search by: handlers and areas.
func (s *Service) derive(ctx context.Context, tx *sqldb.Tx, before, after *Case) error {
	if before.LeadID != after.LeadID || before.CoIDs != after.CoIDs {
		if err := handlers(ctx, tx, before, after); err != nil {
			return err
		}
	}
	if before.Areas != after.Areas {
		return areas(ctx, tx, before, after)
	}
	return nil
}

func handlers(ctx context.Context, tx *sqldb.Tx, before, after *Case) error {
	for _, id := range before.handlers() {
		if _, err := tx.Exec(ctx, `DELETE FROM case_handler WHERE congress_id = $1 AND department_id = $2 AND case_id = $3`, before.CongressID, id, before.ID); err != nil {
			return err
		}
	}
	return addHandlers(ctx, tx, after)
}

// handlers are the departments that handle a case, the leading one among them.
func (c *Case) handlers() []int64 {
	if c.LeadID == 0 && c.CoIDs == "" {
		return nil
	}
	return c.CoIDs.With(c.LeadID).List()
}

func addHandlers(ctx context.Context, tx *sqldb.Tx, c *Case) error {
	for _, id := range c.handlers() {
		lead := 0
		if id == c.LeadID {
			lead = 1
		}
		if _, err := tx.Exec(ctx, `INSERT INTO case_handler (congress_id, department_id, case_id, lead) VALUES ($1,$2,$3,$4)`,
			c.CongressID, id, c.ID, lead); err != nil {
			return err
		}
	}
	return nil
}

func areas(ctx context.Context, tx *sqldb.Tx, before, after *Case) error {
	for _, id := range before.Areas.List() {
		if _, err := tx.Exec(ctx, `DELETE FROM case_area WHERE congress_id = $1 AND area_id = $2 AND case_id = $3`, before.CongressID, id, before.ID); err != nil {
			return err
		}
	}
	return addAreas(ctx, tx, after)
}

func addAreas(ctx context.Context, tx *sqldb.Tx, c *Case) error {
	for _, id := range c.Areas.List() {
		if _, err := tx.Exec(ctx, `INSERT INTO case_area (congress_id, area_id, case_id) VALUES ($1,$2,$3)`, c.CongressID, id, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// special does what some acts do to the stored words.
func (s *Service) special(ctx context.Context, tx *sqldb.Tx, before *Case, ch *change, act Act, enclosed *papers) error {
	if enclosed != nil {
		return s.layDown(ctx, tx, before, ch, enclosed)
	}
	if before.Sealed() && before.SealedTo != ch.SealedTo {
		return s.narrow(ctx, tx, ch.Case)
	}
	if ch.Sealed() && !before.Sealed() {
		if err := s.sealTexts(ctx, tx, ch.Case); err != nil {
			return err
		}
		return s.Note(ctx, tx, ch.CongressID, ch.ID)
	}
	if r, ok := act.(rewriting); ok {
		return s.rewrite(ctx, tx, ch, r.papers())
	}
	if a, ok := act.(*Agree); ok {
		return forgotten(ctx, tx, ch.Case, a.taken(before))
	}
	if r, ok := act.(*Release); ok {
		if err := publish(ctx, tx, ch.ID, r.Text); err != nil {
			return err
		}
		return s.Note(ctx, tx, ch.CongressID, ch.ID)
	}
	return nil
}

// sealTexts encrypts what stands in the clear: title, text, place and the words of the entries so far.
func (s *Service) sealTexts(ctx context.Context, tx *sqldb.Tx, c *Case) error {
	title, err := s.Keys.Seal(c.Title)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE cases SET title = $1 WHERE id = $2`, title, c.ID); err != nil {
		return err
	}
	var text, place string
	if err := tx.Row(ctx, `SELECT text, place FROM filing WHERE case_id = $1`, c.ID).Scan(&text, &place); err != nil {
		return err
	}
	if text, err = s.Keys.Seal(text); err != nil {
		return err
	}
	if place, err = s.Keys.Seal(place); err != nil {
		return err
	}
	if _, err = tx.Exec(ctx, `UPDATE filing SET text = $1, place = $2, sealed = 1 WHERE case_id = $3`, text, place, c.ID); err != nil {
		return err
	}
	return s.sealEntries(ctx, tx, c.ID)
}

func (s *Service) sealEntries(ctx context.Context, tx *sqldb.Tx, caseID int64) error {
	open, err := sqldb.All(ctx, tx, scanEntry, selectEntry+`WHERE case_id = $1 AND sealed = 0 AND text <> ''`, caseID)
	if err != nil {
		return err
	}
	for _, e := range open {
		text, err := s.Keys.Seal(e.Text)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE case_entry SET text = $1, sealed = 1 WHERE case_id = $2 AND seq = $3`, text, caseID, e.Seq); err != nil {
			return err
		}
	}
	return nil
}

// publish stores what the public reads: the officer's wording, or the citizen's with personal data masked.
func publish(ctx context.Context, tx *sqldb.Tx, caseID int64, text string) error {
	if text == "" {
		own, err := sqldb.One(ctx, tx, sqldb.Value[string], `SELECT text FROM filing WHERE case_id = $1`, caseID)
		if err != nil {
			return err
		}
		text = hanzi.Redact(own)
	}
	_, err := tx.Exec(ctx, `UPDATE filing SET public_text = $1 WHERE case_id = $2`, text, caseID)
	return err
}
