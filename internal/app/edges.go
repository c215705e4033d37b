package app

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"jiazhan/internal/access"
	"jiazhan/internal/api"
	"jiazhan/internal/app/config"
	"jiazhan/internal/web/admin"
	"jiazhan/internal/web/desk"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/web/signin"
	"jiazhan/internal/web/transfer"
	"jiazhan/internal/web/ui/edge"
)

// isCongress reports whether a congress has this slug; where the directory cannot be read, none has.
func (a *App) isCongress(r *http.Request, slug string) bool {
	dir, err := a.Congress.Directory(r.Context())
	return err == nil && dir.CongressBySlug(slug) != nil
}

// openEdges is the table of everything that answers requests.
func (a *App) openEdges(context.Context) error {
	proxies, err := networks(a.Config.TrustedProxies)
	if err != nil {
		return err
	}
	rules, err := a.Config.Allow.Rules()
	if err != nil {
		return err
	}
	limits := limit.New(rules, a.DB.Now)
	names := hosts(a.Config)
	if slices.Contains(names, "*") {
		a.Log.Warn("every host name is answered, and links begin with " + a.Base() + ": set base-url to the public address")
	}
	door := &signin.Server{Account: a.Account, Keys: a.Keys, Directory: a.Congress.Directory, Leaving: a.leaving}
	pace := pace{door, limits}
	e := edge.New(edge.Config{
		Hosts:   names,
		Proxies: proxies,
		Secure:  a.Config.Secure(),
		Sign:    func(text string) []byte { return a.Keys.Index("form token", text) },
		Log:     a.Log,
		Now:     a.DB.Now,
		Allow:   pace.any,
		Memory:  memory{a.DB},
		Seen:    a.meter.count,
		Home:    a.isCongress,
	})
	door.Mount(e)
	desks := &desk.Server{Cases: a.Cases, Notices: a.Notice, Work: a.Work, Directory: a.Congress.Directory, Photos: a.photos, SavePhoto: pace.photos(a.savePhoto), Search: a.find, Name: a.nameOf,
		Lapsed: func(r *http.Request) (int64, error) { return a.Account.Lapsed(r.Context(), edge.Session(r)) },
		Actor:  func(_ http.ResponseWriter, r *http.Request) (access.Actor, error) { return pace.serving(r) }, Admin: admin.Link}
	desks.Mount(e)
	offices := &admin.Server{Account: a.Account, Cases: a.Cases, Congress: a.Congress, Calendar: a.Calendar, Keeping: a.Keeping, Fixed: a.fixed(), Keys: a.Keys, Base: a.Base(), Actor: pace.serving}
	offices.Mount(e)
	a.site(door, limits).Mount(e)
	if err := (&transfer.Server{Media: a.Media, Actor: door.Actor, Limits: limits}).Mount(e); err != nil {
		return err
	}
	e.Mount(api.Base+"/", a.api(limits))

	a.Edge, a.Handler = e, a.front(e)
	return nil
}

// front answers what machines ask, under whatever host name they know us by, and leaves everything else to the edge.
func (a *App) front(e *edge.Edge) http.Handler {
	machines := map[string]http.HandlerFunc{"/healthz": a.healthz, "/readyz": a.readyz, "/metrics": a.metricsByToken}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := machines[r.URL.Path]
		if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
			e.ServeHTTP(w, r)
			return
		}
		e.Secure(w.Header())
		answer(w, r)
	})
}

func networks(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range list {
		p, err := config.Network(text)
		if err != nil {
			return nil, &config.Wrong{Key: "trusted-proxies", Why: err.Error()}
		}
		out = append(out, p)
	}
	return out, nil
}

// hosts are the names in the settings, else those that follow from the public address and the listener. A listener on
// all addresses without a public address answers to every name.
func hosts(c config.Config) []string {
	if len(c.AllowedHosts) > 0 {
		return asked(c.AllowedHosts...)
	}
	if u, err := url.Parse(c.BaseURL); err == nil && u.Host != "" {
		return asked(u.Hostname())
	}
	host, _, err := net.SplitHostPort(c.Addr)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return []string{"*"}
	}
	return []string{host}
}

// asked are host names as browsers ask for them: in small letters, Chinese ones in Punycode, without the root's dot.
func asked(names ...string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		name = strings.TrimSuffix(strings.ToLower(name), ".")
		out[i] = name
		if ascii, err := idna.Lookup.ToASCII(name); err == nil {
			out[i] = ascii
		}
	}
	return out
}
