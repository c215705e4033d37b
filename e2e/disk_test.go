package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"jiazhan/internal/sqldb"
)

// onSmallDisk founds a county and serves it in a file system of its own of 24 MB, and at last verifies it there. The
// mount is seen by nobody else and goes with the process.
const onSmallDisk = `mount -t tmpfs -o size=24m tmpfs "$1" || exit 9
trap : INT
"$2" init --data="$1" --slug=zhengding --name=正定县人民代表大会 --short=正定县 --level=county --prefix=ZD --division=130123 \
	--admin-name=甄管理 --admin-phone=16300000001 >&2 || exit 1
mkdir -p "$1/blob" && mount --bind "$1/blob" "$1/blob" || exit 9
"$2" serve --data="$1" --addr=127.0.0.1:0 --trusted-proxies=127.0.0.1 --log-level=warn
"$2" verify --data="$1" >&2`

// serveOnSmallDisk starts it; the test is skipped where the system gives no file system to those who are not root.
func serveOnSmallDisk(t *testing.T) (s *server, folder string) {
	t.Helper()
	if out, err := exec.Command("unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt").CombinedOutput(); err != nil {
		t.Skipf("no small file system can be made here: %v %s", err, out)
	}
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	cmd := exec.Command("unshare", "-Urm", "sh", "-c", onSmallDisk, "sh", data, bin)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	s = start(t, cmd)
	t.Cleanup(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }) // the group has ended if all went well
	return s, filepath.Join("/proc", fmt.Sprint(cmd.Process.Pid), "root", data)
}

// fillDisk leaves no room; the function it gives makes room again.
func fillDisk(t *testing.T, folder string) (free func()) {
	t.Helper()
	path := filepath.Join(folder, "ballast")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDiskFull shows that a full disk refuses what is new in plain words, keeps what was typed, lets everybody read on,
// breaks nothing, and that filing goes on by itself once there is room.
func TestDiskFull(t *testing.T) {
	s, folder := serveOnSmallDisk(t)
	before, during := newLetter(t, 1), newLetter(t, 2)
	if err := before.send(s.url); err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, s.url, "10.3.0.1")
	where := b.get(reportPath).wizard().set("text", longText).send("").led().want(http.StatusOK)
	picture := where.wizard().send("").led().wizard()
	free := fillDisk(t, folder)
	if page := picture.attach("photos", "现场.jpg", photo(9).content).send(""); page.status != http.StatusInsufficientStorage {
		t.Errorf("a photo for a full disk: %d\n%s", page.status, page.said())
	} else if !page.says("form.file.lost") {
		t.Errorf("nobody says that the photo must be chosen again:\n%s", page.said())
	}
	if what := b.get(strings.Replace(where.path, "/where", "/what", 1)).wizard(); what.values.Get("text") != longText {
		t.Error("the draft is gone")
	}
	refused := untilFull(t, s.url)
	if !strings.Contains(refused.said(), "存储空间已满，暂时无法保存") {
		t.Errorf("a full disk is told so:\n%s", refused.said())
	}
	if refused.wizard().values.Get("text") != longText {
		t.Error("what was typed is gone")
	}
	api := &program{t, s.url, "", "10.3.0.2"}
	var problem struct{ Code, Detail string }
	api.call(http.MethodPost, "/congresses/zhengding/cases", map[string]string{"text": longText}).read(http.StatusInsufficientStorage, &problem)
	if problem.Code != "full" || problem.Detail == "" {
		t.Errorf("the API says %+v", problem)
	}
	before.kept(s.url)
	for _, path := range []string{"/zhengding/", "/zhengding/answers", "/zhengding/stations", "/signin", reportPath, "/readyz"} {
		b.get(path).want(http.StatusOK)
	}
	free()
	if err := during.send(s.url); err != nil {
		t.Fatal(err)
	}
	refused.wizard().send("").want(http.StatusSeeOther)
	during.kept(s.url)
	s.stopGroup()
	if !strings.Contains(s.log.String(), " 0 of them broken") {
		t.Errorf("verify says %s", s.log)
	}
}

var longText = strings.TrimSpace(strings.Repeat("水渠堵了，浇不上地。", 400))

// untilFull begins reports in new browsers until the disk refuses one, and gives that answer: the free end of the files that
// are there already takes a few.
func untilFull(t *testing.T, base string) answer {
	t.Helper()
	for i := range 2000 {
		b := newBrowser(t, base, fmt.Sprintf("10.4.%d.%d", i/250, i%250+1))
		a := b.get(reportPath).wizard().set("text", longText).send("")
		if a.status == http.StatusInsufficientStorage {
			return a
		}
		a.want(http.StatusSeeOther)
	}
	t.Fatal("a full disk takes everything")
	return answer{}
}

// stopGroup asks a server that was started by a shell to end; the shell goes on to its last line.
func (s *server) stopGroup() {
	s.t.Helper()
	if err := syscall.Kill(-s.cmd.Process.Pid, syscall.SIGINT); err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("the server ended badly: %v\n%s", err, s.log)
	}
}

// mostPages tells SQLite how many pages it may have.
func (o *town) mostPages(n int) { o.writes(fmt.Sprintf("PRAGMA max_page_count = %d", n)) }

// writes runs a statement on the database, behind the house's back.
func (o *town) writes(statement string) {
	o.t.Helper()
	err := o.app.DB.Write(o.t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.SQL().ExecContext(o.t.Context(), statement)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// TestTheDatabaseMayGrowNoMore shows the same inside one process, where no small file system can be made: SQLite is told
// how many pages it may have.
func TestTheDatabaseMayGrowNoMore(t *testing.T) {
	o := openTown(t, nil)
	b := o.browser("10.3.1.1")
	o.mostPages(1) // never below what there is
	refused := untilFull(t, o.url)
	if !refused.says("full") || refused.wizard().values.Get("text") != longText {
		t.Errorf("a full database is told so, and the text stays:\n%s", refused.said())
	}
	b.get("/zhengding/answers").want(http.StatusOK)
	o.broken = nil // that refusal was wanted
	o.mostPages(1 << 30)
	where := refused.wizard().send("").led().want(http.StatusOK)
	taken := refused.b.get(strings.Replace(where.path, "/where", "/check", 1)).wizard().send("go=send").want(http.StatusSeeOther)
	o.settle()
	v, err := o.app.Cases.Verify(t.Context())
	if err != nil || len(v.Bad) > 0 {
		t.Errorf("the books are wrong after it: %v (%v)", v.Bad, err)
	}
	refused.b.receiptOf(taken)
}
