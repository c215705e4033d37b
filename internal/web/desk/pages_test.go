package desk_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/notice"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/web/ui/uitest"
)

// workers are those who have a desk for cases, and the queue that comes first at it.
var workers = map[string]string{"deputy": "waiting", "station": "waiting", "county officer": "waiting", "leader": "open",
	"lead department": "waiting", "discipline": "referred", "other county": "waiting"}

// busy fills the house with cases in several states and gives one of each to open.
func (o *office) busy() map[string]*casework.Case {
	cases := map[string]*casework.Case{"filed": o.File(func(f *casework.Filing) { f.Deputy = "zeng-xiulan" })}
	cases["accepted"] = o.Do(o.Station, o.File(nil), &casework.Accept{Areas: []string{"water"}})
	assign := func() *casework.Case {
		c := o.Do(o.Station, o.File(nil), &casework.Accept{})
		return o.Do(o.Station, c, &casework.Assign{Lead: "shuiliju", Class: casework.Normal})
	}
	cases["assigned"] = assign()
	cases["handling"] = o.Do(o.Water, assign(), &casework.Acknowledge{})
	cases["return"] = o.Do(o.Water, assign(), &casework.AskReturn{Reason: "not_our_duty", Unit: "jiaotongju", Basis: "三定方案"})
	cases["reported"] = o.Do(o.Water, o.Do(o.Water, assign(), &casework.Acknowledge{}), &casework.Report{Result: "修好了。"})
	answered := o.Do(o.Station, o.Do(o.Water, o.Do(o.Water, assign(), &casework.Acknowledge{}), &casework.Report{Result: "修好了。"}), &casework.Answer{Text: "修好了。"})
	cases["answered"] = o.Do(o.Officer, answered, &casework.Refer{Reason: "需要核实"})
	cases["sealed"] = o.File(func(f *casework.Filing) { f.Against = true })
	return cases
}

func TestEveryPageOfEveryDeskIsWellFormed(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		cases := o.busy()
		for who, first := range workers {
			b := o.as(who)
			_, page := b.get("/desk/")
			if !strings.Contains(page, `queue=`+first) {
				t.Errorf("%s: the first queue is not %s", who, first)
			}
			for _, link := range railLinks(page) {
				status, _ := b.get(link)
				if status != http.StatusOK {
					t.Errorf("%s: %s: %d", who, link, status)
				}
			}
			for _, c := range cases {
				status, page := b.get("/desk/cases/" + c.Number + "?in=queue%3Dwaiting")
				if status != http.StatusOK {
					continue
				}
				for _, action := range actionLinks(page) {
					_, form := b.get(action)
					if !strings.Contains(form, `id="act"`) || strings.Contains(form, "desk.effect.") {
						t.Errorf("%s: %s opens no form, or does not say what it does", who, action)
					}
				}
			}
		}
	})
}

var rails = regexp.MustCompile(`<a class="rail-item rail-sub" href="([^"]+)"`)

func railLinks(page string) (links []string) {
	for _, m := range rails.FindAllStringSubmatch(page, -1) {
		links = append(links, strings.ReplaceAll(m[1], "&amp;", "&"))
	}
	return links
}

var actionsOf = regexp.MustCompile(`href="(/desk/cases/[^"/]+/[a-z_]+[^"]*)#act"`)

func actionLinks(page string) (links []string) {
	for _, m := range actionsOf.FindAllStringSubmatch(page, -1) {
		links = append(links, strings.ReplaceAll(m[1], "&amp;", "&"))
	}
	return links
}

func TestDisciplineSeesOnlyWhatIsReferredOrSealed(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		cases := o.busy()
		b := o.as("discipline")
		_, page := b.get("/desk/")
		if links := railLinks(page); len(links) != 2 {
			t.Errorf("the rail leads to %v", links)
		}
		for state, c := range cases {
			want := http.StatusNotFound
			if state == "answered" || state == "sealed" {
				want = http.StatusOK
			}
			if status, _ := b.get("/desk/cases/" + c.Number); status != want {
				t.Errorf("%s: %d, want %d", state, status, want)
			}
		}
		for _, queue := range []string{"open", "waiting", "ended"} {
			if status, _ := b.get("/desk/?queue=" + queue); status != http.StatusNotFound {
				t.Errorf("queue %s: %d", queue, status)
			}
		}
	})
}

var rowLink = regexp.MustCompile(`<a class="case-link" href="(/desk/cases/([^"?]+)[^"]*)"`)

