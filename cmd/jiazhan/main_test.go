package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"--help", 0, "check-config"},
		{"check-config", 0, "listen = 127.0.0.1:8080"},
		{"check-config --listen=x", 78, "setting listen"},
		{"check-config --lisen=x", 78, "--lisen"},
		{"serve --clock-speed=-2", 78, "setting clock-speed"},
		{"nothing", 78, "nothing"},
	} {
		var out, err bytes.Buffer
		code := run(context.Background(), strings.Fields(c.args), console{&out, &err})
		if code != c.code || !strings.Contains(out.String()+err.String(), c.says) {
			t.Errorf("%s: exit code %d\n%s%s", c.args, code, &out, &err)
		}
	}
}
