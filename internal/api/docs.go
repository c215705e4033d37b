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
func (c *call) document() *document {
	lang := i18n.Lang(c.query("lang"))
	if lang == i18n.EN || lang != i18n.ZH && c.p.Lang() == i18n.EN {
		return c.english
	}
	return c.chinese
}

func (c *call) openapiJSON() error {
	return c.text("application/openapi+json; charset=utf-8", c.document().json)
}

func (c *call) openapiYAML() error {
	return c.text("application/yaml; charset=utf-8", c.document().yaml)
}

func (c *call) docs() error {
	c.w.Header().Set("Content-Security-Policy", docsPolicy)
	return c.text("text/html; charset=utf-8", c.document().page)
}

func (c *call) docsCSS() error {
	return c.text("text/css; charset=utf-8", func() ([]byte, error) { return pageCSS, nil })
}

// text answers what is the same for everybody who speaks the language.
func (c *call) text(kind string, make func() ([]byte, error)) error {
	body, err := make()
	if err != nil {
		return err
	}
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
