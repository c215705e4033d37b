package vault

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
)

// signer is the installation's key for what it publishes. It follows from the index key, so that it is the same on every
// node and stays when keys rotate: who has kept the public key can check what was signed years ago.
func (k *Keyring) signer() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(mac(k.index, "sign what is published"))
}

// Sign signs a text with Ed25519.
func (k *Keyring) Sign(text []byte) []byte { return ed25519.Sign(k.signer(), text) }

// Signed reports whether a signature of a text is this installation's.
func (k *Keyring) Signed(text, signature []byte) bool {
	return ed25519.Verify(k.signer().Public().(ed25519.PublicKey), text, signature)
}

// PublicKey is the key with which anybody can check what was signed, as PEM.
func (k *Keyring) PublicKey() (string, error) {
	der, err := x509.MarshalPKIXPublicKey(k.signer().Public())
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), err
}
