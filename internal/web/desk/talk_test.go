package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui/uitest"
)

func TestNotesAreAConversationThatSaysWhoReadsIt(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.Do(o.Station, o.File(nil), &casework.Accept{})
		c = o.Do(o.Station, c, &casework.Assign{Lead: "shuiliju", Class: casework.Normal})
		c = o.Do(o.Water, c, &casework.Acknowledge{})
		c = o.Do(o.Water, c, &casework.Progress{Text: "线路已查明，11月20日更换。"})
		station := o.as("station")
		_, page := station.get("/desk/cases/" + c.Number)
		talk := page[strings.Index(page, `id="talk"`):]
		for _, want := range []string{"已告知", "线路已查明，11月20日更换。", "看得到的人：新城铺镇代表之家、水利局、县人大专人、常委会领导。"} {
			if !strings.Contains(talk, want) {
				t.Errorf("the conversation lacks %q", want)
			}
		}
		v := uitest.Hidden(talk[:strings.Index(talk, "</form>")])
		v.Set("text", "我们周五去现场看看𠮷")
		status, page := station.post("/desk/cases/"+c.Number+"/note", v)
		if status != http.StatusOK || strings.Count(page, "我们周五去现场看看𠮷") != 1 || !strings.Contains(page, "内部") {
			t.Fatalf("%d: a note is said once on the page", status)
		}
		if _, page := o.as("lead department").get("/desk/cases/" + c.Number); !strings.Contains(page, "我们周五去现场看看𠮷") {
			t.Error("the department reads the note")
		}
		d, err := o.Cases.Read(t.Context(), o.Citizen, c.Number)
		if err != nil || strings.Contains(d.Entries[len(d.Entries)-1].Text, "周五") {
			t.Errorf("the citizen reads a note: %v", err)
		}
	})
}

func TestANoteThatIsRefusedStaysAtTheEndOfTheConversation(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.Do(o.Station, o.File(nil), &casework.Accept{})
		b := o.as("station")
		status, page := b.fill(c, "note", url.Values{"text": {" "}})
		if status != http.StatusUnprocessableEntity || strings.Count(page, `name="text"`) != 1 {
			t.Fatalf("an empty note: %d", status)
		}
		_, page = b.get("/desk/cases/" + c.Number + "/note")
		v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
		o.Do(o.Officer, c, &casework.Remind{Text: "请快一些"})
		v.Set("text", "写了一半")
		status, page = b.post("/desk/cases/"+c.Number+"/note", v)
		if status != http.StatusConflict || !strings.Contains(page, "写了一半") || !strings.Contains(page, "催办") {
			t.Fatalf("somebody acted meanwhile: %d", status)
		}
	})
}

func TestTheSealedLaneSaysWhoReadsItsNotes(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.Do(o.Officer, o.File(nil), &casework.Seal{Reason: "密件"})
		if _, page := o.as("discipline").get("/desk/cases/" + c.Number); !strings.Contains(page, "看得到的人：指定的县人大专人、纪委监委。") {
			t.Error("the sealed lane's readers are named")
		}
	})
}
