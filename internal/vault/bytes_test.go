package vault

import (
	"bytes"
	"errors"
	"testing"
)

func TestFilesAreSealedAndOutliveARotation(t *testing.T) {
	k, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	plain := bytes.Repeat([]byte("\xff\xd8照片\x00"), 1000)
	sealed, err := k.SealBytes(plain)
	if err != nil || bytes.Contains(sealed, plain[:20]) || !SealedBytes(sealed) || SealedBytes(plain) {
		t.Fatalf("%v", err)
	}
	next, err := k.Rotate()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := next.OpenBytes(sealed); err != nil || !bytes.Equal(got, plain) || next.Label() == k.Label() {
		t.Errorf("after a rotation: %v", err)
	}
	for _, at := range []int{0, len(mark) + 1, len(sealed) / 2, len(sealed) - 1} {
		bad := bytes.Clone(sealed)
		bad[at] ^= 1
		if _, err := k.OpenBytes(bad); err == nil {
			t.Errorf("a bit changed at %d and it opened", at)
		}
	}
	if _, err := k.OpenBytes(sealed[:len(sealed)-1]); !errors.Is(err, ErrTampered) {
		t.Errorf("cut: %v", err)
	}
	later, _ := next.SealBytes(plain)
	if _, err := k.OpenBytes(later); !errors.Is(err, ErrKey) {
		t.Errorf("an unknown key: %v", err)
	}
}
