package main

import (
	"errors"
	"strings"

	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
)

// spoken turns a refusal into the sentences that its form would show, each with its field's flag.
func spoken(err error) error {
	refusal := fault.As(err)
	if refusal == nil {
		return err
	}
	p := i18n.For(string(i18n.EN))
	lines := []string{p.T(refusal.Key, refusal.Args...)}
	for _, f := range refusal.Fields {
		lines = append(lines, "  --"+f.Name+": "+p.T(f.Key, f.Args...))
	}
	return errors.New(strings.Join(lines, "\n"))
}
