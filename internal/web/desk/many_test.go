package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
)

// elect adds deputies to the county, two of them of one name at two stations.
func (o *office) elect(n int) {
	o.t.Helper()
	for i := range n {
		station := map[bool]string{true: "xinchengpu", false: "second"}[i%2 == 0]
		f := congress.DeputyForm{Slug: fmt.Sprintf("deputy-%03d", i), Name: fmt.Sprintf("王代表%s", string(rune('一'+i))), Level: congress.County,
			TermFrom: time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC), Station: station, Group: "xinchengpu"}
		if i < 2 {
			f.Name = "张振领"
		}
		if _, err := o.Congress.Create(o.t.Context(), access.Clock, o.ID, f); err != nil {
			o.t.Fatal(err)
		}
	}
}

func TestThreeHundredDeputiesInOneChooser(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.elect(300)
		c := o.File(nil)
		b := o.as("station")
		_, page := b.get("/desk/cases/" + c.Number + "/readdress")
		if n := strings.Count(page, `data-find="zhang zhen ling`); !strings.Contains(page, "张振领 · 新城铺镇代表之家") || !strings.Contains(page, "张振领 · 第二联络站") {
			t.Fatalf("two of one name must be told apart (%d)", n)
		}
		if status, _ := b.fill(c, "readdress", url.Values{"deputy": {"deputy-299"}, "reason": {"由本选区代表办理"}}); status != http.StatusOK {
			t.Errorf("without a script: %d", status)
		}
		if got := o.Reload(c); got.Desk.Kind != casework.DeputyDesk {
			t.Errorf("the case is at %q", got.Desk.Kind)
		}
	})
}

func TestADeputyAmongThreeHundredIsFoundByInitials(t *testing.T) {
	s := browse(t)
	s.o.elect(300)
	c := s.o.File(nil)
	s.as("station", "/desk/cases/"+c.Number+"/readdress", 390)
	s.until(`document.querySelectorAll("#f-deputy option").length > 300`, "true")
	s.run(`const f = document.getElementById("f-deputy").closest(".find").querySelector("input"); f.focus(); f.value = "zzl";
		f.dispatchEvent(new Event("input", {bubbles: true})); ""`)
	s.until(`document.querySelectorAll("#f-deputy option").length`, "2")
	s.press("ArrowDown")
	s.until(`document.activeElement.id`, "f-deputy")
	s.press("Enter")
	s.until(`document.getElementById("f-deputy").value`, "deputy-000")
	s.until(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`, "true")
}
