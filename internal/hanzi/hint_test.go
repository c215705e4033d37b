package hanzi

import (
	"testing"

	"pgregory.net/rapid"
)

// What the patterns find is never hidden by the hints that spare them.
func TestHintsHideNothing(t *testing.T) {
	letter := rapid.SampledFrom([]rune("冀京晋a1A9b三十〇甲单元号楼栋幢座室院户路街排组#. ·，的"))
	rapid.Check(t, func(t *rapid.T) {
		plain, at := flatten(rapid.StringOfN(letter, 0, 24, -1).Draw(t, "text"))
		plates, houses := hints(plain)
		if !plates && len(matches(plain, at, plate, Plate)) > 0 || !houses && len(matches(plain, at, house, House)) > 0 {
			t.Fatalf("%q: plates %v, houses %v", plain, plates, houses)
		}
	})
}
