package vault

import (
	"crypto/ecdh"
	"crypto/hpke"
	"fmt"
	"strings"
)

// boxMark begins a text that was sealed to a public key.
const boxMark = "b1:"

// leastPadded is the shortest a text is padded to, in bytes: short ones look alike.
const leastPadded = 64

// Secret is the private half of a key pair (X25519). It opens what Box and BoxBytes sealed to its public half.
type Secret struct{ key hpke.PrivateKey }

// NewSecret makes a key pair.
func NewSecret() (*Secret, error) {
	key, err := hpke.DHKEM(ecdh.X25519()).GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("vault: key pair: %w", err)
	}
	return &Secret{key}, nil
}

// secretOf reads the private half from its bytes.
func secretOf(raw []byte) (*Secret, error) {
	key, err := hpke.DHKEM(ecdh.X25519()).NewPrivateKey(raw)
	if err != nil {
		return nil, ErrTampered
	}
	return &Secret{key}, nil
}

// Public is the half by which everybody may seal.
func (s *Secret) Public() []byte { return s.key.PublicKey().Bytes() }

// BoxBytes seals to a public key (HPKE: X25519, HKDF-SHA256, AES-256-GCM), padded to a power of two; about says what it is
// and must be the same when it is opened. Nobody but the holder of the private half opens it, neither who sealed it.
func BoxBytes(public []byte, about string, plain []byte) ([]byte, error) {
	to, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("vault: public key: %w", err)
	}
	box, err := hpke.Seal(to, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte("jiazhan "+about), padded(plain))
	if err != nil {
		return nil, fmt.Errorf("vault: box: %w", err)
	}
	return box, nil
}

// OpenBytes opens what BoxBytes sealed; ErrTampered for anything else.
func (s *Secret) OpenBytes(about string, box []byte) ([]byte, error) {
	plain, err := hpke.Open(s.key, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte("jiazhan "+about), box)
	if err != nil {
		return nil, ErrTampered
	}
	return unpadded(plain)
}

// Box seals a text to a public key: "b1:base64". The empty text stays empty.
func Box(public []byte, about, plain string) (string, error) {
	if plain == "" {
		return "", nil
	}
	box, err := BoxBytes(public, about, []byte(plain))
	return boxMark + encoding.EncodeToString(box), err
}

// Open opens a text that Box sealed.
func (s *Secret) Open(about, box string) (string, error) {
	if box == "" {
		return "", nil
	}
	raw, err := encoding.DecodeString(strings.TrimPrefix(box, boxMark))
	if err != nil || !Boxed(box) {
		return "", ErrTampered
	}
	plain, err := s.OpenBytes(about, raw)
	return string(plain), err
}

// Boxed reports whether a sealed text was sealed to a public key, not with the ring. It says nothing of a text in the clear.
func Boxed(sealed string) bool { return strings.HasPrefix(sealed, boxMark) }

// Share seals the private half itself to another public key.
func (s *Secret) Share(public []byte, about string) ([]byte, error) {
	raw, err := s.key.Bytes()
	if err != nil {
		return nil, fmt.Errorf("vault: share: %w", err)
	}
	return BoxBytes(public, about, raw)
}

// OpenShare gives the private half that was shared with this one.
func (s *Secret) OpenShare(about string, share []byte) (*Secret, error) {
	raw, err := s.OpenBytes(about, share)
	if err != nil {
		return nil, err
	}
	return secretOf(raw)
}

// padded adds a bit and zeros up to a power of two, so that a length says little.
func padded(plain []byte) []byte {
	size := leastPadded
	for size < len(plain)+1 {
		size *= 2
	}
	out := make([]byte, size)
	copy(out, plain)
	out[len(plain)] = 0x80
	return out
}

func unpadded(plain []byte) ([]byte, error) {
	for i := len(plain) - 1; i >= 0; i-- {
		switch plain[i] {
		case 0:
		case 0x80:
			return plain[:i], nil
		default:
			return nil, ErrTampered
		}
	}
	return nil, ErrTampered
}
