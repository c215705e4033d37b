package vault_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"jiazhan/internal/vault"
)

func newSecret(t *testing.T) *vault.Secret {
	t.Helper()
	s, err := vault.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOnlyThePrivateHalfOpensABox(t *testing.T) {
	s, other := newSecret(t), newSecret(t)
	for _, plain := range []string{"", "𠮷", "有人冒领补贴", strings.Repeat("长", 5000), "\x80\x00"} {
		box, err := vault.Box(s.Public(), "case/1 text", plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Open("case/1 text", box); got != plain || err != nil {
			t.Fatalf("%.20q %v", got, err)
		}
		if plain == "" {
			continue
		}
		if !vault.Boxed(box) || strings.Contains(box, plain) {
			t.Error("not sealed")
		}
		if _, err := other.Open("case/1 text", box); !errors.Is(err, vault.ErrTampered) {
			t.Errorf("another key opens it: %v", err)
		}
		if _, err := s.Open("case/2 text", box); !errors.Is(err, vault.ErrTampered) {
			t.Errorf("a box opens in another place: %v", err)
		}
	}
}

func TestShortWordsAreAsLongAsEachOther(t *testing.T) {
	s := newSecret(t)
	long := func(plain string) int {
		box, err := vault.Box(s.Public(), "x", plain)
		if err != nil {
			t.Fatal(err)
		}
		return len(box)
	}
	if long("有") != long("有人冒领补贴两年") || long("有") == long(strings.Repeat("有", 30)) {
		t.Error("the length tells the words, or everything is as long")
	}
}

func TestALockedKeyOpensWithItsPassphraseOnly(t *testing.T) {
	s := newSecret(t)
	locked, err := s.Lock("山高水长 一九四九")
	if err != nil {
		t.Fatal(err)
	}
	again, err := vault.Unlock(locked, "山高水长 一九四九")
	if err != nil || !bytes.Equal(again.Public(), s.Public()) {
		t.Fatalf("another key: %v", err)
	}
	if _, err := vault.Unlock(locked, "山高水长 一九五〇"); !errors.Is(err, vault.ErrPassphrase) {
		t.Errorf("a wrong passphrase: %v", err)
	}
	for _, bad := range []string{"", "a1:", "a1:AAAA", "v1:k1:" + locked, locked[:len(locked)-8]} {
		if _, err := vault.Unlock(bad, "山高水长 一九四九"); err == nil {
			t.Errorf("%.20q opens", bad)
		}
	}
}

func TestAKeyIsSharedAndComesBackFromPaper(t *testing.T) {
	one, reader := newSecret(t), newSecret(t)
	share, err := one.Share(reader.Public(), "case/1")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := reader.OpenShare("case/1", share); err != nil || !bytes.Equal(got.Public(), one.Public()) {
		t.Errorf("shared: %v", err)
	}
	if _, err := newSecret(t).OpenShare("case/1", share); err == nil {
		t.Error("a stranger takes the share")
	}
	paper, err := one.Paper()
	if err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{paper, strings.ToUpper(paper), strings.ReplaceAll(paper, " ", ""), "\n" + strings.ReplaceAll(paper, "0", "O") + " "} {
		if got, err := vault.FromPaper(typed); err != nil || !bytes.Equal(got.Public(), one.Public()) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	slip := []byte(paper)
	if slip[0]++; slip[0] == 'i' || slip[0] == 'l' || slip[0] == 'o' || slip[0] == 'u' || slip[0] == ':' || slip[0] == '{' {
		slip[0] = '0'
	}
	for _, wrong := range []string{"", string(slip), paper + "00", paper[:20]} {
		if _, err := vault.FromPaper(wrong); !errors.Is(err, vault.ErrPassphrase) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
