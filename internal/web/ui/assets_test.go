package ui_test

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"jiazhan/internal/web/ui"
)

func fetch(method, path, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	ui.Assets().ServeHTTP(w, r)
	return w
}

func TestAssetsAreTheSameInEveryEncoding(t *testing.T) {
	for _, name := range []string{"site.css", "desk.css", "site.js", "desk.js", "early.js", "icons.svg", "favicon.svg"} {
		path := ui.AssetURL(name)
		plain := fetch("GET", path, "")
		if plain.Code != 200 || plain.Body.Len() == 0 || !strings.Contains(plain.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, plain.Code, plain.Header())
		}
		want := plain.Body.String()
		if got, err := io.ReadAll(brotli.NewReader(fetch("GET", path, "gzip, br").Body)); err != nil || string(got) != want {
			t.Errorf("%s in brotli differs: %v", name, err)
		}
		zipped, err := gzip.NewReader(fetch("GET", path, "gzip").Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(zipped); err != nil || string(got) != want {
			t.Errorf("%s in gzip differs: %v", name, err)
		}
		if head := fetch("HEAD", path, "br"); head.Code != 200 || head.Body.Len() != 0 {
			t.Errorf("HEAD %s: %d, %d bytes", name, head.Code, head.Body.Len())
		}
	}
	for _, path := range []string{"/assets/", "/assets/manifest.json", "/assets/../doc.go", "/assets/site.css", ui.AssetURL("site.css") + ".br"} {
		if w := fetch("GET", path, "br"); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, w.Code)
		}
	}
}

// newer is what Chrome 86 and the WebViews made of it do not know, and what would be lost with it.
var newer = map[string]*regexp.Regexp{
	"site.css": regexp.MustCompile(`:has\(|:is\(|:where\(|@layer|@container|@scope|color-mix|[0-9](dvh|svh|lvh|cqw)|[;{]inset:|[{;}]&|\blch\(|\boklch\(`),
	"site.js":  newerScript,
	"early.js": newerScript,
}

var newerScript = regexp.MustCompile(`\.at\(|\.hasOwn\(|structuredClone|\.findLast|\.toSorted|\.replaceAll|\?\?=|\|\|=|&&=|#[a-z]+\s*[=(]|static\s*\{`)

func TestCitizensNeedNoNewBrowser(t *testing.T) {
	for name, unknown := range newer {
		if found := unknown.FindAllString(fetch("GET", ui.AssetURL(name), "").Body.String(), -1); len(found) > 0 {
			t.Errorf("%s needs a browser newer than Chrome 86: %q", name, found)
		}
	}
	if !newer["site.css"].MatchString("a{inset:0}b:has(c){}") || !newer["site.js"].MatchString("list.at(-1)") {
		t.Error("nothing new would be found")
	}
}

func TestEncoding(t *testing.T) {
	for accept, want := range map[string]string{
		"": "", "identity": "", "gzip": "gzip", "gzip, deflate, br, zstd": "br", "br;q=1.0, gzip;q=0.8": "br",
		"br;q=0, gzip": "gzip", "br;q=0.000,gzip;q=0": "", "brotli": "", "*": "",
	} {
		if got := ui.Encoding(accept); got != want {
			t.Errorf("Encoding(%q) = %q, want %q", accept, got, want)
		}
	}
}

// The whole first load of a citizen's page, without its HTML, must leave room in 120 KB on the wire, also without brotli.
func TestCitizensLoadLittle(t *testing.T) {
	const most = 60 << 10
	sum := 0
	for _, name := range []string{"site.css", "site.js", "icons.svg", "favicon.svg"} {
		sum += fetch("GET", ui.AssetURL(name), "gzip").Body.Len()
	}
	if sum > most {
		t.Errorf("sheet, script and icons are %d bytes, want at most %d", sum, most)
	}
}

var icon = regexp.MustCompile(`(?:\bIcon\(|\bIcon:\s*|Lamp\([^,]+, )"([a-z0-9-]+)"`)

func TestEveryIconThatIsNamedIsThere(t *testing.T) {
	list, err := os.ReadFile("src/icons.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, name := range strings.Fields(string(list)) {
		known[name] = true
	}
	sprite := fetch("GET", ui.AssetURL("icons.svg"), "").Body.String()
	found := 0
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go") ||
			filepath.Ext(path) != ".go" && filepath.Ext(path) != ".templ" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range icon.FindAllStringSubmatch(string(text), -1) {
			found++
			if !known[m[1]] || !strings.Contains(sprite, `id="`+m[1]+`"`) {
				t.Errorf("%s: icon %q is not in src/icons.txt, or the assets are stale", path, m[1])
			}
		}
		return nil
	})
	if err != nil || found < 20 {
		t.Errorf("found %d icons, %v", found, err)
	}
}
