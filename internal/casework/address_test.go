package casework_test

import (
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/congress"
	"jiazhan/internal/fault"
)

// TestNothingIsAddressedToWhoIsNotInOffice: the case would lie at a desk where nobody sits.
func TestNothingIsAddressedToWhoIsNotInOffice(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		now := h.Clock.Now()
		for slug, term := range map[string]struct {
			from, to time.Time
			key      string
		}{
			"left":    {now.AddDate(-4, 0, 0), now.AddDate(0, 0, -1), "field.deputy_left"},
			"to-come": {now.AddDate(0, 0, 2), time.Time{}, "field.deputy_left"},
			"serving": {now.AddDate(-4, 0, 0), now.AddDate(0, 0, 2), ""},
		} {
			deputy := congress.DeputyForm{Slug: slug, Name: "李建国", Level: congress.County, TermFrom: term.from, TermTo: term.to}
			if _, err := h.Congress.Create(t.Context(), access.Clock, h.ID, deputy); err != nil {
				t.Fatal(err)
			}
			_, filed := h.Cases.File(t.Context(), h.Citizen, h.ID, casework.Filing{Text: "灯不亮", Deputy: slug}, "")
			c := h.File(nil)
			_, sent := h.Cases.Do(t.Context(), h.Station, casework.At{Number: c.Number, Seen: c.Version}, &casework.Readdress{Deputy: slug, Reason: "住得近"})
			for what, err := range map[string]error{"filed": filed, "readdressed": sent} {
				if got := keyOf(err); got != term.key {
					t.Errorf("%s, %s: %v, want %q", slug, what, err, term.key)
				}
			}
		}
	})
}

func keyOf(err error) string {
	if f := fault.As(err); f != nil && len(f.Fields) == 1 {
		return f.Fields[0].Key
	}
	return ""
}
