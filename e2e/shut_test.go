package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb"
)

// withPhotos files two cases and gives a form of each that is filled in and has a photo: of the citizen who adds something,
// and of the department that tells how far it is.
func (w *world) withPhotos(from string) (forms []*filled) {
	w.t.Helper()
	citizen := w.browser(from)
	file := func() string {
		return citizen.file("zhengding", report{"text": "村口的水渠堵了"}, photo(1)).number
	}
	desk := "/desk/cases/" + file()
	w.at("officer").act(desk, &casework.Accept{}).want(http.StatusSeeOther)
	w.at("officer").act(desk, &casework.Assign{Lead: "shuiliju", Class: casework.Normal}).want(http.StatusSeeOther)
	w.at("water").act(desk, &casework.Acknowledge{}).want(http.StatusSeeOther)
	for path, b := range map[string]*browser{"/zhengding/cases/" + file() + "/supply": citizen, desk + "/progress": w.at("water")} {
		picture := photo(byte(len(path)))
		f := b.get(path).want(http.StatusOK).form(path).set("text", "写了很久的话𠮷\n"+path)
		forms = append(forms, f.attach(picture.field, picture.name, picture.content))
	}
	return forms
}

// pictured looks for what the forms brought: each once, with its photo.
func (o *town) pictured(forms []*filled) {
	o.t.Helper()
	for _, f := range forms {
		d, err := o.app.Cases.Read(o.t.Context(), access.Clock, caseNumber.FindString(f.action))
		if err != nil {
			o.t.Fatal(err)
		}
		n := 0
		for _, e := range d.Entries {
			if e.Text == f.values.Get("text") && e.Data.Photos == 1 {
				n++
			}
		}
		if n != 1 {
			o.t.Errorf("%s: %d entries with its words and its photo, want one", f.action, n)
		}
	}
}

// TestTheFolderOfPhotosIsGone takes the folder away under a house that works, as a disk that is not mounted any more. Photos
// are refused in plain words, words are kept and taken without photos, all else goes on, and photos are taken again once
// the folder is back.
func TestTheFolderOfPhotosIsGone(t *testing.T) {
	w := newWorld(openTown(t, nil))
	forms := w.withPhotos("10.18.0.1")
	wizard := w.browser("10.18.0.2").get(reportPath).wizard().set("text", "路灯不亮").send("").led().wizard().send("").led().wizard()
	stored := w.photoRows()
	folder := w.app.Config.Path("blob")
	if err := errors.Join(os.CopyFS(folder+".copy", os.DirFS(folder)), os.RemoveAll(folder)); err != nil {
		t.Fatal(err)
	}
	w.refusesPhotos(forms, wizard)
	if !strings.Contains(w.log.String(), "photos cannot be stored") {
		t.Error("who could put it right reads nothing of it in the log")
	}
	w.broken = nil // 503, as was seen
	if err := os.Rename(folder+".copy", folder); err != nil {
		t.Fatal(err)
	}
	w.settle()
	if n := w.photoRows(); n != stored {
		t.Errorf("%d photos are known, want the %d of before", n, stored)
	}
	for _, f := range forms {
		f.send("").want(http.StatusSeeOther)
	}
	w.pictured(forms)
	w.pass(time.Minute)
	w.settle()
	w.booksAreRight(2)
}

// refusesPhotos sends forms with photos that cannot be stored.
func (w *world) refusesPhotos(forms []*filled, wizard *filled) {
	w.t.Helper()
	for _, f := range forms {
		page := f.send("").want(http.StatusServiceUnavailable)
		if !page.says("blob.away") || !page.says("form.file.lost") {
			w.t.Errorf("%s: nobody says what to do:\n%s", f.action, page.said())
		}
		if page.form(f.action).values.Get("text") != f.values.Get("text") {
			w.t.Errorf("%s: what was typed is gone", f.action)
		}
	}
	page := wizard.attach("photos", "现场.jpg", photo(9).content).send("").want(http.StatusServiceUnavailable)
	if !page.says("blob.away") || !page.says("form.file.lost") {
		w.t.Errorf("nobody says what to do:\n%s", page.said())
	}
	page.wizard().send("").want(http.StatusSeeOther) // without photos
	var problem struct{ Code, Detail string }
	w.program("").call(http.MethodPost, "/photos", photo(3).content, "Content-Type", "image/jpeg").read(http.StatusServiceUnavailable, &problem)
	if problem.Code != "blob.away" || problem.Detail == "" {
		w.t.Errorf("the API says %+v", problem)
	}
	for _, path := range []string{"/zhengding/", "/zhengding/answers", "/healthz", "/readyz"} {
		w.browser("10.18.0.3").get(path).want(http.StatusOK)
	}
	w.at("officer").get("/desk/?queue=open").want(http.StatusOK)
}

