package app

import (
	"time"

	"jiazhan/internal/app/config"
)

// clock is the real time, or a clock that begins at clock-start and runs clock-speed times as fast.
func clock(c config.Config) func() time.Time {
	if c.ClockStart.IsZero() && c.ClockSpeed == 1 {
		return time.Now
	}
	begun, start := time.Now(), c.ClockStart
	if start.IsZero() {
		start = begun
	}
	return func() time.Time { return start.Add(time.Duration(float64(time.Since(begun)) * c.ClockSpeed)) }
}
