package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"

	"jiazhan/internal/fault"
)

const (
	bodyLimit = 1 << 20 // bytes of a JSON body
	mostDeep  = 4       // lists and objects inside each other; what we read is flat
)

// read fills into, a pointer to a flat struct, from the JSON body. extra are properties beside it. An empty body is an
// empty object. Unknown properties, repeated ones, wrong types, NUL and what is not UTF-8 are refused.
func (c *call) read(into any, extra map[string]any) error {
	body, err := c.whole()
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return lacking(c.op.must, nil).Err()
	}
	if kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return refused(http.StatusUnsupportedMediaType, "api.type.json")
	}
	if key := sound(body); key != "" {
		return refused(http.StatusBadRequest, key)
	}
	return decode(body, targets{reflect.ValueOf(into).Elem(), extra}, c.op.must)
}

// whole reads the body at one go when its length is told.
func (c *call) whole() ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(c.r.ContentLength, 0), bodyLimit)) + bytes.MinRead)
	_, err := b.ReadFrom(c.r.Body)
	return b.Bytes(), err
}

// targets are where the properties of an object go.
type targets struct {
	into  reflect.Value
	extra map[string]any
}

func (t targets) find(name string) any {
	if at, ok := fieldsOf(t.into.Type())[name]; ok {
		return t.into.Field(at).Addr().Interface()
	}
	return t.extra[name]
}

var structs sync.Map // reflect.Type → map[string]int

func fieldsOf(t reflect.Type) map[string]int {
	if known, ok := structs.Load(t); ok {
		return known.(map[string]int)
	}
	fields := map[string]int{}
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name != "" && name != "-" {
			fields[name] = i
		}
	}
	structs.Store(t, fields)
	return fields
}

var errSyntax = refused(http.StatusBadRequest, "api.json")

// lacking are the properties that must be sent and were not.
func lacking(must []string, seen map[string]bool) (bad fault.Fields) {
	for _, name := range must {
		bad.Check(seen[name], name, "field.required")
	}
	return bad
}

func decode(body []byte, t targets, must []string) error {
	m, err := membersOf(body)
	if err != nil {
		return err
	}
	var bad fault.Fields
	seen := map[string]bool{}
	for {
		name, value, err := m.next()
		if errors.Is(err, io.EOF) {
			return append(bad, lacking(must, seen)...).Err()
		}
		if err != nil {
			return err
		}
		key, err := property(value, t.find(name), seen[name])
		if err != nil {
			return err
		}
		bad.Check(key == "", name, key)
		seen[name] = true
	}
}

// property reads one value and gives the message key of what is wrong with it.
func property(value []byte, into any, again bool) (key string, err error) {
	switch {
	case into == nil:
		into, key = new(json.RawMessage), "api.unknown"
	case again:
		into, key = new(json.RawMessage), "api.twice"
	}
	var kind *json.UnmarshalTypeError
	switch err := unmarshal(value, into); {
	case errors.As(err, &kind):
		return "api.type", nil
	case err != nil:
		return "", errSyntax
	case key == "" && holdsNUL(into):
		return "text.nul", nil
	}
	return key, nil
}

func holdsNUL(v any) bool {
	at := reflect.ValueOf(v).Elem()
	switch at.Kind() {
	case reflect.String:
		return strings.IndexByte(at.String(), 0) >= 0
	case reflect.Slice:
		for i := range at.Len() {
			if holdsNUL(at.Index(i).Addr().Interface()) {
				return true
			}
		}
	}
	return false
}

// sound looks once over a body: UTF-8, no half of a surrogate pair, no deep nesting. It gives a message key or "".
func sound(body []byte) (key string) {
	if !utf8.Valid(body) {
		return "api.utf8"
	}
	deep, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch b := body[i]; {
		case quoted && b == '\\':
			n := escape(body[i:])
			if n == 0 {
				return "api.utf8"
			}
			i += n - 1
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{', b == '[':
			if deep++; deep > mostDeep {
				return "api.deep"
			}
		case b == '}', b == ']':
			deep--
		}
	}
	return ""
}

// escape is the length of the escape at the beginning of s, a whole surrogate pair at once; 0 for half of one.
func escape(s []byte) int {
	switch half := unit(s); {
	case half == 0:
		return 2
	case half < 0xd800 || half > 0xdfff:
		return 6
	case half < 0xdc00:
		if low := unit(s[6:]); low >= 0xdc00 && low <= 0xdfff {
			return 12
		}
	}
	return 0
}

// unit is the number of a \uXXXX at the beginning of s, 0 for none.
func unit(s []byte) (n int) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0
	}
	for _, b := range s[2:6] {
		switch {
		case b >= '0' && b <= '9':
			n = n<<4 | int(b-'0')
		case b|0x20 >= 'a' && b|0x20 <= 'f':
			n = n<<4 | int(b|0x20-'a'+10)
		default:
			return 0
		}
	}
	return n
}
