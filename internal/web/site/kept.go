package site

import (
	"bytes"
	"container/list"
	"context"
	"io"
	"sync"

	"github.com/a-h/templ"

	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/i18n"
)

// mostKept is how many bytes of rendered pages are kept: the cases of which a county talks.
const mostKept = 36 << 20

// face is one look of a public page.
type face struct {
	number string
	lang   i18n.Lang
	elder  bool
}

// basis is what a page was made of; it stands as long as all of it does. The day is of Shanghai: due times are told in days.
type basis struct {
	version casework.Version
	dir     *congress.Directory
	day     string
}

// keep holds the pages of released cases as everybody reads them, least recently read goes first.
type keep struct {
	mu    sync.Mutex
	bytes int
	order list.List // of *keptPage, the newest read in front
	at    map[face]*list.Element
}

type keptPage struct {
	face
	basis
	body []byte
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
	return ready(p.body)
}

// put keeps a page; others go when there is no room.
func (k *keep) put(f face, b basis, body []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.at == nil {
		k.at = map[face]*list.Element{}
	}
	if e, ok := k.at[f]; ok {
		k.drop(e)
	}
	k.at[f] = k.order.PushFront(&keptPage{f, b, body})
	for k.bytes += len(body); k.bytes > mostKept; {
		k.drop(k.order.Back())
	}
}

func (k *keep) drop(e *list.Element) {
	p := k.order.Remove(e).(*keptPage)
	delete(k.at, p.face)
	k.bytes -= len(p.body)
}

// ready is a page that is rendered already.
func ready(body []byte) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := w.Write(body)
		return err
	})
}

// drafts are buffers for rendering; what is kept is copied out of them, so that it takes no more room than it is long.
var drafts = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render gives the bytes of a page.
func render(ctx context.Context, page templ.Component) ([]byte, error) {
	b := drafts.Get().(*bytes.Buffer)
	defer drafts.Put(b)
	b.Reset()
	err := page.Render(ctx, b)
	return bytes.Clone(b.Bytes()), err
}
