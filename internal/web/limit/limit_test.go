package limit

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb/sqldbtest"
)

var home = netip.MustParseAddr("10.1.2.3")

func threeAMinute() (*Limiter, *sqldbtest.Clock) {
	clock := sqldbtest.NewClock()
	a := Allowance{3, time.Minute}
	return New(Rules{File: {Person: a, Address: a}}, clock.Now), clock
}

func TestAllowanceIsSpentAndRefills(t *testing.T) {
	l, clock := threeAMinute()
	visitor := Who{Address: home}
	for i := range 3 {
		if err := l.Take(File, visitor); err != nil {
			t.Fatalf("request %d: %v", i+1, err)
		}
	}
	for range 5 { // refusals do not count
		f := fault.As(l.Take(File, visitor))
		if f == nil || f.Kind != fault.TooMany || f.Retry != 20*time.Second || f.Args[0] != 20 {
			t.Fatalf("the fourth: %+v", f)
		}
	}
	clock.Advance(20 * time.Second)
	if err := l.Take(File, visitor); err != nil {
		t.Fatalf("after the wait that was told: %v", err)
	}
	if l.Take(File, visitor) == nil {
		t.Fatal("one wait gave two")
	}
}

func TestACongressHasAnAllowanceForEverybody(t *testing.T) {
	l := New(Rules{File: {Congress: Allowance{2, time.Minute}}}, sqldbtest.NewClock().Now)
	for range 2 {
		if err := l.Take(File, Who{Congress: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if f := fault.As(l.Take(File, Who{Congress: 1})); f == nil || f.Retry != 30*time.Second {
		t.Errorf("the third: %+v", f)
	}
	if err := l.Take(File, Who{Congress: 2}); err != nil {
		t.Errorf("another congress: %v", err)
	}
	if err := l.Take(File, Who{Person: 1}); err != nil {
		t.Errorf("a person without an allowance: %v", err)
	}
}

func TestAClockSetBackLocksNobodyOut(t *testing.T) {
	l, clock := threeAMinute()
	visitor := Who{Address: home}
	for range 3 {
		_ = l.Take(File, visitor)
	}
	clock.Advance(-time.Hour)
	if f := fault.As(l.Take(File, visitor)); f == nil || f.Retry > 20*time.Second {
		t.Fatalf("at once: %+v", f)
	}
	clock.Advance(20 * time.Second)
	if err := l.Take(File, visitor); err != nil {
		t.Errorf("after the wait that was told: %v", err)
	}
}

func TestEverybodyHasHerOwn(t *testing.T) {
	l, _ := threeAMinute()
	for range 3 {
		_ = l.Take(File, Who{Address: home})
	}
	for name, who := range map[string]Who{
		"signed in behind the same address": {Person: 7, Address: home},
		"another address":                   {Address: netip.MustParseAddr("10.1.2.4")},
		"IPv6":                              {Address: netip.MustParseAddr("2001:db8:1:2::1")},
	} {
		if err := l.Take(File, who); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, who := range map[string]Who{"IPv4 inside IPv6": {Address: netip.MustParseAddr("::ffff:10.1.2.3")}} {
		if l.Take(File, who) == nil {
			t.Errorf("%s is the same household", name)
		}
	}
	if err := l.Take(Read, Who{Address: home}); err != nil {
		t.Errorf("a class without a rule: %v", err)
	}
}

func TestNeighboursInOneIPv6NetworkShare(t *testing.T) {
	l, _ := threeAMinute()
	refused := 0
	for i := range 5 {
		if l.Take(File, Who{Address: netip.MustParseAddr(fmt.Sprintf("2001:db8:1:2::%d", i+1))}) != nil {
			refused++
		}
	}
	if refused != 2 {
		t.Fatalf("%d of 5 refused, want 2", refused)
	}
}

func TestSpentOnlyLooks(t *testing.T) {
	l, _ := threeAMinute()
	for range 9 {
		if err := l.Spent(File, Who{Person: 1}); err != nil {
			t.Fatalf("looking spends: %v", err)
		}
	}
	for range 3 {
		_ = l.Take(File, Who{Person: 1})
	}
	if fault.KindOf(l.Spent(File, Who{Person: 1})) != fault.TooMany {
		t.Fatal("an empty allowance looks full")
	}
}

func TestMemoryIsBounded(t *testing.T) {
	l, _ := threeAMinute()
	l.kept = newKeep(320)
	for i := range 10_000 {
		_ = l.Take(File, Who{Person: int64(i + 1)})
	}
	if n := l.kept.len(); n != 320 {
		t.Fatalf("%d buckets kept, want 320", n)
	}
}

func TestManyAtOnceGetNoMoreThanTheAllowance(t *testing.T) {
	l, _ := threeAMinute()
	var wg sync.WaitGroup
	var mu sync.Mutex
	passed := 0
	for range 50 {
		wg.Go(func() {
			if l.Take(File, Who{Person: 1}) == nil {
				mu.Lock()
				passed++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if passed != 3 {
		t.Fatalf("%d passed, want 3", passed)
	}
}

func TestBeforeAsksTheHandlerOnlyWhenAllowed(t *testing.T) {
	l, _ := threeAMinute()
	answered := 0
	h := l.Before(File, func(*http.Request) Who { return Who{Person: 1} }, func(http.ResponseWriter, *http.Request) error {
		answered++
		return nil
	})
	var last error
	for range 4 {
		last = h(httptest.NewRecorder(), httptest.NewRequest("POST", "/", nil))
	}
	if answered != 3 || fault.KindOf(last) != fault.TooMany {
		t.Fatalf("%d answered, last %v", answered, last)
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]Allowance{"60/10m": {60, 10 * time.Minute}, "1/1s": {1, time.Second}, "off": {}, "": {}} {
		got, err := Parse(text)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %v, %v", text, got, err)
		}
		if again, err := Parse(got.String()); err != nil || again != got {
			t.Errorf("%q is not read back: %v", got, err)
		}
	}
	for _, text := range []string{"60", "0/1m", "-1/1m", "5/0s", "5/-1s", "x/1m", "5/soon", "/"} {
		if _, err := Parse(text); err == nil {
			t.Errorf("Parse(%q) took it", text)
		}
	}
}

func TestDefaultHasARuleForEveryClass(t *testing.T) {
	rules := Default()
	for _, c := range Classes {
		if rules[c].Address.N == 0 {
			t.Errorf("%s has no limit for visitors", c)
		}
	}
	if New(nil, nil).Take(File, Who{}) != nil {
		t.Error("nil rules limit nothing")
	}
}

func BenchmarkTake(b *testing.B) {
	l := New(Rules{Read: {Address: Allowance{1 << 30, time.Second}}}, nil)
	for b.Loop() {
		if err := l.Take(Read, Who{Address: home}); err != nil {
			b.Fatal(err)
		}
	}
}
