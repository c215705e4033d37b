package casework

import (
	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// prepare makes a row ready outside the transaction: checked, named, and unless it is only a trial masked and sealed.
func (m *importing) prepare(h Historic) (*filed, error) {
	h.defaults()
	now := m.s.DB.Now()
	var bad fault.Fields
	h.check(&bad, now)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	n := &filed{by: m.by, prefix: m.prefix, past: &h}
	n.CongressID, n.calendar = m.names.congressID, m.rules.book.Version()
	if err := m.names.place(&n.Facts, &h); err != nil {
		return nil, err
	}
	if m.options.DryRun {
		return n, nil
	}
	h.facts(&n.Facts, m.rules, Moment(now))
	return n, m.seal(n)
}

func (m *importing) seal(n *filed) error {
	h := n.past
	n.salt, n.form = vault.Salt(), Filing{Title: h.Title, Text: h.Text, Place: h.Place, Name: h.Name, Phone: h.Phone}
	n.Title = n.form.title()
	if h.Public {
		n.maskForPublic()
	}
	n.Contact = m.s.Keys.Index("phone", phone(h.Phone))
	return m.s.sealFiling(n)
}

func (h *Historic) defaults() {
	if h.Kind == "" {
		h.Kind = Problem
	}
	if h.Class == "" {
		h.Class = Normal
	}
	if h.Channel == "" {
		h.Channel = "import"
	}
}

// maskForPublic hides personal data that nobody looks for in a mass of cases: in the title for everybody, in the text
// for the public.
func (n *filed) maskForPublic() {
	n.Title = hanzi.Redact(n.Title)
	if masked := hanzi.Redact(n.form.Text); masked != n.form.Text {
		n.public = &masked
	}
}

// write stores those of the batch that are new and gives their number. A reader only counts them.
func (m *importing) write(tx *sqldb.Tx) (int, error) {
	known, err := m.known(tx)
	if err != nil {
		return 0, err
	}
	var fresh []*filed
	for _, n := range m.batch {
		if !known[n.past.Ref] {
			fresh = append(fresh, n.copy())
		}
	}
	if m.options.DryRun {
		return len(fresh), nil
	}
	if err := m.number(tx, fresh); err != nil {
		return 0, err
	}
	for _, n := range fresh {
		if err := m.put(tx, n); err != nil {
			return 0, err
		}
	}
	return len(fresh), nil
}

func (m *importing) known(tx *sqldb.Tx) (map[string]bool, error) {
	batch := make([]any, len(m.batch))
	for i, n := range m.batch {
		batch[i] = n.past.Ref
	}
	var w where
	w.and(inCongress, m.names.congressID)
	w.in("ref", batch)
	refs, err := sqldb.All(m.ctx, tx, sqldb.Value[string], `SELECT ref FROM case_origin WHERE `+w.sql(1), w.args...)
	known := map[string]bool{}
	for _, ref := range refs {
		known[ref] = true
	}
	return known, err
}

// number gives each case a number of the year in which it was filed, in the order of the source.
func (m *importing) number(tx *sqldb.Tx, list []*filed) error {
	years := map[int]int{}
	for _, n := range list {
		years[yearOf(n.past.FiledAt)]++
	}
	next := map[int]int64{}
	for year, count := range years {
		last, err := takeNumbers(m.ctx, tx, m.names.congressID, year, count)
		if err != nil {
			return err
		}
		next[year] = last - int64(count)
	}
	for _, n := range list {
		year := yearOf(n.past.FiledAt)
		next[year]++
		n.Number = caseNumber(n.prefix, year, next[year])
	}
	return nil
}

// put stores one case: its import as the first event, the answer that came with it as the second.
func (m *importing) put(tx *sqldb.Tx, n *filed) error {
	n.touchedAt = Moment(tx.Now)
	entries := []*Entry{n.importEntry()}
	if n.past.Answer != "" {
		answer := n.importEntry()
		answer.Seq, answer.Text, answer.Data = 2, n.past.Answer, Data{Answered: n.AnsweredAt}
		entries = append(entries, answer)
	}
	body := account{Set: changed(&Facts{}, &n.Facts), Say: n.commitments()}
	for _, e := range entries {
		if err := m.s.record(m.ctx, tx, &n.Case, e, body); err != nil {
			return err
		}
		body = account{}
	}
	if err := m.s.insert(m.ctx, tx, n, entries...); err != nil {
		return err
	}
	if _, err := tx.Exec(m.ctx, `INSERT INTO case_origin (congress_id, ref, case_id) VALUES ($1,$2,$3)`, n.CongressID, n.past.Ref, n.ID); err != nil {
		return err
	}
	return m.s.Added(m.ctx, tx, n.CongressID, n.ID)
}

func (n *filed) importEntry() *Entry {
	e := &Entry{Seq: 1, At: n.touchedAt, PersonID: n.by.PersonID, Role: access.SystemAdmin, Action: "import", Audience: ForAll,
		Data: Data{Historical: n.past.Status, Solved: n.Solved, Result: n.Result, Attitude: n.Attitude, Due: n.DueAt, To: n.Desk.String()}}
	if !n.by.System {
		e.Role = access.CaseOfficer
	}
	return e
}
