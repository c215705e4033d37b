package app

import (
	"sync"
	"time"

	"jiazhan/internal/app/config"
)

// Clock is the program's clock: the real time, or one that begins at clock-start and runs clock-speed times as fast.
type Clock struct {
	mu    sync.Mutex
	real  time.Time // when shown was true; zero: the clock shows the real time
	shown time.Time
	speed float64
}

// NewClock makes the clock of the settings.
func NewClock(c config.Config) *Clock {
	if c.ClockStart.IsZero() && c.ClockSpeed == 1 {
		return &Clock{}
	}
	now := time.Now()
	shown := c.ClockStart
	if shown.IsZero() {
		shown = now
	}
	return &Clock{real: now, shown: shown, speed: c.ClockSpeed}
}

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.real.IsZero() {
		return time.Now()
	}
	return c.shown.Add(time.Duration(float64(time.Since(c.real)) * c.speed))
}

// StopAt makes the clock stand still at an instant: the demo acts out the past so.
func (c *Clock) StopAt(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.real, c.shown, c.speed = time.Now(), t, 0
}

// Hold gives the function that lets the clock go on as it does now, after it was stopped.
func (c *Clock) Hold() (release func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	real, shown, speed := c.real, c.shown, c.speed
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.real, c.shown, c.speed = real, shown, speed
	}
}
