package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// sprite joins the outline icons that the list names, one a line, into one file of symbols.
func sprite(root, list string) ([]byte, error) {
	names, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, name := range strings.Fields(string(names)) {
		text, err := os.ReadFile(filepath.Join(root, "node_modules/@tabler/icons/icons/outline", name+".svg"))
		if err != nil {
			return nil, fmt.Errorf("icons.txt: %w", err)
		}
		fmt.Fprintf(&out, `<symbol id="%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">`, name)
		if err := shapes(&out, text); err != nil {
			return nil, fmt.Errorf("icon %s: %w", name, err)
		}
		out.WriteString("</symbol>")
	}
	out.WriteString("</svg>\n")
	return out.Bytes(), nil
}

// shapes copies what an icon draws, but not the invisible square that every icon of the set begins with.
func shapes(out io.Writer, icon []byte) error {
	d := xml.NewDecoder(bytes.NewReader(icon))
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		el, ok := t.(xml.StartElement)
		if !ok || el.Name.Local == "svg" || invisible(el) {
			continue
		}
		fmt.Fprintf(out, "<%s", el.Name.Local)
		for _, a := range el.Attr {
			fmt.Fprintf(out, ` %s="%s"`, a.Name.Local, a.Value)
		}
		fmt.Fprint(out, "/>")
	}
}

func invisible(el xml.StartElement) bool {
	for _, a := range el.Attr {
		if a.Name.Local == "stroke" && a.Value == "none" {
			return true
		}
	}
	return false
}
