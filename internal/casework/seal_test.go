package casework_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
)

// marker stands in everything that a sealed report says, and nowhere in what the ring can open.
const marker = "标记七五三一"

const secretWords = "山高水长九曲黄河"

// accuse files a sealed report that says the marker wherever a citizen can write.
func accuse(h *caseworktest.House) *casework.Case {
	return h.File(func(f *casework.Filing) {
		f.Against, f.Title, f.Text, f.Place = true, "举报"+marker, "冒领补贴"+marker, "村委会"+marker
		f.Name, f.Address = "王"+marker, "胡同"+marker
	})
}

// ringReads gives every text of the database that the ring opens or that lies in the clear.
func ringReads(t *testing.T, h *caseworktest.House) string {
	t.Helper()
	var all strings.Builder
	err := h.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
		for _, query := range []string{`SELECT title FROM cases`, `SELECT text FROM filing`, `SELECT place FROM filing`, `SELECT name FROM filing`,
			`SELECT phone FROM filing`, `SELECT address FROM filing`, `SELECT consent FROM filing`, `SELECT coalesce(public_text, '') FROM filing`,
			`SELECT text FROM case_entry`, `SELECT data FROM case_entry`, `SELECT body FROM ledger`} {
			texts, err := sqldb.All(t.Context(), tx, sqldb.Value[string], query)
			if err != nil {
				return err
			}
			for _, text := range texts {
				all.WriteString(text + "\n")
				if plain, err := h.Keys.Open(text); err == nil {
					all.WriteString(plain + "\n")
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func readAs(t *testing.T, h *caseworktest.House, by access.Actor, number string) *casework.Dossier {
	t.Helper()
	d, err := h.Cases.Read(t.Context(), by, number)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// reads reports whether somebody reads all that the report and a note on it say.
func reads(d *casework.Dossier) bool {
	note := slices.ContainsFunc(d.Entries, func(e casework.Entry) bool { return e.Action == "note" && strings.Contains(e.Text, marker) })
	return strings.Contains(d.Case.Title, marker) && strings.Contains(d.Text, marker) && strings.Contains(d.Place, marker) && note && !d.Case.Locked
}

func sealSweep(t *testing.T, h *caseworktest.House) int {
	t.Helper()
	n, err := h.Cases.SealSweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRingAndDatabaseAloneOpenNoSealedReport(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		commission, officer := h.At(h.Discipline, "d1"), h.At(h.Officer, "o1")
		h.MakeKey(commission, secretWords)
		h.MakeKey(officer, secretWords)
		if err := h.Cases.AdmitReader(t.Context(), commission, h.ID, officer.PersonID); err != nil {
			t.Fatal(err)
		}
		c := accuse(h)
		c = h.Do(officer, c, &casework.Note{Text: "电话核实" + marker})
		c = h.Do(officer, c, &casework.Accept{Text: "受理" + marker})
		c = h.Do(officer, c, &casework.Reveal{Reason: "核实" + marker})
		if left := ringReads(t, h); strings.Contains(left, marker) || strings.Contains(left, "13800000001") {
			t.Errorf("the ring reads: %s", left)
		}
		for name, by := range map[string]access.Actor{"commission": commission, "officer": officer} {
			if d := readAs(t, h, by, c.Number); !reads(d) {
				t.Errorf("%s does not read it: %+v", name, d)
			}
			page, err := h.Cases.List(t.Context(), by, casework.Query{CongressID: h.ID, Queue: "sealed", Office: true})
			if err != nil || len(page.Cases) != 1 || !strings.Contains(page.Cases[0].Title, marker) {
				t.Errorf("%s lists %+v %v", name, page.Cases, err)
			}
		}
		if who, err := h.Cases.Contact(t.Context(), officer, c.Number); err != nil || !strings.Contains(who.Name, marker) || who.Phone != "13800000001" {
			t.Errorf("contact %+v %v", who, err)
		}
		verified(t, h)
	})
}

func TestALockedReportSaysNothingAndTakesNothing(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		commission := h.At(h.Discipline, "d1")
		h.MakeKey(commission, secretWords)
		c := accuse(h)
		for name, by := range map[string]access.Actor{"another session": h.At(h.Discipline, "d2"), "no session": h.Discipline,
			"a member without key": h.At(h.Discipline2, "d3"), "an officer without key": h.At(h.Officer, "o1"), "the clock": access.Clock} {
			d := readAs(t, h, by, c.Number)
			if !d.Case.Locked || d.Case.Title+d.Text+d.Place+d.Contact.Name+d.Contact.Phone != "" || len(d.Actions) > 0 {
				t.Errorf("%s reads %+v", name, d)
			}
			if by.System {
				continue
			}
			_, err := h.Cases.Do(t.Context(), by, casework.At{Number: c.Number, Seen: c.Version}, &casework.Note{Text: "看不见也写"})
			if fault.KindOf(err) != fault.Conflict || fault.As(err).Key != "sealing.locked" {
				t.Errorf("%s acts: %v", name, err)
			}
		}
		_, err := h.Cases.Read(t.Context(), h.At(h.Leader, "l1"), c.Number)
		wantFault(t, err, fault.NotFound)
		_, err = h.Cases.Keyholders(t.Context(), h.At(h.Leader, "l1"), h.ID)
		wantFault(t, err, fault.NotFound)
		wantFault(t, h.Cases.AdmitReader(t.Context(), h.At(h.Leader, "l1"), h.ID, h.Discipline2.PersonID), fault.NotFound)
	})
}

func TestWrongPassphraseAndTheEndOfASession(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		first := h.At(h.Discipline, "d1")
		h.MakeKey(first, secretWords)
		c := accuse(h)
		open := func(by access.Actor, passphrase string) error {
			return h.Sealing.Open(t.Context(), by, "127.0.0.1", passphrase)
		}
		second := h.At(h.Discipline, "d2")
		for _, bad := range []string{"", secretWords + " ", "another passphrase"} {
			if err := open(second, bad); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if err := open(second, secretWords); err != nil || readAs(t, h, second, c.Number).Case.Locked {
			t.Fatalf("the right one does not open: %v", err)
		}
		h.Sealing.Close(second)
		if !readAs(t, h, second, c.Number).Case.Locked {
			t.Error("closed, and still read")
		}
		if err := open(second, secretWords); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(29 * time.Minute)
		if readAs(t, h, second, c.Number).Case.Locked {
			t.Error("closed while it was used")
		}
		h.Clock.Advance(30 * time.Minute)
		if !readAs(t, h, second, c.Number).Case.Locked {
			t.Error("open although nobody has used it for half an hour")
		}
		ended := h.At(h.Discipline, "ended")
		if err := open(ended, secretWords); err != nil {
			t.Fatal(err)
		}
		if sealSweep(t, h); h.Sealing.Opened() != 0 {
			t.Errorf("%d keys of ended and idle sessions are still in memory", h.Sealing.Opened())
		}
		if err := h.Sealing.Change(t.Context(), second, "127.0.0.1", secretWords, "另一句更长的口令词", "另一句更长的口令词"); err != nil {
			t.Fatal(err)
		}
		if open(second, secretWords) == nil || open(second, "另一句更长的口令词") != nil || readAs(t, h, second, c.Number).Case.Locked {
			t.Error("the passphrase was not changed, or the key was")
		}
	})
}

func TestReportsOfBeforeComeUnderTheFirstKey(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		old := accuse(h)
		old = h.Do(h.Officer, old, &casework.Note{Text: "电话核实" + marker})
		if n := sealSweep(t, h); n != 0 {
			t.Fatalf("%d sealed without a key", n)
		}
		officer := h.At(h.Officer, "o1")
		h.MakeKey(officer, secretWords)
		if sealSweep(t, h) != 0 || !strings.Contains(ringReads(t, h), marker) {
			t.Fatal("an officer's key alone guards the commission's reports")
		}
		commission := h.At(h.Discipline, "d1")
		h.MakeKey(commission, secretWords)
		if n := sealSweep(t, h); n != 1 {
			t.Fatalf("%d sealed", n)
		}
		if n := sealSweep(t, h); n != 0 {
			t.Fatalf("%d sealed twice", n)
		}
		if left := ringReads(t, h); strings.Contains(left, marker) || strings.Contains(left, "13800000001") {
			t.Errorf("the ring still reads: %s", left)
		}
		if !reads(readAs(t, h, commission, old.Number)) {
			t.Error("the commission does not read it")
		}
		if d := readAs(t, h, officer, old.Number); !d.Case.Locked || d.Held {
			t.Error("an officer whom nobody let in reads it")
		}
		verified(t, h)
	})
}