func rows(page string) (numbers []string) {
	for _, m := range rowLink.FindAllStringSubmatch(page, -1) {
		numbers = append(numbers, m[2])
	}
	return numbers
}

func TestFiltersStandInTheAddress(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		cases := o.busy()
		b := o.as("county officer")
		today := o.Clock.Now().Format("2006-01-02")
		for query, want := range map[string][]string{
			"queue=open&state=accepted":                             {"accepted"},
			"queue=open&state=accepted&area=water":                  {"accepted"},
			"queue=open&state=accepted&area=health":                 {},
			"queue=open&department=shuiliju&state=handling":         {"handling"},
			"queue=open&department=jiaotongju":                      {},
			"queue=open&desk=deputy":                                {"filed"},
			"queue=open&desk=department.shuiliju&class=normal":      {"assigned", "handling", "return"},
			"queue=open&desk=department.shuiliju&class=complex":     {},
			"queue=open&station=second":                             {},
			"queue=open&state=reported&from=" + today:               {"reported"},
			"queue=open&from=2030-01-01":                            {},
			"queue=returned&to=" + today + "&cols=state&cols=class": {"return"},
			"queue=open&kind=clue":                                  {},
		} {
			status, page := b.get("/desk/?" + query)
			var numbers []string
			for _, state := range want {
				numbers = append(numbers, cases[state].Number)
			}
			if got := rows(page); status != http.StatusOK || !sameSet(got, numbers) {
				t.Errorf("%s: %d %v, want %v", query, status, got, numbers)
			}
		}
		for _, query := range []string{"queue=nonsense", "queue=open&state=x", "queue=open&area=x", "queue=open&station=x", "queue=open&department=x",
			"queue=open&desk=x", "queue=open&desk=station.x", "queue=open&from=yesterday", "queue=open&class=x", "queue=open&kind=x"} {
			if status, _ := b.get("/desk/?" + query); status != http.StatusNotFound {
				t.Errorf("%s: %d, want 404", query, status)
			}
		}
		_, page := b.get("/desk/?queue=open&state=accepted&cols=class")
		if !strings.Contains(page, "状态：已受理") || !strings.Contains(page, "<th scope=\"col\" class=\"col-class\">办理类别") || strings.Contains(page, "<th scope=\"col\" class=\"col-station\">家站") {
			t.Error("the page must name its filters and show the columns that were chosen")
		}
	})
}

func sameSet(a, b []string) bool {
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

func TestOneWorksThroughAListCaseByCase(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		for range 3 {
			o.File(nil)
		}
		b := o.as("station")
		_, page := b.get("/desk/?queue=to_accept")
		next, done := rowLink.FindStringSubmatch(page)[1], 0
		for next != "" {
			_, page = b.get(next)
			accept := actionLinks(page)[0]
			_, page = b.get(accept)
			status, after := b.post(accept, uitest.Hidden(page[strings.Index(page, `id="act"`):]))
			if status != http.StatusOK || !strings.Contains(after, "已办理：受理") {
				t.Fatalf("%s: %d", accept, status)
			}
			done++
			if left := fmt.Sprintf(`<span class="count">%d</span>`, 3-done); !strings.Contains(after, left) {
				t.Errorf("after %d the page must say %s", done, left)
			}
			next = ""
			if m := nextCase.FindStringSubmatch(after); m != nil {
				next = m[1]
			} else if !strings.Contains(after, "这一列都办完了") {
				t.Error("at the end it must be said that the list is done")
			}
		}
		if done != 3 {
			t.Errorf("%d of 3 were done", done)
		}
		if status, _ := b.get("/desk/cases/" + o.File(nil).Number + "?in=" + url.QueryEscape("queue=nonsense&after=x")); status != http.StatusOK {
			t.Errorf("a list that cannot be read must not hide the case: %d", status)
		}
	})
}

var nextCase = regexp.MustCompile(`<a class="walk-next" href="([^"]+)"`)

