package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
	"github.com/klauspost/compress/gzip"
)

// oldest are the engines that the pages must work on: phones that are ten years behind, and what WeChat brings along.
var oldest = []api.Engine{{Name: api.EngineChrome, Version: "80"}, {Name: api.EngineSafari, Version: "13"}, {Name: api.EngineFirefox, Version: "78"}}

var entries = []string{"site.css", "desk.css", "site.js", "desk.js", "early.js"}

// build gives every file of dist by its name, with the manifest that maps plain names to hashed ones.
func build(root string) (map[string][]byte, error) {
	src := filepath.Join(root, "internal/web/ui/src")
	plain := map[string][]byte{}
	for _, entry := range entries {
		text, err := bundle(root, filepath.Join(src, entry))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entry, err)
		}
		plain[entry] = text
	}
	icons, err := sprite(root, filepath.Join(src, "icons.txt"))
	if err != nil {
		return nil, err
	}
	plain["icons.svg"] = icons
	if plain["favicon.svg"], err = os.ReadFile(filepath.Join(src, "favicon.svg")); err != nil {
		return nil, err
	}
	return named(plain)
}

func bundle(root, entry string) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		AbsWorkingDir:     root,
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Target:            api.ES2018,
		Engines:           oldest,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsEndOfFile,
		Loader:            map[string]api.Loader{".svg": api.LoaderDataURL},
		LogLevel:          api.LogLevelError,
	})
	if len(result.Errors) > 0 {
		return nil, errors.New(result.Errors[0].Text)
	}
	if len(result.OutputFiles) != 1 {
		return nil, fmt.Errorf("made %d files instead of one", len(result.OutputFiles))
	}
	return result.OutputFiles[0].Contents, nil
}

// named gives each file the hash of its content in its name, and its compressed forms.
func named(plain map[string][]byte) (map[string][]byte, error) {
	made, manifest := map[string][]byte{}, map[string]string{}
	for name, text := range plain {
		sum := sha256.Sum256(text)
		ext := filepath.Ext(name)
		hashed := strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:5]) + ext
		manifest[name] = hashed
		made[hashed] = text
		var err error
		if made[hashed+".gz"], err = gzipped(text); err != nil {
			return nil, err
		}
		if made[hashed+".br"], err = brotlied(text); err != nil {
			return nil, err
		}
	}
	text, err := json.MarshalIndent(manifest, "", "  ")
	made["manifest.json"] = append(text, '\n')
	return made, err
}

func gzipped(text []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func brotlied(text []byte) ([]byte, error) {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
