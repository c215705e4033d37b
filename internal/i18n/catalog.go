package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
)

// load merges the files of one folder. The first sentence of a key wins; every fault found is returned beside the rest.
func load(fsys fs.FS, dir string) (map[string]string, []error) {
	words := map[string]string{}
	names, err := fs.Glob(fsys, path.Join(dir, "*.json"))
	if err != nil {
		return words, []error{fmt.Errorf("i18n: list %s: %w", dir, err)}
	}
	var faults []error
	for _, name := range names {
		room, err := read(fsys, name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		for key, sentence := range room {
			if old, ok := words[key]; ok && old != sentence {
				faults = append(faults, fmt.Errorf("i18n: %s: %q is %q here and %q in another file", name, key, sentence, old))
				continue
			}
			words[key] = sentence
		}
	}
	return words, faults
}

func read(fsys fs.FS, name string) (map[string]string, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("i18n: read %s: %w", name, err)
	}
	var room map[string]string
	if err := json.Unmarshal(text, &room); err != nil {
		return nil, fmt.Errorf("i18n: parse %s: %w", name, err)
	}
	return room, nil
}

// verb is a fmt verb as catalogues use it: no space flag and no star, so that "100% of" is plain text.
var verb = regexp.MustCompile(`%(\[\d+\])?[-+#0]*\d*(?:\.\d+)?([a-zA-Z%])`)

// verbs maps the position of each value a sentence wants to its verb: "%s, %[3]d" wants 1: "s" and 3: "d".
func verbs(sentence string) map[int]string {
	found, next := map[int]string{}, 1
	for _, m := range verb.FindAllStringSubmatch(sentence, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1][1 : len(m[1])-1])
		}
		found[next] = m[2]
		next++
	}
	return found
}
