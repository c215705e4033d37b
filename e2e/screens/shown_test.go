package screens

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestReadersSeeTheKeptPictures finds kept pictures that are missing, that no README shows, and pictures that nobody keeps.
func TestReadersSeeTheKeptPictures(t *testing.T) {
	root := filepath.Join("..", "..")
	for _, readme := range []string{"README.md", "README.zh-CN.md"} {
		text, err := os.ReadFile(filepath.Join(root, readme))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range kept {
			if !strings.Contains(string(text), "docs/screenshots/"+name+".png") {
				t.Errorf("%s does not show %s", readme, name)
			}
		}
	}
	lie, err := os.ReadDir(filepath.Join(root, "docs", "screenshots"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range lie {
		names = append(names, strings.TrimSuffix(file.Name(), ".png"))
	}
	want := slices.Sorted(slices.Values(kept))
	if !slices.Equal(names, want) {
		t.Errorf("docs/screenshots holds %v, want %v (make screenshots)", names, want)
	}
}
