package e2e

import (
	"bytes"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"jiazhan/internal/app"
	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb"
)

// kept are what the database holds of a citizen in a case, encrypted as it is.
func (o *town) kept(a *app.App, number string) []string {
	o.t.Helper()
	var name, phone string
	err := a.DB.Read(o.t.Context(), func(tx *sqldb.Tx) error {
		return tx.Row(o.t.Context(), `SELECT name, phone FROM filing JOIN cases ON id = case_id WHERE number = $1`, number).Scan(&name, &phone)
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return []string{name, phone}
}

// lies lists which of the texts stand in some file of the data folder, and how many blobs there are.
func (o *town) lies(texts map[string]string) (found []string, blobs int) {
	o.t.Helper()
	err := filepath.WalkDir(o.app.Config.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if filepath.Ext(path) == ".large" {
			blobs++
		}
		for what, text := range texts {
			if text != "" && bytes.Contains(content, []byte(text)) {
				found = append(found, what+" in "+filepath.Base(path))
			}
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return found, blobs
}

// press sends a form of a page with these boxes ticked.
func (b *browser) press(page, action string, ticked ...string) answer {
	b.t.Helper()
	f := b.get(page).want(http.StatusOK).form(action)
	for _, name := range ticked {
		f.set(name, "on")
	}
	return b.postForm(action, f.values)
}

// TestWhatWasErasedIsNowhereAndStaysSoAfterARestore lets a citizen erase what is hers, looks through every byte on disk,
// puts an older database back, and looks again.
func TestWhatWasErasedIsNowhereAndStaysSoAfterARestore(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	name, phone := secret["a name"], secret["a phone"]
	b := o.browser("10.15.0.1")
	b.signIn(o, phone)
	filed := b.file("zhengding", report{"text": "我是" + name + "，电话" + phone + "，路灯不亮", "name": name, "phone": phone}, photo(7))
	w.at("officer").act("/desk/cases/"+filed.number, &casework.Accept{Text: "已与" + name + "通过电话" + phone}).want(http.StatusSeeOther)
	o.settle()
	texts := map[string]string{"the name": name, "the phone": phone}
	for i, sealed := range o.kept(o.app, filed.number) {
		texts[[]string{"the sealed name", "the sealed phone"}[i]] = sealed
	}
	if found, blobs := o.lies(texts); len(found) < 4 || blobs != 1 {
		t.Fatalf("nothing can be proved: %v, %d photos", found, blobs)
	}
	backup := filepath.Join(t.TempDir(), "older.db")
	o.copyDatabase(backup)

	path := "/zhengding/cases/" + filed.number
	b.press(path+"/withdraw", path+"/withdraw").want(http.StatusSeeOther)
	b.press(path+"/data/erasure", path+"/data/erasure", "contact", "words", "photos").want(http.StatusSeeOther)
	b.press("/me", "/me/leave", "erase_cases").want(http.StatusSeeOther)
	for range 4 {
		o.pass(11 * time.Minute)
		o.settle()
	}
	if found, blobs := o.lies(texts); len(found) > 0 || blobs > 0 {
		t.Errorf("after the erasure: %v, %d photos", found, blobs)
	}
	o.proved(o.app)

	if err := o.app.Close(); err != nil {
		t.Fatal(err)
	}
	o.putBack(backup)
	if found, _ := o.lies(texts); len(found) == 0 {
		t.Fatal("the older database does not hold what was erased: nothing can be proved")
	}
	again, err := app.Open(t.Context(), o.app.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	again.Clock.StopAt(o.app.Clock.Now())
	o.proved(again)
	if left := o.kept(again, filed.number); left[0] != "" || left[1] != "" {
		t.Errorf("the restored database still knows her: %v", left)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	for _, side := range []string{"search-case.db", "search-case.db-wal"} {
		_ = os.Remove(filepath.Join(o.app.Config.Data, side)) // made again from what is left
	}
	if found, _ := o.lies(texts); len(found) > 0 {
		t.Errorf("after the restore: %v", found)
	}
}

func (o *town) copyDatabase(to string) {
	o.t.Helper()
	if ok, err := o.app.DB.DropLog(o.t.Context()); !ok || err != nil {
		o.t.Fatalf("the log was not emptied: %v", err)
	}
	content, err := os.ReadFile(o.app.DB.Path())
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// putBack lays an older database over the present one.
func (o *town) putBack(from string) {
	o.t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(o.app.DB.Path(), content, 0o600)
	}
	for _, end := range []string{"-wal", "-shm"} {
		_ = os.Remove(o.app.DB.Path() + end) // gone already when the database was closed well
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *town) proved(a *app.App) {
	o.t.Helper()
	v, err := a.Cases.Verify(o.t.Context())
	if err != nil || len(v.Bad) > 0 || v.Cases == 0 {
		o.t.Errorf("the histories do not hold: %+v %v", v, err)
	}
}
