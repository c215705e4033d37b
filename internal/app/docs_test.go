package app_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"jiazhan/internal/app/config"
)

var update = flag.Bool("update", false, "write the tables of docs/operate.md anew")

const manual = "../../docs/operate.md"

var rows = regexp.MustCompile("(?m)(^\\| `[a-z-]+` \\|[^\n]*\n)+")

func TestManualExplainsEverySetting(t *testing.T) {
	c, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	settings, err := c.Settings()
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, s := range settings {
		fmt.Fprintf(&want, "| `%s` | %s | %s |\n", s.Key, cmp.Or(s.Default, "–"), s.Help)
	}
	text, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	got := rows.FindString(string(text))
	if got == want.String() {
		return
	}
	if !*update {
		t.Fatalf("%s does not explain the settings as they are: go test ./internal/app -run Manual -update\nwant\n%s", manual, &want)
	}
	if err := os.WriteFile(manual, []byte(strings.Replace(string(text), got, want.String(), 1)), 0o644); err != nil { //nolint:gosec // a page for everybody
		t.Fatal(err)
	}
}
