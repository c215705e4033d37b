package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

// The tree over the events of a day is that of RFC 6962: a leaf is SHA-256 of the byte 0 and the event's hash, a node
// SHA-256 of the byte 1 and what stands left and right below it; a day without events has SHA-256 of nothing.

func leaf(event []byte) []byte { return sum([]byte{0}, event) }

func node(left, right []byte) []byte { return sum([]byte{1}, left, right) }

func sum(parts ...[]byte) []byte {
	s := sha256.Sum256(bytes.Join(parts, nil))
	return s[:]
}

// tree grows by one event after the other and keeps only the heads of its whole parts.
type tree struct {
	events int64
	parts  []part // from left to right, each smaller than the one before
}

type part struct {
	size int64
	head []byte
}

func (t *tree) add(event []byte) {
	t.events++
	p := part{1, leaf(event)}
	for n := len(t.parts); n > 0 && t.parts[n-1].size == p.size; n-- {
		p = part{2 * p.size, node(t.parts[n-1].head, p.head)}
		t.parts = t.parts[:n-1]
	}
	t.parts = append(t.parts, p)
}

func (t *tree) head() []byte {
	if len(t.parts) == 0 {
		return sum()
	}
	head := t.parts[len(t.parts)-1].head
	for i := len(t.parts) - 2; i >= 0; i-- {
		head = node(t.parts[i].head, head)
	}
	return head
}

// path is how a leaf comes to the head: what stands beside it on each level, from the leaf up, as "left …" or "right …".
func path(leaves [][]byte, at int) []string {
	if len(leaves) <= 1 {
		return nil
	}
	half := 1
	for 2*half < len(leaves) {
		half *= 2
	}
	if at < half {
		return append(path(leaves[:half], at), "right "+hex.EncodeToString(headOf(leaves[half:])))
	}
	return append(path(leaves[half:], at-half), "left "+hex.EncodeToString(headOf(leaves[:half])))
}

func headOf(events [][]byte) []byte {
	var t tree
	for _, e := range events {
		t.add(e)
	}
	return t.head()
}
