package config_test

import (
	"cmp"
	"strings"
	"testing"

	"jiazhan/internal/app/config"
)

// others are another value of each setting whose kind does not say one, and a wrong one.
var others = map[string][2]string{
	"addr": {"127.0.0.1:9", "nowhere"}, "base-url": {"https://npc.example.cn", "npc"}, "allowed-hosts": {"a.cn,b.cn", "https://a.cn"},
	"trusted-proxies": {"10.0.0.0/8", "nobody"}, "data": {"/tmp/x", ""}, "database-url": {"postgres://a@b/c", "mysql://a"},
	"keys": {"/tmp/y", ""}, "log-level": {"debug", "loud"}, "log-format": {"json", "xml"}, "metrics-token": {"0123456789abcdef", "short"},
	"metrics-listen": {"127.0.0.1:99", "x"}, "sms": {"console", "pigeon"}, "factor-optional": {"true", "maybe"},
	"clock-start": {"2026-03-02T08:00:00+08:00", "yesterday"}, "clock-speed": {"3", "-3"},
}

func another(s config.Setting) (good, bad string) {
	switch {
	case strings.HasPrefix(s.Key, "allow-") && s.Key != "allowed-hosts":
		return "7/1m0s", "many"
	case strings.ContainsAny(s.Default, "smh") && others[s.Key][0] == "":
		return "7m0s", "soon"
	}
	return cmp.Or(others[s.Key][0], "7"), cmp.Or(others[s.Key][1], "-1")
}

func TestEverySettingIsAFlagAVariableAndAKeyAndIsNamedWhenItIsWrong(t *testing.T) {
	c, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	settings, err := c.Settings()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings[1:] { // config itself names the file
		good, bad := another(s)
		variable := config.Env + "_" + strings.ToUpper(strings.ReplaceAll(s.Key, "-", "_"))
		for way, with := range map[string]func(t *testing.T, value string) []string{
			"flag":     func(_ *testing.T, value string) []string { return []string{"--" + s.Key + "=" + value} },
			"variable": func(t *testing.T, value string) []string { t.Setenv(variable, value); return nil },
			"key": func(t *testing.T, value string) []string {
				return []string{"--config", file(t, `{"`+s.Key+`": "`+value+`"}`)}
			},
		} {
			t.Run(s.Key+" by "+way, func(t *testing.T) {
				taken(t, s, good, with(t, good))
				if (s.Key == "data" || s.Key == "keys") && bad == "-1" {
					return // any text may be a path
				}
				if err := wrong(t, with(t, bad)); err == nil || !strings.Contains(err.Error(), s.Key) {
					t.Errorf("%q: %v", bad, err)
				}
			})
		}
	}
}

func taken(t *testing.T, s config.Setting, good string, args []string) {
	t.Helper()
	c, err := parse(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	all, err := c.Settings()
	if err != nil {
		t.Fatal(err)
	}
	for _, now := range all {
		if now.Key == s.Key && now.Value != good && now.Value != "***" {
			t.Errorf("%q became %q", good, now.Value)
		}
	}
}

func wrong(t *testing.T, args []string) error {
	t.Helper()
	c, err := parse(t, args...)
	if err == nil {
		err = c.Check()
	}
	return err
}

func TestALengthOfTimeWithoutAUnitIsRefused(t *testing.T) {
	if err := wrong(t, []string{"--config", file(t, `{"stop-wait": 30}`)}); err == nil || !strings.Contains(err.Error(), "stop-wait") {
		t.Errorf("30 was taken for a length of time: %v", err)
	}
}
