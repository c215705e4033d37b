// Package vault keeps what must stay secret: it seals fields, makes blind indexes to look them up by, and makes tokens
// and commitments. It owns no table; the key ring is a file outside the database. It must never put a key or a plain
// text into an error or a log.
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// The reasons why a sealed text does not open.
var (
	ErrKey      = errors.New("vault: the key ring does not hold the key of this text")
	ErrTampered = errors.New("vault: the sealed text was changed, cut or sealed with another key")
)

const (
	current   = "v1" // the suite of new keys
	indexSize = 16
)

// suites are the ways to seal. The name of one begins every text sealed with it, so that another can stand beside it.
var suites = map[string]func(key []byte) (cipher.AEAD, error){"v1": aesGCM}

// aesGCM is AES-256-GCM that puts a random nonce of 96 bits before the text.
func aesGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// encoding has one spelling for each text: a changed last letter does not open.
var encoding = base64.RawStdEncoding.Strict()

// Seal encrypts with the active key: "suite:key id:base64". The empty text stays empty.
func (k *Keyring) Seal(plain string) (string, error) {
	if plain == "" {
		return "", nil
	}
	aead, ok := k.aeads[k.label]
	if !ok {
		return "", ErrKey
	}
	return k.label + ":" + encoding.EncodeToString(aead.Seal(nil, nil, []byte(plain), []byte(k.label))), nil
}

// Open decrypts what Seal made with any key of the ring. Its errors are ErrKey and ErrTampered.
func (k *Keyring) Open(sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	label, text, err := split(sealed)
	if err != nil {
		return "", err
	}
	aead, ok := k.aeads[label]
	if !ok {
		return "", fmt.Errorf("%w (%q)", ErrKey, label)
	}
	plain, err := aead.Open(nil, nil, text, []byte(label))
	if err != nil {
		return "", ErrTampered
	}
	return string(plain), nil
}

// split parts "suite:key id:base64" before the last colon.
func split(sealed string) (label string, text []byte, err error) {
	at := strings.LastIndexByte(sealed, ':')
	if at < 0 {
		return "", nil, ErrTampered
	}
	if text, err = encoding.DecodeString(sealed[at+1:]); err != nil {
		return "", nil, ErrTampered
	}
	return sealed[:at], text, nil
}

// Index is the blind index of a value: the same 16 bytes for the same purpose and value, and nothing to whoever lacks
// the ring. It is nil for the empty value, and stays the same when keys rotate.
func (k *Keyring) Index(purpose, value string) []byte {
	if value == "" {
		return nil
	}
	return mac(mac(k.index, purpose), value)[:indexSize]
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
