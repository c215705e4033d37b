package app

import "strings"

// Base is the public address, without a slash at its end.
func (a *App) Base() string {
	if a.Config.BaseURL != "" {
		return strings.TrimSuffix(a.Config.BaseURL, "/")
	}
	return "http://" + a.Config.Addr
}

// SetupLink is the address at which an invited person sets her password.
func (a *App) SetupLink(token string) string { return a.Base() + "/signin/invite/" + token }
