package e2e

import (
	"bytes"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/app"
	"jiazhan/internal/app/config"
	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb"
)

const (
	sealedMark       = "有人冒领补贴七五三二"
	sealedPassphrase = "山高水长九曲黄河入海流白日依山"
)

// makeSealKey lets somebody set her sealing passphrase, as she would.
func (b *browser) makeSealKey(passphrase string) {
	b.t.Helper()
	b.get("/desk/sealed/key").want(http.StatusOK).form("/desk/sealed/key").set("passphrase", passphrase).set("again", passphrase).send("").want(http.StatusSeeOther)
}

// openSealed opens sealed reports for a browser's session.
func (b *browser) openSealed(passphrase string) answer {
	b.t.Helper()
	return b.get("/desk/sealed/open").want(http.StatusOK).form("/desk/sealed/open").set("passphrase", passphrase).send("")
}

// Whoever has the ring and everything on the disk finds nothing of a sealed report; those who have their passphrases read it
// all, from pages and by the API; a copy of the house proves itself without them.
func TestRingAndDiskAloneOpenNoSealedReport(t *testing.T) {
	onWholeDatabases(t, func(t *testing.T, o *town, empty string) {
		citizen := o.browser("10.41.0.1")
		before := o.fileWithPhoto(citizen, "zhengding", report{"text": sealedMark + "旧", "place": sealedMark, "name": "王秀英七五三二", "phone": "16300007532", "against_person": "on"})
		officer, commission := o.desk("officer"), o.desk("discipline")
		officer.act("/desk/cases/"+before.number, &casework.Note{Text: "核实过" + sealedMark}).want(http.StatusSeeOther)
		if found := o.ringFinds(sealedMark); len(found) == 0 {
			t.Fatal("the ring does not open what was sealed with it: nothing was proved")
		}
		commission.get("/desk/?queue=sealed").wantsKeys(t)
		commission.makeSealKey(sealedPassphrase)
		officer.makeSealKey(sealedPassphrase + "二")
		o.pass(time.Minute)
		o.settle()
		if page := officer.get("/desk/cases/" + before.number); !strings.Contains(page.said(), "还要等一位") || strings.Contains(page.body, sealedMark) {
			t.Errorf("an officer who was not let in: %s", page.said())
		}
		commission.press("/desk/sealed", "/desk/sealed/admit").want(http.StatusSeeOther)
		after := o.fileWithPhoto(citizen, "zhengding", report{"text": sealedMark + "新", "title": sealedMark, "name": "王秀英七五三二", "against_person": "on"})
		officer.act("/desk/cases/"+after.number, &casework.Accept{Text: "受理" + sealedMark}).want(http.StatusSeeOther)
		commission.act("/desk/cases/"+after.number, &casework.Note{Text: "看过" + sealedMark}).want(http.StatusSeeOther)
		o.pass(time.Minute)
		o.settle()
		for _, secret := range []string{sealedMark, "王秀英七五三二", "16300007532"} {
			if found := o.ringFinds(secret); len(found) > 0 {
				t.Errorf("ring and disk open %q: %v", secret, found)
			}
		}
		for _, one := range []subject{before, after} {
			for name, b := range map[string]*browser{"officer": officer, "commission": commission} {
				if page := b.get("/desk/cases/" + one.number).want(http.StatusOK).said(); strings.Count(page, sealedMark) < 2 {
					t.Errorf("%s does not read %s: %s", name, one.number, page)
				}
				if picture := b.get("/media/" + one.photo + "/view"); picture.status != http.StatusOK || !strings.HasPrefix(picture.body, "\xff\xd8\xff") || picture.header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s does not see the photo: %d", name, picture.status)
				}
			}
		}
		o.lockedOut(after)
		o.sealedByAPI(after)
		proved, err := o.app.Prove(t.Context())
		if err != nil || !proved.OK() || proved.Photos.Photos != 2 {
			t.Errorf("verify without a passphrase: %+v %v", proved, err)
		}
		o.copied(empty)
	})
}

// wantsKeys looks for the word that sealed reports are kept by the server alone.
func (a answer) wantsKeys(t *testing.T) {
	t.Helper()
	if !strings.Contains(a.want(http.StatusOK).said(), "管理服务器的人有可能看到内容") {
		t.Error("the commission is not told that reports lie under the ring")
	}
}

// lockedOut opens a sealed case as those who may and have not opened their keys, and as those who may not.
func (o *town) lockedOut(one subject) {
	o.t.Helper()
	again := o.desk("discipline")
	if page := again.get("/desk/cases/" + one.number); !strings.HasPrefix(page.path, "/desk/sealed/open?back=") || strings.Contains(page.body, sealedMark) {
		o.t.Errorf("another session of the commission: %s %s", page.path, page.said())
	}
	if list := again.get("/desk/?queue=sealed").want(http.StatusOK).said(); !strings.Contains(list, "没有打开的密件") || strings.Contains(list, sealedMark) {
		o.t.Errorf("the list of a closed key: %s", list)
	}
	if page := again.get("/media/" + one.photo + "/view"); page.status != http.StatusNotFound {
		o.t.Errorf("a photo without the key: %d", page.status)
	}
	if wrong := again.openSealed("not this one, never"); wrong.status != http.StatusUnprocessableEntity || !strings.Contains(wrong.said(), "密件口令不对") || strings.Contains(wrong.body, "not this one") {
		o.t.Errorf("a wrong passphrase: %d %s", wrong.status, wrong.said())
	}
	again.openSealed(sealedPassphrase).want(http.StatusSeeOther)
	again.get("/desk/cases/" + one.number).want(http.StatusOK)
	again.get("/desk/sealed").form("/signout").send("").want(http.StatusSeeOther)
	o.pass(time.Minute)
	o.settle()
	if n := o.app.Sealing.Opened(); n != 2 {
		o.t.Errorf("%d keys are open after one of three sessions has ended", n)
	}
	for _, who := range []string{"leader", "second officer", "station"} {
		o.desk(who).get("/desk/cases/" + one.number).want(http.StatusNotFound)
	}
	for _, path := range []string{"/desk/sealed", "/desk/sealed/open", "/desk/sealed/key"} {
		o.desk("leader").get(path).want(http.StatusNotFound)
	}
	guesser := o.desk("discipline")
	for range 20 {
		if guesser.openSealed("not this one, never").status == http.StatusTooManyRequests {
			return
		}
	}
	o.t.Error("twenty wrong passphrases are not slowed down")
}

