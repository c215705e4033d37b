package chrome

import (
	"context"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Answer is one answer that came over the wire, headers and all.
type Answer struct {
	URL   string
	Bytes int
}

func (w *Window) count(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.asked[e.RequestID] = e.Request.URL
	case *network.EventLoadingFinished:
		w.received = append(w.received, Answer{w.asked[e.RequestID], int(e.EncodedDataLength)})
	}
}

// Received gives what came over the wire since it was asked last.
func (w *Window) Received() []Answer {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.received
	w.received = nil
	return out
}

// Slow makes the window an old phone in a village: 1.6 Mbit/s, 150 ms to the server, a processor four times as slow.
func (w *Window) Slow() {
	w.t.Helper()
	const rate = 1.6e6 / 8
	w.line(map[string]any{"offline": false, "latency": 150, "downloadThroughput": rate, "uploadThroughput": rate / 2})
	if _, err := chromedp.Call(w, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 4}); err != nil {
		w.t.Fatal(err)
	}
}

// Upload lets so many bytes a second be sent; -1 is as fast as it goes.
func (w *Window) Upload(rate int) {
	w.t.Helper()
	w.line(map[string]any{"offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": rate})
}

func (w *Window) line(conditions map[string]any) {
	w.t.Helper()
	err := chromedp.Do(w, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		return t.Call(ctx, "Network.emulateNetworkConditions", conditions, nil) // the command that follows it is not in every browser yet
	}))
	if err != nil {
		w.t.Fatal(err)
	}
}

const lastPaint = `new Promise((tell) => new PerformanceObserver((list) => tell(list.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true}))`

// LargestPaint is how long after the page was asked for its largest part was seen.
func (w *Window) LargestPaint() time.Duration {
	w.t.Helper()
	return time.Duration(Eval[float64](w, lastPaint) * float64(time.Millisecond))
}

const allPictures = `Promise.all([...document.images].map((i) => { i.loading = "eager"; return i.decode(); })).then((all) => all.length)`

// Pictures waits for every picture of the page, also below what is seen, and counts them.
func (w *Window) Pictures() int {
	w.t.Helper()
	return Eval[int](w, allPictures)
}
