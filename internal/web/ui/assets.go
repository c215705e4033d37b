package ui

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed dist
var dist embed.FS

// assetBase is where Assets is mounted.
const assetBase = "/assets/"

var manifest = readManifest()

func readManifest() map[string]string {
	text, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		panic(fmt.Sprintf("ui: embedded manifest: %v", err)) // the build is broken, not the machine
	}
	var names map[string]string
	if err := json.Unmarshal(text, &names); err != nil {
		panic(fmt.Sprintf("ui: embedded manifest: %v", err))
	}
	return names
}

// AssetURL is the address of an asset by its plain name, "site.css"; the address changes when the content does.
func AssetURL(name string) string { return assetBase + manifest[name] }

// icons are the names in the sprite.
var icons = readIcons()

func readIcons() map[string]bool {
	sprite, err := dist.ReadFile("dist/" + manifest["icons.svg"])
	if err != nil {
		panic(fmt.Sprintf("ui: embedded icons: %v", err)) // the build is broken, not the machine
	}
	names := map[string]bool{}
	for part := range strings.SplitSeq(string(sprite), `<symbol id="`) {
		name, _, _ := strings.Cut(part, `"`)
		names[name] = true
	}
	return names
}

// iconURL is the address of an icon; a name that src/icons.txt does not list shows a dot instead of nothing.
func iconURL(name string) string {
	if !icons[name] {
		name = "circle-dot"
	}
	return AssetURL("icons.svg") + "#" + name
}

// Assets serves the embedded files under /assets/, compressed as the browser likes, to be kept for a year.
func Assets() http.Handler { return http.HandlerFunc(serveAsset) }

func serveAsset(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, assetBase)
	if strings.ContainsAny(name, "/\\") || !known(name) {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", assetTypes[path.Ext(name)])
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Add("Vary", "Accept-Encoding")
	encoding := Encoding(r.Header.Get("Accept-Encoding"))
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	file, err := dist.ReadFile("dist/" + name + suffixes[encoding])
	if err != nil {
		http.NotFound(w, r)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(file)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(file) // the browser went away: nobody to tell
	}
}

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// known tells the names that the manifest hands out; the compressed forms have no address of their own.
func known(name string) bool {
	for _, hashed := range manifest {
		if hashed == name {
			return true
		}
	}
	return false
}

var suffixes = map[string]string{"br": ".br", "gzip": ".gz"}

// Encoding is the best of our encodings that an Accept-Encoding header takes: "br", "gzip" or "".
func Encoding(accept string) string {
	best := ""
	for part := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch refused := strings.Trim(strings.TrimPrefix(strings.TrimSpace(weight), "q="), "0.") == "" && weight != ""; {
		case refused:
		case name == "br":
			return "br"
		case name == "gzip":
			best = "gzip"
		}
	}
	return best
}
