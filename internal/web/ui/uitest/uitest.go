// Package uitest opens pages as somebody without scripts would and checks their markup: what a screen reader, a keyboard
// and the content policy need.
// It owns no table and is imported by tests only. It must never pass a page that it could not read.
package uitest

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Faults lists what is wrong with a whole page: tags that do not match, doubled ids, controls without a label, inline
// scripts and styles, references to nothing, headings and landmarks that are missing.
func Faults(page string) []string {
	c := &checker{ids: map[string]int{}, labelled: map[string]bool{}}
	c.balance(page)
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	each(doc, c.collect)
	each(doc, c.element)
	for id, n := range c.ids {
		if n > 1 {
			c.add("id %q stands %d times", id, n)
		}
	}
	for _, ref := range c.refs {
		if c.ids[ref] == 0 {
			c.add("nothing has the id %q that is referred to", ref)
		}
	}
	if c.h1 != 1 || c.main != 1 || c.title == "" || c.lang == "" {
		c.add("h1 %d, main %d, title %q, lang %q", c.h1, c.main, c.title, c.lang)
	}
	slices.Sort(c.faults)
	return c.faults
}

type checker struct {
	faults      []string
	ids         map[string]int
	labelled    map[string]bool
	refs        []string
	h1, main    int
	title, lang string
}

func (c *checker) add(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// balance finds tags that are not closed in their order; the parser would mend them silently.
func (c *checker) balance(page string) {
	var open []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				c.add("never closed: %v", open)
			}
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				c.add("</%s> closes %v", name, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

// collect notes ids and which controls have a label.
func (c *checker) collect(n *html.Node) {
	if id := attr(n, "id"); id != "" {
		c.ids[id]++
	}
	if n.Data == "label" && words(n) != "" {
		c.labelled[attr(n, "for")] = true
	}
}

func (c *checker) element(n *html.Node) {
	switch n.Data {
	case "html":
		c.lang = attr(n, "lang")
	case "title":
		c.title = words(n)
	case "h1":
		c.h1++
	case "main":
		c.main++
	case "style":
		c.add("inline <style>")
	case "script":
		if attr(n, "src") == "" {
			c.add("inline <script>")
		}
	case "img":
		if !has(n, "alt") {
			c.add("<img> without alt: %s", attr(n, "src"))
		}
	case "a", "button", "summary":
		if words(n) == "" && attr(n, "aria-label") == "" {
			c.add("<%s> without a word: %s", n.Data, attr(n, "href"))
		}
	case "input", "select", "textarea":
		c.control(n)
	case "form":
		if strings.EqualFold(attr(n, "method"), "post") && attr(n, "action") == "" {
			c.add("a POST form without an action")
		}
	}
	c.attributes(n)
}

func (c *checker) control(n *html.Node) {
	kind := attr(n, "type")
	if kind == "hidden" || kind == "submit" {
		return
	}
	if attr(n, "aria-label") == "" && !c.labelled[attr(n, "id")] {
		c.add("<%s name=%q> without a label", n.Data, attr(n, "name"))
	}
}

func (c *checker) attributes(n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
			c.add("<%s> has an inline %s", n.Data, a.Key)
		case a.Key == "href" && strings.HasPrefix(a.Val, "#") && len(a.Val) > 1:
			c.refs = append(c.refs, a.Val[1:])
		case a.Key == "href" && strings.HasPrefix(strings.ToLower(a.Val), "javascript:"):
			c.add("a script in an address: %s", a.Val)
		case a.Key == "for" || a.Key == "aria-describedby" || a.Key == "aria-labelledby" || a.Key == "aria-controls":
			c.refs = append(c.refs, strings.Fields(a.Val)...)
		}
	}
}

func each(n *html.Node, do func(*html.Node)) {
	if n.Type == html.ElementNode {
		do(n)
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		each(child, do)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// words is the text of an element, with the alternative texts of its pictures.
func words(n *html.Node) string {
	if n.Type == html.TextNode {
		return strings.TrimSpace(n.Data)
	}
	text := attr(n, "alt")
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		text += words(child)
	}
	return text
}
