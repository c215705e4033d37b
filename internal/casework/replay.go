package casework

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/vault"
)

// Replay folds the events of a case into its procedural facts.
func Replay(events []ledger.Event) (Facts, error) {
	var f Facts
	for _, e := range events {
		if err := fold(&f, e); err != nil {
			return f, err
		}
	}
	return f, nil
}

func fold(f *Facts, e ledger.Event) error {
	var body struct {
		Set map[string]json.RawMessage `json:"set"`
	}
	if err := json.Unmarshal([]byte(e.Body), &body); err != nil {
		return fmt.Errorf("casework: replay %s #%d: %w", e.Stream, e.Seq, err)
	}
	return f.apply(body.Set)
}

// Verification is what Verify found.
type Verification struct {
	Cases  int
	Events int
	Bad    []ledger.Bad
}

// Verify checks every case against its history: the chain holds, its end is the case's head and version, its replay
// equals the columns and the rows that lists search by, and every entry of its timeline still says what its event does;
// and this installation has signed the roots of the days. It names the first bad event of each case.
func (s *Service) Verify(ctx context.Context) (Verification, error) {
	v := verifier{s: s, ctx: ctx}
	report, err := ledger.Verify(ctx, s.DB, v.event)
	if err == nil {
		err = v.flush()
	}
	out := Verification{Cases: v.cases, Events: report.Events, Bad: append(report.Bad, v.bad...)}
	if err != nil {
		return out, err
	}
	for _, look := range []func(context.Context) ([]ledger.Bad, error){s.withoutHistory, s.strayRows, s.unsigned} {
		more, err := look(ctx)
		if err != nil {
			return out, err
		}
		out.Bad = append(out.Bad, more...)
	}
	return out, nil
}

// unsigned names the days whose roots this installation has not signed.
func (s *Service) unsigned(ctx context.Context) ([]ledger.Bad, error) {
	return ledger.Signed(ctx, s.DB, s.Keys.Signed)
}

type verifier struct {
	s      *Service
	ctx    context.Context
	stream string
	facts  Facts
	head   ledger.Head
	bodies []ledger.Event
	cases  int
	bad    []ledger.Bad
}

func (v *verifier) event(e ledger.Event) error {
	if e.Stream != v.stream {
		if err := v.flush(); err != nil {
			return err
		}
		v.stream, v.facts, v.bodies = e.Stream, Facts{}, nil
	}
	if !strings.HasPrefix(e.Stream, "case/") {
		return nil
	}
	v.head = ledger.Head{Seq: e.Seq, Hash: e.Hash}
	v.bodies = append(v.bodies, e)
	return fold(&v.facts, e)
}

// flush compares the case whose events were all read with its columns.
func (v *verifier) flush() error {
	if !strings.HasPrefix(v.stream, "case/") {
		return nil
	}
	v.cases++
	return v.s.DB.Read(v.ctx, func(tx *sqldb.Tx) error {
		c, err := sqldb.One(v.ctx, tx, scanCase, selectCase+`WHERE number = $1`, strings.TrimPrefix(v.stream, "case/"))
		if err != nil {
			v.say(1, "no case")
			return nil
		}
		if int64(c.Version) != v.head.Seq || !bytes.Equal(c.head, v.head.Hash) {
			v.say(v.head.Seq, "end")
			return nil
		}
		for _, col := range columns {
			if col.value(&c.Facts) != col.value(&v.facts) {
				v.say(v.head.Seq, "column "+col.name)
				return nil
			}
		}
		if whole, err := hasRows(v.ctx, tx, c); err != nil || !whole {
			v.say(v.head.Seq, "handlers or areas")
			return err
		}
		return v.texts(tx, c)
	})
}

func (v *verifier) say(seq int64, why string) {
	v.bad = append(v.bad, ledger.Bad{Stream: v.stream, Seq: seq, Why: why})
}

// texts checks the words that stand beside the ledger against the last commitment to each: an act that rewrites them
// commits to what it leaves.
func (v *verifier) texts(tx *sqldb.Tx, c *Case) error {
	entries, err := sqldb.All(v.ctx, tx, scanEntry, selectEntry+`WHERE case_id = $1 ORDER BY seq`, c.ID)
	if err != nil {
		return err
	}
	said, err := v.sayings()
	if err != nil {
		return err
	}
	o, err := v.s.asStored(v.ctx, tx, c)
	if err != nil {
		return err
	}
	words := map[int64]Entry{}
	for _, e := range entries {
		if err := o.tell(&e, OfficeSide); err != nil {
			v.say(e.Seq, "sealed text")
			return nil
		}
		words[e.Seq] = e
	}
	for _, e := range v.bodies {
		w, ok := words[e.Seq]
		switch last := said[sayingOf(e.Seq)]; {
		case !ok:
			v.say(e.Seq, "no entry")
		case !tells(w, e):
			v.say(e.Seq, "entry")
		case last.hash != "" && vault.Commit(w.Salt, w.Text) != last.hash, last.hash == "" && w.Text != "":
			v.say(e.Seq, "text")
		default:
			continue
		}
		return nil
	}
	return v.filing(tx, c, said)
}

// saying is a commitment to words, and the event that holds it.
type saying struct {
	hash string
	seq  int64
}

// sayings gives the last commitment to each text by its name: "filing", "title", "person", and "text/3" for an entry.
func (v *verifier) sayings() (map[string]saying, error) {
	last := map[string]saying{}
	for _, e := range v.bodies {
		var body struct{ Say map[string]string }
		if err := json.Unmarshal([]byte(e.Body), &body); err != nil {
			return nil, err
		}
		for name, hash := range body.Say {
			if name == "text" {
				name = sayingOf(e.Seq)
			}
			last[name] = saying{hash, e.Seq}
		}
	}
	return last, nil
}

// filing checks what was filed, and who filed it.
func (v *verifier) filing(tx *sqldb.Tx, c *Case, said map[string]saying) error {
	p, err := v.s.read(v.ctx, tx, c)
	if errors.Is(err, vault.ErrTampered) || errors.Is(err, vault.ErrKey) {
		v.say(said["filing"].seq, "sealed filing")
		return nil
	}
	if err != nil {
		return err
	}
	salt, err := sqldb.One(v.ctx, tx, sqldb.Value[string], `SELECT salt FROM filing WHERE case_id = $1`, c.ID)
	if err != nil {
		return err
	}
	now := commitments(salt, p.title, p.text, p.place, p.person)
	for _, name := range []string{"filing", "title", "person"} {
		if last := said[name]; last.hash != "" && last.hash != now[name] {
			v.say(last.seq, name)
			return nil
		}
	}
	return nil
}

func (s *Service) withoutHistory(ctx context.Context) (bad []ledger.Bad, err error) {
	err = s.DB.Read(ctx, func(tx *sqldb.Tx) error {
		numbers, err := sqldb.All(ctx, tx, sqldb.Value[string],
			`SELECT number FROM cases c WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.stream = 'case/' || c.number AND l.seq = 1) ORDER BY id LIMIT 100`)
		for _, n := range numbers {
			bad = append(bad, ledger.Bad{Stream: stream(n), Seq: 1, Why: "no history"})
		}
		return err
	})
	return bad, err
}
