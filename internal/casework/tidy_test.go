package casework_test

import (
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/casework/caseworktest"
	"jiazhan/internal/fault"
)

func TestWordsAreTidyWhateverEdgeTheyComeBy(t *testing.T) {
	run(t, func(t *testing.T, h *caseworktest.House) {
		const sent, kept = " 发票\u202eexe.pdf\r\n第二行\x1b\t\n", "发票exe.pdf\n第二行"
		c := h.File(func(f *casework.Filing) { f.Text, f.Title, f.Place = sent, "路\u2066灯 ", "村口\x01" })
		c = h.Do(h.Station, c, &casework.Note{Text: sent})
		d, err := h.Cases.Read(t.Context(), h.Station, c.Number)
		if err != nil {
			t.Fatal(err)
		}
		if d.Text != kept || d.Case.Title != "路灯" || d.Place != "村口" || d.Entries[1].Text != kept {
			t.Errorf("kept text %q, title %q, place %q, note %q", d.Text, d.Case.Title, d.Place, d.Entries[1].Text)
		}
		for _, text := range []string{"a\x00b", "a\xffb", "\u202e\u200b \x01"} {
			_, err := h.Cases.File(t.Context(), access.Actor{}, h.ID, casework.Filing{Text: text}, "")
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}