// TestPhotosMeetAFullDatabaseOrAFault sends forms with photos to a database that has no room for their words, and to one that
// is broken where photos are noted. Every word comes back, and every photo that was stored; of others it is said that they must
// be chosen again. The same form is taken once the trouble is over.
func TestPhotosMeetAFullDatabaseOrAFault(t *testing.T) {
	for name, c := range map[string]struct {
		status     int
		key        string
		stored     int
		hurt, heal func(*world)
	}{
		"full": {http.StatusInsufficientStorage, "full", 1, func(w *world) { w.mostPages(1); untilFull(t, w.url) }, func(w *world) { w.mostPages(1 << 30) }},
		"fault": {http.StatusInternalServerError, "internal", 0, func(w *world) { w.writes("ALTER TABLE photo RENAME TO hidden") },
			func(w *world) { w.writes("ALTER TABLE hidden RENAME TO photo") }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(openTown(t, nil))
			var again []*filled
			forms := w.withPhotos("10.18.2.1")
			c.hurt(w)
			for _, f := range forms {
				page := f.set("text", longText[:len(longText)/2]).send("").want(c.status)
				one := page.form(f.action)
				lost := strings.Contains(page.said(), "照片没有存下来")
				if !page.says(c.key) || one.values.Get("text") != f.values.Get("text") || len(one.values["photos"]) != c.stored || lost != (c.stored == 0) {
					t.Errorf("%s: %q\n%s", f.action, one.values["photos"], page.said())
				}
				if lost {
					one.attach(f.files[0].field, f.files[0].name, f.files[0].content)
				}
				again = append(again, one)
			}
			w.broken = nil // as was wanted
			c.heal(w)
			for _, f := range again {
				f.send("").want(http.StatusSeeOther)
			}
			w.pictured(forms)
			w.pass(time.Minute)
			w.settle()
			w.booksAreRight(2)
		})
	}
}

// photoRows counts the photos that the database knows.
func (o *town) photoRows() (n int64) {
	o.t.Helper()
	err := o.app.DB.Read(o.t.Context(), func(tx *sqldb.Tx) error {
		return tx.Row(o.t.Context(), "SELECT count(*) FROM photo").Scan(&n)
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// mounted mounts the folder of photos anew, with options; only the server on the small disk sees that.
func (s *server) mounted(folder, options string) {
	s.t.Helper()
	data, err := filepath.Rel(filepath.Join("/proc", fmt.Sprint(s.cmd.Process.Pid), "root"), folder)
	if err != nil {
		s.t.Fatal(err)
	}
	out, err := exec.Command("nsenter", "-t", fmt.Sprint(s.cmd.Process.Pid), "-U", "-m", "--preserve-credentials",
		"mount", "-o", "remount,bind,"+options, "/"+data+"/blob").CombinedOutput()
	if err != nil {
		s.t.Fatalf("mount: %v\n%s", err, out)
	}
}

// TestTheFolderOfPhotosMayOnlyBeRead makes it so for the real program.
func TestTheFolderOfPhotosMayOnlyBeRead(t *testing.T) {
	s, folder := serveOnSmallDisk(t)
	b := newBrowser(t, s.url, "10.18.1.1")
	wizard := b.get(reportPath).wizard().set("text", longText).send("").led().wizard().send("").led().wizard()
	s.mounted(folder, "ro")
	page := wizard.attach("photos", "现场.jpg", photo(9).content).send("").want(http.StatusServiceUnavailable)
	if !page.says("blob.away") || !page.says("form.file.lost") {
		t.Errorf("nobody says what to do:\n%s", page.said())
	}
	b.get("/zhengding/answers").want(http.StatusOK)
	s.mounted(folder, "rw")
	check := wizard.send("").led().want(http.StatusOK)
	if n := len(check.wizard().values["photos"]); n > 1 {
		t.Errorf("%d photos", n)
	}
	s.stopGroup()
	if !strings.Contains(s.log.String(), " 0 of them broken") {
		t.Errorf("verify says %s", s.log)
	}
}
