package edge

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"jiazhan/internal/fault"
)

// admit refuses a foreign host name, and a POST that another site's page sends.
func (v *visit) admit(r *http.Request) error {
	if !v.edge.ours(r.Host) {
		return errHost
	}
	if err := v.edge.origin.Check(r); err != nil {
		return fault.New(fault.Forbidden, "form.foreign")
	}
	return nil
}

func (e *Edge) ours(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if slices.Contains(e.conf.Hosts, "*") || slices.Contains(e.conf.Hosts, host) || host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsLoopback()
}

// clientIP walks X-Forwarded-For from the right as long as the hops are ours.
func clientIP(r *http.Request, proxies []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && trusted(ip, proxies); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = next.Unmap()
	}
	return ip
}

func trusted(ip netip.Addr, proxies []netip.Prefix) bool {
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// policy allows what we serve ourselves and nothing inline. Pictures may be data: for the sheets' own shapes and blob:
// for the preview of a photo that is not sent yet.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

// Secure sets the headers that every answer carries; a handler may tighten them.
func (e *Edge) Secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=(), browsing-topics=()")
	if e.conf.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}
