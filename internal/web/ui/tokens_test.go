package ui_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var colour = regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6});`)

// themes reads the light colours, and the dark ones laid over them.
func themes(t *testing.T) map[string]map[string]float64 {
	t.Helper()
	css, err := os.ReadFile("src/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, ok := strings.Cut(string(css), "@media (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("tokens.css has no dark colours")
	}
	all := map[string]map[string]float64{"light": {}, "dark": {}}
	for _, m := range colour.FindAllStringSubmatch(light, -1) {
		all["light"][m[1]], all["dark"][m[1]] = luminance(m[2]), luminance(m[2])
	}
	for _, m := range colour.FindAllStringSubmatch(dark, -1) {
		all["dark"][m[1]] = luminance(m[2])
	}
	return all
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestEveryPairOfColoursCanBeRead(t *testing.T) {
	const text, shape = 4.5, 3.0
	for name, c := range themes(t) {
		check := func(front, ground string, least float64) {
			a, okA := c[front]
			b, okB := c[ground]
			if !okA || !okB {
				t.Fatalf("%s: no colour %s or %s", name, front, ground)
			}
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < least {
				t.Errorf("%s: %s on %s is %.2f, want %.1f", name, front, ground, ratio, least)
			}
		}
		for _, ground := range []string{"paper", "card", "plain-ground"} {
			for _, front := range []string{"ink", "ink-2", "info", "late", "brand-text"} {
				check(front, ground, text)
			}
			check("edge", ground, shape)
		}
		check("ink-3", "paper", text)
		check("ink-3", "card", text)
		check("on-brand", "brand", text)
		for _, tone := range []string{"good", "soon", "late", "info"} {
			check(tone, tone+"-ground", text)
			check("ink", tone+"-ground", text)
			check(tone, "card", text)
		}
	}
}
