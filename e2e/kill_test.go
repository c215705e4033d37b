package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// letter is one report on its way, by the API or by a form. Sent again it must get the same number.
type letter struct {
	text string
	key  string
	b    *browser
	page bool       // by the form, else by the API
	path string     // where the form is sent
	form url.Values // what its last page holds once the draft is saved
	got  filed      // zero before it was acknowledged
	back bool       // taking it back was acknowledged
}

func newLetter(t testing.TB, i int) *letter {
	return &letter{text: fmt.Sprintf("第%d封信：村里的水泵坏了，\n已经三天没有水。", i), key: fmt.Sprintf("letter-%032d", i), page: i%2 == 0,
		b: newBrowser(t, "", fmt.Sprintf("10.2.%d.%d", i/250, i%250+1))}
}

// send sends the letter, again if it was sent before, and notes what it got.
func (l *letter) send(base string) error {
	l.b.base = base
	if l.page && l.form == nil {
		if err := l.prepare(); err != nil {
			return err
		}
	}
	got, err := l.post()
	if l.got.receipt != "" && got.receipt != "" && l.got.receipt != got.receipt {
		l.b.t.Errorf("sent again, %v became %v", l.got, got)
	}
	if got.receipt != "" {
		l.got = got
	}
	return err
}

// takeBack withdraws the letter; done again it changes nothing.
func (l *letter) takeBack(base string) error {
	r, err := http.NewRequest(http.MethodPost, base+"/api/v1/cases/"+l.got.number+"/withdraw", strings.NewReader(`{"version":1}`))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", l.key+"-back")
	r.Header.Set("X-Receipt", l.got.receipt)
	a, err := l.b.try(r)
	if err == nil && (a.status != http.StatusOK || !strings.Contains(a.body, `"version":2`)) {
		l.b.t.Errorf("taking %s back: %d %s", l.got.number, a.status, a.body)
	}
	l.back = l.back || err == nil
	return err
}

const reportPath = "/zhengding/report"

// prepare writes the letter on a draft and opens its last page.
func (l *letter) prepare() error {
	first, err := l.b.ask(http.MethodGet, reportPath+"?new=1", nil)
	if err != nil {
		return err
	}
	f := first.wizard().set("text", l.text)
	if first, err = l.b.ask(http.MethodPost, f.action, f.values); err != nil {
		return err
	}
	last, err := l.b.ask(http.MethodGet, strings.Replace(first.to, "/where", "/check", 1), nil)
	if err != nil {
		return err
	}
	f = last.want(http.StatusOK).wizard()
	f.values.Set("go", "send")
	l.path, l.form = f.action, f.values
	return nil
}

// ask sends a request to a server that may be killed meanwhile.
func (b *browser) ask(method, path string, form url.Values) (answer, error) {
	r, err := http.NewRequest(method, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Content-Type", urlencoded)
	return b.try(r)
}

func (l *letter) post() (filed, error) {
	path, kind, body, want := "/api/v1/congresses/zhengding/cases", "application/json", fmt.Sprintf(`{"text":%q}`, l.text), http.StatusCreated
	if l.page {
		path, kind, body, want = l.path, "application/x-www-form-urlencoded", l.form.Encode(), http.StatusSeeOther
	}
	r, err := http.NewRequest(http.MethodPost, l.b.base+path, strings.NewReader(body))
	if err != nil {
		return filed{}, err
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Idempotency-Key", l.key)
	a, err := l.b.try(r)
	if err != nil {
		return filed{}, err
	}
	if a.status != want {
		l.b.t.Errorf("%s: %d %s", path, a.status, a.said())
		return filed{}, io.ErrUnexpectedEOF
	}
	return l.acknowledged(a)
}

// acknowledged reads the number, and the receipt that opens the case.
func (l *letter) acknowledged(a answer) (filed, error) {
	var got struct{ Number, Receipt string }
	if !l.page {
		err := json.Unmarshal([]byte(a.body), &got)
		return filed{got.Number, got.Receipt}, err
	}
	_, token, _ := strings.Cut(a.to, "/receipt/")
	r, err := http.NewRequest(http.MethodGet, l.b.base+a.to, nil)
	if err != nil {
		return filed{"", token}, err
	}
	page, err := l.b.try(r)
	return filed{caseNumber.FindString(page.body), token}, err
}

// kept shows that an acknowledged letter is there, word by word, and still taken back if it was.
func (l *letter) kept(base string) {
	l.b.t.Helper()
	var c struct{ Number, Text, State string }
	p := &program{l.b.t, base, "", l.b.from}
	p.get("/cases/"+l.got.number, "X-Receipt", l.got.receipt).read(http.StatusOK, &c)
	if c.Number != l.got.number || c.Text != l.text {
		l.b.t.Errorf("%s was acknowledged with %q and is kept as %q", l.got.number, l.text, c.Text)
	}
	if l.back && c.State != "withdrawn" {
		l.b.t.Errorf("%s was taken back and is %s", l.got.number, c.State)
	}
}

// TestKilledAtAnyMoment kills the program while clients write, file and take back, several times, and shows that what was
// acknowledged is there, drafts too, that what was not can be sent again, and that each letter is one case.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds, each := 5, 40
	if testing.Short() {
		rounds, each = 2, 15
	}
	in := install(t)
	rng := rand.New(rand.NewPCG(9, 9))
	var all []*letter
	for range rounds {
		s := in.serve()
		batch := make([]*letter, each)
		for i := range batch {
			batch[i] = newLetter(t, len(all)+i)
		}
		fileUntilKilled(s, batch, 1+rng.IntN(each-5))
		all = append(all, batch...)
	}
	s := in.serve()
	numbers, acknowledged := map[string]bool{}, 0
	for _, l := range all {
		if l.got.number != "" {
			acknowledged++
			l.kept(s.url)
		}
		if err := errors.Join(l.send(s.url), l.takeBack(s.url)); err != nil {
			t.Fatal(err)
		}
		l.kept(s.url)
		numbers[l.got.number] = true
	}
	s.stop()
	t.Logf("%d of %d letters were acknowledged before a kill", acknowledged, len(all))
	if len(numbers) != len(all) {
		t.Errorf("%d letters have %d numbers", len(all), len(numbers))
	}
	if said := in.run("verify"); !strings.Contains(said, fmt.Sprintf("%d cases,", len(all))) || !strings.Contains(said, " 0 of them broken") {
		t.Errorf("verify says %s", said)
	}
}

// fileUntilKilled lets four clients send the letters and kills the server when so many are acknowledged.
func fileUntilKilled(s *server, batch []*letter, most int) {
	s.t.Helper()
	queue, acknowledged := make(chan int, len(batch)), make(chan bool, len(batch))
	for i := range batch {
		queue <- i
	}
	close(queue)
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for i := range queue {
				if batch[i].send(s.url) != nil || i%3 == 0 && batch[i].takeBack(s.url) != nil {
					return // the server is gone
				}
				acknowledged <- true
			}
		})
	}
	go func() { clients.Wait(); close(acknowledged) }()
	for n := 0; n < most; n++ {
		<-acknowledged
	}
	s.kill()
	clients.Wait()
}
