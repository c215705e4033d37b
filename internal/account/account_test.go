package account_test

import (
	"encoding/json"
	"log/slog"
	"regexp"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/sqldb/sqldbtest"
	"jiazhan/internal/vault"
)

const (
	congress = 7
	phone    = "19900000001"
	other    = "19900000002"
	secret   = "梨树 旁边 三只 白鹅"
)

var here = account.Client{Address: "198.51.100.7", Agent: "test"}

// house is the room under test with everything it needs.
type house struct {
	*testing.T
	*account.Service
	db    *sqldb.DB
	clock *sqldbtest.Clock
	keys  *vault.Keyring
}

func run(t *testing.T, f func(h *house)) {
	t.Helper()
	runWith(t, account.DefaultLimits(), f)
}

func runWith(t *testing.T, l account.Limits, f func(h *house)) {
	t.Helper()
	sqldbtest.RunAt(t, func(t *testing.T, db *sqldb.DB, clock *sqldbtest.Clock) {
		keys, err := vault.Generate()
		if err != nil {
			t.Fatal(err)
		}
		s := account.New(account.Config{DB: db, Keys: keys, SMS: &sms.Outbox{Keys: keys}, Limits: l, Log: slog.New(slog.DiscardHandler)})
		f(&house{t, s, db, clock, keys})
	})
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// want checks the kind and key of a refusal.
func (h *house) want(err error, kind fault.Kind, key string) {
	h.Helper()
	f := fault.As(err)
	if f == nil || f.Kind != kind || f.Key != key {
		h.Errorf("got %v, want %s", err, key)
	}
}

var digits = regexp.MustCompile(`[0-9]{6}`)

// code is the sign-in code in the newest message.
func (h *house) code() string {
	h.Helper()
	return digits.FindString(h.letter().text)
}

// letter is the newest message.
func (h *house) letter() (l struct{ phone, text string }) {
	h.Helper()
	var body string
	h.must(h.db.Read(h.Context(), func(tx *sqldb.Tx) (err error) {
		body, err = sqldb.One(h.Context(), tx, sqldb.Value[string], "SELECT body FROM outbox WHERE kind = $1 ORDER BY id DESC LIMIT 1", sms.Kind)
		return err
	}))
	var job sms.Job
	h.must(json.Unmarshal([]byte(body), &job))
	var err error
	l.text, err = h.keys.Open(job.Text)
	h.must(err)
	l.phone, err = h.keys.Open(job.Phone)
	h.must(err)
	return l
}

func (h *house) signIn(number string) (string, *account.Session) {
	h.Helper()
	h.must(h.SignInCode(h.Context(), number, here))
	token, ses, err := h.SignInWithCode(h.Context(), number, h.code(), here)
	h.must(err)
	return token, ses
}

// officer is a person with one role, by default that of the county's officer.
func (h *house) officer(number string, roles ...access.Role) int64 {
	h.Helper()
	if len(roles) == 0 {
		roles = []access.Role{access.CaseOfficer}
	}
	id, err := h.CreatePerson(h.Context(), access.Clock, congress, account.NewPerson{Name: "欧阳" + number[8:], Phone: number})
	h.must(err)
	for _, r := range roles {
		_, err = h.Grant(h.Context(), access.Clock, id, access.Grant{Role: r, CongressID: congress})
		h.must(err)
	}
	return id
}

// withFactor signs an officer in by code and sets up her second factor; it gives the token, the TOTP secret and the recovery codes.
func (h *house) withFactor(number string) (token, totpSecret string, recovery []string) {
	h.Helper()
	token, ses := h.signIn(number)
	setup, err := h.SetupTOTP(h.Context(), ses)
	h.must(err)
	token, recovery, err = h.ConfirmTOTP(h.Context(), token, h.totp(setup.Secret))
	h.must(err)
	return token, setup.Secret, recovery
}

func (h *house) totp(totpSecret string) string {
	h.Helper()
	code, err := totp.GenerateCode(totpSecret, h.clock.Now())
	h.must(err)
	return code
}

func (h *house) session(token string) *account.Session {
	h.Helper()
	_, ses, err := h.Actor(h.Context(), token)
	h.must(err)
	return ses
}

func (h *house) actor(token string) access.Actor {
	h.Helper()
	a, _, err := h.Actor(h.Context(), token)
	h.must(err)
	return a
}

// withPassword is an officer with password and factor; the clock has moved past the used step.
func (h *house) withPassword(number string) (totpSecret string) {
	h.Helper()
	token, totpSecret, _ := h.withFactor(number)
	_, err := h.SetPassword(h.Context(), h.session(token), "", secret, here)
	h.must(err)
	h.clock.Advance(time.Minute)
	return totpSecret
}

func (h *house) count(query string, args ...any) int {
	h.Helper()
	var n int
	h.must(h.db.Read(h.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(h.Context(), tx, sqldb.Value[int], query, args...)
		return err
	}))
	return n
}

func (h *house) events(kind account.Kind) int {
	h.Helper()
	return h.count("SELECT count(*) FROM account_event WHERE kind = $1", string(kind))
}
