package vault

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// ErrPassphrase is a passphrase that does not open what was locked.
var ErrPassphrase = errors.New("vault: the passphrase does not open this key")

// What a guess costs: 64 MiB, three passes, one lane (RFC 9106). The name begins what was locked so.
const (
	stretchName   = "a1"
	stretchPasses = 3
	stretchKiB    = 64 << 10
)

func stretched(passphrase string, salt []byte) []byte {
	return argon2.IDKey([]byte(passphrase), salt, stretchPasses, stretchKiB, 1, keySize)
}

// Lock is the private half under a passphrase: "a1:base64 of salt and box". Without the passphrase nobody opens it, with
// whatever ring.
func (s *Secret) Lock(passphrase string) (string, error) {
	raw, err := s.key.Bytes()
	if err != nil {
		return "", fmt.Errorf("vault: lock: %w", err)
	}
	salt := random(saltSize)
	aead, err := aesGCM(stretched(passphrase, salt))
	if err != nil {
		return "", err
	}
	return stretchName + ":" + encoding.EncodeToString(aead.Seal(salt, nil, raw, []byte(stretchName))), nil
}

// Unlock gives the private half that Lock locked; ErrPassphrase for a wrong passphrase, ErrTampered for what Lock never made.
func Unlock(locked, passphrase string) (*Secret, error) {
	name, text, err := split(locked)
	if err != nil || name != stretchName || len(text) < saltSize {
		return nil, ErrTampered
	}
	aead, err := aesGCM(stretched(passphrase, text[:saltSize]))
	if err != nil {
		return nil, err
	}
	raw, err := aead.Open(nil, nil, text[saltSize:], []byte(stretchName))
	if err != nil {
		return nil, ErrPassphrase
	}
	return secretOf(raw)
}

// paperCheck is how many bytes of a checksum stand on paper behind the key, so that a slip of the pen is found.
const paperCheck = 3

// Paper is the private half as people print it and type it in again: letters and digits in groups of four.
func (s *Secret) Paper() (string, error) {
	raw, err := s.key.Bytes()
	if err != nil {
		return "", fmt.Errorf("vault: paper: %w", err)
	}
	sum := sha256.Sum256(raw)
	text := letters.EncodeToString(append(raw, sum[:paperCheck]...))
	var groups []string
	for len(text) > 4 {
		groups, text = append(groups, text[:4]), text[4:]
	}
	return strings.Join(append(groups, text), " "), nil
}

// FromPaper reads what Paper printed, however it was typed; ErrPassphrase for what is none.
func FromPaper(text string) (*Secret, error) {
	plain := strings.NewReplacer("o", "0", "i", "1", "l", "1", " ", "", "-", "", "\n", "", "\r", "", "\t", "", "　", "").Replace(strings.ToLower(text))
	raw, err := letters.DecodeString(plain)
	if err != nil || len(raw) != keySize+paperCheck {
		return nil, ErrPassphrase
	}
	if sum := sha256.Sum256(raw[:keySize]); string(sum[:paperCheck]) != string(raw[keySize:]) {
		return nil, ErrPassphrase
	}
	return secretOf(raw[:keySize])
}
