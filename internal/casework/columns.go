package casework

import (
	"encoding/json"
	"fmt"
	"strings"

	"jiazhan/internal/sqldb"
)

// column ties one procedural column to its field; this one table serves reading, the guarded UPDATE, the ledger's
// account of what changed, and its replay.
type column struct {
	name  string
	value func(*Facts) any // int64 or string
	dest  func(*Facts) any // for Scan and replay
}

var columns = []column{
	text("kind", func(f *Facts) *string { return (*string)(&f.Kind) }),
	text("state", func(f *Facts) *string { return (*string)(&f.State) }),
	text("desk_kind", func(f *Facts) *string { return (*string)(&f.Desk.Kind) }),
	number("desk_id", func(f *Facts) *int64 { return &f.Desk.ID }),
	number("desk_since", func(f *Facts) *int64 { return (*int64)(&f.DeskSince) }),
	text("assigner_kind", func(f *Facts) *string { return (*string)(&f.Assigner.Kind) }),
	number("assigner_id", func(f *Facts) *int64 { return &f.Assigner.ID }),
	number("station_id", func(f *Facts) *int64 { return &f.StationID }),
	number("deputy_id", func(f *Facts) *int64 { return &f.DeputyID }),
	number("place_id", func(f *Facts) *int64 { return &f.PlaceID }),
	number("filed_by", func(f *Facts) *int64 { return &f.FiledBy }),
	text("channel", func(f *Facts) *string { return &f.Channel }),
	text("areas", func(f *Facts) *string { return (*string)(&f.Areas) }),
	text("class", func(f *Facts) *string { return (*string)(&f.Class) }),
	number("lead_id", func(f *Facts) *int64 { return &f.LeadID }),
	text("co_ids", func(f *Facts) *string { return (*string)(&f.CoIDs) }),
	text("returned_by", func(f *Facts) *string { return (*string)(&f.ReturnedBy) }),
	number("due_at", func(f *Facts) *int64 { return (*int64)(&f.DueAt) }),
	number("finish_by", func(f *Facts) *int64 { return (*int64)(&f.FinishBy) }),
	number("filed_at", func(f *Facts) *int64 { return (*int64)(&f.FiledAt) }),
	number("accepted_at", func(f *Facts) *int64 { return (*int64)(&f.AcceptedAt) }),
	number("assigned_at", func(f *Facts) *int64 { return (*int64)(&f.AssignedAt) }),
	number("handling_at", func(f *Facts) *int64 { return (*int64)(&f.HandlingAt) }),
	number("reported_at", func(f *Facts) *int64 { return (*int64)(&f.ReportedAt) }),
	number("answered_at", func(f *Facts) *int64 { return (*int64)(&f.AnsweredAt) }),
	number("ended_at", func(f *Facts) *int64 { return (*int64)(&f.EndedAt) }),
	text("waiting", func(f *Facts) *string { return &f.Waiting }),
	number("waiting_since", func(f *Facts) *int64 { return (*int64)(&f.WaitingSince) }),
	number("answer_by", func(f *Facts) *int64 { return (*int64)(&f.AnswerBy) }),
	number("want_unit", func(f *Facts) *int64 { return &f.WantUnit }),
	number("want_days", func(f *Facts) *int64 { return &f.WantDays }),
	flag("extended", func(f *Facts) *bool { return &f.Extended }),
	number("round", func(f *Facts) *int64 { return &f.Round }),
	text("warned", func(f *Facts) *string { return &f.Warned }),
	text("ending", func(f *Facts) *string { return &f.Ending }),
	text("solved", func(f *Facts) *string { return &f.Solved }),
	text("result", func(f *Facts) *string { return &f.Result }),
	text("attitude", func(f *Facts) *string { return &f.Attitude }),
	text("verified", func(f *Facts) *string { return &f.Verified }),
	number("reminded_at", func(f *Facts) *int64 { return (*int64)(&f.RemindedAt) }),
	number("reminders", func(f *Facts) *int64 { return &f.Reminders }),
	number("urged_at", func(f *Facts) *int64 { return (*int64)(&f.UrgedAt) }),
	number("supervised_at", func(f *Facts) *int64 { return (*int64)(&f.SupervisedAt) }),
	number("listed_at", func(f *Facts) *int64 { return (*int64)(&f.ListedAt) }),
	number("account_by", func(f *Facts) *int64 { return (*int64)(&f.AccountBy) }),
	number("referred_at", func(f *Facts) *int64 { return (*int64)(&f.ReferredAt) }),
	number("group_id", func(f *Facts) *int64 { return &f.GroupID }),
	number("sealed_at", func(f *Facts) *int64 { return (*int64)(&f.SealedAt) }),
	number("sealed_to", func(f *Facts) *int64 { return &f.SealedTo }),
	flag("agree_public", func(f *Facts) *bool { return &f.AgreePublic }),
	flag("agree_name", func(f *Facts) *bool { return &f.AgreeName }),
	number("released_at", func(f *Facts) *int64 { return (*int64)(&f.ReleasedAt) }),
	number("reached_at", func(f *Facts) *int64 { return (*int64)(&f.ReachedAt) }),
	flag("urgent", func(f *Facts) *bool { return &f.Urgent }),
	number("erased_at", func(f *Facts) *int64 { return (*int64)(&f.ErasedAt) }),
	flag("historic", func(f *Facts) *bool { return &f.Historic }),
}