func TestTheCountySealsARunningCaseToKeys(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		commission, officer := h.At(h.Discipline, "d1"), h.At(h.Officer, "o1")
		h.MakeKey(commission, secretWords)
		h.MakeKey(officer, secretWords)
		h.MakeKey(h.At(h.Officer2, "o2"), secretWords)
		for _, id := range []int64{h.Officer.PersonID, h.Officer2.PersonID} {
			if err := h.Cases.AdmitReader(t.Context(), commission, h.ID, id); err != nil {
				t.Fatal(err)
			}
		}
		c := h.File(func(f *casework.Filing) {
			f.Title, f.Text, f.Place, f.Photos = "举报"+marker, "冒领"+marker, "村委会"+marker, []string{"p1"}
		})
		c = h.Do(h.Station, c, &casework.Note{Text: "先记下" + marker})
		c = h.Do(officer, c, &casework.Seal{Reason: "涉及个人" + marker})
		if left := ringReads(t, h); strings.Contains(left, marker) || strings.Contains(left, "13800000001") {
			t.Errorf("the ring still reads: %s", left)
		}
		if !slices.Contains(h.Boxed, "case/"+c.Number) {
			t.Errorf("its photos were not sealed: %v", h.Boxed)
		}
		for name, by := range map[string]access.Actor{"commission": commission, "officer": officer} {
			if !reads(readAs(t, h, by, c.Number)) {
				t.Errorf("%s does not read it", name)
			}
		}
		_, err := h.Cases.Read(t.Context(), h.At(h.Officer2, "o2"), c.Number)
		wantFault(t, err, fault.NotFound)
		if n := shares(t, h, h.Officer2.PersonID); n != 0 {
			t.Errorf("an officer who is not named holds %d shares", n)
		}
		verified(t, h)
	})
}

