package vault

import (
	"bytes"
	"fmt"
)

// mark begins what SealBytes makes, so that it is never mistaken for a file in the clear.
const mark = "jiazhan-sealed "

// SealBytes encrypts a file with the active key. It begins with a mark and the key's label, and ends as GCM does.
func (k *Keyring) SealBytes(plain []byte) ([]byte, error) {
	aead, ok := k.aeads[k.label]
	if !ok {
		return nil, ErrKey
	}
	head := mark + k.label + "\n"
	return append([]byte(head), aead.Seal(nil, nil, plain, []byte(k.label))...), nil
}

// OpenBytes decrypts what SealBytes made with any key of the ring. Its errors are ErrKey and ErrTampered.
func (k *Keyring) OpenBytes(sealed []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(sealed, []byte(mark))
	label, text, cut := bytes.Cut(rest, []byte("\n"))
	if !ok || !cut || len(label) > 100 {
		return nil, ErrTampered
	}
	aead, ok := k.aeads[string(label)]
	if !ok {
		return nil, fmt.Errorf("%w (%q)", ErrKey, label)
	}
	plain, err := aead.Open(nil, nil, text, label)
	if err != nil {
		return nil, ErrTampered
	}
	return plain, nil
}

// SealedBytes reports whether a file was made by SealBytes.
func SealedBytes(file []byte) bool { return bytes.HasPrefix(file, []byte(mark)) }

// Label names the active key: "suite:key id". What was sealed under another waits to be sealed again.
func (k *Keyring) Label() string { return k.label }
