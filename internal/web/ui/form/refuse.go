package form

import (
	"net/http"

	"jiazhan/internal/fault"
)

// usedKey is the key of the refusal of other words under an idempotency key.
const usedKey = "once.other"

// Fail notes a wrong field; the key's sentence says what to do.
func (f *Form) Fail(name, key string, args ...any) {
	if f.Wrong(name) == nil {
		f.errs.Add(name, key, args...)
	}
}

// Err is nil when nothing is wrong so far, else one Invalid fault with every wrong field.
func (f *Form) Err() error { return f.errs.Err() }

// Keep takes over a refusal that the person can mend on the same page: wrong fields, somebody was faster, an old page, a
// wait that will be over.
// It reports whether the page should be shown again; nil and every other error are the caller's.
func (f *Form) Keep(err error) bool {
	refusal := fault.As(err)
	if refusal == nil || f == nil {
		return false
	}
	switch {
	case refusal.Kind == fault.Invalid:
		f.status = http.StatusUnprocessableEntity
	case refusal.Kind == fault.Conflict:
		f.status = http.StatusConflict
	case refusal.Kind == fault.TooMany:
		f.status = http.StatusTooManyRequests
	case refusal.Kind == fault.Full:
		f.status = http.StatusInsufficientStorage
	case refusal.Kind == fault.Away:
		f.status = http.StatusServiceUnavailable
	case refusal.Key == oldPage:
		f.status = http.StatusForbidden
	default:
		return false
	}
	f.key, f.args = refusal.Key, refusal.Args
	if f.key == usedKey {
		f.key = "form.other"
		f.values.Del(KeyField) // the page that is shown again has a key of its own: sent once more, it is another form
	}
	for _, field := range refusal.Fields {
		f.Fail(field.Name, field.Key, field.Args...)
	}
	return true
}

// Refused reports whether the form goes back to the person.
func (f *Form) Refused() bool { return f != nil && (f.key != "" || len(f.errs) > 0) }

// Problem is the message key of the whole form's refusal and its values, "" when only fields are wrong or nothing is.
func (f *Form) Problem() (key string, args []any) {
	if f == nil {
		return "", nil
	}
	return f.key, f.args
}

// Errors lists the wrong fields in the order in which they were found.
func (f *Form) Errors() []fault.Field {
	if f == nil {
		return nil
	}
	return f.errs
}

// Name tells the error summary what a field is called, translated; a nil form needs no names. The field itself does so while
// it is shown.
func (f *Form) Name(name, label string) {
	if f == nil {
		return
	}
	if f.labels == nil {
		f.labels = map[string]string{}
	}
	f.labels[name] = label
}

// Choose is Name for a field in which one chooses instead of writing.
func (f *Form) Choose(name, label string) {
	if f == nil {
		return
	}
	f.Name(name, label)
	if f.chosen == nil {
		f.chosen = map[string]bool{}
	}
	f.chosen[name] = true
}

// Chosen reports whether one chooses in a field instead of writing.
func (f *Form) Chosen(name string) bool { return f != nil && f.chosen[name] }

// Label is what Name told, "" if nothing.
func (f *Form) Label(name string) string {
	if f == nil {
		return ""
	}
	return f.labels[name]
}

// Wrong gives what is wrong with a field, or nil.
func (f *Form) Wrong(name string) *fault.Field {
	if f == nil {
		return nil
	}
	for i := range f.errs {
		if f.errs[i].Name == name {
			return &f.errs[i]
		}
	}
	return nil
}