func TestNamingAnOfficerTakesTheKeyFromTheOthers(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		commission, officer := h.At(h.Discipline, "d1"), h.At(h.Officer, "o1")
		h.MakeKey(commission, secretWords)
		for _, by := range []access.Actor{officer, h.At(h.Officer2, "o2")} {
			h.MakeKey(by, secretWords)
			if err := h.Cases.AdmitReader(t.Context(), commission, h.ID, by.PersonID); err != nil {
				t.Fatal(err)
			}
		}
		c := accuse(h)
		if shares(t, h, h.Officer2.PersonID) != 1 {
			t.Fatal("before somebody is named every officer may read")
		}
		h.Do(officer, c, &casework.Seal{Reason: "由本人专办"})
		if shares(t, h, h.Officer2.PersonID) != 0 || shares(t, h, h.Officer.PersonID) != 1 || shares(t, h, h.Discipline.PersonID) != 1 {
			t.Error("the shares are not those of the named officer and the commission")
		}
	})
}

// shares counts the cases of whose keys a person has a share.
func shares(t *testing.T, h *caseworktest.House, personID int64) (n int) {
	t.Helper()
	err := h.DB.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(t.Context(), tx, sqldb.Value[int], `SELECT COUNT(*) FROM seal_share JOIN seal_reader ON id = reader_id WHERE person_id = $1`, personID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestALostPassphraseAndTheKeyOnPaper(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		ctx := t.Context()
		one, two := h.At(h.Discipline, "d1"), h.At(h.Discipline2, "d2")
		h.MakeKey(one, secretWords)
		c := h.Do(one, accuse(h), &casework.Note{Text: "看过" + marker})
		h.MakeKey(two, secretWords)
		if d := readAs(t, h, two, c.Number); !d.Case.Locked {
			t.Fatal("a key that nobody let in reads")
		}
		wantFault(t, h.Cases.AdmitReader(ctx, two, h.ID, two.PersonID), fault.Forbidden)
		if err := h.Cases.AdmitReader(ctx, one, h.ID, two.PersonID); err != nil {
			t.Fatal(err)
		}
		if !reads(readAs(t, h, two, c.Number)) {
			t.Fatal("who was let in does not read")
		}
		// she loses her passphrase: a new key, and the colleague lets her in again
		two = h.At(h.Discipline2, "d3")
		h.MakeKey(two, "一句全新的密件口令词")
		if d := readAs(t, h, two, c.Number); !d.Case.Locked || shares(t, h, two.PersonID) != 0 {
			t.Fatal("a new key opens what was sealed to the old one")
		}
		if err := h.Cases.AdmitReader(ctx, one, h.ID, two.PersonID); err != nil || !reads(readAs(t, h, two, c.Number)) {
			t.Fatalf("let in again, she does not read: %v", err)
		}
		paper, err := h.Cases.MakeRecovery(ctx, one, h.ID)
		if err != nil {
			t.Fatal(err)
		}
		later := h.Do(two, accuse(h), &casework.Note{Text: "后来" + marker})
		// both lose theirs
		one, two = h.At(h.Discipline, "d4"), h.At(h.Discipline2, "d5")
		h.MakeKey(one, "第一位委员的新口令词")
		h.MakeKey(two, "第二位委员的新口令词")
		for _, wrong := range []string{"", paper[5:], strings.Repeat("0", 70)} {
			if err := h.Cases.Recover(ctx, two, h.ID, "127.0.0.1", wrong); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q recovers: %v", wrong, err)
			}
		}
		wantFault(t, h.Cases.Recover(ctx, h.At(h.Officer, "o1"), h.ID, "127.0.0.1", paper), fault.NotFound)
		if err := h.Cases.Recover(ctx, two, h.ID, "127.0.0.1", strings.ToUpper(paper)); err != nil {
			t.Fatal(err)
		}
		if !reads(readAs(t, h, two, c.Number)) || !reads(readAs(t, h, two, later.Number)) {
			t.Error("the paper does not open what was sealed before and after it was printed")
		}
		if err := h.Cases.AdmitReader(ctx, two, h.ID, one.PersonID); err != nil || !reads(readAs(t, h, one, c.Number)) {
			t.Errorf("who came back by paper lets nobody in: %v", err)
		}
		again, err := h.Cases.MakeRecovery(ctx, two, h.ID)
		if err != nil || again == paper {
			t.Fatalf("no new paper: %v", err)
		}
		if err := h.Cases.Recover(ctx, one, h.ID, "127.0.0.1", paper); fault.KindOf(err) != fault.Invalid {
			t.Errorf("the old paper still opens: %v", err)
		}
		verified(t, h)
	})
}

