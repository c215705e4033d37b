package e2e

import (
	"database/sql"
	"fmt"
	"net/http"
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

// TestTheDatabaseComesBack cuts every connection to PostgreSQL, as a restart of the database does. What was under way is
// refused; sent again it is taken, once, without a restart of the program.
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
		var cut int
		if err := db.QueryRowContext(t.Context(), `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`).Scan(&cut); err != nil || cut == 0 {
			t.Fatalf("%d connections were cut: %v", cut, err)
		}
		const connections = 32
		for tries := 0; ; tries++ {
			again := p.call(http.MethodPost, "/congresses/zhengding/cases", body, "Idempotency-Key", key)
			if again.status >= 500 && tries <= connections {
				continue
			}
			var second filedByAPI
			if again.read(http.StatusCreated, &second); second != got {
				t.Errorf("%v became %v when the database came back", got, second)
			}
			break
		}
	}
	o.broken = nil // those refusals were wanted
	o.browser("10.16.0.1").get("/zhengding/cases").want(http.StatusOK)
	o.booksAreRight(5)
}
