package app

import (
	"net"
	"strings"
)

// Base is the public address, without a slash at its end. A listener on all addresses is called localhost.
func (a *App) Base() string {
	if a.Config.BaseURL != "" {
		return strings.TrimSuffix(a.Config.BaseURL, "/")
	}
	if host, port, err := net.SplitHostPort(a.Config.Addr); err == nil && (host == "" || net.ParseIP(host).IsUnspecified()) {
		return "http://localhost:" + port
	}
	return "http://" + a.Config.Addr
}

// SetupLink is the address at which an invited person sets her password.
func (a *App) SetupLink(token string) string { return a.Base() + "/signin/invite/" + token }
