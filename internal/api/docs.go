package api

import (
	_ "embed"
	"net/http"

	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/limit"
)

//go:embed docs/page.css
var pageCSS []byte

// documentOperations show the API itself. They stand in no document.
var documentOperations = []operation{
	{id: "openapiJSON", method: http.MethodGet, path: "/openapi.json", class: limit.Read, query: langParams, serve: (*call).openapiJSON},
	{id: "openapiYAML", method: http.MethodGet, path: "/openapi.yaml", class: limit.Read, query: langParams, serve: (*call).openapiYAML},
	{id: "docs", method: http.MethodGet, path: "/docs", class: limit.Read, query: langParams, serve: (*call).docs},
	{id: "docsCSS", method: http.MethodGet, path: "/docs.css", class: limit.Read, serve: (*call).docsCSS},
	{id: "problem", method: http.MethodGet, path: "/problems/{kind}", class: limit.Read, serve: (*call).explain},
	{id: "root", method: http.MethodGet, path: "/{$}", class: limit.Read, serve: (*call).root},
}

var langParams = []param{{name: "lang"}}

// docsPolicy allows the sheet and nothing else: the page has no script.
const docsPolicy = "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

// document is the one in the language that the address names, else the client's.
func (c *call) document() (*document, error) {
	h, err := c.house()
	if err != nil {
		return nil, err
	}
	lang := i18n.Lang(c.query("lang"))
	if lang != i18n.EN && lang != i18n.ZH {
		lang = c.p.Lang()
	}
	return c.shelf.take(lang, h, func() *document { return newDocument(lang, c.table, h, c.Base) }), nil
}

// paper answers one form of the document.
func (c *call) paper(kind string, form func(*document) ([]byte, error)) error {
	d, err := c.document()
	if err != nil {
		return err
	}
	body, err := form(d)
	if err != nil {
		return err
	}
	return c.text(kind, body)
}

func (c *call) openapiJSON() error {
	return c.paper("application/openapi+json; charset=utf-8", func(d *document) ([]byte, error) { return d.json() })
}

func (c *call) openapiYAML() error {
	return c.paper("application/yaml; charset=utf-8", func(d *document) ([]byte, error) { return d.yaml() })
}

func (c *call) docs() error {
	c.w.Header().Set("Content-Security-Policy", docsPolicy)
	return c.paper("text/html; charset=utf-8", func(d *document) ([]byte, error) { return d.page() })
}

func (c *call) docsCSS() error { return c.text("text/css; charset=utf-8", pageCSS) }

// text answers what is the same for everybody who speaks the language.
func (c *call) text(kind string, body []byte) error {
	h := c.w.Header()
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Language")
	c.public(nameSeconds)
	c.send(http.StatusOK, body)
	return nil
}

// explain leads from the type of a problem to its line in the page.
func (c *call) explain() error {
	name := c.r.PathValue("kind")
	for _, k := range allKinds() {
		if k.name == name {
			return c.lead(Base + "/docs#problem-" + name)
		}
	}
	return fault.Missing()
}

func (c *call) root() error { return c.lead(Base + "/docs") }

func (c *call) lead(to string) error {
	c.w.Header().Set("Location", to)
	c.send(http.StatusSeeOther, nil)
	return nil
}
