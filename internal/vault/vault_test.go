package vault

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func generate(t *testing.T) *Keyring {
	t.Helper()
	k, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func open(t *testing.T, path string) *Keyring {
	t.Helper()
	k, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func seal(t *testing.T, k *Keyring, plain string) string {
	t.Helper()
	s, err := k.Seal(plain)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSealOpens(t *testing.T) {
	k := generate(t)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "13800000001", "石家庄市正定县𠮷家庄", "\x00\xff"})).Draw(t, "plain")
		sealed, err := k.Seal(plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := k.Open(sealed); err != nil || got != plain {
			t.Fatalf("got %q, %v", got, err)
		}
		if plain == "" && sealed != "" {
			t.Fatalf("the empty text became %q", sealed)
		}
	})
}

func TestSealedTextTellsNothing(t *testing.T) {
	k := generate(t)
	one, two := seal(t, k, "13800000001"), seal(t, k, "13800000001")
	if one == two {
		t.Error("the same text must not look the same twice")
	}
	if !regexp.MustCompile(`^v1:k1:[A-Za-z0-9+/]+$`).MatchString(one) || strings.Contains(one, "138000") {
		t.Errorf("got %q", one)
	}
}

func TestTamperingIsSeen(t *testing.T) {
	k := generate(t)
	sealed := seal(t, k, "正定县某村三组")
	for i := range len(sealed) {
		changed := []byte(sealed)
		changed[i] = 'A'
		if changed[i] == sealed[i] {
			changed[i] = 'B'
		}
		if got, err := k.Open(string(changed)); err == nil {
			t.Errorf("letter %d changed, yet it opens as %q", i, got)
		}
	}
	for _, cut := range []string{"v1", "v1:k1:", "v1:k1:AAAA", sealed[:len(sealed)-4], "plain", "v1:k1:%"} {
		if _, err := k.Open(cut); !errors.Is(err, ErrTampered) {
			t.Errorf("%q: got %v", cut, err)
		}
	}
	if _, err := k.Open(strings.Replace(sealed, "k1", "k9", 1)); !errors.Is(err, ErrKey) {
		t.Errorf("an unknown key id: got %v", err)
	}
	if _, err := generate(t).Open(sealed); !errors.Is(err, ErrTampered) {
		t.Errorf("another ring's key of the same id: got %v", err)
	}
}

func TestKeyIdIsAuthenticated(t *testing.T) {
	r := ring{Index: random(keySize)}.grown().grown()
	r.Keys[1].Key = r.Keys[0].Key
	k, err := newKeyring("", r)
	if err != nil {
		t.Fatal(err)
	}
	moved := strings.Replace(seal(t, k, "x"), "k2", "k1", 1)
	if _, err := k.Open(moved); !errors.Is(err, ErrTampered) {
		t.Errorf("a text moved under another label opens: %v", err)
	}
}

func TestIndex(t *testing.T) {
	k := generate(t)
	phone := k.Index("phone", "13800000001")
	if len(phone) != 16 || !bytes.Equal(phone, k.Index("phone", "13800000001")) {
		t.Errorf("got %x", phone)
	}
	for name, other := range map[string][]byte{
		"value":   k.Index("phone", "13800000002"),
		"purpose": k.Index("openid", "13800000001"),
		"border":  k.Index("phone1", "3800000001"),
		"ring":    generate(t).Index("phone", "13800000001"),
	} {
		if bytes.Equal(phone, other) {
			t.Errorf("another %s gives the same index", name)
		}
	}
	if k.Index("phone", "") != nil {
		t.Error("the empty value has no index")
	}
}

