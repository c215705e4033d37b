package e2e

import (
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver by which the database is taken away

	"jiazhan/internal/app/config"
	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb/sqldbtest"
)

// TestTwoNodesAreOneHouse serves one PostgreSQL from two nodes and uses both at once: numbers, keys, sessions, form
// tokens and versions hold across them.
func TestTwoNodesAreOneHouse(t *testing.T) {
	url := sqldbtest.PostgresURL(t)
	a := openTown(t, func(c *config.Config) { c.DatabaseURL = url })
	b := a.another()

	desk := a.desk("officer")
	ours := []string{a.url, b.url}
	numbers := map[string]bool{}
	var mu sync.Mutex
	turn := 0
	atOnce(40, func() string {
		mu.Lock()
		turn++
		i := turn
		mu.Unlock()
		var first, again filedByAPI
		body, key := map[string]string{"text": fmt.Sprintf("第%d盏路灯不亮", i)}, fmt.Sprintf("from-two-nodes-%d", i)
		(&program{t, ours[i%2], "", fmt.Sprintf("10.15.0.%d", i)}).call(http.MethodPost, "/congresses/zhengding/cases", body, "Idempotency-Key", key).read(http.StatusCreated, &first)
		(&program{t, ours[(i+1)%2], "", fmt.Sprintf("10.15.0.%d", i)}).call(http.MethodPost, "/congresses/zhengding/cases", body, "Idempotency-Key", key).read(http.StatusCreated, &again)
		mu.Lock()
		defer mu.Unlock()
		if numbers[first.Number] || first != again {
			t.Errorf("%s and then %s, which was given before: %v", first.Number, again.Number, numbers[first.Number])
		}
		numbers[first.Number] = true
		return ""
	})
	if !numbers["ZD2026-000001"] || !numbers["ZD2026-000040"] {
		t.Errorf("the numbers of two nodes are not one row: %v", numbers)
	}
	const accept = "/desk/cases/ZD2026-000001/accept"
	form := desk.get(accept).want(http.StatusOK).form(accept)
	desk.base = b.url
	form.send("").want(http.StatusSeeOther)
	answers := map[int]int{}
	tokens := []string{a.token("officer"), a.token("second officer")}
	atOnce(10, func() string {
		mu.Lock()
		turn++
		p := &program{t, ours[turn%2], tokens[turn%2], "10.15.1.1"}
		mu.Unlock()
		status := p.act("ZD2026-000002", 1, &casework.Accept{})
		mu.Lock()
		defer mu.Unlock()
		answers[status]++
		return ""
	})
	if answers[http.StatusSeeOther] != 1 || answers[http.StatusConflict] != 9 {
		t.Errorf("ten officers on two nodes were answered %v, want one done and nine conflicts", answers)
	}
	page := desk.get("/me").want(http.StatusOK)
	page.form("/signout").send("").want(http.StatusSeeOther)
	a.pass(10_000_000_000) // sessions are kept in mind for two seconds
	b.app.Clock.StopAt(a.app.Clock.Now())
	desk.base = a.url
	if page := desk.peek("/desk/?queue=open"); page.status != http.StatusSeeOther {
		t.Errorf("who signed out at one node is in at the other: %d", page.status)
	}
	a.booksAreRight(40)
}

// another opens a second node on the town's database, with its key ring.
func (o *town) another() *town {
	o.t.Helper()
	return openNode(o.t, func(c *config.Config) { c.DatabaseURL, c.Keys = o.app.Config.DatabaseURL, o.app.Config.KeysFile() })
}

// cut takes every connection to PostgreSQL away, as a restart of the database does, and gives how many there were.
func cut(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`).Scan(&n); err != nil {
		t.Fatalf("cut: %v", err)
	}
	return n
}

// TestTheDatabaseComesBack cuts the connections while nothing is under way: nobody notices.
func TestTheDatabaseComesBack(t *testing.T) {
	url := sqldbtest.PostgresURL(t)
	o := openTown(t, func(c *config.Config) { c.DatabaseURL = url })
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p := o.program("")
	for i := range 5 {
		body, key := map[string]string{"text": fmt.Sprintf("第%d盏路灯不亮", i)}, fmt.Sprintf("cut-%d", i)
		var got filedByAPI
		p.call(http.MethodPost, "/congresses/zhengding/cases", body, "Idempotency-Key", key).read(http.StatusCreated, &got)
		if cut(t, db) == 0 {
			t.Error("no connection was there to be cut")
		}
		var second filedByAPI
		p.call(http.MethodPost, "/congresses/zhengding/cases", body, "Idempotency-Key", key).read(http.StatusCreated, &second)
		if second != got {
			t.Errorf("%v became %v when the database came back", got, second)
		}
	}
	o.browser("10.16.0.1").get("/zhengding/cases").want(http.StatusOK)
	o.booksAreRight(5)
}

// TestCutsUnderLoad cuts the connections again and again while people read and file. Nobody who reads notices; who files
// gets a number, or is told to try once more and then gets one, never two.
func TestCutsUnderLoad(t *testing.T) {
	url := sqldbtest.PostgresURL(t)
	o := openTown(t, func(c *config.Config) { c.DatabaseURL = url })
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	shown := o.browser("10.16.1.0").file("zhengding", report{"text": "路灯不亮"})
	const people, each = 8, 20
	done := make(chan bool, people*each)
	var mu sync.Mutex
	numbers, refused := map[string]bool{}, 0
	var all sync.WaitGroup
	for who := range people {
		b, p := o.browser(fmt.Sprintf("10.16.1.%d", who+1)), &program{t, o.url, "", fmt.Sprintf("10.16.2.%d", who+1)}
		all.Go(func() {
			for i := range each {
				for _, path := range []string{"/zhengding/", "/zhengding/answers", "/zhengding/receipt/" + shown.receipt} {
					if page := b.get(path); page.status != http.StatusOK {
						t.Errorf("%s: %d\n%s", path, page.status, page.said())
					}
				}
				number, again := p.fileOnce(fmt.Sprintf("cut-%d-%d", who, i))
				mu.Lock()
				refused += again
				if numbers[number] {
					t.Errorf("%s was given twice", number)
				}
				numbers[number] = true
				mu.Unlock()
				done <- true
			}
		})
	}
	go func() { all.Wait(); close(done) }()
	cuts := 0 // one that follows another at once may find nobody back yet
	for n := 0; ; n++ {
		if _, open := <-done; !open {
			break
		}
		if n%16 == 15 {
			cuts += cut(t, db)
		}
	}
	if cuts == 0 {
		t.Error("no connection was there to be cut")
	}
	o.broken = slices.DeleteFunc(o.broken, func(s string) bool { return strings.HasSuffix(s, ": 503") }) // those who filed were told
	t.Logf("%d refusals of %d", refused, people*each)
	o.booksAreRight(people*each + 1)
}

// fileOnce files a case under a key until it is taken; it gives the number, and how often it was refused.
func (p *program) fileOnce(key string) (number string, refused int) {
	for ; ; refused++ {
		r := p.call(http.MethodPost, "/congresses/zhengding/cases", map[string]string{"text": key}, "Idempotency-Key", key)
		if r.status == http.StatusCreated {
			return caseNumber.FindString(string(r.body)), refused
		}
		if r.status != http.StatusServiceUnavailable || !strings.Contains(string(r.body), `"away"`) || r.header.Get("Retry-After") == "" || refused > 20 {
			p.t.Errorf("%s: %d %s", key, r.status, r.body)
			return key, refused
		}
	}
}
