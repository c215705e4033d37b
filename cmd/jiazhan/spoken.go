package main

import (
	"errors"
	"strings"

	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
)

// spoken turns a refusal into the sentences that its form would show, each with its field's flag.
func spoken(err error) error { return spokenOf("", err) }

// spokenOf is spoken for fields whose flags have a prefix.
func spokenOf(prefix string, err error) error {
	refusal := fault.As(err)
	if refusal == nil {
		return err
	}
	p := i18n.For(string(i18n.EN))
	lines := []string{p.T(refusal.Key, refusal.Args...)}
	for _, f := range refusal.Fields {
		lines = append(lines, "  --"+prefix+f.Name+": "+p.T(f.Key, f.Args...))
	}
	return errors.New(strings.Join(lines, "\n"))
}
