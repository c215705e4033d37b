package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// use is one place in the source where a key stands.
type use struct {
	key, place string
	args       int // values handed over, -1 when the source does not say
}

func TestCatalogues(t *testing.T) {
	zh, faults := load(files, "catalog/zh-CN")
	en, more := load(files, "catalog/en")
	for _, err := range append(faults, more...) {
		t.Error(err)
	}
	for _, key := range slices.Sorted(maps.Keys(zh)) {
		if _, ok := en[key]; !ok {
			t.Errorf("catalog/zh-CN: %q has no English sentence in catalog/en", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(en)) {
		sentence, ok := zh[key]
		if !ok && !isHan(key) {
			t.Errorf("catalog/en: %q has no Chinese sentence in catalog/zh-CN", key)
			continue
		}
		if !ok {
			sentence = key
		}
		if err := agree(sentence, en[key]); err != nil {
			t.Errorf("catalog/en: %q: %v", key, err)
		}
	}
}

func TestEveryKeyInTheSourceHasItsSentences(t *testing.T) {
	zh, _ := load(files, "catalog/zh-CN")
	en, _ := load(files, "catalog/en")
	for _, u := range sourceKeys(t, moduleRoot(t)) {
		if _, ok := en[u.key]; !ok && strings.IndexFunc(u.key, unicode.IsLetter) >= 0 {
			t.Errorf("%s: %q has no English sentence in catalog/en", u.place, u.key)
		}
		sentence, ok := zh[u.key]
		if !ok && !isHan(u.key) && strings.IndexFunc(u.key, unicode.IsLetter) >= 0 {
			t.Errorf("%s: %q has no Chinese sentence in catalog/zh-CN", u.place, u.key)
			continue
		}
		if !ok {
			sentence = u.key
		}
		if want := len(verbs(sentence)); u.args >= 0 && u.args != want {
			t.Errorf("%s: %q wants %d values and gets %d", u.place, u.key, want, u.args)
		}
	}
}

// agree tells whether an English sentence, in each of its forms, wants the same values as the Chinese one.
func agree(zh, en string) error {
	if strings.TrimSpace(en) == "" {
		return fmt.Errorf("is empty")
	}
	want := verbs(zh)
	if len(want) == 0 {
		if len(verbs(en)) > 0 {
			return fmt.Errorf("%q wants values, the Chinese sentence has none", en)
		}
		return nil
	}
	parts := strings.Split(en, "|")
	if len(parts) > 2 || strings.Contains(zh, "|") {
		return fmt.Errorf(`a sentence with values has at most the two English forms "one|other"`)
	}
	for _, form := range parts {
		if !maps.Equal(want, verbs(form)) {
			return fmt.Errorf("%q wants %v, the Chinese sentence %v", form, verbs(form), want)
		}
	}
	return nil
}

func isHan(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
}

func moduleRoot(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// sourceKeys reads every Go and templ file but tests and what templ generates (its source is read).
func sourceKeys(t *testing.T, root string) []use {
	var uses []use
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules"):
			return fs.SkipDir
		case !slices.Contains([]string{".go", ".templ"}, filepath.Ext(name)), strings.HasSuffix(name, "_test.go"), strings.HasSuffix(name, "_templ.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		place, _ := filepath.Rel(root, path)
		switch filepath.Ext(name) {
		case ".go":
			found, err := goKeys(place, text)
			uses = append(uses, found...)
			return err
		case ".templ":
			uses = append(uses, templKeys(place, string(text))...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return uses
}

// keyAt says at which argument a call carries a key: p.T(key), i18n.Key(key), fault.New(kind, key), fault.Stale(key, by),
// fields.Add(name, key), fields.Check(ok, name, key).
var keyAt = map[string]int{"T": 0, "Key": 0, "New": 1, "Add": 1, "Check": 2, "Stale": 0}

var dotted = regexp.MustCompile(`^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*$`)

func goKeys(place string, text []byte) ([]use, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, place, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var uses []use
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if u, ok := callKey(call); ok {
			u.place = fmt.Sprintf("%s:%d", place, set.Position(call.Pos()).Line)
			uses = append(uses, u)
		}
		return true
	})
	return uses, nil
}

func callKey(call *ast.CallExpr) (use, bool) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return use{}, false
	}
	at, ok := keyAt[sel.Sel.Name]
	if !ok || len(call.Args) <= at {
		return use{}, false
	}
	lit, ok := call.Args[at].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return use{}, false
	}
	owner, _ := sel.X.(*ast.Ident)
	if sel.Sel.Name == "New" && (owner == nil || owner.Name != "fault") || sel.Sel.Name == "Key" && (owner == nil || owner.Name != "i18n") {
		return use{}, false
	}
	key, err := strconv.Unquote(lit.Value)
	if err != nil || at > 0 && !dotted.MatchString(key) || sel.Sel.Name != "New" && at > 0 && !strings.Contains(key, ".") {
		return use{}, false
	}
	u := use{key: key, args: len(call.Args) - at - 1}
	if call.Ellipsis.IsValid() || sel.Sel.Name == "Key" || sel.Sel.Name == "Stale" {
		u.args = -1
	}
	return u, true
}

var templCall = regexp.MustCompile("(?:\\.T|i18n\\.Key)\\(\\s*(\"(?:[^\"\\\\\\n]|\\\\.)*\"|`[^`]*`)")

func templKeys(place, text string) []use {
	var uses []use
	for _, m := range templCall.FindAllStringSubmatchIndex(text, -1) {
		key, err := strconv.Unquote(text[m[2]:m[3]])
		if err != nil {
			continue
		}
		line := 1 + strings.Count(text[:m[0]], "\n")
		uses = append(uses, use{key: key, place: fmt.Sprintf("%s:%d", place, line), args: -1})
	}
	return uses
}

// The scanners must see what they are for: without this, a parity test that finds nothing would pass.
func TestScannersSeeKeys(t *testing.T) {
	src := "package x\nfunc f() {\n p.T(\"我要反映\")\n i18n.Key(`查进度`)\n fault.New(fault.Conflict, \"case.stale\", n)\n" +
		" e.Check(ok, \"title\", \"case.title.empty\")\n e.Add(\"title\", \"case.title.long\", 3)\n q.Add(\"n\", \"value\")\n p.T(key)\n}\n"
	uses, err := goKeys("x.go", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	want := []use{{"我要反映", "x.go:3", 0}, {"查进度", "x.go:4", -1}, {"case.stale", "x.go:5", 1},
		{"case.title.empty", "x.go:6", 0}, {"case.title.long", "x.go:7", 1}}
	if !slices.Equal(uses, want) {
		t.Errorf("got %v, want %v", uses, want)
	}
	got := templKeys("x.templ", "<b>\n{ p.T(\"第 %d 步\", n) } @x(i18n.Key(\"返回\"))")
	if want := []use{{"第 %d 步", "x.templ:2", -1}, {"返回", "x.templ:2", -1}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAgree(t *testing.T) {
	for _, c := range []struct {
		zh, en string
		ok     bool
	}{
		{"%s有 %d 件", "%s has %d", true},
		{"%s有 %d 件", "%[2]d of %[1]s", true},
		{"%s有 %d 件", "%d of %s", false},
		{"%d 天", "1 day|%d days", false},
		{"%d 天", "%d day|%d days", true},
		{"%d 天", "%d|%d|%d", false},
		{"100%的", "100% of", true},
		{"没有", "%d", false},
		{"没有", " ", false},
	} {
		if err := agree(c.zh, c.en); (err == nil) != c.ok {
			t.Errorf("agree(%q, %q) = %v", c.zh, c.en, err)
		}
	}
}
