package account

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
)

func TestNobodysHashCostsAsMuchAsARealOne(t *testing.T) {
	params, salt, key, err := argon2id.DecodeHash(nobody)
	if err != nil {
		t.Fatal(err)
	}
	if *params != *cost || len(salt) != int(cost.SaltLength) || len(key) != int(cost.KeyLength) {
		t.Errorf("nobody's hash costs %+v, a real one %+v", params, cost)
	}
}

func TestSlowdown(t *testing.T) {
	s := Slowdown{Free: 3, First: 10 * time.Second, Most: time.Minute}
	for n, want := range []time.Duration{0, 0, 0, 10 * time.Second, 20 * time.Second, 40 * time.Second, time.Minute, time.Minute} {
		if got := s.wait(n); got != want {
			t.Errorf("after %d failures the wait is %v, want %v", n, got, want)
		}
	}
	if got := s.wait(1 << 40); got != time.Minute {
		t.Errorf("after very many failures the wait is %v", got)
	}
}

func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"198.51.100.7": "198.51.100.7", "::ffff:198.51.100.7": "198.51.100.7", "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "": "", "unix": "unix",
	} {
		if got := network(address); got != want {
			t.Errorf("network(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestCommonPasswords(t *testing.T) {
	for _, bad := range []string{
		"1234567890", "0987654321", "qwertyuiop", "QWERTYUIOP", "poiuytrewq", "1qaz2wsx3edc", "aaaaaaaaaa", "abababababab", "12341234123",
		"password12", "Password!!", "p@ssw0rd99", "2026zhengding", "jiazhan#2026", "admin12345", "woaini1314520", "abcdefghij", "iloveyou!!!",
	} {
		if !common(bad) {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{"梨树旁边三只白鹅站着", "correct horse battery", "kd83 fjw0 qpx", "tide-lamp-9-oven", "zhengding de laohuai"} {
		if common(good) {
			t.Errorf("%q is refused", good)
		}
	}
}

func TestTheSecurityRecordIsOnlyAppendedTo(t *testing.T) {
	touches := regexp.MustCompile(`(?i)(update\s+account_event|delete\s+from\s+account_event|drop\s+table\s+account_event)`)
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") { // tests play who should not
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if touches.Match(text) && name != "../account/keeping.go" { // whose own test says what it may drop
			t.Errorf("%s changes the security record", name)
		}
	}
}

// The constants themselves are read, so that the security record's filter cannot miss a new one.
func TestKindsHoldsEveryKind(t *testing.T) {
	source, err := os.ReadFile("event.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`(?m)^\t\w+ +Kind = "([^"]+)"`).FindAllSubmatch(source, -1)
	if len(declared) != len(Kinds) {
		t.Errorf("%d kinds are declared, %d are listed", len(declared), len(Kinds))
	}
	for _, d := range declared {
		if !slices.Contains(Kinds, Kind(d[1])) {
			t.Errorf("%s is not listed", d[1])
		}
	}
}