func TestTheLastKeyIsNotThrownAwayUnasked(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		one := h.At(h.Discipline, "d1")
		h.MakeKey(one, secretWords)
		c := accuse(h)
		make := func(sure bool) error {
			return h.Cases.MakeSealKey(t.Context(), one, h.ID, "一句全新的密件口令词", "一句全新的密件口令词", sure)
		}
		if err := make(false); fault.KindOf(err) != fault.Invalid || readAs(t, h, one, c.Number).Case.Locked {
			t.Fatalf("the last key is gone: %v", err)
		}
		if err := make(true); err != nil {
			t.Fatal(err)
		}
		k, err := h.Cases.Keyholders(t.Context(), one, h.ID)
		if err != nil || k.Lost != 1 || !k.Guarded || k.Mine != casework.Admitted || k.Keyless() != 3 {
			t.Errorf("%+v %v", k, err)
		}
	})
}

func TestWhoLeavesOfficeLosesHerShares(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		one, two := h.At(h.Discipline, "d1"), h.At(h.Discipline2, "d2")
		h.MakeKey(one, secretWords)
		accuse(h)
		h.Serving[access.Discipline] = []int64{20}
		sealSweep(t, h)
		if shares(t, h, 18) != 1 {
			t.Fatal("the only share of a report was thrown away")
		}
		h.Serving[access.Discipline] = []int64{18, 20}
		h.MakeKey(two, secretWords)
		wantFault(t, h.Cases.AdmitReader(t.Context(), one, h.ID, 20), fault.Conflict)
		if err := h.Sealing.Open(t.Context(), one, "127.0.0.1", secretWords); err != nil {
			t.Fatal(err)
		}
		if err := h.Cases.AdmitReader(t.Context(), one, h.ID, 20); err != nil {
			t.Fatal(err)
		}
		h.Serving[access.Discipline] = []int64{20}
		sealSweep(t, h)
		if shares(t, h, 18) != 0 || shares(t, h, 20) != 1 || h.Sealing.Secret(one) != nil {
			t.Error("who has left still holds shares or an open key")
		}
		accuse(h)
		if shares(t, h, 18) != 0 || shares(t, h, 20) != 2 {
			t.Error("a new report is sealed to who has left")
		}
	})
}

