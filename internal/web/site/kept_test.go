package site

import (
	"bytes"
	"fmt"
	"testing"
)

func TestKeepIsBoundedAndForgetsWhatFell(t *testing.T) {
	var k keep
	page := make([]byte, 1<<20)
	name := func(i int) face { return face{number: fmt.Sprint(i)} }
	for i := range 40 {
		k.put(name(i), basis{version: 1}, page)
		if k.get(name(0), basis{version: 1}) == nil { // read again and again, so it stays
			t.Fatalf("the page that is read most fell after %d", i)
		}
	}
	if k.bytes > mostKept || len(k.at) != mostKept>>20 || k.order.Len() != len(k.at) {
		t.Errorf("%d bytes in %d pages", k.bytes, len(k.at))
	}
	if k.get(name(1), basis{version: 1}) != nil || k.get(name(39), basis{version: 2}) != nil || k.get(name(39), basis{version: 1}) != nil {
		t.Error("a page that fell, or one of another version, was given")
	}
	k.put(name(7), basis{version: 3}, []byte("new"))
	var b bytes.Buffer
	if err := k.get(name(7), basis{version: 3}).Render(t.Context(), &b); err != nil || b.String() != "new" {
		t.Errorf("%q %v", b.String(), err)
	}
}
