package edge

import (
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// compressFrom is the size in bytes under which a page travels as it is: it fits into one packet anyway.
const compressFrom = 1200

// The levels are the cheap ones of both: see BenchmarkCompress.
const (
	brotliLevel = 3
	gzipLevel   = 3
)

var brotlis = sync.Pool{New: func() any { return brotli.NewWriterLevel(io.Discard, brotliLevel) }}

var gzips = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(io.Discard, gzipLevel) // the level is a valid one
	return w
}}

func encodingOf(r *http.Request, size int) string {
	accept := r.Header.Get("Accept-Encoding")
	switch {
	case size < compressFrom:
		return ""
	case strings.Contains(accept, "br"):
		return "br"
	case strings.Contains(accept, "gzip"):
		return "gzip"
	default:
		return ""
	}
}

type packer interface {
	io.WriteCloser
	Reset(io.Writer)
}

func compress(to io.Writer, encoding string, page []byte) error {
	pool := &gzips
	if encoding == "br" {
		pool = &brotlis
	}
	w := pool.Get().(packer)
	defer pool.Put(w)
	w.Reset(to)
	if _, err := w.Write(page); err != nil {
		return err
	}
	return w.Close()
}
