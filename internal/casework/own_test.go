package casework_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/erasure"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

const herName, herPhone, herAddress = "欧阳秀英", "13800000001", "槐树巷12号院"

// told files a case in which her name and phone stand everywhere that people write.
func told(h *caseworktest.House) *casework.Case {
	c := h.File(func(f *casework.Filing) {
		f.Text = "我是欧阳秀英，电话 138-0000-0001，住槐树巷12号院。邻居王五 13900000009 也看到了。路灯不亮。"
		f.Name, f.Phone, f.Address, f.Photos = herName, herPhone, herAddress, []string{"aa"}
	})
	c = h.Do(h.Station, c, &casework.Note{Text: "已给欧阳秀英打过电话13800000001"})
	return h.Do(h.Citizen, c, &casework.Supply{Text: "再说一次，我叫欧阳秀英"})
}

func ended(h *caseworktest.House) *casework.Case {
	return h.Do(h.Citizen, told(h), &casework.Withdraw{})
}

// lying is every text column of a case as it lies in the database.
func lying(t *testing.T, h *caseworktest.House, c *casework.Case) string {
	t.Helper()
	var all strings.Builder
	err := h.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
		for _, query := range []string{`SELECT title FROM cases WHERE id = $1`, `SELECT text || place || consent || COALESCE(public_text, '') || name || phone || address FROM filing WHERE case_id = $1`,
			`SELECT text FROM case_entry WHERE case_id = $1`, `SELECT data FROM case_entry WHERE case_id = $1`,
			`SELECT body FROM ledger WHERE stream = (SELECT 'case/' || number FROM cases WHERE id = $1)`} {
			texts, err := sqldb.All(t.Context(), tx, sqldb.Value[string], query, c.ID)
			if err != nil {
				return err
			}
			all.WriteString(strings.Join(texts, "\n") + "\n")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func verified(t *testing.T, h *caseworktest.House) {
	t.Helper()
	v, err := h.Cases.Verify(t.Context())
	if err != nil || len(v.Bad) > 0 {
		t.Errorf("the histories do not hold: %v %v", v.Bad, err)
	}
}

func do(t *testing.T, h *caseworktest.House, by access.Actor, c *casework.Case, act casework.Act) error {
	t.Helper()
	_, err := h.Cases.Do(t.Context(), by, casework.At{Number: c.Number, Seen: h.Reload(c).Version}, act)
	return err
}

func TestCorrectTakesANewPhoneOnlyWithItsCode(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := told(h)
		form := casework.Correct{Name: "欧阳秀瑛", Phone: "138 0000 0002"}
		if err := do(t, h, h.Citizen, c, &form); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("an unproved phone: %v", err)
		}
		form.Proved = h.Keys.Index("phone", "13800000003")
		if err := do(t, h, h.Citizen, c, &form); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("the proof of another phone: %v", err)
		}
		form.Proved = h.Keys.Index("phone", "13800000002")
		if err := do(t, h, h.Citizen, c, &form); err != nil {
			t.Fatal(err)
		}
		d, err := h.Cases.Read(t.Context(), h.Citizen, c.Number)
		if err != nil || d.Contact != (casework.Contact{Name: "欧阳秀瑛", Phone: "138 0000 0002", Address: herAddress}) {
			t.Errorf("contact %+v, %v", d.Contact, err)
		}
		if last := d.Entries[len(d.Entries)-1]; last.Action != "correct" || last.Text != "" {
			t.Errorf("the timeline ends with %+v", last)
		}
		if _, err := h.Cases.Read(t.Context(), access.Actor{Phone: h.Keys.Index("phone", "13800000002")}, c.Number); err != nil {
			t.Errorf("the new phone opens the case: %v", err)
		}
		if _, err := h.Cases.Read(t.Context(), access.Actor{Phone: h.Keys.Index("phone", herPhone)}, c.Number); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the old phone still opens it: %v", err)
		}
		if text := lying(t, h, c); strings.Contains(text, "秀瑛") || strings.Contains(text, "0000 0002") {
			t.Error("the new contact stands in the open")
		}
		if err := do(t, h, h.Citizen, c, &casework.Correct{Name: "欧阳秀瑛", Phone: "138 0000 0002"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("nothing changed: %v", err)
		}
		verified(t, h)
	})
}

func TestOnlyTheCitizenHerselfTouchesHerData(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		behalf := casework.Filing{Text: "井盖坏了", Phone: herPhone, OnBehalf: true, Consent: "当面口述"}
		for name, by := range h.Everybody() {
			for _, act := range []casework.Act{&casework.Correct{Name: "甲"}, &casework.Agree{Public: true}, &casework.Erase{Contact: true}} {
				r, err := h.Cases.File(t.Context(), h.Village, h.ID, behalf, "")
				if err != nil {
					t.Fatal(err)
				}
				if err := do(t, h, by, r.Case, act); (err == nil) != (name == "citizen") && !by.System {
					t.Errorf("%s %s: %v", name, act.Action(), err)
				}
			}
		}
	})
}

func TestWithdrawnAgreementRecallsAtOnce(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := h.Do(h.Officer, answered(h), &casework.Release{})
		if _, err := h.Cases.Read(t.Context(), h.Visitor, c.Number); err != nil {
			t.Fatal(err)
		}
		c = h.Do(h.Citizen, c, &casework.Agree{Name: true})
		if _, err := h.Cases.Read(t.Context(), h.Visitor, c.Number); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the page is still there: %v", err)
		}
		if err := do(t, h, h.Officer, c, &casework.Release{}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("it may be published without her agreement: %v", err)
		}
		if err := do(t, h, h.Citizen, c, &casework.Agree{Name: true}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("nothing changed: %v", err)
		}
		verified(t, h)
	})
}

