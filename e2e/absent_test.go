package e2e

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/app/config"
	"jiazhan/internal/i18n"
	"jiazhan/internal/jobs"
	"jiazhan/internal/sqldb/sqldbtest"
)

const (
	answersIn = 5 * time.Second  // while the database is away
	worksIn   = 30 * time.Second // the background, when it is back
)

// absent is a town that works in the background, whose database is taken away.
type absent struct {
	*world
	server *sqldbtest.Server
	number string // of a case that was filed before
}

// TestTheDatabaseIsAway stops PostgreSQL under a house that works: everybody is told in her language and in time, nothing of
// what she typed is lost, and all goes on when it is back.
func TestTheDatabaseIsAway(t *testing.T) {
	server := sqldbtest.PostgresAlone(t)
	a := &absent{newWorld(openTown(t, func(c *config.Config) { c.DatabaseURL, c.Addr = server.URL(t), "127.0.0.1:0" })), server, ""}
	ended := a.work()
	photos := a.withPhotos("10.17.0.1")
	a.number = a.browser("10.17.0.5").file("zhengding", report{"text": "路灯不亮"}).number
	officer, citizen := a.at("officer"), a.browser("10.17.0.2")
	note := officer.get(a.notes()).want(http.StatusOK).form(a.notes()).set("text", "到过现场，写了很久的话")
	wizard := citizen.get(reportPath).wizard().set("text", "村口的水渠堵了，写了很久的话")
	citizen.get("/zhengding/answers").want(http.StatusOK)

	server.Stop(t)
	for range 3 {
		a.isTold(officer)
		for _, f := range append(photos, note, wizard) {
			a.keeps(f)
		}
		a.pass(time.Minute) // what was kept in mind is forgotten
	}
	again := a.chosenAgain(photos)
	server.Start(t)

	a.broken = nil // all of them were 503, as isTold and keeps have seen
	for _, f := range again {
		f.send("").want(http.StatusSeeOther)
	}
	note.send("").want(http.StatusSeeOther)
	citizen.get(wizard.send("").want(http.StatusSeeOther).to).want(http.StatusOK)
	a.status("/readyz", "ready", http.StatusOK)
	a.browser("10.17.0.3").file("zhengding", report{"text": "水渠堵了"})
	a.browser("10.17.0.4").askCode(phone(99)).want(http.StatusSeeOther)
	a.pass(time.Minute) // news waits ten seconds for the act to be taken back
	a.worksAgain(phone(99))
	ended()
	a.pictured(photos)
	a.booksAreRight(4)
}

func (a *absent) notes() string { return "/desk/cases/" + a.number + "/note" }

// work starts the background; the function it gives ends it, which must be soon.
func (a *absent) work() (end func()) {
	a.t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(a.t.Context()))
	a.t.Cleanup(cancel)
	l, err := a.app.Listen(ctx)
	if err != nil {
		a.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- a.app.Serve(ctx, l) }()
	return func() {
		a.t.Helper()
		cancel()
		select {
		case err := <-done:
			if err != nil {
				a.t.Errorf("the house ended badly: %v", err)
			}
		case <-time.After(worksIn):
			a.t.Error("something of the background still hangs")
		}
	}
}

// soon gives what somebody is answered, which must not take long.
func (a *absent) soon(what string, ask func() answer) answer {
	a.t.Helper()
	start := time.Now()
	page := ask()
	if took := time.Since(start); took > answersIn {
		a.t.Errorf("%s was answered after %v", what, took)
	}
	return page
}

// isTold asks for pages, the API and the state of the house.
func (a *absent) isTold(officer *browser) {
	a.t.Helper()
	for lang, accepts := range map[i18n.Lang]string{i18n.ZH: "zh-CN", i18n.EN: "en"} {
		for path, b := range map[string]*browser{"/zhengding/answers": a.browser("10.17.1.1"), "/desk/?queue=open": officer, "/zhengding/cases/" + a.number: a.browser("10.17.1.2")} {
			page := a.soon(path, func() answer { return b.in(accepts, path) })
			if page.status != http.StatusServiceUnavailable || !strings.Contains(page.said(), i18n.For(string(lang)).T("away")) || page.header.Get("Retry-After") == "" {
				a.t.Errorf("%s in %s: %d\n%s", path, lang, page.status, page.said())
			}
		}
	}
	p := a.program("")
	for name, ask := range map[string]func() reply{
		"a read": func() reply { return p.get("/congresses/zhengding/cases") },
		"a write": func() reply {
			return p.call(http.MethodPost, "/congresses/zhengding/cases", map[string]string{"text": "路灯不亮"})
		},
	} {
		var problem struct{ Code, Detail string }
		start := time.Now()
		ask().read(http.StatusServiceUnavailable, &problem)
		if problem.Code != "away" || problem.Detail == "" || time.Since(start) > answersIn {
			a.t.Errorf("%s by the API: %+v after %v", name, problem, time.Since(start))
		}
	}
	a.status("/healthz", "ok", http.StatusOK)
	a.status("/readyz", "database", http.StatusServiceUnavailable)
}

// in asks for a page in a language.
func (b *browser) in(accepts, path string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept-Language", accepts)
	return b.do(r)
}

func (a *absent) status(path, says string, status int) {
	a.t.Helper()
	page := a.soon(path, func() answer { return a.browser("10.17.1.3").get(path) })
	if page.status != status || strings.TrimSpace(page.body) != says {
		a.t.Errorf("%s: %d %q, want %d %q", path, page.status, page.body, status, says)
	}
}

// keeps sends a form that cannot be taken now: it comes back with what was typed.
func (a *absent) keeps(f *filled) answer {
	a.t.Helper()
	page := a.soon(f.action, func() answer { return f.send("") })
	if page.status != http.StatusServiceUnavailable || page.header.Get("Retry-After") == "" || !page.says("away") ||
		page.form(f.action).values.Get("text") != f.values.Get("text") {
		a.t.Errorf("%s: %d, without what was typed or why:\n%s", f.action, page.status, page.said())
	}
	return page
}

// chosenAgain are the forms that come back for those whose photos did not arrive, with the photos chosen once more.
func (a *absent) chosenAgain(forms []*filled) (again []*filled) {
	a.t.Helper()
	for _, f := range forms {
		page := a.keeps(f)
		one := page.form(f.action)
		if !one.multipart || !strings.Contains(page.said(), "照片没有存下来") {
			a.t.Errorf("%s: nobody says that the photo must be chosen again:\n%s", f.action, page.said())
		}
		again = append(again, one.attach(f.files[0].field, f.files[0].name, f.files[0].content))
	}
	return again
}

// worksAgain waits for the background to do all that there is, what it failed to do meanwhile too, and for the message to a
// phone to leave the house.
func (a *absent) worksAgain(phone string) {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(a.t.Context(), worksIn)
	defer cancel()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		left, err := jobs.Depths(ctx, a.app.DB)
		sent, _ := os.ReadFile(a.app.Config.Path("sms.jsonl")) // made by the first message
		if err == nil && left == (jobs.Depth{}) && a.app.Search.Lag() == 0 && strings.Contains(string(sent), phone) {
			return
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			a.t.Fatalf("the background has not come back: %+v, %v behind (%v), sent %q", left, a.app.Search.Lag(), err, sent)
		}
	}
}
