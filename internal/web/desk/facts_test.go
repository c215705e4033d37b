package desk_test

import (
	"strings"
	"testing"

	"jiazhan/internal/casework"
)

func TestTheVillageIsNotSaidTwice(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		for place, once := range map[string]bool{"新城铺村": true, "村东头第三盏": false} {
			c := o.File(func(f *casework.Filing) { f.PlaceOf, f.Place = "130123102001", place })
			_, page := o.as("station").get("/desk/cases/" + c.Number)
			if !strings.Contains(page, "乡镇和村</dt>") {
				t.Fatalf("%s: the village is missing", place)
			}
			if said := strings.Contains(page, "地点</dt>"); said == once {
				t.Errorf("%s: the place is said besides the village: %v", place, said)
			}
		}
	})
}

func TestAStationIsNotNamedTwiceInARow(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		const same = `class="col-station is-same"`
		if _, page := o.as("station").get("/desk/?queue=open"); !strings.Contains(page, same) {
			t.Error("a case at its own station names it twice on a phone")
		}
		if _, page := o.as("station").get("/desk/cases/" + c.Number); strings.Contains(page, "家站</dt>") {
			t.Error("a case at its own station names it twice among its particulars")
		}
		c = o.Do(o.Station, c, &casework.Accept{})
		o.Do(o.Station, c, &casework.Assign{Lead: "shuiliju", Class: casework.Normal})
		if _, page := o.as("station").get("/desk/?queue=open"); strings.Contains(page, same) {
			t.Error("a case at a department must name its station")
		}
		if _, page := o.as("station").get("/desk/cases/" + c.Number); !strings.Contains(page, "家站</dt>") {
			t.Error("the particulars of a case at a department must name its station")
		}
	})
}