func TestErasingLeavesNeitherNameNorPhone(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := told(h)
		if err := do(t, h, h.Citizen, c, &casework.Erase{Contact: true, Photos: true}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("photos of an open case: %v", err)
		}
		old := salts(t, h, c)
		c = h.Do(h.Citizen, c, &casework.Erase{Contact: true})
		text := lying(t, h, c)
		for _, hers := range []string{herName, herPhone, "138-0000-0001", herAddress} {
			if strings.Contains(text, hers) {
				t.Errorf("%s is still there", hers)
			}
		}
		if !strings.Contains(text, "王五 13900000009") {
			t.Error("what is somebody else's was taken too, though nobody asked")
		}
		for _, salt := range salts(t, h, c) {
			if bytes.Contains([]byte(strings.Join(old, " ")), []byte(salt)) && salt != "" {
				t.Errorf("the salt %s lives on", salt)
			}
		}
		d, err := h.Cases.Read(t.Context(), h.Citizen, c.Number)
		if err != nil || d.Contact != (casework.Contact{}) || len(d.Case.Contact) != 0 || d.Case.ErasedAt == 0 {
			t.Errorf("%+v %v %v", d.Contact, d.Case.Contact, err)
		}
		verified(t, h)
		c = h.Do(h.Citizen, c, &casework.Withdraw{})
		c = h.Do(h.Citizen, c, &casework.Erase{Words: true, Photos: true})
		if strings.Contains(lying(t, h, c), "13900000009") || strings.Join(h.Detached, " ") != "case/"+c.Number+"/1 case/"+c.Number+"/3" {
			t.Errorf("numbers or photos are left: %v", h.Detached)
		}
		if err := do(t, h, h.Citizen, c, &casework.Erase{}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("erasing nothing: %v", err)
		}
		verified(t, h)
	})
}

// salts are those of what was filed and of the entries in which she is named.
func salts(t *testing.T, h *caseworktest.House, c *casework.Case) (list []string) {
	t.Helper()
	err := h.DB.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		list, err = sqldb.All(t.Context(), tx, sqldb.Value[string], `SELECT salt FROM filing WHERE case_id = $1
			UNION ALL SELECT salt FROM case_entry WHERE case_id = $1 AND seq IN (2, 3)`, c.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTheClockErasesWhatWasKeptLongEnough(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		old, open := ended(h), told(h)
		h.Do(h.Citizen, h.File(func(f *casework.Filing) { f.Name, f.Phone = "", "" }), &casework.Withdraw{}) // her account's phone leads to it
		before := h.Clock.Now().Add(time.Hour)
		if n, err := h.Cases.Outdated(t.Context(), h.ID, false, before.Add(-2*time.Hour)); n != 0 || err != nil {
			t.Errorf("too early: %d %v", n, err)
		}
		due, err := h.Cases.Outdated(t.Context(), h.ID, false, before)
		if err != nil {
			t.Fatal(err)
		}
		n, err := h.Cases.EraseOutdated(t.Context(), h.ID, false, before)
		if err != nil || n != due || n != 2 {
			t.Errorf("erased %d of %d: %v", n, due, err)
		}
		if again, err := h.Cases.EraseOutdated(t.Context(), h.ID, false, before); again != 0 || err != nil {
			t.Errorf("a second sweep erased %d, %v", again, err)
		}
		if strings.Contains(lying(t, h, old), herName) || !strings.Contains(lying(t, h, open), herName) {
			t.Error("the clock takes ended cases and no others")
		}
		if d, _ := h.Cases.Read(t.Context(), h.Citizen, old.Number); !d.Entries[len(d.Entries)-1].ByClock() {
			t.Error("the timeline does not say that the clock did it")
		}
		verified(t, h)
	})
}

func TestLeavingTakesHerOutOfAllHerCases(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		cases := []*casework.Case{ended(h), told(h)}
		n, err := h.Cases.Leave(t.Context(), h.Citizen)
		if err != nil || n != 2 {
			t.Fatalf("%d %v", n, err)
		}
		for _, c := range cases {
			now := h.Reload(c)
			if now.ReporterID != 0 || strings.Contains(lying(t, h, c), herName) {
				t.Errorf("%s still leads to her", c.Number)
			}
			if _, err := h.Cases.Read(t.Context(), h.Citizen, c.Number); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", c.Number, err)
			}
		}
		verified(t, h)
	})
}

func TestWhatABackupBroughtBackIsErasedAgain(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		c := told(h)
		lines := []erasure.Line{{Subject: "case/" + c.Number, Born: int64(c.FiledAt) + 1, What: casework.EraseContact}}
		if err := h.Cases.Again(t.Context(), c.Number, lines); err != nil || !strings.Contains(lying(t, h, c), herName) {
			t.Fatalf("another case under its number was erased: %v", err)
		}
		lines[0].Born--
		lines = append(lines, erasure.Line{Born: lines[0].Born, What: casework.ErasePhotos}, erasure.Line{Born: lines[0].Born, What: "agree_public"})
		if err := h.Cases.Again(t.Context(), c.Number, lines); err != nil {
			t.Fatal(err)
		}
		if now := h.Reload(c); strings.Contains(lying(t, h, c), herName) || now.AgreePublic || len(h.Detached) == 0 {
			t.Error("it was not erased again")
		}
		if err := h.Cases.Again(t.Context(), "ZD2026-999999", lines); err != nil {
			t.Errorf("a case that the backup does not hold: %v", err)
		}
		verified(t, h)
	})
}
