package importtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// file is one source file of the module, tests left out.
type file struct {
	pkg     string // below internal/, or "cmd/jiazhan"
	name    string
	tree    *ast.File
	imports []string // packages of the module, named like pkg
}

// room is the part of a package's name that the floors know.
func room(pkg string) string {
	first, _, _ := strings.Cut(pkg, "/")
	return first
}

func source(t *testing.T) []file {
	t.Helper()
	root := "../.."
	var files []file
	for _, top := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(p) != ".go" || strings.HasSuffix(p, "_test.go") || strings.Contains(p, "/testdata/") {
				return err
			}
			f, err := read(root, p)
			files = append(files, f)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 100 {
		t.Fatalf("only %d files were read", len(files))
	}
	return files
}

func read(root, p string) (file, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return file{}, err
	}
	name, err := filepath.Rel(root, p)
	if err != nil {
		return file{}, err
	}
	f := file{pkg: strings.TrimPrefix(path.Dir(filepath.ToSlash(name)), "internal/"), name: name, tree: tree}
	for _, spec := range tree.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return file{}, err
		}
		if inner, ok := strings.CutPrefix(target, "jiazhan/"); ok {
			f.imports = append(f.imports, strings.TrimPrefix(inner, "internal/"))
		}
	}
	return f, nil
}

func TestRoomsImportOnlyDown(t *testing.T) {
	for _, f := range source(t) {
		for _, to := range f.imports {
			from, aid := f.pkg, slices.Contains(aids, f.pkg)
			switch {
			case slices.Contains(aids, to) && !aid:
				t.Errorf("%s: %s is for tests only", f.name, to)
			case aid, room(from) == room(to), doors[[2]string{room(from), to}] != "":
			case !allowed(room(from), room(to)):
				t.Errorf("%s: %s may not import %s", f.name, room(from), room(to))
			}
		}
	}
}

func TestInsideTheWeb(t *testing.T) {
	kernel := floors[0].rooms
	for _, f := range source(t) {
		if room(f.pkg) != "web" {
			continue
		}
		below, known := inside[f.pkg]
		if !known && !slices.Contains(aids, f.pkg) && !strings.HasSuffix(f.pkg, "/gallery") {
			t.Errorf("%s: %s has no place inside the web", f.name, f.pkg)
		}
		for _, to := range f.imports {
			if known && room(to) == "web" && !slices.Contains(below, to) {
				t.Errorf("%s: %s may not import %s", f.name, f.pkg, to)
			}
			if slices.Contains(plain, f.pkg) && room(to) != "web" && !slices.Contains(kernel, to) {
				t.Errorf("%s: %s must stay free of %s", f.name, f.pkg, to)
			}
		}
	}
}

func TestEveryRoomHasAPlaceAndSaysWhatItIs(t *testing.T) {
	said := map[string]string{}
	for _, f := range source(t) {
		if floorAt, _ := place(room(f.pkg)); floorAt < 0 && !slices.Contains([]string{"internal", "importtest", "simtest"}, f.pkg) {
			t.Errorf("%s: the table of floors does not know %s", f.name, room(f.pkg))
		}
		if _, ok := said[f.pkg]; !ok {
			said[f.pkg] = ""
		}
		if f.tree.Doc != nil && !ast.IsGenerated(f.tree) {
			said[f.pkg] += f.tree.Doc.Text()
		}
	}
	for pkg, doc := range said {
		want := "Package " + path.Base(pkg) + " "
		if strings.HasPrefix(pkg, "cmd/") {
			want = "Command " + path.Base(pkg) + " "
		}
		if !strings.HasPrefix(doc, want) {
			t.Errorf("%s: its comment must begin with %q, it is %q", pkg, want, doc)
		}
	}
}

// calls lists the places at which a file calls x.name, for any x or for one of that name.
func calls(f file, x, name string) (n int) {
	ast.Inspect(f.tree, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != name {
			return true
		}
		if owner, ok := sel.X.(*ast.Ident); x == "" || ok && owner.Name == x {
			n++
		}
		return true
	})
	return n
}

func TestTheClockIsGiven(t *testing.T) {
	for _, f := range source(t) {
		if calls(f, "time", "Now") > 0 && !slices.Contains(clocks, f.pkg) && !slices.Contains(aids, f.pkg) {
			t.Errorf("%s asks the machine for the time: take tx.Now, or a clock that is given", f.name)
		}
	}
}

func TestTheDialectIsLookedAtInFewPlaces(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range source(t) {
		if calls(f, "", "Dialect") > 0 {
			seen[f.pkg] = true
			if !slices.Contains(dialects, f.pkg) {
				t.Errorf("%s looks at the dialect", f.name)
			}
		}
	}
	if !seen["search"] {
		t.Error("the scanner sees nothing: search must be found")
	}
}

func TestRules(t *testing.T) {
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"casework", "notice", true}, {"notice", "casework", false}, {"casework", "suggestion", false}, {"jobs", "sqldb", true},
		{"sqldb", "jobs", false}, {"web", "casework", true}, {"casework", "web", false}, {"api", "web", false}, {"account", "sms", true},
		{"account", "congress", false}, {"app", "web", true}, {"cmd", "app", true}, {"casework", "nowhere", false},
	} {
		if allowed(c.from, c.to) != c.ok {
			t.Errorf("%s imports %s: %v", c.from, c.to, !c.ok)
		}
	}
}
