package e2e

import (
	"bytes"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jiazhan/internal/casework"
)

// secret is what must stand nowhere in the open: not in the data folder, not in the log.
var secret = map[string]string{
	"a name": "欧阳无名氏", "a phone": "16300007531", "an address": "无名胡同七五三一号", "a text of the sealed lane": "这位干部收了不该收的东西七五三一",
	"a title of the sealed lane": "举报一位干部七五三一", "a place of the sealed lane": "某某局后门七五三一", "a note on a sealed case": "已经电话核实七五三一", "a password": "",
}

// TestNothingPersonalLiesInTheOpen files with everything that citizens give away, works on it, and then looks through
// every byte that the program left on disk and in its log.
func TestNothingPersonalLiesInTheOpen(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	b := o.browser("10.14.0.1")
	b.signIn(o, secret["a phone"])
	ordinary := b.file("zhengding", report{"text": "路灯不亮", "name": secret["a name"], "phone": secret["a phone"]})
	var api filedByAPI
	o.program("").call(http.MethodPost, "/congresses/zhengding/cases", map[string]any{"text": "水渠堵了", "name": secret["a name"],
		"phone": secret["a phone"], "address": secret["an address"]}).read(http.StatusCreated, &api)
	sealed := b.file("zhengding", report{"text": secret["a text of the sealed lane"], "title": secret["a title of the sealed lane"],
		"place": secret["a place of the sealed lane"], "name": secret["a name"], "phone": secret["a phone"], "against_person": "on"}, photo(5))
	officer := w.at("officer")
	for number, acts := range map[string][]casework.Act{
		ordinary.number: {&casework.Reveal{Reason: "打电话核实"}, &casework.Accept{}},
		sealed.number:   {&casework.Accept{}, &casework.Note{Text: secret["a note on a sealed case"]}, &casework.Reveal{Reason: "打电话核实"}},
	} {
		for _, act := range acts {
			officer.act("/desk/cases/"+number, act).want(http.StatusSeeOther)
		}
		page := officer.get("/desk/cases/" + number).want(http.StatusOK).said()
		if !strings.Contains(page, secret["a name"]) || !strings.Contains(page, secret["a phone"]) {
			t.Errorf("%s: who gave a reason does not see the contact: nothing was proved", number)
		}
	}
	for _, path := range []string{"/desk/search?q=七五三一", "/zhengding/answers?q=七五三一", "/desk/?queue=open"} {
		if page := officer.get(path); page.status == http.StatusOK && strings.Contains(path, "q=") && strings.Contains(page.body, sealed.number) {
			t.Errorf("%s finds a sealed case by its words", path)
		}
	}
	o.settle()
	secret["a password"] = o.secrets["officer"]
	secrets := map[string]string{"a receipt": ordinary.receipt, "a sealed receipt": sealed.receipt, "a receipt of the API": api.Receipt, "an API token": w.tokens["officer"]}
	for name, text := range secret {
		secrets[name] = text
	}
	log := o.log.String()
	if !strings.Contains(log, "status=200") {
		t.Fatal("the log was not read")
	}
	for name, text := range secrets {
		if strings.Contains(log, text) {
			t.Errorf("%s stands in the log", name)
		}
	}
	o.scan(secrets)
}

// scan looks for texts in every file of the data folder.
func (o *town) scan(secrets map[string]string) {
	o.t.Helper()
	files, found := 0, false
	err := filepath.WalkDir(o.app.Config.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		files++
		found = found || bytes.Contains(content, []byte("路灯不亮"))
		for name, text := range secrets {
			if bytes.Contains(content, []byte(text)) {
				o.t.Errorf("%s stands in the open in %s", name, filepath.Base(path))
			}
		}
		return err
	})
	if err != nil || !found {
		o.t.Fatalf("the data folder was not read: %d files, %v", files, err)
	}
}
