// Package config is every setting of the program, each with one name: a flag (--base-url), an environment variable
// (JIAZHAN_BASE_URL) and a key of the one settings file ("base-url"). A flag beats the environment, which beats the file.
// It owns no table. It must never open, listen or write: it only says what is wished and what is wrong with it.
package config

import (
	"path/filepath"
	"time"
)

// Config is the settings of an installation. Its tags are the one table of names, defaults and explanations.
type Config struct {
	File string `name:"config" type:"path" placeholder:"FILE" help:"JSON file with settings: one object, keys named like these flags."`

	Addr           string   `default:"127.0.0.1:8080" help:"Address and port to listen on."`
	BaseURL        string   `name:"base-url" placeholder:"URL" help:"Public address, such as https://npc.example.cn; used in links and receipts. Default: http:// and the listening address."`
	AllowedHosts   []string `help:"Host names that are answered; others get 421. Default: the host of base-url, and of the listening address."`
	TrustedProxies []string `placeholder:"CIDR" help:"Addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed."`

	Data        string `default:"data" type:"path" help:"Folder that holds all state: database, search index, photos, keys."`
	DatabaseURL string `name:"database-url" secret:"" placeholder:"URL" help:"postgres://… to keep rows in PostgreSQL; empty: SQLite in the data folder."`
	Keys        string `type:"path" placeholder:"FILE" help:"Key ring, best kept outside the data folder and its backups. Default: keys.json in the data folder."`

	LogLevel   string        `enum:"debug,info,warn,error" default:"info" help:"Least level that is logged: debug, info, warn or error."`
	LogFormat  string        `enum:"text,json" default:"text" help:"Form of log lines: text or json."`
	StopNotice time.Duration `default:"0s" help:"How long requests are still taken after the program is told to stop, while /readyz says no: for a balancer that asks it."`
	StopWait   time.Duration `default:"30s" help:"How long requests under way may take to end when the program is told to stop."`

	MetricsToken  string `secret:"" help:"Bearer token that opens /metrics; empty: /metrics is closed on the public listener."`
	MetricsListen string `placeholder:"ADDR" help:"Own address for /metrics, /healthz, /readyz and /debug/pprof/, answered to the end and without a token; bind it to loopback or an inner network."`

	SMS            string `name:"sms" enum:"file,console" default:"file" help:"Where short messages go: file (sms.jsonl in the data folder, for a gateway to pick up) or console (demonstrations)."`
	FactorOptional bool   `help:"People in office may work without a second factor: demonstrations and drills only."`
	Limits         Limits `embed:"" prefix:"limit-"`
	Allow          Allow  `embed:"" prefix:"allow-"`
	Idle           Idle   `embed:"" prefix:"idle-"`

	ClockStart time.Time `placeholder:"RFC3339" help:"Instant at which the program's clock begins, for drills and tests; empty: the real time."`
	ClockSpeed float64   `default:"1" help:"How many seconds pass on the program's clock in one real second."`
}

// Path gives a file below the data folder.
func (c Config) Path(name ...string) string {
	return filepath.Join(append([]string{c.Data}, name...)...)
}

// KeysFile is where the key ring lies.
func (c Config) KeysFile() string {
	if c.Keys != "" {
		return c.Keys
	}
	return c.Path("keys.json")
}