// sealedByAPI reads and acts by token, before and after the key is open to it.
func (o *town) sealedByAPI(one subject) {
	o.t.Helper()
	o.pass(20 * time.Minute)
	p := o.program(o.token("officer"))
	var whole struct {
		Text    string   `json:"text"`
		Version int64    `json:"version"`
		Marks   []string `json:"marks"`
	}
	p.call(http.MethodGet, "/cases/"+one.number, nil).read(http.StatusOK, &whole)
	if whole.Text != "" || !strings.Contains(strings.Join(whole.Marks, " "), "locked") {
		o.t.Errorf("a closed report by the API: %+v", whole)
	}
	note := map[string]any{"text": "接口" + sealedMark, "version": whole.Version}
	p.call(http.MethodPost, "/cases/"+one.number+"/note", note).read(http.StatusConflict, nil)
	p.call(http.MethodPost, "/congresses/zhengding/sealed/open", map[string]any{"passphrase": "wrong"}).read(http.StatusUnprocessableEntity, nil)
	p.call(http.MethodPost, "/congresses/zhengding/sealed/open", map[string]any{"passphrase": sealedPassphrase + "二"}).read(http.StatusOK, nil)
	p.call(http.MethodGet, "/cases/"+one.number, nil).read(http.StatusOK, &whole)
	p.call(http.MethodPost, "/cases/"+one.number+"/note", note).read(http.StatusOK, nil)
	p.call(http.MethodPost, "/congresses/zhengding/sealed/close", nil).read(http.StatusOK, nil)
	if !strings.Contains(whole.Text, sealedMark) {
		o.t.Errorf("an open report by the API: %+v", whole)
	}
	o.program(o.token("leader")).call(http.MethodPost, "/congresses/zhengding/sealed/open", map[string]any{"passphrase": "x"}).read(http.StatusNotFound, nil)
}

// copied takes a copy, lays it out elsewhere and proves it; then a new key of the ring takes over.
func (o *town) copied(empty string) {
	o.t.Helper()
	c, quiet := o.app.Config, slog.New(slog.DiscardHandler)
	if drilled, err := app.Drill(o.t.Context(), c, quiet, empty); err != nil || !drilled.OK() {
		o.t.Errorf("drill: %+v %v", drilled, err)
	}
	if err := o.app.Close(); err != nil {
		o.t.Fatal(err)
	}
	if _, err := app.AddKey(c); err != nil {
		o.t.Fatal(err)
	}
	if old, err := app.DropKeys(o.t.Context(), c, quiet); err != nil || old.Needed() {
		o.t.Errorf("an old key of the ring is still needed: %+v %v", old, err)
	}
	again := openNode(o.t, func(other *config.Config) { other.Data, other.DatabaseURL = c.Data, c.DatabaseURL })
	if proved, err := again.app.Prove(o.t.Context()); err != nil || !proved.OK() {
		o.t.Errorf("after a change of the ring: %+v %v", proved, err)
	}
}

var underRing = regexp.MustCompile(`v1:k[0-9]+:[A-Za-z0-9+/]+`)

// ringFinds looks for a text in every file of the data folder and every row of the database, as it lies and as the ring opens
// it, and for photos that the ring opens; it names where.
func (o *town) ringFinds(secret string) (found []string) {
	o.t.Helper()
	look := func(where string, content []byte) {
		opened := bytes.Contains(content, []byte(secret))
		for _, sealed := range underRing.FindAll(content, -1) {
			plain, err := o.app.Keys.Open(string(sealed))
			opened = opened || err == nil && strings.Contains(plain, secret)
		}
		if strings.Contains(where, "blob") {
			_, err := o.app.Keys.OpenBytes(content)
			opened = opened || err == nil || bytes.HasPrefix(content, []byte("\xff\xd8\xff"))
		}
		if opened {
			found = append(found, where)
		}
	}
	err := filepath.WalkDir(o.app.Config.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		look(path, content)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, c := range o.columns() {
		err := o.app.DB.Read(o.t.Context(), func(tx *sqldb.Tx) error {
			texts, err := sqldb.All(o.t.Context(), tx, sqldb.Value[*string], fmt.Sprintf(`SELECT "%s" FROM "%s"`, c.name, c.table))
			for _, text := range texts {
				if text != nil {
					look(c.table+"."+c.name, []byte(*text))
				}
			}
			return err
		})
		if err != nil {
			o.t.Fatal(err)
		}
	}
	return found
}
