package account

import (
	"net/netip"
	"time"
)

// Limits are the room's numbers; DefaultLimits gives those of a new installation.
type Limits struct {
	CodeLife  time.Duration // how long a sign-in code can be used
	CodeTries int           // how often one code may be mistyped

	CodePause    time.Duration // least time between two codes to one phone
	PhoneHour    int           // codes to one phone in an hour
	PhoneDay     int           // codes to one phone in a day
	AddressHour  int           // codes asked for from one address in an hour
	EverybodyDay int           // codes of the whole installation in a day: what the messages may cost

	Account Slowdown // wrong passwords for one phone, from anywhere
	Pair    Slowdown // wrong passwords for one phone from one address
	Address Slowdown // wrong passwords and codes from one address
	Factor  Slowdown // wrong second factors of one person

	Citizen Lifetime // sessions of persons who hold no role
	Field   Lifetime // sessions of deputies and village officers, who work on phones
	Officer Lifetime // sessions of persons who hold an office

	FactorOptional bool // officers may work without a second factor: drills and demonstrations only

	Forgot         time.Duration // how long after signing in by code the old password need not be given
	InviteLife     time.Duration // how long a set-up link can be used
	InvitePause    time.Duration // least time between two set-up links sent to one phone
	InvitePhoneDay int           // set-up links sent to one phone in a day
	InvitesDay     int           // set-up links sent by the whole installation in a day

	TokenLife time.Duration // longest life of an API token
	SeenEvery time.Duration // how exactly "last seen" and "last used" are kept
	KeepActor time.Duration // how long another node's change may go unseen
}

// Lifetime ends a session: after Idle without a request, and after Most in any case.
type Lifetime struct{ Idle, Most time.Duration }

// Slowdown lets Free failures pass, then makes each next attempt wait twice as long as the one before, from First up to Most.
// Failures are forgotten after Forget without a new one.
type Slowdown struct {
	Free                int
	First, Most, Forget time.Duration
}

// DefaultLimits follows GB/T 22239-2019 8.1.4.1 (five failures, idle time-out) and OWASP ASVS 5.0 6.3, 6.6 and 7.3.
func DefaultLimits() Limits {
	return Limits{
		CodeLife: 5 * time.Minute, CodeTries: 5,
		CodePause: time.Minute, PhoneHour: 3, PhoneDay: 5, AddressHour: 30, EverybodyDay: 20_000,
		Account: Slowdown{5, 5 * time.Second, time.Minute, time.Hour},
		Pair:    Slowdown{5, 30 * time.Second, 15 * time.Minute, time.Hour},
		Address: Slowdown{30, 30 * time.Second, 15 * time.Minute, time.Hour},
		Factor:  Slowdown{5, 30 * time.Second, 15 * time.Minute, time.Hour},
		Citizen: Lifetime{30 * 24 * time.Hour, 180 * 24 * time.Hour},
		Field:   Lifetime{7 * 24 * time.Hour, 30 * 24 * time.Hour},
		Officer: Lifetime{30 * time.Minute, 12 * time.Hour},
		Forgot:  10 * time.Minute, InviteLife: 24 * time.Hour, InvitePause: 10 * time.Minute, InvitePhoneDay: 3, InvitesDay: 5_000, TokenLife: 366 * 24 * time.Hour,
		SeenEvery: time.Minute, KeepActor: 2 * time.Second,
	}
}

// wait is how long the next attempt must wait after n failures.
func (s Slowdown) wait(n int) time.Duration {
	if n < s.Free {
		return 0
	}
	wait := s.First
	for range n - s.Free {
		if wait >= s.Most {
			break
		}
		wait *= 2
	}
	return min(wait, s.Most)
}

// ends is when a session ends if no more requests come.
func (l Lifetime) ends(created, seen time.Time) time.Time {
	idle, most := seen.Add(l.Idle), created.Add(l.Most)
	if most.Before(idle) {
		return most
	}
	return idle
}

// network is the part of an address that one household or office holds: an IPv4 address, the first half of an IPv6 one.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap(); a.Is4() {
		return a.String()
	}
	p, _ := a.WithZone("").Prefix(64)
	return p.String()
}