func TestAConflictSaysWhoActedAndWhatIsStillPossible(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		b := o.as("station")
		_, page := b.get("/desk/cases/" + c.Number + "/readdress")
		v := uitest.Hidden(page[strings.Index(page, `id="act"`):])
		v.Set("reason", "改投的理由写了很久")
		v.Set("station", "second")
		o.Do(o.Officer, c, &casework.Note{Text: "先记一笔"})
		status, page := b.post("/desk/cases/"+c.Number+"/readdress", v)
		if status != http.StatusConflict || !strings.Contains(page, "县人大专人写了一条内部备注") || strings.Contains(page, "不能再做这一步") {
			t.Fatalf("%d: who acted is missing", status)
		}
		v.Set("_version", uitest.Hidden(page[strings.Index(page, `id="act"`):]).Get("_version"))
		if status, _ := b.post("/desk/cases/"+c.Number+"/readdress", v); status != http.StatusOK {
			t.Errorf("the same form on the case as it is now: %d", status)
		}
		d := o.File(nil)
		_, page = b.get("/desk/cases/" + d.Number + "/decline")
		v = uitest.Hidden(page[strings.Index(page, `id="act"`):])
		v.Set("text", "不受理的理由写了很久")
		o.Do(o.Station, d, &casework.Accept{})
		status, page = b.post("/desk/cases/"+d.Number+"/decline", v)
		if status != http.StatusUnprocessableEntity && status != http.StatusConflict || !strings.Contains(page, "不能再做这一步") || !strings.Contains(page, "不受理的理由写了很久") {
			t.Errorf("%d: that the step is no longer possible must be said, and the text kept", status)
		}
	})
}

func TestInboxLeadsOnAndForgetsNothingNew(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		tell := func(n notice.Note) {
			err := o.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO notice (congress_id, person_id, topic, key, args, link, times, at, read_at) VALUES ($1,$2,'',$3,$4,$5,1,$6,0)`,
					o.ID, o.Station.PersonID, n.Key, `["`+c.Number+`"]`, n.Link, sqldb.Ms(tx.Now))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		tell(notice.Note{Key: "case.note.urged", Link: "/desk/cases/" + c.Number})
		b := o.as("station")
		_, page := b.get("/desk/inbox")
		v := uitest.Hidden(page[strings.Index(page, `action="/desk/inbox/follow"`):])
		status, after := b.post("/desk/inbox/follow", v)
		if status != http.StatusOK || !strings.Contains(after, c.Number) {
			t.Fatalf("following a notice: %d", status)
		}
		if _, page = b.get("/desk/inbox"); strings.Contains(page, "is-unread") {
			t.Error("a notice that was followed is read")
		}
		if status, _ := o.as("county officer").post("/desk/inbox/follow", v); status != http.StatusForbidden && status != http.StatusNotFound {
			t.Errorf("somebody else's notice: %d", status)
		}
		tell(notice.Note{Key: "case.note.urged", Link: "/desk/cases/" + c.Number})
		_, page = b.get("/desk/inbox")
		all := uitest.Hidden(page[strings.Index(page, `action="/desk/inbox"`):])
		o.Clock.Advance(1000 * 1000)
		tell(notice.Note{Key: "case.note.supplied", Link: "/desk/cases/" + c.Number})
		if _, page = b.post("/desk/inbox", all); strings.Count(page, "is-unread") != 1 {
			t.Error("what came after the page was made stays unread")
		}
	})
}

var deskNumber = regexp.MustCompile(`href="(/desk/\?desk=[^"]+)">(\d+)</a>`)

func TestWhoLeadsSeesWhereItSticks(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.busy()
		o.Clock.Advance(20 * 24 * time.Hour)
		late := o.File(nil)
		o.Do(o.Officer, late, &casework.List{Text: "挂牌"})
		b := o.as("leader")
		status, page := b.get("/desk/")
		if status != http.StatusOK || !strings.Contains(page, "<h1>卡在哪里</h1>") || !strings.Contains(page, late.Number) {
			t.Fatalf("%d: a leader's desk opens with where it sticks, and names what is listed", status)
		}
		seen := 0
		for _, m := range deskNumber.FindAllStringSubmatch(page, -1) {
			_, list := b.get(html.UnescapeString(m[1]))
			if n := len(rows(list)); fmt.Sprint(n) != m[2] {
				t.Errorf("%s says %s and lists %d", m[1], m[2], n)
			}
			seen++
		}
		if seen < 5 {
			t.Errorf("only %d numbers lead to lists", seen)
		}
		if strings.Contains(page, "曾秀兰") {
			t.Error("deputies are persons and stand together")
		}
		for _, who := range []string{"deputy", "station", "lead department", "discipline"} {
			if status, _ := o.as(who).get("/desk/where"); status != http.StatusForbidden {
				t.Errorf("%s: %d", who, status)
			}
		}
	})
}
