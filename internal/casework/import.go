package casework

import (
	"context"
	"fmt"
	"hash/fnv"
	"iter"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// Historic is a case of an earlier system as it is brought in. Stations, deputies, departments and areas are named by
// slug or by their one name. Zero times are not known.
type Historic struct {
	Row        int    // where it stands in its source, for the list of errors
	Ref        string // its name in the earlier system; the same one is brought in once
	Status     string // the earlier system's word for its state, kept beside ours
	State      State
	Kind       Kind // default Problem
	Title      string
	Text       string
	Place      string
	Station    string
	Deputy     string
	Department string // the lead; an assigned or reported case must have one
	Areas      []string
	Class      Class // default Normal
	Channel    string
	Name       string
	Phone      string
	FiledAt    time.Time
	DueAt      time.Time // of an open case; default: the congress's limits from the import on
	AnsweredAt time.Time // default: the end, else the filing
	EndedAt    time.Time // default: the answer
	Answer     string
	Solved     string // of a closed case
	Result     string
	Attitude   string
	Public     bool // was published by the earlier system
}

// ImportOptions change what Import does with its rows.
type ImportOptions struct {
	DryRun  bool // check everything, write nothing
	SkipBad bool // leave out rows that are wrong instead of refusing all
	Batch   int  // cases in one transaction; 0: 500
}

// ImportResult is what Import did, or with DryRun would do.
type ImportResult struct {
	Rows  int // read
	New   int // brought in
	Known int // left out because their reference was brought in before
	Wrong int // rows that are wrong
	Bad   []BadRow
}

// BadRow is a row that cannot be brought in, and why.
type BadRow struct {
	Row int
	Err *fault.Error
}

const (
	mostBad     = 200 // wrong rows that are named; all are counted
	importBatch = 500
)

// Import brings cases of an earlier system in, with the mark historic: no clock rings for them and no message is sent.
// A reference that the congress has already is left out, so a run that was cut off can be run again. rows is ranged over
// twice unless DryRun or SkipBad is set: when one row is wrong nothing is written and the error is Invalid
// "import.refused". A fault that rows yields is a wrong row; any other error ends the import.
func (s *Service) Import(ctx context.Context, by access.Actor, congressID int64, rows iter.Seq2[Historic, error], o ImportOptions) (ImportResult, error) {
	if !by.Can(access.ImportCases, congressID) && !by.System {
		return ImportResult{}, notAllowed()
	}
	if !o.DryRun && !o.SkipBad {
		trial := o
		trial.DryRun = true
		if r, err := s.Import(ctx, by, congressID, rows, trial); err != nil || r.Wrong > 0 {
			return r, refusedRows(r, err)
		}
	}
	run, err := s.newImport(ctx, by, congressID, o)
	if err != nil {
		return ImportResult{}, err
	}
	for h, err := range rows {
		if err := run.row(h, err); err != nil {
			return run.result, err
		}
	}
	return run.result, run.flush()
}

func refusedRows(r ImportResult, err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Invalid, "import.refused", r.Wrong)
}

// importing is one import under way.
type importing struct {
	s       *Service
	ctx     context.Context
	by      access.Actor
	options ImportOptions
	names   *importNames
	rules   Rules
	prefix  string
	batch   []*filed
	seen    map[string]uint64 // references of this source, with what each said
	result  ImportResult
}

func (s *Service) newImport(ctx context.Context, by access.Actor, congressID int64, o ImportOptions) (*importing, error) {
	dir, err := s.Directory(ctx)
	if err != nil {
		return nil, err
	}
	home := dir.Congress(congressID)
	if home == nil {
		return nil, fault.Missing()
	}
	if o.Batch <= 0 {
		o.Batch = importBatch
	}
	m := &importing{s: s, ctx: ctx, by: by, options: o, names: newImportNames(dir, congressID), prefix: home.Prefix, seen: map[string]uint64{}}
	m.rules, err = s.Rules(ctx, congressID)
	return m, err
}

// row takes the next row, or notes what is wrong with it.
func (m *importing) row(h Historic, err error) error {
	if e := m.ctx.Err(); e != nil {
		return e
	}
	m.result.Rows++
	var n *filed
	if err == nil {
		n, err = m.prepare(h)
	}
	if bad := fault.As(err); bad != nil {
		m.wrong(h.Row, bad)
		return nil
	}
	if err != nil {
		return fmt.Errorf("casework: import row %d: %w", h.Row, err)
	}
	if said, ok := m.seen[h.Ref]; ok {
		m.again(h, said)
		return nil
	}
	m.seen[h.Ref] = h.fingerprint()
	if m.batch = append(m.batch, n); len(m.batch) < m.options.Batch {
		return nil
	}
	return m.flush()
}

// again takes a reference that has been in this source: the same row is known, another one would be lost.
func (m *importing) again(h Historic, said uint64) {
	if h.fingerprint() == said {
		m.result.Known++
		return
	}
	var bad fault.Fields
	bad.Add("ref", "import.twice")
	m.wrong(h.Row, fault.As(bad.Err()))
}

// fingerprint tells rows of one source apart by their words.
func (h *Historic) fingerprint() uint64 {
	sum := fnv.New64a()
	for _, word := range []string{h.Title, h.Text, h.Answer} {
		fmt.Fprintf(sum, "%d %s", len(word), word)
	}
	return sum.Sum64()
}

func (m *importing) wrong(row int, why *fault.Error) {
	m.result.Wrong++
	if len(m.result.Bad) < mostBad {
		m.result.Bad = append(m.result.Bad, BadRow{row, why})
	}
}

// flush writes what has gathered in one transaction.
func (m *importing) flush() error {
	if len(m.batch) == 0 {
		return nil
	}
	work := m.s.DB.Write
	if m.options.DryRun {
		work = m.s.DB.Read
	}
	var fresh int
	err := again(func() error {
		return work(m.ctx, func(tx *sqldb.Tx) (err error) {
			fresh, err = m.write(tx)
			return err
		})
	})
	if err != nil {
		return err
	}
	m.result.New += fresh
	m.result.Known += len(m.batch) - fresh
	m.batch = m.batch[:0]
	return nil
}
