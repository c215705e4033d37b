package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"jiazhan/internal/app/config"
)

func parse(t *testing.T, args ...string) (config.Config, error) {
	t.Helper()
	var c config.Config
	options, err := config.Options(args)
	if err != nil {
		return c, err
	}
	parser, err := kong.New(&c, options...)
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse(args)
	return c, err
}

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFlagBeatsEnvironmentBeatsFile(t *testing.T) {
	path := file(t, `{"addr": "127.0.0.1:1", "log-level": "debug", "stop-wait": "5s", "clock-speed": 3, "allowed-hosts": ["a.cn", "b.cn"]}`)
	t.Setenv("JIAZHAN_ADDR", "127.0.0.1:2")
	t.Setenv("JIAZHAN_STOP_WAIT", "6s")
	t.Setenv("JIAZHAN_CONFIG", path)
	for _, args := range [][]string{{"--addr=127.0.0.1:3"}, {"--config", path, "--addr=127.0.0.1:3"}, {"--addr=127.0.0.1:3", "--config=" + path}} {
		c, err := parse(t, args...)
		if err != nil {
			t.Fatal(err)
		}
		if c.Addr != "127.0.0.1:3" || c.StopWait.Seconds() != 6 || c.LogLevel != "debug" || c.ClockSpeed != 3 ||
			!slices.Equal(c.AllowedHosts, []string{"a.cn", "b.cn"}) || c.LogFormat != "text" {
			t.Errorf("%v gave %+v", args, c)
		}
	}
}

func TestASettingsFileOfNotepad(t *testing.T) {
	c, err := parse(t, "--config="+file(t, "\ufeff{\r\n\"addr\": \"127.0.0.1:3\"\r\n}\r\n"))
	if err != nil || c.Addr != "127.0.0.1:3" {
		t.Errorf("%q %v", c.Addr, err)
	}
}

func TestTheSchemeOfTheAddressMayBeInCapitals(t *testing.T) {
	for address, want := range map[string]bool{"https://a.cn": true, "HTTPS://A.cn": true, "http://a.cn": false, "": false} {
		if c := (config.Config{BaseURL: address}); c.Secure() != want {
			t.Errorf("%q: %v, want %v", address, c.Secure(), want)
		}
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	for _, c := range []struct{ arg, key string }{
		{"--addr=nowhere", "addr"},
		{"--addr=127.0.0.1:notaport", "addr"},
		{"--base-url=npc.example.cn", "base-url"},
		{"--base-url=https://npc.example.cn/sub", "base-url"},
		{"--allowed-hosts=https://a.cn", "allowed-hosts"},
		{"--trusted-proxies=10.0.0.0/33", "trusted-proxies"},
		{"--database-url=mysql://a", "database-url"},
		{"--stop-wait=0s", "stop-wait"},
		{"--stop-notice=-1s", "stop-notice"},
		{"--stop-wait=soon", "stop-wait"},
		{"--log-level=loud", "log-level"},
		{"--metrics-token=short", "metrics-token"},
		{"--metrics-listen=x", "metrics-listen"},
		{"--clock-speed=-1", "clock-speed"},
		{"--clock-start=yesterday", "clock-start"},
		{"--allow-file-address=many", "allow-file-address"},
		{"--limit-codes-day=0", "limit-codes-day"},
		{"--idle-officer=-1m", "idle-officer"},
		{"--config=/nonexistent/file", "config"},
		{"--config=" + file(t, `[]`), "config"},
		{"--config=" + file(t, `{"listn": ":80"}`), "listn"},
		{"--config=" + file(t, `{"config": "other"}`), "config"},
		{"--config=" + file(t, `{"clock-speed": "quick"}`), "clock-speed"},
		{"--config=" + file(t, `{"addr": ":1", "sms": "file", "addr": ":2"}`), "addr"},
	} {
		got, err := parse(t, c.arg)
		if err == nil {
			err = got.Check()
		}
		if err == nil || !strings.Contains(err.Error(), c.key) {
			t.Errorf("%s: %v does not name %s", c.arg, err, c.key)
		}
		var wrong *config.Wrong
		if errors.As(err, &wrong) && (wrong.Key != c.key || wrong.ExitCode() != 78) {
			t.Errorf("%s: %+v", c.arg, wrong)
		}
	}
	c, err := config.Default()
	if err != nil || c.Check() != nil {
		t.Errorf("the defaults are wrong: %v %v", err, c.Check())
	}
}

func TestSettingsHideSecrets(t *testing.T) {
	c, err := parse(t, "--database-url=postgres://u:hunter2@h/d", "--metrics-token=hunter2hunter2hunter2", "--clock-start=2026-03-02T08:00:00+08:00")
	if err != nil {
		t.Fatal(err)
	}
	settings, err := c.Settings()
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{}
	for _, s := range settings {
		shown[s.Key] = s.Value
		if strings.Contains(s.Value, "hunter2") {
			t.Errorf("%s shows its secret", s.Key)
		}
	}
	if len(shown) != len(config.Keys()) || shown["database-url"] != "***" || shown["addr"] != "127.0.0.1:8080" || shown["clock-start"] != "2026-03-02T08:00:00+08:00" || shown["keys"] != "" {
		t.Errorf("%v", shown)
	}
}