func TestRotate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "ring.json")
	first := open(t, path)
	old, index := seal(t, first, "张三"), first.Index("phone", "1")
	second, err := first.Rotate()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := second.Open(old); err != nil || got != "张三" {
		t.Errorf("after rotation: got %q, %v", got, err)
	}
	fresh := seal(t, second, "张三")
	if !strings.HasPrefix(fresh, "v1:k2:") {
		t.Errorf("new texts must bear the new key: %q", fresh)
	}
	if !bytes.Equal(index, second.Index("phone", "1")) {
		t.Error("a rotation must keep the blind index")
	}
	again := open(t, path)
	for _, sealed := range []string{old, fresh} {
		if got, err := again.Open(sealed); err != nil || got != "张三" {
			t.Errorf("read again: got %q, %v", got, err)
		}
	}
	if _, err := first.Open(fresh); !errors.Is(err, ErrKey) {
		t.Errorf("a ring opened before the rotation: got %v", err)
	}
	if third, err := first.Rotate(); err != nil || third.label != "v1:k3" {
		t.Errorf("a rotation must build on the file, not on memory: %v", err)
	}
}

func TestRotateInMemory(t *testing.T) {
	k := generate(t)
	old := seal(t, k, "x")
	k2, err := k.Rotate()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k2.Open(old); err != nil || got != "x" {
		t.Errorf("got %q, %v", got, err)
	}
	if k.label != "v1:k1" || k2.label != "v1:k2" {
		t.Errorf("got %s and %s", k.label, k2.label)
	}
}

func TestFileIsForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ring.json")
	k := open(t, path)
	if _, err := k.Rotate(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("a ring that others may read must be refused")
	}
}

func TestTwoMakersAgree(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ring.json")
	rings := make([]*Keyring, 8)
	var wg sync.WaitGroup
	for i := range rings {
		wg.Go(func() { rings[i], _ = Open(path) })
	}
	wg.Wait()
	for i, k := range rings {
		if k == nil {
			t.Fatalf("%d did not open", i)
		}
		if got, err := k.Open(seal(t, rings[0], "x")); err != nil || got != "x" {
			t.Errorf("%d has another key: %v", i, err)
		}
	}
}

func TestDamagedRings(t *testing.T) {
	for name, text := range map[string]string{
		"no json":       `secret`,
		"no key":        `{"active":"k1","index":"","keys":[]}`,
		"short key":     `{"active":"k1","index":"","keys":[{"id":"k1","suite":"v1","key":"c2VjcmV0"}]}`,
		"unknown suite": `{"active":"k1","index":"","keys":[{"id":"k1","suite":"v9","key":"c2VjcmV0"}]}`,
	} {
		path := filepath.Join(t.TempDir(), "ring.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path)
		if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "c2VjcmV0") {
			t.Errorf("%s: got %v", name, err)
		}
		if got, _ := os.ReadFile(path); string(got) != text {
			t.Errorf("%s: a damaged ring must not be overwritten", name)
		}
	}
	if _, err := load(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestCommit(t *testing.T) {
	// printf '00|张三' | sha256sum
	const want = "36db880b081646a7512d76c7d63bfdb4bacc98535c25786b0833e93b2a807e3b"
	if got := Commit("00", "张三"); got != want {
		t.Errorf("got %s", got)
	}
	if a, b := Salt(), Salt(); a == b || len(a) != 32 {
		t.Errorf("a salt is 128 random bits: %s", Salt())
	}
}

func TestToken(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		token := Token()
		if !regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{32}$`).MatchString(token) || seen[token] {
			t.Fatalf("got %q", token)
		}
		seen[token] = true
	}
	if got := HashToken("a"); len(got) != 32 || bytes.Equal(got, HashToken("b")) {
		t.Errorf("got %x", got)
	}
}

func TestShed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ring.json")
	first := open(t, path)
	old := seal(t, first, "张三")
	second, err := first.Rotate()
	if err != nil || len(first.Older()) != 0 || len(second.Older()) != 1 || second.Older()[0] != "v1:k1" {
		t.Fatalf("older: %v %v", second.Older(), err)
	}
	left, err := second.Shed()
	if err != nil || len(left.Older()) != 0 || !bytes.Equal(left.Index("phone", "1"), first.Index("phone", "1")) {
		t.Fatalf("left: %v %v", left.Older(), err)
	}
	if _, err := left.Open(old); !errors.Is(err, ErrKey) {
		t.Errorf("what lay under the old key: %v", err)
	}
	third, err := left.Rotate()
	if err != nil || third.Label() != "v1:k3" {
		t.Errorf("an id is given twice: %s %v", third.Label(), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the ring's file: %v %v", info.Mode(), err)
	}
}
