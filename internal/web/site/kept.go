package site

import (
	"bytes"
	"container/list"
	"context"
	"io"
	"sync"
	"weak"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/s2"

	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/i18n"
)

// mostKept is how many bytes of compressed pages are kept: the cases of which a county talks, some twenty thousand pages.
const mostKept = 24 << 20

// look is how pages are shown; the pages of one look have most of their frame in common.
type look struct {
	lang  i18n.Lang
	elder bool
}

// face is one look of the public page of one case.
type face struct {
	number string
	look
}

// basis is what a page was made of; it stands as long as all of it does. The day is of Shanghai: due times are told in days.
type basis struct {
	version casework.Version
	dir     weak.Pointer[congress.Directory] // a page that stands no longer must not hold a whole directory
	day     string
}

// keep holds the pages of released cases as everybody reads them, least recently read goes first.
type keep struct {
	mu    sync.Mutex
	bytes int
	order list.List // of *keptPage, the newest read in front
	at    map[face]*list.Element
	dicts map[look]*s2.Dict // the first page of each look, of which the others hold copies
}

type keptPage struct {
	face
	basis
	dict *s2.Dict
	body []byte // compressed
	size int    // not compressed
}

// has reports whether some page of this face is kept, whether it still stands or not.
func (k *keep) has(f face) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.at[f] != nil
}

// get gives a page that still stands, nil if there is none.
func (k *keep) get(f face, b basis) templ.Component {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.at[f]
	if !ok {
		return nil
	}
	p := e.Value.(*keptPage)
	if p.basis != b {
		k.drop(e)
		return nil
	}
	k.order.MoveToFront(e)
	return p
}

// put keeps a page; others go when there is no room.
func (k *keep) put(f face, b basis, body []byte) {
	dict := k.dict(f.look, body)
	p := &keptPage{f, b, dict, bytes.Clone(dict.Encode(nil, body)), len(body)}
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.at[f]; ok {
		k.drop(e)
	}
	k.at[f] = k.order.PushFront(p)
	for k.bytes += len(p.body); k.bytes > mostKept; {
		k.drop(k.order.Back())
	}
}

// dict gives what pages of a look are compressed with: the first of them.
func (k *keep) dict(l look, first []byte) *s2.Dict {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.at == nil {
		k.at, k.dicts = map[face]*list.Element{}, map[look]*s2.Dict{}
	}
	d, ok := k.dicts[l]
	if !ok {
		d = s2.MakeDict(bytes.Clone(first), nil)
		k.dicts[l] = d
	}
	return d
}

func (k *keep) drop(e *list.Element) {
	p := k.order.Remove(e).(*keptPage)
	delete(k.at, p.face)
	k.bytes -= len(p.body)
}

// drafts are buffers for rendering and for reading what is kept.
var drafts = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// making renders a page and keeps it.
func (k *keep) making(f face, b basis, page templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		buf := drafts.Get().(*bytes.Buffer)
		defer drafts.Put(buf)
		buf.Reset()
		if err := page.Render(ctx, buf); err != nil {
			return err
		}
		k.put(f, b, buf.Bytes())
		_, err := w.Write(buf.Bytes())
		return err
	})
}

// Render writes what is kept.
func (p *keptPage) Render(_ context.Context, w io.Writer) error {
	buf := drafts.Get().(*bytes.Buffer)
	defer drafts.Put(buf)
	buf.Reset()
	buf.Grow(p.size)
	body, err := p.dict.Decode(buf.AvailableBuffer(), p.body)
	if err == nil {
		_, err = w.Write(body)
	}
	return err
}
