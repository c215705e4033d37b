package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"testing"
	"unicode/utf8"
)

// FuzzMembers walks over bodies and compares with what encoding/json makes of the whole.
func FuzzMembers(f *testing.F) {
	for _, body := range []string{
		`{}`, ` { } `, `{"a":1}`, `{"a":"灯","b":[1,{"c":"}"}],"c":null}`, "{\n\t\"a\" : \"x\\\"y\\\\\" ,\r\"b\":-1.5e3}", `{"\u0061":"\ud842\udfb7"}`,
		`{"a":1,}`, `{,"a":1}`, `{"a" 1}`, `{"a":}`, `{"a":1}}`, `{"a":1} x`, `{"a":[1,2}`, `{"a":[}]}`, `{"a":"`, `{"a`, `{`, ``, `[]`, `"a"`, `{a:1}`,
		`{"a":1 2}`, `{"a":tru}`, `{"a":01}`, "{\"a\":\"\x01\"}", `{"a":"\x"}`, `{"a":""b}`, `{"a":"b""c"}`, `{"a":1 ,"b" :2 }`, `{"a":]}`, `{"a":1],"b":2}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if !utf8.Valid(body) {
			return
		}
		var want map[string]any
		wrong := json.Unmarshal(body, &want)
		got, err := walked(body)
		if object := wrong == nil && want != nil; object != (err == nil) {
			t.Fatalf("%q: walked %v, encoding/json %v", body, err, wrong)
		}
		if err == nil && !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: walked to %v, encoding/json to %v", body, got, want)
		}
	})
}

func walked(body []byte) (map[string]any, error) {
	m, err := membersOf(body)
	if err != nil {
		return nil, err
	}
	got := map[string]any{}
	for {
		name, value, err := m.next()
		if errors.Is(err, io.EOF) {
			return got, nil
		}
		if err != nil {
			return nil, err
		}
		var v any
		if err := unmarshal(value, &v); err != nil {
			return nil, err
		}
		var text string
		if err := unmarshal(value, &text); err == nil && v != nil && text != v {
			return nil, fmt.Errorf("%s is %q as a text", value, text)
		}
		got[name] = v
	}
}