func text(name string, at func(*Facts) *string) column {
	return column{name, func(f *Facts) any { return *at(f) }, func(f *Facts) any { return at(f) }}
}

func number(name string, at func(*Facts) *int64) column {
	return column{name, func(f *Facts) any { return *at(f) }, func(f *Facts) any { return at(f) }}
}

func flag(name string, at func(*Facts) *bool) column {
	return column{name, func(f *Facts) any { return bit(*at(f)).int() }, func(f *Facts) any { return (*bit)(at(f)) }}
}

// bit reads a 0 or 1 of the database or the ledger into a bool.
type bit bool

func (b bit) int() int64 {
	if b {
		return 1
	}
	return 0
}

// Scan takes an int64.
func (b *bit) Scan(v any) error {
	n, ok := v.(int64)
	*b = n != 0
	if !ok {
		return fmt.Errorf("casework: %T is no flag", v)
	}
	return nil
}

// UnmarshalJSON takes 0 or 1.
func (b *bit) UnmarshalJSON(text []byte) error {
	*b = string(text) != "0"
	return nil
}

var columnNames = func() string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}()

var caseNames = "id, congress_id, number, title, version, head, touched_at, alarm_at, undoer, calendar, reporter_id, contact, receipt, " + columnNames

var selectCase = "SELECT " + caseNames + " FROM cases "

func scanCase(s sqldb.Scanner) (*Case, error) {
	var c Case
	return &c, s.Scan(c.dest(0)...)
}

// dest is where the columns of caseNames go, with room for more.
func (c *Case) dest(more int) []any {
	dest := make([]any, 0, 13+len(columns)+more)
	dest = append(dest, &c.ID, &c.CongressID, &c.Number, &c.Title, (*int64)(&c.Version), &c.head, (*int64)(&c.touchedAt),
		(*int64)(&c.AlarmAt), &c.undoer, &c.calendar, &c.ReporterID, &c.Contact, &c.Receipt)
	for _, col := range columns {
		dest = append(dest, col.dest(&c.Facts))
	}
	return dest
}

// changed gives what differs between two states of a case, by column.
func changed(before, after *Facts) map[string]any {
	set := map[string]any{}
	for _, c := range columns {
		if v := c.value(after); v != c.value(before) {
			set[c.name] = v
		}
	}
	return set
}

// apply lays the columns of one event over the facts; an unknown column is an error.
func (f *Facts) apply(set map[string]json.RawMessage) error {
	for name, raw := range set {
		col, ok := columnOf[name]
		if !ok {
			return fmt.Errorf("casework: replay: no column %q", name)
		}
		if err := json.Unmarshal(raw, col.dest(f)); err != nil {
			return fmt.Errorf("casework: replay %s: %w", name, err)
		}
	}
	return nil
}

var columnOf = func() map[string]column {
	m := map[string]column{}
	for _, c := range columns {
		m[c.name] = c
	}
	return m
}()
