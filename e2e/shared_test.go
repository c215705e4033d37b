package e2e

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"jiazhan/internal/casework"
	"jiazhan/internal/hanzi"
)

// message is one that a citizen once wrote to a public board. None of it may be kept in this project.
type message struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

var messageFiles = []string{"labelled_train", "hot_dev", "replies_train", "unlabelled_stream"}

// messages picks n real messages that fit into the form, always the same; the error says that there are none here.
func messages(t *testing.T, n int) ([]message, error) {
	t.Helper()
	folder := filepath.Join(cmp.Or(os.Getenv("JIAZHAN_SHARED"), filepath.Join("..", "..", "shared")), "data", "messages")
	var all []message
	for _, name := range messageFiles {
		list, err := readMessages(filepath.Join(folder, name+".jsonl.gz"))
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	rng := rand.New(rand.NewPCG(300, 1))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if len(all) < n {
		t.Fatalf("only %d messages are in %s", len(all), folder)
	}
	return all[:n], nil
}

func readMessages(path string) ([]message, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var out []message
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var m message
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			return nil, err
		}
		if fits(m.Body) {
			out = append(out, m)
		}
	}
	return out, lines.Err()
}

// fits reports whether the form takes the text; what it refuses is proved with texts of our own.
func fits(body string) bool {
	return !hanzi.Blank(body) && hanzi.Check(body, casework.LongText) == ""
}

// title is the subject where it fits into the form's line, else none: then the text's first line is the title.
func (m message) title() string {
	title := strings.TrimSpace(m.Subject)
	if utf8.RuneCountInString(title) > casework.ShortText {
		return ""
	}
	return title
}
