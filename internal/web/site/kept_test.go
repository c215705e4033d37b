package site

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// noise gives pages that have nothing in common and cannot be made smaller, all in one buffer.
type noise struct {
	rand *rand.ChaCha8
	page []byte
}

func newNoise(size int) noise { return noise{rand.NewChaCha8([32]byte{}), make([]byte, size)} }

func (n noise) next() []byte {
	_, _ = n.rand.Read(n.page)
	return n.page
}

func TestKeepIsBoundedAndForgetsWhatFell(t *testing.T) {
	var k keep
	name := func(i int) face { return face{number: fmt.Sprint(i)} }
	pages := newNoise(1 << 20)
	for i := range 40 {
		k.put(name(i), basis{version: 1}, pages.next())
		if k.get(name(0), basis{version: 1}) == nil { // read again and again, so it stays
			t.Fatalf("the page that is read most fell after %d", i)
		}
	}
	if k.bytes > mostKept || k.bytes < mostKept-1<<20 || k.order.Len() != len(k.at) {
		t.Errorf("%d bytes in %d pages", k.bytes, len(k.at))
	}
	if k.get(name(1), basis{version: 1}) != nil || k.get(name(39), basis{version: 2}) != nil || k.get(name(39), basis{version: 1}) != nil {
		t.Error("a page that fell, or one of another version, was given")
	}
}

// Pages come back byte for byte, whatever the page was that the others are compressed with, and come out of a buffer
// that is used again.
func TestKeptPagesComeBackAsTheyWere(t *testing.T) {
	var k keep
	frame := bytes.Repeat([]byte("正定县人大代表之家"), 200)
	parts, buf := newNoise(500), new(bytes.Buffer)
	want := map[face]string{}
	for i := range 300 {
		buf.Reset()
		buf.Write(parts.next()[:i])
		buf.Write(frame)
		f := face{fmt.Sprint(i), look{lang: "en", elder: i%2 == 0}}
		k.put(f, basis{}, buf.Bytes())
		want[f] = buf.String()
	}
	k.put(face{number: "new"}, basis{}, []byte("x"))
	want[face{number: "new"}] = "x"
	for f, page := range want {
		var b bytes.Buffer
		if err := k.get(f, basis{}).Render(t.Context(), &b); err != nil || b.String() != page {
			t.Errorf("%v: %d bytes instead of %d, %v", f, b.Len(), len(page), err)
		}
	}
}