func TestASealedReportIsUndoneErasedAndTamperedWith(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		one := h.At(h.Discipline, "d1")
		h.MakeKey(one, secretWords)
		c := accuse(h)
		c = h.Do(one, c, &casework.Note{Text: "写错了"})
		if _, err := undo(t, h, one, c); err != nil {
			t.Fatal(err)
		}
		var ended time.Time
		err := h.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			ended = tx.Now
			_, err := tx.Exec(t.Context(), `UPDATE cases SET ended_at = $1 WHERE number = $2`, sqldb.Ms(tx.Now), c.Number)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		n, err := h.Cases.EraseOutdated(t.Context(), h.ID, true, ended.Add(time.Hour))
		d := readAs(t, h, one, c.Number)
		if err != nil || n != 1 || d.Contact != (casework.Contact{Masked: true}) || !strings.Contains(d.Text, marker) {
			t.Fatalf("%d erased, %v: %+v", n, err, d)
		}
		err = h.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			if _, err := tx.Exec(t.Context(), `UPDATE cases SET ended_at = 0 WHERE number = $1`, c.Number); err != nil {
				return err
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		verified(t, h)
		swap := func() error { // twice is as before
			return h.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE filing SET text = place, place = text WHERE case_id IN (SELECT id FROM cases WHERE number = $1)`, c.Number)
				return err
			})
		}
		err = swap()
		v, verr := h.Cases.Verify(context.WithoutCancel(t.Context()))
		if errors.Join(err, verr) != nil || !slices.ContainsFunc(v.Bad, func(b ledger.Bad) bool { return b.Why == "filing" }) {
			t.Errorf("a box in the place of another is not found: %+v %v", v.Bad, errors.Join(err, verr))
		}
		if _, err := h.Cases.Read(t.Context(), one, c.Number); err == nil {
			t.Error("a box in the place of another opens")
		}
		if err := swap(); err != nil {
			t.Fatal(err)
		}
	})
}
