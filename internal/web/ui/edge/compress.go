package edge

import (
	"io"
	"net/http"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"

	"jiazhan/internal/web/ui"
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
	if size < compressFrom {
		return ""
	}
	return ui.Encoding(r.Header.Get("Accept-Encoding"))
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
