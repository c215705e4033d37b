package e2e

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"jiazhan/internal/casework"
)

// TestTenAtOnceAreOne sends one form, and one request of a program, ten times at the same moment.
func TestTenAtOnceAreOne(t *testing.T) {
	onBoth(t, func(t *testing.T, o *town) {
		b := o.browser("10.7.1.1")
		where := b.get(reportPath).wizard().set("text", "路灯不亮").send("").led().want(http.StatusOK)
		f := b.get(strings.Replace(where.path, "/where", "/check", 1)).wizard()
		links := atOnce(10, func() string { return f.send("go=send").want(http.StatusSeeOther).to })
		receipts := atOnce(10, func() string {
			var got filedByAPI
			p := o.program("")
			p.call(http.MethodPost, "/congresses/zhengding/cases", map[string]string{"text": "路灯不亮"}, "Idempotency-Key", "one-and-the-same").read(http.StatusCreated, &got)
			return got.Number + got.Receipt
		})
		if len(links) != 1 || len(receipts) != 1 {
			t.Errorf("ten forms led to %v, ten requests to %v", links, receipts)
		}
		if again := f.send("go=send"); !links[again.to] {
			t.Errorf("sent once more it led to %q", again.to)
		}
		o.booksAreRight(2)
	})
}

type filedByAPI struct{ Number, Receipt string }

// atOnce does one thing n times at the same moment and gives the different results.
func atOnce(n int, do func() string) map[string]bool {
	var all sync.WaitGroup
	results, begin := make(chan string, n), make(chan bool)
	for range n {
		all.Go(func() {
			<-begin
			results <- do()
		})
	}
	close(begin)
	all.Wait()
	close(results)
	different := map[string]bool{}
	for r := range results {
		different[r] = true
	}
	return different
}

// TestManyOfficersOneCase lets officers act on one version of a case at the same moment: one is first, the others are told.
func TestManyOfficersOneCase(t *testing.T) {
	onBoth(t, func(t *testing.T, o *town) {
		f := o.browser("10.7.2.1").file("zhengding", report{"text": "路灯不亮"})
		tokens := []string{o.token("officer"), o.token("second officer")}
		var mu sync.Mutex
		answers, turn := map[int]int{}, 0
		atOnce(10, func() string {
			mu.Lock()
			turn++
			p := o.program(tokens[turn%2])
			mu.Unlock()
			status := p.act(f.number, 1, &casework.Accept{})
			mu.Lock()
			defer mu.Unlock()
			answers[status]++
			return ""
		})
		if answers[http.StatusSeeOther] != 1 || answers[http.StatusConflict] != 9 {
			t.Errorf("ten officers at once were answered %v, want one done and nine conflicts", answers)
		}
		o.booksAreRight(1)
	})
}

// TestAStalePageIsToldAndKeepsItsWords acts on a case that somebody else has moved on, as officer, citizen and program.
func TestAStalePageIsToldAndKeepsItsWords(t *testing.T) {
	onBoth(t, func(t *testing.T, o *town) {
		w := newWorld(o)
		citizen := o.browser("10.7.3.1")
		f := citizen.file("zhengding", report{"text": "路灯不亮"})
		decline, supply := "/desk/cases/"+f.number+"/decline", "/zhengding/cases/"+f.number+"/supply"
		old := w.at("officer").get(decline).form(decline).set("reason", "other").set("channel", "县信访局").set("text", "这一段话写了很久")
		hers := citizen.get(supply).form(supply).set("text", "这一段话写了很久")
		w.at("second officer").act("/desk/cases/"+f.number, &casework.Accept{}).want(http.StatusSeeOther)
		for _, page := range []answer{old.send(""), hers.send("")} {
			if page.status != http.StatusConflict || !strings.Contains(page.body, "这一段话写了很久") || !page.says("case.stale") || !strings.Contains(page.said(), "受理了") {
				t.Errorf("%s: %d\n%s", page.path, page.status, page.said())
			}
		}
		var problem struct {
			Code    string
			Version int64
			Current struct{ Action string }
		}
		o.program(w.tokens["officer"]).call(http.MethodPost, "/cases/"+f.number+"/note", map[string]any{"text": "记一笔", "version": 1}).read(http.StatusConflict, &problem)
		if problem.Code != "case.stale" || problem.Version != 2 || problem.Current.Action != "accept" {
			t.Errorf("the API says %+v", problem)
		}
		o.booksAreRight(1)
	})
}

// TestAClockSetBackKeepsTheOrder sets the clock back an hour between two actions. What happened later stays later, and
// the case can be worked on.
func TestAClockSetBackKeepsTheOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, o *town) {
		w := newWorld(o)
		citizen := o.browser("10.7.4.1")
		o.pass(3 * time.Hour)
		f := citizen.file("zhengding", report{"text": "路灯不亮"})
		base := "/desk/cases/" + f.number
		w.at("officer").act(base, &casework.Accept{}).want(http.StatusSeeOther)
		o.pass(-time.Hour)
		w.at("officer").act(base, &casework.Assign{Lead: "shuiliju", Class: casework.Normal}).want(http.StatusSeeOther)
		o.settle()
		second := citizen.file("zhengding", report{"text": "水渠堵了"})
		o.pass(-2 * time.Hour)
		w.desks["water"] = nil
		w.at("water").act(base, &casework.Acknowledge{}).want(http.StatusSeeOther)
		citizen.act("/zhengding/cases/"+f.number, &casework.Supply{Text: "还有一盏"}).want(http.StatusSeeOther)
		o.inOrder(f.number)
		if list := w.at("officer").list("/desk/?queue=open&sort=newest", deskCase); !list[f.number] || !list[second.number] {
			t.Errorf("the list holds %v", list)
		}
		w.countsAreLists(w.at)
		o.pass(4 * time.Hour) // the clock is right again: now the department hears of the assignment
		o.booksAreRight(2)
	})
}
