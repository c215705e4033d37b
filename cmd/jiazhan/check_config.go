package main

import (
	"errors"
	"fmt"
	"os"

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
	all := append(config.Strangers(os.Environ()), cmd.Check(), place("data", cmd.Data, true), place("keys", cmd.KeysFile(), false))
	return errors.Join(all...)
}

// place says what is wrong with a folder or file that is there; what is not there is made when it is needed.
func place(key, path string, folder bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return &config.Wrong{Key: key, Why: err.Error()}
	case info.IsDir() == folder:
		return nil
	case folder:
		return &config.Wrong{Key: key, Why: path + " is no folder"}
	}
	return &config.Wrong{Key: key, Why: path + " is a folder"}
}
