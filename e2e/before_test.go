package e2e

import (
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jiazhan/internal/app/config"
	"jiazhan/internal/casework"
	"jiazhan/internal/ledger"
	"jiazhan/internal/sample"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
)

// git asks the history of this project; an error says that there is none here, or not so far back.
func git(args ...string) (string, error) {
	out, err := exec.Command("git", append([]string{"-C", ".."}, args...)...).Output()
	return strings.TrimSpace(string(out)), err
}

// commitBefore is the program that may still run on today's schema: that of the last release or, before there is one, of
// the commit before the newest migration.
func commitBefore() (string, error) {
	if top, err := git("rev-parse", "--show-prefix"); err != nil || top != "" {
		return "", fmt.Errorf("this folder is not the root of a repository (%q, %w)", top, err)
	}
	if tag, err := git("describe", "--tags", "--abbrev=0", "HEAD^"); err == nil {
		return tag, nil
	}
	files, err := filepath.Glob("../internal/sqldb/migration/*.sql")
	if err != nil {
		return "", err
	}
	newest := "internal/sqldb/migration/" + filepath.Base(slices.Max(files))
	added, err := git("log", "-1", "--diff-filter=A", "--format=%H", "--", newest)
	switch {
	case err != nil:
		return "", err
	case added == "": // it is not committed yet
		return git("rev-parse", "HEAD")
	}
	return git("rev-parse", "--verify", added+"^")
}

// before builds the program before, once for both databases.
var before = sync.OnceValues(func() (bin string, err error) {
	today, err := built()
	if err != nil {
		return "", err
	}
	commit, err := commitBefore()
	if err != nil {
		return "", nil //nolint:nilerr // an archive or a shallow clone has no history to build from
	}
	tree := filepath.Join(filepath.Dir(today), "before")
	script := `mkdir "$2" && git -C .. archive "$1" | tar -x -C "$2" && cd "$2" && exec go build -trimpath -o "$2/jiazhan" ./cmd/jiazhan`
	if out, err := exec.Command("sh", "-c", script, "sh", commit, tree).CombinedOutput(); err != nil {
		return "", fmt.Errorf("the program of %s: %w\n%s", commit, err, out)
	}
	return filepath.Join(tree, "jiazhan"), nil
})

// TestTheProgramBeforeRunsOnTodaysSchema takes an upgrade back: on the house that today's program has made and migrated, the
// program before starts, shows, files and acts, closes a day, and today's program goes on with what it left.
func TestTheProgramBeforeRunsOnTodaysSchema(t *testing.T) {
	bin, err := before()
	if err != nil {
		t.Fatal(err)
	}
	if bin == "" {
		t.Skip("the history of this project is not here (an archive or a shallow clone): the program before is left out")
	}
	t.Run("sqlite", func(t *testing.T) { takenBack(t, bin, "") })
	t.Run("postgres", func(t *testing.T) { takenBack(t, bin, sqldbtest.PostgresURL(t)) })
}

func takenBack(t *testing.T, bin, url string) {
	data := t.TempDir()
	same := func(c *config.Config) { c.Data, c.DatabaseURL = data, url }
	o := openTown(t, same)
	var list []message
	for _, s := range sample.Stories()[:12] {
		list = append(list, message{s.Title, s.Text})
	}
	w := o.fileAll(list)
	w.live(4)
	desk, today := w.desk("officer"), o.app.Clock.Now()
	if states := w.states(); len(states) < 4 {
		t.Fatalf("the cases are only %v", states)
	}
	o.close()

	tomorrow := today.Add(24 * time.Hour)
	s := start(t, exec.Command(bin, "serve", "--data="+data, "--database-url="+url, "--addr=127.0.0.1:0", "--trusted-proxies=127.0.0.1",
		"--factor-optional", "--log-level=warn", "--idle-officer=48h", "--clock-start="+tomorrow.Format(time.RFC3339)))
	l := w.livesAt(s, desk)
	closed(t, sqldb.Config{URL: url, Path: filepath.Join(data, "jiazhan.db"), Clock: time.Now}, today.Format(time.DateOnly))
	s.stop()

	after := openNode(t, same)
	after.home, after.people, after.secrets = after.dir().CongressBySlug("zhengding"), o.people, o.secrets
	after.app.Clock.StopAt(tomorrow.Add(time.Hour))
	w.town, w.lives = after, append(w.lives, l)
	clear(w.desks)
	for _, l := range w.lives {
		l.citizen.base = after.url
	}
	w.live(60)
	after.booksAreRight(len(w.lives))
	if proved, err := after.app.Prove(t.Context()); err != nil || !proved.OK() {
		t.Errorf("the house does not prove itself: %+v %v", proved, err)
	}
}

// states counts the cases by how they stand.
func (w *world) states() map[casework.State]int {
	states := map[casework.State]int{}
	for _, l := range w.lives {
		states[w.read(l).State]++
	}
	return states
}

// livesAt uses the house through another program: everybody reads, and one case is filed and led on to the department.
func (w *world) livesAt(s *server, desk *browser) *life {
	w.t.Helper()
	desk.base = s.url
	citizen := newBrowser(w.t, s.url, "10.17.0.1")
	for _, path := range []string{"/", "/zhengding/", "/zhengding/answers", "/zhengding/figures", "/zhengding/report"} {
		citizen.get(path).want(http.StatusOK)
	}
	for _, l := range w.lives {
		l.citizen.base = s.url
		l.citizen.get("/zhengding/receipt/" + l.receipt).want(http.StatusOK)
		if !l.sealed {
			desk.get("/desk/cases/" + l.number).want(http.StatusOK)
		}
	}
	desk.get("/desk/?queue=open").want(http.StatusOK)

	l := &life{message: message{"路灯不亮", "村东头的路灯不亮了𠮷"}, citizen: citizen}
	var got filedByAPI
	body := map[string]string{"title": l.Subject, "text": l.Body}
	(&program{w.t, s.url, "", "10.17.0.1"}).call(http.MethodPost, "/congresses/zhengding/cases", body, "Idempotency-Key", "the-program-before").read(http.StatusCreated, &got)
	l.filed = filed{got.Number, got.Receipt}
	citizen.get("/zhengding/receipt/" + got.Receipt).want(http.StatusOK)
	officer, water := &program{w.t, s.url, w.tokens["officer"], "10.17.0.2"}, &program{w.t, s.url, w.tokens["water"], "10.17.0.3"}
	for i, step := range []struct {
		by  *program
		act casework.Act
	}{{officer, &casework.Accept{}}, {officer, &casework.Assign{Lead: "shuiliju", Class: casework.Normal}}, {water, &casework.Acknowledge{}}} {
		if status := step.by.act(l.number, casework.Version(i+1), step.act); status != http.StatusSeeOther {
			w.t.Errorf("the program before answers %s with %d", step.act.Action(), status)
		}
	}
	return l
}

// closed waits until the day has its root, which is done in the background.
func closed(t *testing.T, c sqldb.Config, day string) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
			_, err := ledger.DayOf(t.Context(), tx, day)
			return err
		})
		if err == nil {
			return
		}
	}
	t.Errorf("the root of %s was not computed", day)
}
