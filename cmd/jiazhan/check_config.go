package main

import (
	"fmt"

	"jiazhan/internal/app/config"
)

type checkConfig struct{ config.Config }

// Run prints the settings in force even if one is wrong, so that the reader sees where a value came from.
func (cmd *checkConfig) Run(c console) error {
	settings, err := cmd.Settings()
	if err != nil {
		return err
	}
	for _, s := range settings {
		if _, err := fmt.Fprintf(c.out, "%s = %s\n", s.Key, s.Value); err != nil {
			return err
		}
	}
	return cmd.Check()
}
