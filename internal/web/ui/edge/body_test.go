package edge

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A client that is silent for 15 seconds is cut, and so is one that sends a byte now and then; one on a poor line is not.
func TestWhoCreepsIsCut(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		since time.Duration
		came  int64
		cut   bool
	}{
		"just begun":               {0, 0, false},
		"silent":                   {16 * time.Second, 0, true},
		"a byte in ten seconds":    {20 * time.Second, 2, true},
		"a byte a second":          {time.Minute, 60, true},
		"a photo on a poor line":   {50 * time.Minute, 15 << 20, false},
		"a burst, and then little": {time.Minute, 1 << 20, false},
	} {
		b := &body{start: now.Add(-c.since), came: c.came}
		end := b.deadline()
		if cut := end.Before(now); cut != c.cut || end.After(time.Now().Add(bodyPause)) {
			t.Errorf("%s: the next bytes must come in %v", name, end.Sub(now))
		}
	}
}

// A body that no handler reads holds the connection no longer than one that is read.
func TestABodyThatNobodyReadsIsHurried(t *testing.T) {
	for text, want := range map[string]bool{"": false, "x": true} {
		w := &clocked{ResponseRecorder: httptest.NewRecorder()}
		Hurried(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", strings.NewReader(text)))
		if w.limited != want {
			t.Errorf("%q: limited %v", text, w.limited)
		}
	}
}

type clocked struct {
	*httptest.ResponseRecorder
	limited bool
}

func (c *clocked) SetReadDeadline(time.Time) error { c.limited = true; return nil }
