package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Code is the exit code for wrong settings (EX_CONFIG of sysexits.h).
const Code = 78

// Wrong is a setting that cannot be obeyed.
type Wrong struct{ Key, Why string }

func (w *Wrong) Error() string { return fmt.Sprintf("setting %s: %s", w.Key, w.Why) }

// ExitCode is Code.
func (w *Wrong) ExitCode() int { return Code }

// Check gives every wrong setting, joined, or nil.
func (c Config) Check() error {
	var all []error
	for _, rule := range rules {
		if why := rule.why(c); why != "" {
			all = append(all, &Wrong{rule.key, why})
		}
	}
	for _, a := range c.amounts() {
		if a.n <= 0 {
			all = append(all, &Wrong{a.key, "must be above 0"})
		}
	}
	if _, err := c.Allow.Rules(); err != nil {
		all = append(all, err)
	}
	return errors.Join(all...)
}

// rules are the settings that can be wrong beyond their type; why is empty when all is well.
var rules = []struct {
	key string
	why func(Config) string
}{
	{"addr", func(c Config) string { return address(c.Addr) }},
	{"base-url", func(c Config) string { return origin(c.BaseURL) }},
	{"allowed-hosts", func(c Config) string { return each(c.AllowedHosts, host) }},
	{"trusted-proxies", func(c Config) string { return each(c.TrustedProxies, network) }},
	{"database-url", func(c Config) string { return database(c.DatabaseURL) }},
	{"metrics-token", func(c Config) string {
		return unless(c.MetricsToken == "" || len(c.MetricsToken) >= 16, "must have 16 characters or more")
	}},
	{"metrics-listen", func(c Config) string {
		if c.MetricsListen == "" {
			return ""
		}
		return address(c.MetricsListen)
	}},
	{"stop-notice", func(c Config) string { return unless(c.StopNotice >= 0, "must not be below 0") }},
	{"clock-speed", func(c Config) string {
		return unless(c.ClockSpeed >= 0 && c.ClockSpeed <= 1e6, "must lie between 0 and 1000000")
	}},
}

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

func each(list []string, why func(string) string) string {
	for _, one := range list {
		if w := why(one); w != "" {
			return fmt.Sprintf("%q %s", one, w)
		}
	}
	return ""
}

func address(text string) string {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return fmt.Sprintf("%q is no host:port", text)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Sprintf("%q has no such port", text)
	}
	return ""
}

func origin(text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	ok := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && (u.Path == "" || u.Path == "/") &&
		u.RawQuery == "" && u.Fragment == ""
	return unless(ok, fmt.Sprintf("%q is no address such as https://npc.example.cn", text))
}

// Secure reports whether the public address is reached by TLS.
func (c Config) Secure() bool {
	u, err := url.Parse(c.BaseURL)
	return err == nil && u.Scheme == "https"
}

func host(text string) string {
	return unless(text != "" && !strings.ContainsAny(text, "/ @:*"), "is no host name (without port)")
}

func network(text string) string {
	_, err := Network(text)
	return unless(err == nil, "is no address or network such as 10.0.0.0/8")
}

// Network reads a network (10.0.0.0/8), or one address as the network that holds it alone.
func Network(text string) (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p, nil
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%q is no address or network", text)
	}
	return a.Prefix(a.BitLen())
}

func database(text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	return unless(err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql"), "is no address such as postgres://user@host/database")
}
