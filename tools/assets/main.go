// Command assets makes internal/web/ui/dist from internal/web/ui/src and node_modules: sheets and scripts bundled and
// minified, icons in one file, every name with the hash of its content, each beside its gzip and brotli form.
// It is a module of its own, so that the bundler never enters the program's.
//
//	go -C tools/assets run .          writes dist
//	go -C tools/assets run . -check   exits 1 when dist is not what the sources make
package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	check := flag.Bool("check", false, "compare dist with the sources instead of writing it")
	root := flag.String("root", "../..", "folder of package.json and node_modules")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	made, err := build(root)
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "internal/web/ui/dist")
	if check {
		return compare(dist, made)
	}
	return write(dist, made)
}

// compare says which files are missing, stale or left over.
func compare(dist string, made map[string][]byte) error {
	entries, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	var wrong []string
	there := map[string]bool{}
	for _, e := range entries {
		there[e.Name()] = true
		if made[e.Name()] == nil {
			wrong = append(wrong, e.Name()+" (left over)")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		text, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil && there[name] {
			return err
		}
		if !bytes.Equal(text, made[name]) {
			wrong = append(wrong, name)
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("dist is not up to date, run `make assets`: %v", wrong)
	}
	return nil
}

func write(dist string, made map[string][]byte) error {
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		if err := os.WriteFile(filepath.Join(dist, name), made[name], 0o644); err != nil {
			return err
		}
		fmt.Printf("%8d  %s\n", len(made[name]), name)
	}
	return nil
}
