package contract

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// schema is as much of JSON Schema as the document uses.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       any                `json:"type"` // a word, or two with "null"
	Format     string             `json:"format"`
	Enum       []any              `json:"enum"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	Items      *schema            `json:"items"`
	MinLength  *int               `json:"minLength"`
	MaxLength  *int               `json:"maxLength"`
	MaxItems   *int               `json:"maxItems"`
	Minimum    *float64           `json:"minimum"`
}

// types are the names of what a value can be; null stands beside another.
func (s *schema) types() []string {
	switch t := s.Type.(type) {
	case string:
		return []string{t}
	case []any:
		var out []string
		for _, one := range t {
			out = append(out, fmt.Sprint(one))
		}
		return out
	}
	return nil
}

// resolve follows a $ref.
func (h *house) resolve(t *testing.T, s *schema) *schema {
	t.Helper()
	if s == nil || s.Ref == "" {
		return s
	}
	found := h.paper.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	if found == nil {
		t.Fatalf("%s leads nowhere", s.Ref)
	}
	return found
}

// fits fails the test unless a value is what its schema says: nothing missing, nothing that is not described.
func (h *house) fits(t *testing.T, at string, s *schema, v any) {
	t.Helper()
	s = h.resolve(t, s)
	if s == nil {
		t.Errorf("%s has no schema", at)
		return
	}
	if kind := kindOf(v); !slices.Contains(s.types(), kind) && !(kind == "integer" && slices.Contains(s.types(), "number")) {
		t.Errorf("%s is %s, the document says %v", at, kind, s.types())
		return
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
		t.Errorf("%s is %v, none of %v", at, v, s.Enum)
	}
	switch in := v.(type) {
	case map[string]any:
		h.fitsObject(t, at, s, in)
	case []any:
		if s.MaxItems != nil && len(in) > *s.MaxItems {
			t.Errorf("%s has %d of at most %d", at, len(in), *s.MaxItems)
		}
		for i, inner := range in {
			h.fits(t, fmt.Sprintf("%s[%d]", at, i), s.Items, inner)
		}
	case string:
		s.fitsText(t, at, in)
	case float64:
		if s.Minimum != nil && in < *s.Minimum {
			t.Errorf("%s is %v, less than %v", at, in, *s.Minimum)
		}
	}
}

func (h *house) fitsObject(t *testing.T, at string, s *schema, in map[string]any) {
	t.Helper()
	for name, inner := range in {
		p := s.Properties[name]
		if p == nil {
			t.Errorf("%s.%s is not in the document", at, name)
			continue
		}
		h.fits(t, at+"."+name, p, inner)
	}
	for _, name := range s.Required {
		if _, ok := in[name]; !ok {
			t.Errorf("%s has no %s", at, name)
		}
	}
}

func (s *schema) fitsText(t *testing.T, at, text string) {
	t.Helper()
	n := utf8.RuneCountInString(text)
	if s.MinLength != nil && n < *s.MinLength || s.MaxLength != nil && n > *s.MaxLength {
		t.Errorf("%s has %d characters: %q", at, n, text)
	}
	if layout := map[string]string{"date": time.DateOnly, "date-time": time.RFC3339}[s.Format]; layout != "" {
		if _, err := time.Parse(layout, text); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	}
}

func kindOf(v any) string {
	switch n := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case float64:
		if n == float64(int64(n)) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	}
	return "object"
}
