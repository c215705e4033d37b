package casework

import (
	"bytes"
	"context"
	"encoding/json"
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
// equals the columns, and every text still matches its commitment. It names the first bad event of each case.
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
	missing, err := s.withoutHistory(ctx)
	out.Bad = append(out.Bad, missing...)
	return out, err
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
		return v.texts(tx, c)
	})
}

func (v *verifier) say(seq int64, why string) {
	v.bad = append(v.bad, ledger.Bad{Stream: v.stream, Seq: seq, Why: why})
}

// texts checks the words that stand beside the ledger against their commitments.
func (v *verifier) texts(tx *sqldb.Tx, c *Case) error {
	entries, err := sqldb.All(v.ctx, tx, scanEntry, selectEntry+`WHERE case_id = $1 ORDER BY seq`, c.ID)
	if err != nil {
		return err
	}
	words := map[int64]Entry{}
	for _, e := range entries {
		if err := v.s.tell(&e, OfficeSide); err != nil {
			v.say(e.Seq, "sealed text")
			return nil
		}
		words[e.Seq] = e
	}
	text, salt, err := v.filing(tx, c)
	if err != nil {
		return err
	}
	for _, e := range v.bodies {
		var body struct{ Say map[string]string }
		if err := json.Unmarshal([]byte(e.Body), &body); err != nil {
			return err
		}
		w, ok := words[e.Seq]
		switch {
		case !ok:
			v.say(e.Seq, "no entry")
		case body.Say["text"] != "" && vault.Commit(w.Salt, w.Text) != body.Say["text"], body.Say["text"] == "" && w.Text != "":
			v.say(e.Seq, "text")
		case body.Say["filing"] != "" && vault.Commit(salt, text) != body.Say["filing"]:
			v.say(e.Seq, "filing")
		default:
			continue
		}
		return nil
	}
	return nil
}

func (v *verifier) filing(tx *sqldb.Tx, c *Case) (text, salt string, err error) {
	var sealed bit
	if err = tx.Row(v.ctx, `SELECT text, salt, sealed FROM filing WHERE case_id = $1`, c.ID).Scan(&text, &salt, &sealed); err != nil {
		return "", "", err
	}
	if sealed {
		text, err = v.s.Keys.Open(text)
	}
	return text, salt, err
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
