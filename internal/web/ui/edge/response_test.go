package edge

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// paced notes how large the pieces of an answer are, and until when each must be taken.
type paced struct {
	*httptest.ResponseRecorder
	pieces []int
	ends   []time.Time
}

func (p *paced) SetWriteDeadline(end time.Time) error { p.ends = append(p.ends, end); return nil }
func (p *paced) Write(b []byte) (int, error) {
	p.pieces = append(p.pieces, len(b))
	return p.ResponseRecorder.Write(b)
}

// A long answer goes out in pieces, and each has 15 seconds of its own.
func TestEachPieceOfAnAnswerHasItsTime(t *testing.T) {
	p := &paced{ResponseRecorder: httptest.NewRecorder()}
	w := &response{ResponseWriter: p, control: http.NewResponseController(p)}
	for _, size := range []int{0, 1, piece, 3*piece + 1} {
		p.pieces, p.ends = nil, nil
		begun, sent := time.Now(), 0
		if n, err := w.Write(make([]byte, size)); n != size || err != nil {
			t.Errorf("of %d bytes %d were written: %v", size, n, err)
		}
		for i, n := range p.pieces {
			sent += n
			if left := p.ends[i].Sub(begun); n > piece || left < writePause || left > writePause+time.Minute {
				t.Errorf("a piece of %d bytes has %v", n, left)
			}
		}
		if sent != size || len(p.ends) != len(p.pieces) || len(p.pieces) != max(1, (size+piece-1)/piece) {
			t.Errorf("%d bytes went out in %v", size, p.pieces)
		}
	}
}
