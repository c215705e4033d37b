// Package blobtest is what every blob.Store must pass. It must never be imported by the program.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"jiazhan/internal/blob"
)

// Run runs the suite; open gives an empty store.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	for name, check := range map[string]func(*testing.T, blob.Store){
		"GivesBackWhatWasPut": givesBack,
		"Seeks":               seeks,
		"MissingIsNotExist":   missing,
		"PutReplaces":         replaces,
		"BrokenPutIsNoPut":    brokenPut,
		"EndedContext":        endedContext,
		"DeleteTwice":         deleteTwice,
		"RefusesBadKeys":      badKeys,
		"WholeUnderRace":      race,
	} {
		t.Run(name, func(t *testing.T) { check(t, open(t)) })
	}
}

func put(t *testing.T, s blob.Store, key, text string) {
	t.Helper()
	if err := s.Put(t.Context(), key, strings.NewReader(text)); err != nil {
		t.Fatalf("put %s: %v", key, err)
	}
}

// want checks that the blob of key reads as text.
func want(t *testing.T, s blob.Store, key, text string) {
	t.Helper()
	r, err := s.Get(t.Context(), key)
	if err != nil {
		t.Fatalf("get %s: %v", key, err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != text {
		t.Errorf("%s: got %d bytes (%v), want %d", key, len(got), err, len(text))
	}
}

func wantMissing(t *testing.T, s blob.Store, key string) {
	t.Helper()
	if r, err := s.Get(t.Context(), key); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s: got %v, want fs.ErrNotExist", key, err)
		if err == nil {
			r.Close()
		}
	}
}

func givesBack(t *testing.T, s blob.Store) {
	for key, text := range map[string]string{
		"a": "x", "empty": "", "abc.view": "view", "abc.thumb": "thumb", "a-b_c.0": strings.Repeat("0123456789abcdef", 1<<16),
		strings.Repeat("k", 200): "the longest key",
	} {
		put(t, s, key, text)
		want(t, s, key, text)
	}
	want(t, s, "abc.view", "view")
}

func seeks(t *testing.T, s blob.Store) {
	put(t, s, "k", "0123456789")
	r, err := s.Get(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if size, err := r.Seek(0, io.SeekEnd); err != nil || size != 10 {
		t.Errorf("the end is at %d (%v)", size, err)
	}
	if _, err := r.Seek(3, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	part := make([]byte, 4)
	if _, err := io.ReadFull(r, part); err != nil || string(part) != "3456" {
		t.Errorf("got %q (%v)", part, err)
	}
}

func missing(t *testing.T, s blob.Store) { wantMissing(t, s, "nothing") }

func replaces(t *testing.T, s blob.Store) {
	put(t, s, "k", "a longer first text")
	put(t, s, "k", "second")
	want(t, s, "k", "second")
}

func brokenPut(t *testing.T, s blob.Store) {
	broken := errors.New("the line broke")
	half := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))
	if err := s.Put(t.Context(), "k", half); !errors.Is(err, broken) {
		t.Errorf("got %v, want the reader's error", err)
	}
	wantMissing(t, s, "k")
	put(t, s, "k", "whole")
	half = io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))
	if err := s.Put(t.Context(), "k", half); err == nil {
		t.Error("a broken put must fail")
	}
	want(t, s, "k", "whole")
}

func endedContext(t *testing.T, s blob.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, "k", strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	wantMissing(t, s, "k")
}

func deleteTwice(t *testing.T, s blob.Store) {
	put(t, s, "k", "x")
	put(t, s, "other", "stays")
	for range 2 {
		if err := s.Delete(t.Context(), "k"); err != nil {
			t.Fatal(err)
		}
		wantMissing(t, s, "k")
	}
	want(t, s, "other", "stays")
}

func badKeys(t *testing.T, s blob.Store) {
	for _, key := range []string{
		"", ".", "..", "../k", "a/../b", "a/b", `a\b`, "/etc/passwd", ".hidden", "a\x00b", "a b", "K", "照片", "a\n", "%2e%2e",
		strings.Repeat("k", 201),
	} {
		if err := s.Put(t.Context(), key, strings.NewReader("x")); !errors.Is(err, blob.ErrKey) {
			t.Errorf("put %q: got %v", key, err)
		}
		if _, err := s.Get(t.Context(), key); !errors.Is(err, blob.ErrKey) {
			t.Errorf("get %q: got %v", key, err)
		}
		if err := s.Delete(t.Context(), key); !errors.Is(err, blob.ErrKey) {
			t.Errorf("delete %q: got %v", key, err)
		}
	}
}

// race lets many put under one key: what is read is always one of the texts, whole.
func race(t *testing.T, s blob.Store) {
	put(t, s, "k", strings.Repeat("a", 1<<15))
	var wg sync.WaitGroup
	for _, letter := range "bcdefg" {
		wg.Go(func() {
			if err := s.Put(t.Context(), "k", strings.NewReader(strings.Repeat(string(letter), 1<<15))); err != nil {
				t.Errorf("put %c: %v", letter, err)
			}
		})
		wg.Go(func() { wantWhole(t, s, "k", 1<<15) })
	}
	wg.Wait()
	wantWhole(t, s, "k", 1<<15)
}

func wantWhole(t *testing.T, s blob.Store, key string, size int) {
	r, err := s.Get(t.Context(), key)
	if err != nil {
		t.Errorf("get: %v", err)
		return
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	if err != nil || len(got) != size || len(bytes.Trim(got, string(got[:1]))) != 0 {
		t.Errorf("got a mixture of %d bytes (%v)", len(got), err)
	}
}
