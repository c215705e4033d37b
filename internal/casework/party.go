package casework

import (
	"bytes"
	"slices"

	"jiazhan/internal/access"
)

// is reports whether the actor is that party to the case.
func is(a access.Actor, who Party, c *Case) bool {
	switch who {
	case Anyone:
		return true
	case Reporter:
		return reports(a, c)
	case Herself:
		return hers(a, c)
	case Rater:
		return hers(a, c) || reports(a, c) && !sits(a, c, c.worked())
	case Holder:
		return sits(a, c, c.Desk)
	case Assigner:
		return sits(a, c, c.Assigner) || c.Desk.Office() && sits(a, c, c.Desk) || county(a, c)
	case Lead:
		return liaison(a, c, c.LeadID)
	case Handler:
		return liaison(a, c, c.LeadID) || slices.ContainsFunc(c.CoIDs.List(), func(id int64) bool { return liaison(a, c, id) })
	case Office:
		return sits(a, c, c.Desk) || county(a, c)
	case County:
		return county(a, c) || a.Holds(access.Leader, c.CongressID)
	case Overseer:
		return county(a, c) || a.Holds(access.Leader, c.CongressID) || a.Holds(access.Discipline, c.CongressID) && onDuty(a, c)
	case Reader:
		return onDuty(a, c)
	case Doer:
		return a.PersonID != 0 && a.PersonID == c.undoer
	}
	return false
}

// sits reports whether the actor works at the desk. In the sealed lane only the named officer works at the county's.
func sits(a access.Actor, c *Case, d Desk) bool {
	switch d.Kind {
	case DeputyDesk:
		return a.Is(access.Deputy, c.CongressID, d.ID)
	case StationDesk:
		return a.Is(access.StationAdmin, c.CongressID, d.ID)
	case CountyDesk:
		return county(a, c)
	case LeaderDesk:
		return a.Holds(access.Leader, c.CongressID)
	case DepartmentDesk:
		return liaison(a, c, d.ID)
	}
	return false
}

func county(a access.Actor, c *Case) bool {
	if c.Sealed() && c.SealedTo != 0 && c.SealedTo != a.PersonID {
		return false
	}
	return a.Holds(access.CaseOfficer, c.CongressID)
}

func liaison(a access.Actor, c *Case, departmentID int64) bool {
	return departmentID != 0 && a.Is(access.Liaison, c.CongressID, departmentID)
}

// reports reports whether the actor is the citizen: by account, verified phone or receipt, or who filed for her.
func reports(a access.Actor, c *Case) bool {
	return a.PersonID != 0 && a.PersonID == c.FiledBy || hers(a, c)
}

// hers reports whether the actor is the citizen herself, by account, verified phone or receipt.
func hers(a access.Actor, c *Case) bool {
	switch {
	case a.PersonID != 0 && a.PersonID == c.ReporterID:
		return true
	case len(a.Phone) > 0 && bytes.Equal(a.Phone, c.Contact):
		return true
	}
	return len(c.Receipt) > 0 && slices.ContainsFunc(a.Receipts, func(r []byte) bool { return bytes.Equal(r, c.Receipt) })
}

// Proven reports whether the actor has shown that she is the citizen, by signing in: a receipt may lie in other hands.
func Proven(a access.Actor, c *Case) bool {
	return a.PersonID != 0 && (a.PersonID == c.ReporterID || a.PersonID == c.FiledBy || len(a.Phone) > 0 && bytes.Equal(a.Phone, c.Contact))
}

// citizen reports whether the party is no office: what it does is not signed with a role.
func (p Party) citizen() bool { return p == Reporter || p == Herself || p == Rater }

// seat is the role and unit in which the actor acts on the case: what the timeline says about who.
func seat(a access.Actor, who Party, c *Case) (access.Role, int64) {
	for _, g := range a.Grants {
		if g.CongressID != c.CongressID {
			continue
		}
		one := a
		one.Grants = []access.Grant{g}
		if who != Anyone && !who.citizen() && is(one, who, c) {
			return g.Role, g.UnitID
		}
	}
	return "", 0
}
