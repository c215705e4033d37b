package site

import (
	"encoding/json"
	"net/url"

	"jiazhan/internal/draft"
	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui/form"
)

// written is what a draft keeps of a report.
type written struct {
	Fields  url.Values
	Step    string // on which one goes on
	Key     string // of idempotency
	Refused string // the step on which something is wrong, "" for none
	Wrong   fault.Fields
}

func writtenOn(d draft.Draft) (out written, err error) {
	out.Fields = url.Values{}
	if d.Body != "" {
		err = json.Unmarshal([]byte(d.Body), &out)
	}
	for _, field := range out.Wrong {
		for i, arg := range field.Args {
			if n, ok := arg.(float64); ok { // JSON has one sort of number, sentences count
				field.Args[i] = int(n)
			}
		}
	}
	return out, err
}

// take puts a page's own fields in the place of those that were there; the first page that is saved brings them all.
func (t *written) take(f *form.Form, own step) {
	names := append([]string{"first"}, own.fields...)
	if len(t.Fields) == 0 {
		names = append(names, own.carried()...)
	}
	for _, name := range names {
		switch all := f.All(name); {
		case len(all) > 0:
			t.Fields[name] = all
		case name != "first":
			delete(t.Fields, name)
		}
	}
}
