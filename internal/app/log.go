package app

import (
	"io"
	"log/slog"

	"jiazhan/internal/app/config"
)

// NewLog makes the program's log. Rooms must not hand it texts, names or phones of people.
func NewLog(c config.Config, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
