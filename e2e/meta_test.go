package e2e

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"jiazhan/internal/casework"
)

// TestEveryOutboxKindHasAHandler reads the source for what is put into the outbox and asks the pump who takes it.
func TestEveryOutboxKindHasAHandler(t *testing.T) {
	o := openTown(t, nil)
	kinds := putKinds(t)
	if len(kinds) < 3 {
		t.Fatalf("only %v are put into the outbox: the source was not read", kinds)
	}
	for where, kind := range kinds {
		if !slices.Contains(o.app.Pump.Kinds(), kind) {
			t.Errorf("%s puts %q into the outbox, which nobody takes out; there are %v", where, kind, o.app.Pump.Kinds())
		}
	}
}

// putKinds finds the kind of every call of jobs.Put by the place of the call.
func putKinds(t *testing.T) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	constants, calls := map[string]string{}, map[string]ast.Expr{}
	err := filepath.WalkDir("../internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		tree, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err == nil {
			ast.Inspect(tree, func(n ast.Node) bool { note(set, tree.Name.Name, n, constants, calls); return true })
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{}
	for where, kind := range calls {
		name, pkg := "", strings.SplitN(where, " ", 2)[0]
		switch kind := kind.(type) {
		case *ast.Ident:
			name = pkg + "." + kind.Name
		case *ast.SelectorExpr:
			name = kind.X.(*ast.Ident).Name + "." + kind.Sel.Name
		}
		if kinds[where] = constants[name]; kinds[where] == "" {
			t.Errorf("%s puts a kind that is no constant: %s", where, name)
		}
	}
	return kinds
}

// note keeps constants of text by "package.Name" and calls of jobs.Put by "package file:line".
func note(set *token.FileSet, pkg string, n ast.Node, constants map[string]string, calls map[string]ast.Expr) {
	switch n := n.(type) {
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if i >= len(n.Values) {
				return
			}
			if lit, ok := n.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				constants[pkg+"."+name.Name], _ = strconv.Unquote(lit.Value) // the parser has read it
			}
		}
	case *ast.CallExpr:
		sel, ok := n.Fun.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Put" || len(n.Args) != 4 {
			return
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == "jobs" {
			calls[pkg+" "+set.Position(n.Pos()).String()] = n.Args[2]
		}
	}
}

// TestNoLinkLeadsNowhere follows every link, picture and sheet of ours from the pages at which people begin, as everybody.
func TestNoLinkLeadsNowhere(t *testing.T) {
	o := openTown(t, nil)
	w := newWorld(o)
	reporter := o.browser("10.13.0.1")
	s := o.fileWithPhoto(reporter, "zhengding", report{"text": "水渠通了", "agree_public": "on", "phone": phone(960)})
	for _, act := range []casework.Act{&casework.Accept{}, &casework.Explain{Text: "已经通了。"}, &casework.Release{}} {
		w.at("officer").act("/desk/cases/"+s.number, act).want(http.StatusSeeOther)
	}
	second := o.fileWithPhoto(reporter, "zhengding", report{"text": "路灯不亮"})
	o.settle()
	persons := append(o.persons(), &person{who: "reporter", browser: reporter})
	for _, p := range persons {
		n := p.crawl([]string{"/", "/zhengding/", "/desk/", "/me", "/zhengding/cases", "/zhengding/receipt/" + second.receipt, "/zhengding/help"}, 250)
		if n < 20 {
			t.Errorf("%s came to %d pages only", p.who, n)
		}
	}
}

// crawl follows links until there are no new ones, for so many pages at most; it gives how many it saw.
func (p *person) crawl(queue []string, most int) int {
	p.t.Helper()
	from := map[string]string{}
	for i := 0; i < len(queue) && i < most; i++ {
		page := p.get(queue[i])
		if from[queue[i]] != "" && page.status >= 400 && page.status != http.StatusForbidden {
			p.t.Errorf("%s: %s links to %s, which answers %d", p.who, from[queue[i]], queue[i], page.status)
		}
		if !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, link := range addresses(page.body) {
			if _, known := from[link]; !known {
				from[link] = page.path
				queue = append(queue, link)
			}
		}
	}
	return min(len(queue), most)
}

// addresses are the paths of ours that a page names, without the part behind #.
func addresses(page string) []string {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil
	}
	var out []string
	each(doc, func(n *html.Node) {
		for _, name := range []string{"href", "src"} {
			path, _, _ := strings.Cut(attr(n, name), "#")
			if strings.HasPrefix(path, "/") {
				out = append(out, path)
			}
		}
	})
	return out
}
