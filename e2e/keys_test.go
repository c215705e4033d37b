package e2e

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/worklist"
)

// A key is changed under a house that is full: after the next start everything is sealed again, whatever column it lies in,
// the old key can be thrown away, and all can be read as before.
func TestANewKeyTakesOver(t *testing.T) {
	onBoth(t, func(t *testing.T, o *town) {
		number := o.fillSealed()
		c, before := o.app.Config, o.sealedColumns("v1:k1:")
		if want := 13; len(before) < want {
			t.Fatalf("only %d columns hold something sealed, want %d: %v", len(before), want, before)
		}
		if err := o.app.Close(); err != nil {
			t.Fatal(err)
		}
		if active, err := app.AddKey(c); err != nil || active != "v1:k2" {
			t.Fatalf("%s %v", active, err)
		}
		if old, err := app.LookAtKeys(t.Context(), c); err != nil || !old.Needed() || len(old.Texts) < 10 || old.Photos != 3 {
			t.Errorf("before the start: %+v %v", old, err)
		}
		old, err := app.DropKeys(t.Context(), c, slog.New(slog.DiscardHandler))
		if err != nil || old.Needed() || !slices.Equal(old.Older, []string{"v1:k1"}) {
			t.Fatalf("left: %+v %v", old, err)
		}
		again := openNode(t, func(other *config.Config) { other.Data, other.DatabaseURL = c.Data, c.DatabaseURL })
		if left := again.sealedColumns("v1:k1:"); len(left) > 0 {
			t.Errorf("still sealed with the key that is gone: %v", left)
		}
		if now := again.sealedColumns("v1:k2:"); !slices.Equal(now, before) {
			t.Errorf("sealed were %v, are %v", before, now)
		}
		again.opens(number)
	})
}

// fillSealed leaves something sealed in every column that may hold it, and gives the number of a sealed case.
func (o *town) fillSealed() string {
	o.t.Helper()
	ctx := o.t.Context()
	b := o.filedWithPhotos()
	sealed := b.file("zhengding", report{"text": "有人冒领补贴", "place": "村委会", "name": "王秀英", "phone": "16300007533", "against_person": "on"})
	b.get("/zhengding/report?new=1").want(http.StatusOK).wizard().set("text", "写了一半").send("").want(http.StatusSeeOther)
	officer := o.desk("officer")
	officer.act("/desk/cases/"+sealed.number, &casework.Note{Text: "已经电话核实"}).want(http.StatusSeeOther)
	if _, err := o.app.Account.KeepRoster(ctx, o.actor("system"), o.home.ID, "名单.csv", "[]"); err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.app.Account.SetupTOTP(ctx, &account.Session{PersonID: o.people["leader"]}); err != nil {
		o.t.Fatal(err)
	}
	form := worklist.Form{Number: sealed.number, Action: "note", Fields: map[string][]string{"text": {"写了一半"}}}
	if err := o.app.Work.Park(ctx, o.people["officer"], form); err != nil {
		o.t.Fatal(err)
	}
	o.settle()
	o.waiting()
	return sealed.number
}

// waiting puts a letter into each table in which one can wait; no settling takes it away.
func (o *town) waiting() {
	o.t.Helper()
	body, err := o.app.Keys.Seal("16300007534")
	if err != nil {
		o.t.Fatal(err)
	}
	err = o.app.DB.Write(o.t.Context(), func(tx *sqldb.Tx) error {
		for _, insert := range []string{
			`INSERT INTO outbox (kind, body, at) VALUES ('sms', $1, 0)`,
			`INSERT INTO outbox_retry (kind, body, at, tries, due_at, error) VALUES ('sms', $1, 0, 1, 0, '')`,
			`INSERT INTO dead_letter (kind, body, at, tries, died, error) VALUES ('sms', $1, 0, 1, 0, '')`,
			`INSERT INTO factor (person_id, secret, pending, step, confirmed_at) VALUES (` + fmt.Sprint(o.people["audit"]) + `, $1, '', 0, 0)`,
		} {
			if _, err := tx.Exec(o.t.Context(), insert, `{"phone":"`+body+`"}`); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// opens reads what was sealed: a case, its contact, its photo.
func (o *town) opens(number string) {
	o.t.Helper()
	d, err := o.app.Cases.Read(o.t.Context(), access.Clock, number)
	if err != nil || d.Text != "有人冒领补贴" || d.Place != "村委会" || len(d.Entries) < 2 || d.Entries[1].Text != "已经电话核实" {
		o.t.Errorf("the sealed case reads %+v %v", d, err)
	}
	checked, err := o.app.Media.Check(o.t.Context())
	if err != nil || checked.Photos != 3 || len(checked.Bad) > 0 {
		o.t.Errorf("photos: %+v %v", checked, err)
	}
	proved, err := o.app.Cases.Verify(o.t.Context())
	if err != nil || len(proved.Bad) > 0 {
		o.t.Errorf("verify: %+v %v", proved, err)
	}
}

// sealedColumns names every column that holds something under a key, whichever room it is of.
func (o *town) sealedColumns(label string) (found []string) {
	o.t.Helper()
	err := o.app.DB.Read(o.t.Context(), func(tx *sqldb.Tx) error {
		for _, c := range o.columns() {
			n, err := sqldb.One(o.t.Context(), tx, sqldb.Value[int64], fmt.Sprintf(`SELECT COUNT(*) FROM "%s" WHERE "%s" LIKE $1`, c.table, c.name), "%"+label+"%")
			if err != nil {
				return err
			}
			if n > 0 {
				found = append(found, c.table+"."+c.name)
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

// columns lists every column that holds a text.
func (o *town) columns() (out []column) {
	o.t.Helper()
	texts := `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND data_type = 'text'`
	if o.app.Config.DatabaseURL == "" {
		texts = `SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type = 'TEXT'`
	}
	err := o.app.DB.Read(o.t.Context(), func(tx *sqldb.Tx) (err error) {
		out, err = sqldb.All(o.t.Context(), tx, scanColumn, texts)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return slices.DeleteFunc(out, func(c column) bool { return strings.HasPrefix(c.table, "river_") })
}
