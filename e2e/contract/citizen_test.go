package contract

import (
	"strconv"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/sqldb"
)

func citizenOf(number string) string { return "citizen of " + number }

// staff are all who serve in the county.
func (h *house) staff(t *testing.T) {
	t.Helper()
	err := h.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
		_, err := sqldb.All(t.Context(), tx, func(row sqldb.Scanner) (string, error) {
			var id, unit int64
			var role string
			err := row.Scan(&id, &role, &unit)
			h.owners[seat(access.Role(role), unit)] = id
			return role, err
		}, `SELECT person_id, role, unit_id FROM person_grant WHERE congress_id = $1 ORDER BY id`, h.Home().ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// seat is the name of who sits in a unit; 0 is the county.
func seat(role access.Role, unit int64) string {
	return string(role) + " " + strconv.FormatInt(unit, 10)
}

// near are those who may have to do with a case.
func (h *house) near(number string) (names []string) {
	c := h.Case(number)
	for _, name := range []string{seat(access.CaseOfficer, 0), seat(access.Leader, 0), seat(access.Discipline, 0), seat(access.Deputy, c.DeputyID),
		seat(access.StationAdmin, c.StationID), seat(access.Liaison, c.LeadID), citizenOf(number)} {
		if h.owners[name] != 0 {
			names = append(names, name)
		}
	}
	return names
}

// mostOf is how many citizens are signed in whose case stands at one point.
const mostOf = 2

// citizens signs in some of those whose cases these are, by the code that their phones get.
func (h *house) citizens(t *testing.T, numbers []string) {
	t.Helper()
	met := map[string]int{}
	for _, number := range numbers {
		c := h.Case(number)
		point := string(c.State) + c.Waiting + c.Solved
		if met[point] == mostOf || c.Sealed() {
			continue
		}
		if phone := h.phone(t, c); phone != "" {
			met[point]++
			h.owners[citizenOf(number)] = h.signIn(t, phone).PersonID
		}
	}
}

func (h *house) phone(t *testing.T, c *casework.Case) (phone string) {
	t.Helper()
	err := h.DB.Read(t.Context(), func(tx *sqldb.Tx) error {
		sealed, err := sqldb.One(t.Context(), tx, sqldb.Value[string], `SELECT phone FROM filing WHERE case_id = $1`, c.ID)
		if err == nil {
			phone, err = h.Keys.Open(sealed)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if mobile, ok := account.Phone(phone); ok {
		return mobile
	}
	return ""
}

func (h *house) signIn(t *testing.T, phone string) *account.Session {
	t.Helper()
	from := account.Client{Address: "127.0.0.1"}
	if err := h.Account.SignInCode(t.Context(), phone, from); err != nil {
		t.Fatal(err)
	}
	_, ses, err := h.Account.SignInWithCode(t.Context(), phone, h.Code(phone), from)
	if err != nil {
		t.Fatal(err)
	}
	return ses
}

// codeOf has the code sent that an act asks for, and reads it where its citizen would.
func (h *house) codeOf(t *testing.T, op *operation, at spot) string {
	t.Helper()
	h.Pass(2 * time.Second) // between two codes
	send := h.operation(t, "sendCode")
	scopes, _ := send.scopes()
	q := request{method: send.method, path: h.address(t, send, map[string]string{"number": at.number}), token: h.token(t, at.who, scopes[0]),
		body: map[string]any{"for": op.action()}}
	if a := h.call(t, send, q); a.status != send.done() {
		t.Fatalf("%s: %s", send.ID, a)
	}
	kept, err := h.Account.Kept(t.Context(), h.owners[at.who])
	if err != nil {
		t.Fatal(err)
	}
	return h.Code(kept.Phone)
}

// makeSealKey gives the reader the passphrase for sealed reports that the document has for an example.
func (h *house) makeSealKey(t *testing.T) {
	t.Helper()
	by, err := h.Account.TokenActor(t.Context(), h.token(t, reader, string(access.ScopeRead)))
	if err != nil {
		t.Fatal(err)
	}
	by.Scopes = nil // as one who has signed in
	words := h.operation(t, "openSealed").sample(t)["passphrase"].(string)
	if err := h.Cases.MakeSealKey(t.Context(), by, h.Home().ID, words, words, true); err != nil {
		t.Fatal(err)
	}
}
