package account

import (
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
)

// Enrolment is a line of a roster: a person and the role that she shall hold.
type Enrolment struct {
	NewPerson
	access.Grant
}

// Outcome is what a line of a roster does.
type Outcome string

// The outcomes.
const (
	Joins   Outcome = "joins"   // somebody new to the congress, with the role
	Gains   Outcome = "gains"   // a member gets one role more
	Holds   Outcome = "holds"   // she holds the role already: nothing to do
	Refused Outcome = "refused" // see Why
)

// Enrolled is what one line of a roster does, or would do.
type Enrolled struct {
	Outcome
	Why *fault.Error
}

// acquaintance is what is known of the holder of a phone while a roster is gone through.
type acquaintance struct {
	id     int64
	name   string
	member bool // holds or held a role in the roster's congress, or gets one by an earlier line
	held   []Held
}

// serves reports whether the person holds or held a role anywhere. The name of one who does not is her own affair: the
// roster's counts.
func (a *acquaintance) serves() bool { return len(a.held) > 0 }

// enrol says what a line does to what is known of the people, and notes it there. The line is completed.
func enrol(people map[string]*acquaintance, e *Enrolment, now time.Time) Enrolled {
	if err := e.NewPerson.Check(); err != nil {
		return refused(err)
	}
	if err := startGrant(&e.Grant, now); err != nil {
		return refused(err)
	}
	who := people[e.Phone]
	if who == nil {
		who = &acquaintance{}
		people[e.Phone] = who
	}
	if who.serves() && who.name != e.Name {
		return refused(fault.New(fault.Conflict, "account.phone.taken"))
	}
	if done, err := alreadyHeld(who.held, e.Grant, now); err != nil {
		return refused(err)
	} else if done {
		return Enrolled{Outcome: Holds}
	}
	if err := clash(who.held, e.Grant); err != nil {
		return refused(err)
	}
	out := Enrolled{Outcome: Joins}
	if who.member {
		out.Outcome = Gains
	}
	who.name, who.member, who.held = e.Name, true, append(who.held, Held{Grant: e.Grant})
	return out
}

func refused(err error) Enrolled { return Enrolled{Refused, fault.As(err)} }

// alreadyHeld reports whether the same role is held in the time of another grant, to the same day. One that ends on
// another day, or begins too late, must be changed first.
func alreadyHeld(held []Held, g access.Grant, now time.Time) (bool, error) {
	i := slices.IndexFunc(held, func(h Held) bool {
		return h.Role == g.Role && h.CongressID == g.CongressID && h.UnitID == g.UnitID && overlaps(h.Grant, g)
	})
	if i < 0 {
		return false, nil
	}
	if h := held[i]; !h.To.Equal(g.To) || g.From.Before(h.From) && now.Before(h.From) {
		return false, fault.New(fault.Conflict, "account.grant.dates")
	}
	return true, nil
}
