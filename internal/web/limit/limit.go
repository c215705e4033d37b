// Package limit slows down whoever asks too often: one allowance for each class of request, by person where somebody is
// signed in, else by the address of a household or office; and what comes to a congress from everybody together. It owns no table: each node counts for itself, in bounded
// memory. It must never lock anybody out: an allowance refills while one waits, and the refusal says how long.
package limit

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"jiazhan/internal/fault"
)

// Class is a sort of request with an allowance of its own.
type Class string

// The classes.
const (
	Read   Class = "read"   // a page, a list, a record
	Search Class = "search" // a query of the index, a count
	File   Class = "file"   // a new case
	Act    Class = "act"    // an action on a case
	Upload Class = "upload" // a photo
	Copy   Class = "copy"   // a copy of somebody's data
	Denied Class = "denied" // a token that opened nothing
)

// Classes lists every class.
var Classes = []Class{Read, Search, File, Act, Upload, Copy, Denied}

// Allowance lets N requests pass at once and refills evenly, N in Per. The zero Allowance is no limit.
type Allowance struct {
	N   int
	Per time.Duration
}

// Parse reads an allowance as String writes it: "60/10m"; "off" and "" are no limit.
func Parse(text string) (Allowance, error) {
	if text == "" || text == "off" {
		return Allowance{}, nil
	}
	number, span, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(number)
	per, err2 := time.ParseDuration(span)
	if err != nil || err2 != nil || n < 1 || per <= 0 {
		return Allowance{}, fmt.Errorf("limit: %q is no allowance such as 60/10m", text)
	}
	return Allowance{n, per}, nil
}

// String writes the allowance as settings show it.
func (a Allowance) String() string {
	if a.N == 0 {
		return "off"
	}
	return fmt.Sprintf("%d/%s", a.N, a.Per)
}

func (a Allowance) bucket() *rate.Limiter {
	return rate.NewLimiter(rate.Limit(float64(a.N)/a.Per.Seconds()), a.N)
}

// Rule is what a class allows: one person who is signed in, one address from which visitors ask, and everybody together
// in one congress.
type Rule struct {
	Person   Allowance
	Address  Allowance
	Congress Allowance
}

// Rules are the allowances by class; a class without a rule has no limit, so nil Rules limit nothing.
type Rules map[Class]Rule

// Default is for a county. Addresses get much: behind one of a mobile network stand thousands of citizens.
func Default() Rules {
	return Rules{
		Read:   {Person: Allowance{1200, time.Minute}, Address: Allowance{6000, time.Minute}},
		Search: {Person: Allowance{240, time.Minute}, Address: Allowance{600, time.Minute}},
		File:   {Person: Allowance{60, 10 * time.Minute}, Address: Allowance{120, 10 * time.Minute}},
		Act:    {Person: Allowance{240, time.Minute}, Address: Allowance{120, time.Minute}},
		Upload: {Person: Allowance{240, 10 * time.Minute}, Address: Allowance{240, 10 * time.Minute}},
		Copy:   {Person: Allowance{6, time.Hour}, Address: Allowance{30, time.Hour}},
		Denied: {Address: Allowance{30, time.Minute}},
	}
}

// Limiter counts requests.
type Limiter struct {
	rules Rules
	now   func() time.Time
	kept  *keep
}

// New makes a limiter on a clock, which may be nil for time.Now.
func New(rules Rules, now func() time.Time) *Limiter {
	if now == nil {
		now = time.Now
	}
	return &Limiter{rules: rules, now: now, kept: newKeep(mostKept)}
}

// Who is who asks: a person when she is signed in, and from where; or everybody in a congress.
type Who struct {
	Person   int64
	Address  netip.Addr
	Congress int64
}

// Take counts one request. A TooMany fault with the time to wait says that there were too many; such a one does not count.
func (l *Limiter) Take(class Class, who Who) error { return l.ask(class, who, true) }

// Spent gives the refusal that Take would give, and counts nothing.
func (l *Limiter) Spent(class Class, who Who) error { return l.ask(class, who, false) }

func (l *Limiter) ask(class Class, who Who, count bool) error {
	a, k := l.which(class, who)
	if a.N == 0 {
		return nil
	}
	wait := l.kept.take(k, a, l.now(), count)
	if wait == 0 {
		return nil
	}
	f := fault.New(fault.TooMany, "limit.wait", int((wait+time.Second-1)/time.Second))
	f.Retry = wait
	return f
}

func (l *Limiter) which(class Class, who Who) (Allowance, key) {
	rule := l.rules[class]
	if who.Congress != 0 {
		return rule.Congress, key{class: class, congress: who.Congress}
	}
	if who.Person != 0 && rule.Person.N > 0 {
		return rule.Person, key{class: class, person: who.Person}
	}
	return rule.Address, key{class: class, network: Network(who.Address)}
}

// Network is the part of an address that one household or office holds: an IPv4 address, the first half of an IPv6 one.
func Network(a netip.Addr) netip.Addr {
	if a = a.Unmap(); !a.Is6() {
		return a
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return netip.Addr{}
	}
	return p.Addr()
}

// Handler is a handler that returns its refusal, as the edge's are.
type Handler = func(w http.ResponseWriter, r *http.Request) error

// Before counts each request under a class before the handler answers it.
func (l *Limiter) Before(class Class, who func(*http.Request) Who, next Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := l.Take(class, who(r)); err != nil {
			return err
		}
		return next(w, r)
	}
}
