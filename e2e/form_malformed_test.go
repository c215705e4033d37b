package e2e

import (
	"net/url"
	"slices"
)

// doubled is what stands second in a field that is sent twice: the first value counts.
const doubled = "是第二个"

// malformed sends a form with every field twice, with fields that it does not ask for, and without each of its own.
func (w *trial) malformed(k *formKind) {
	w.t.Helper()
	strange := url.Values{"state": {"closed"}, "congress_id": {"2"}, "role": {"system_admin"}, "<b>": {"x"}, "名": {"x"}, "a[]": {"1"}, "": {"x"}, "version": {"1"}}
	twice := func(o *opened) url.Values {
		values := url.Values{}
		for name, v := range o.values {
			values[name] = append(slices.Clone(v), doubled)
		}
		return values
	}
	for _, change := range []func(*opened) url.Values{twice, func(o *opened) url.Values {
		own := url.Values{}
		for name, v := range strange {
			if !o.values.Has(name) && !o.shown[name] {
				own[name] = v
			}
		}
		return own
	}} {
		if o, ok := w.open(k); ok {
			w.fill(o)
			w.post(o.with(change(o)))
		}
	}
	if o, ok := w.open(k); ok {
		w.eachMissing(o)
	}
}

func (w *trial) eachMissing(o *opened) {
	w.t.Helper()
	for _, f := range o.fields {
		w.fill(o)
		a := w.post(o.with(url.Values{f.name: nil}))
		if a.status < 400 && (f.required || f.name == "_token") {
			w.t.Errorf("%s was taken without %s", o.kind.name, f.name)
		}
		if a.status >= 400 {
			continue
		}
		again, ok := w.open(o.kind)
		if !ok {
			return
		}
		*o = *again
	}
}
