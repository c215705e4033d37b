package vault

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const keySize = 32

// Keyring seals with its active key, opens with each of its keys, and indexes with a key of its own. It never changes,
// so everybody may share it; Rotate gives another.
type Keyring struct {
	path  string // empty: only in memory
	ring  ring
	label string // "suite:key id" of the active key
	aeads map[string]cipher.AEAD
	index []byte
}

// ring is the file.
type ring struct {
	Active string `json:"active"`
	Index  []byte `json:"index"`
	Keys   []key  `json:"keys"`
}

type key struct {
	ID    string `json:"id"`
	Suite string `json:"suite"`
	Key   []byte `json:"key"`
}

func (k key) label() string { return k.Suite + ":" + k.ID }

// Generate gives a new ring that stands in no file, as tests and rehearsals want it.
func Generate() (*Keyring, error) {
	return newKeyring("", ring{Index: random(keySize)}.grown())
}

// Open reads the ring at path, or makes one that only its owner may read. It refuses a file that others may read.
func Open(path string) (*Keyring, error) {
	r, err := load(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := save(path, ring{Index: random(keySize)}.grown(), os.Link); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		r, err = load(path)
	}
	if err != nil {
		return nil, err
	}
	return newKeyring(path, r)
}

// Rotate adds a key, makes it the active one, and gives the ring that holds it; the old keys still open what they
// sealed. A ring of a file is read again and saved before it is given. Programs under way must open the file again
// before they meet a text sealed with the new key.
func (k *Keyring) Rotate() (*Keyring, error) {
	if k.path == "" {
		return newKeyring("", k.ring.grown())
	}
	r, err := load(k.path)
	if err != nil {
		return nil, err
	}
	if err := save(k.path, r.grown(), os.Rename); err != nil {
		return nil, err
	}
	return Open(k.path)
}

// Older names the keys that are not active: "suite:key id".
func (k *Keyring) Older() []string {
	var labels []string
	for _, one := range k.ring.Keys {
		if label := one.label(); label != k.label {
			labels = append(labels, label)
		}
	}
	return labels
}

// Shed takes every key but the active one out of the ring's file and gives the ring that is left. What is still sealed
// with one of the others can be read by nobody afterwards.
func (k *Keyring) Shed() (*Keyring, error) {
	r, err := load(k.path)
	if err != nil {
		return nil, err
	}
	r.Keys = slices.DeleteFunc(r.Keys, func(one key) bool { return one.ID != r.Active })
	if err := save(k.path, r, os.Rename); err != nil {
		return nil, err
	}
	return Open(k.path)
}

// grown is the ring with a new active key. Its id was never given before: the highest number stays in the ring.
func (r ring) grown() ring {
	last := 0
	for _, one := range r.Keys {
		n, _ := strconv.Atoi(strings.TrimPrefix(one.ID, "k")) // an id of another form counts as none
		last = max(last, n)
	}
	id := "k" + strconv.Itoa(last+1)
	keys := append([]key{}, r.Keys...)
	return ring{Active: id, Index: r.Index, Keys: append(keys, key{ID: id, Suite: current, Key: random(keySize)})}
}

func newKeyring(path string, r ring) (*Keyring, error) {
	k := &Keyring{path: path, ring: r, aeads: map[string]cipher.AEAD{}, index: r.Index}
	for _, one := range r.Keys {
		suite, ok := suites[one.Suite]
		if !ok || len(one.Key) != keySize || k.aeads[one.label()] != nil {
			return nil, fmt.Errorf("vault: %s: key %q is damaged, doubled or of an unknown suite", path, one.ID)
		}
		aead, err := suite(one.Key)
		if err != nil {
			return nil, fmt.Errorf("vault: %s: key %q: %w", path, one.ID, err)
		}
		k.aeads[one.label()] = aead
		if one.ID == r.Active {
			k.label = one.label()
		}
	}
	if k.label == "" || len(k.index) != keySize {
		return nil, fmt.Errorf("vault: %s: the active key or the index key is missing", path)
	}
	return k, nil
}

func load(path string) (ring, error) {
	info, err := os.Stat(path)
	if err != nil {
		return ring{}, fmt.Errorf("vault: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return ring{}, fmt.Errorf("vault: %s may be read by others (%v): make it 0600", path, mode)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return ring{}, fmt.Errorf("vault: %w", err)
	}
	var r ring
	if err := json.Unmarshal(text, &r); err != nil {
		return ring{}, fmt.Errorf("vault: %s is no key ring", path) // the parser's error would quote the file
	}
	return r, nil
}

// save writes the ring beside its place and puts it there in one step: os.Link keeps a ring that is there already,
// os.Rename takes its place.
func save(path string, r ring, place func(from, to string) error) error {
	text, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	temp, err := os.CreateTemp(dir, ".ring-*") // 0600
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // once it is renamed it is not there
	_, err = temp.Write(text)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	if err := place(temp.Name(), path); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	return nil
}

// random gives n bytes; the system's source never fails (crypto/rand).
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}
