package importtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/casework"
)

func paper(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryDecisionStandsInTheIndex(t *testing.T) {
	files, err := filepath.Glob("../../docs/adr/0*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no decisions: %v", err)
	}
	index := paper(t, "adr/README.md")
	for _, file := range files {
		head, _, _ := strings.Cut(paper(t, filepath.Join("adr", filepath.Base(file))), "\n")
		number, title, _ := strings.Cut(strings.TrimPrefix(head, "# "), ". ")
		if row := "| " + number + " | [" + title + "](" + filepath.Base(file) + ") |"; !strings.Contains(index, row) {
			t.Errorf("docs/adr/README.md lacks\n%s", row)
		}
	}
}

func TestEveryActionHasItsWordInTheGlossary(t *testing.T) {
	var words []string // of the second column, "in the code"
	for line := range strings.Lines(paper(t, "glossary.md")) {
		if cells := strings.Split(line, "|"); len(cells) > 2 {
			for word := range strings.SplitSeq(cells[2], ",") {
				words = append(words, strings.TrimSpace(word))
			}
		}
	}
	for action := range casework.Table {
		var name strings.Builder // ask_return is AskReturn
		for word := range strings.SplitSeq(string(action), "_") {
			name.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
		if !slices.Contains(words, name.String()) && !slices.Contains(words, string(action)) {
			t.Errorf("docs/glossary.md has no row for %s (%s)", action, &name)
		}
	}
}
