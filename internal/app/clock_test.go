package app

import (
	"testing"
	"time"

	"jiazhan/internal/app/config"
)

func TestClock(t *testing.T) {
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	still := NewClock(config.Config{ClockStart: start})
	if a, b := still.Now(), still.Now(); !a.Equal(start) || !b.Equal(start) {
		t.Error("a clock of speed 0 must stand still")
	}
	fast := NewClock(config.Config{ClockStart: start, ClockSpeed: 1e6})
	for a := fast.Now(); fast.Now().Sub(a) < time.Second; {
	}
	if fast.Now().Before(start) {
		t.Error("the clock went back")
	}
	fast.StopAt(start.Add(time.Hour))
	if a, b := fast.Now(), fast.Now(); !a.Equal(b) || !a.Equal(start.Add(time.Hour)) {
		t.Errorf("stopped at %v", a)
	}
	if now := NewClock(config.Config{ClockSpeed: 1}).Now(); time.Since(now).Abs() > time.Minute {
		t.Errorf("the real clock shows %v", now)
	}
}
