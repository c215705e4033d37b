package journeys

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"jiazhan/e2e/chrome"
	"jiazhan/internal/sqldb"
)

// heavy is a photo of half a megabyte.
func (j *journey) heavy() string {
	j.t.Helper()
	picture, err := os.ReadFile(j.Photo())
	path := filepath.Join(j.t.TempDir(), "heavy.jpg")
	if err == nil {
		err = os.WriteFile(path, append(picture, make([]byte, 500_000)...), 0o600)
	}
	if err != nil {
		j.t.Fatal(err)
	}
	return path
}

// line is a wire to the house that can be cut.
type line struct {
	net.Listener
	to    string
	mu    sync.Mutex
	cut   bool
	conns []net.Conn
}

// wire gives a line to the house, and its address.
func (j *journey) wire() (*line, string) {
	j.t.Helper()
	l, err := new(net.ListenConfig).Listen(j.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		j.t.Fatal(err)
	}
	w := &line{Listener: l, to: strings.TrimPrefix(j.URL, "http://")}
	j.t.Cleanup(func() { l.Close() })
	go w.serve()
	return w, "http://" + l.Addr().String()
}

func (l *line) serve() {
	for {
		here, err := l.Accept()
		if err != nil {
			return
		}
		l.join(here)
	}
}

func (l *line) join(here net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	there, err := net.Dial("tcp", l.to)
	if err != nil || l.cut {
		here.Close()
		return
	}
	l.conns = append(l.conns, here, there)
	for _, way := range [][2]net.Conn{{here, there}, {there, here}} {
		go func() {
			_, _ = io.Copy(way[0], way[1]) // until it is cut
			way[0].Close()
		}()
	}
}

// set cuts the line, or mends it.
func (l *line) set(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
	for _, c := range l.conns {
		c.Close()
	}
	l.conns = nil
}

// until waits for a script to give true.
func (p *person) until(script string) {
	p.j.t.Helper()
	wait := `new Promise((ok) => { const look = (n) => { const v = !!(` + script + `); v || n > 600 ? ok(v) : setTimeout(() => look(n + 1), 50); }; look(0); })`
	if !chrome.Eval[bool](p.Window, wait) {
		p.j.t.Fatalf("never: %s\n%s", script, p.Text())
	}
}

const state = `document.querySelector(".photo-state").textContent`

// A photo is sent while she still looks at the page. The line breaks and comes back: it goes on where it was, in the same
// transfer, and arrives with her report.
func TestAPhotoGoesOnWhenTheLineIsBack(t *testing.T) {
	j := begin(t)
	wire, url := j.wire()
	her := &person{chrome.Open(t, url, chrome.Phone), j, ""}
	her.goes("/zhengding/report")
	her.step(write("text", "桥头的灯不亮。"))
	her.step(write("place", "桥头"))
	her.Upload(100_000)
	her.Attach("photos", j.heavy())
	her.until(`parseInt(` + state + `.replace(/\D/g, "")) >= 20`)
	wire.set(true)
	her.until(state + `.includes("网络断了")`)
	wire.set(false)
	her.Upload(-1)
	her.until(`document.querySelector(".photo-preview input[type=hidden]")`)
	her.until(state + ` === "已传好"`)
	if files := chrome.Eval[int](her.Window, `document.querySelector("input[type=file]").files.length`); files != 0 {
		t.Errorf("%d files would be sent again", files)
	}
	if n := j.transfers(); n != 1 {
		t.Errorf("it took %d transfers", n)
	}
	for _, c := range her.Complaints() {
		if !strings.Contains(c, "/transfers/") { // of the line that was cut
			t.Errorf("the browser complains: %s", c)
		}
	}
	her.step()
	her.step(write("name", "王小禾"), write("phone", "16300000077"))
	her.step(choose("to", "auto"))
	her.reads("请核对一下")
	her.Submit()
	number := her.arrives()
	her.goes("/zhengding/cases/" + number)
	if n := her.Pictures(); n != 1 {
		t.Errorf("%d photos arrived", n)
	}
	if n := j.transfers(); n != 0 {
		t.Errorf("%d transfers tell who sent it", n)
	}
}

// Who goes on before everything has come waits for it; who presses again sends the rest with the form.
func TestTheFormWaitsForItsPhotos(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	her.goes("/zhengding/report")
	her.step(write("text", "桥头的灯不亮。"))
	her.step(write("place", "桥头"))
	her.Upload(100_000)
	her.Attach("photos", j.heavy())
	her.until(state + `.includes("%")`)
	press := `document.querySelector("main form button.btn-primary").click()`
	chrome.Eval[any](her.Window, press)
	her.until(`document.querySelector(".photos .counter").textContent.includes("传完自动继续")`)
	her.Upload(-1)
	her.Do(chromedp.WaitVisible(chromedp.CSS("input[name=name]")))
	her.reads("怎么联系您？")
	her.calm()
}

func (j *journey) transfers() (n int) {
	j.t.Helper()
	err := j.App.DB.Read(j.t.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(j.t.Context(), tx, sqldb.Value[int], `SELECT COUNT(*) FROM transfer`)
		return err
	})
	if err != nil {
		j.t.Fatal(err)
	}
	return n
}
