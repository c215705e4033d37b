package jobs

import "sync"

// bell wakes the pumps of this process. A ring is only a hint to look, so one bell serves every open database.
var bell = &bellTower{ears: map[chan struct{}]bool{}}

type bellTower struct {
	mu   sync.RWMutex
	ears map[chan struct{}]bool
}

func (b *bellTower) ring() {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for ear := range b.ears {
		select {
		case ear <- struct{}{}:
		default:
		}
	}
}

// listen gives a channel that holds at most one ring, and the function that stops listening.
func (b *bellTower) listen() (<-chan struct{}, func()) {
	ear := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ears[ear] = true
	return ear, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.ears, ear)
	}
}
