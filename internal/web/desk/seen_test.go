package desk_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jiazhan/internal/casework"
	"jiazhan/internal/notice"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/web/ui/uitest"
)

var unreadRow = regexp.MustCompile(`(?s)class="is-unread".*?<span class="visually-hidden">未读：</span>`)

func (o *office) unreadCount(who string) string {
	_, page := o.as(who).get("/desk/?queue=unread")
	m := regexp.MustCompile(`id="n-unread" class="count"( hidden)?>(\d+)<`).FindStringSubmatch(page)
	if m == nil {
		o.t.Fatalf("%s has no queue of unread cases", who)
	}
	return m[2]
}

func TestLookingAtACaseIsNotReadingItUntilItIsSaid(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		b := o.as("station")
		_, list := b.get("/desk/?queue=waiting")
		if !unreadRow.MatchString(list) {
			t.Error("a row that nobody has read must look and sound unread")
		}
		_, page := b.get("/desk/cases/" + c.Number)
		b.get("/desk/cases/" + c.Number + "/pane")
		if o.unreadCount("station") != "1" {
			t.Fatal("a GET changes nothing")
		}
		v := uitest.Hidden(page[strings.Index(page, `id="seen"`):])
		path := "/desk/cases/" + c.Number + "/seen"
		if status, _ := b.post(path, url.Values{"_version": v["_version"]}); status != http.StatusForbidden {
			t.Errorf("without the form's token: %d", status)
		}
		if status, _ := b.post(path, url.Values{"_token": v["_token"]}); status != http.StatusUnprocessableEntity {
			t.Errorf("without saying what was seen: %d", status)
		}
		for range 2 {
			status, page := b.post(path, v)
			if status != http.StatusOK || !strings.Contains(page, "已标为已读") || strings.Contains(page, `id="seen"`) {
				t.Fatalf("marking as read: %d", status)
			}
		}
		if _, list := b.get("/desk/?queue=waiting"); o.unreadCount("station") != "0" || unreadRow.MatchString(list) {
			t.Error("it is read now")
		}
		o.Do(o.Officer, c, &casework.Note{Text: "请核实水压。"})
		b.post(path, v)
		if o.unreadCount("station") != "1" {
			t.Error("a page from before marks nothing that came after it")
		}
		if status, _ := o.as("other department").post(path, v); status != http.StatusNotFound {
			t.Errorf("who may not see the case: %d", status)
		}
	})
}

func TestActingOnACaseReadsItAndItsNotices(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.File(nil)
		inbox := &notice.Service{DB: o.DB}
		err := o.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			return inbox.Deliver(t.Context(), tx, []notice.Note{{CongressID: o.ID, PersonID: o.Station.PersonID, Key: "case.note.urged", Args: notice.Args{c.Number},
				Link: "/desk/cases/" + c.Number}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if status, _ := o.as("station").fill(c, "accept", nil); status != http.StatusOK {
			t.Fatal(status)
		}
		if n, err := inbox.Unread(t.Context(), o.Station, o.ID); err != nil || n != 0 || o.unreadCount("station") != "0" {
			t.Errorf("%d notices are unread (%v)", n, err)
		}
	})
}

var markTicked = regexp.MustCompile(`name="_token" value="([^"]+)" formmethod="post" formaction="([^"]+)"`)

func TestTickedRowsAreMarkedAsRead(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		first, second, third := o.File(nil), o.File(nil), o.File(nil)
		b := o.as("station")
		_, page := b.get("/desk/?queue=unread&sort=newest")
		m := markTicked.FindStringSubmatch(page)
		if m == nil || !strings.Contains(page, `name="n" value="`+first.Number+`.1"`) {
			t.Fatal("the bar must offer to mark ticked rows as read")
		}
		o.Do(o.Officer, second, &casework.Note{Text: "请核实水压。"})
		v := url.Values{"_token": {m[1]}, "in": {"queue=unread&sort=newest"}, "n": {first.Number + ".1", second.Number + ".1"}}
		status, page := b.post(m[2], v)
		if status != http.StatusOK || !strings.Contains(page, "已把 1 件标为已读") || strings.Contains(page, first.Number) || !strings.Contains(page, third.Number) ||
			!strings.Contains(page, second.Number) || !strings.Contains(page, "sort=newest") {
			t.Errorf("%d: one is read, one has changed, one was not ticked", status)
		}
		delete(v, "n")
		if status, page := b.post(m[2], v); status != http.StatusOK || !strings.Contains(page, "请先在列表里勾选案件") {
			t.Errorf("nothing was ticked: %d", status)
		}
		v["n"] = []string{second.Number + ".2"}
		delete(v, "_token")
		if status, _ := b.post(m[2], v); status != http.StatusForbidden {
			t.Errorf("without the token: %d", status)
		}
		if status, page := b.get("/desk/bulk?action=assign&n=" + third.Number + ".1&in=queue%3Dunread"); status != http.StatusOK && !strings.Contains(page, third.Number) {
			t.Errorf("ticked rows lead to what can be done with them: %d", status)
		}
	})
}

func TestWhoHasNoBulkActMayStillMarkAsRead(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		c := o.Do(o.Station, o.File(nil), &casework.Accept{})
		o.Do(o.Station, c, &casework.Assign{Lead: "shuiliju", Class: casework.Normal})
		b := o.as("lead department")
		if _, page := b.get("/desk/?queue=waiting"); strings.Contains(page, `type="checkbox" form="bulk"`) {
			t.Error("rows are not ticked for nothing")
		}
		if _, page := b.get("/desk/?queue=unread"); !markTicked.MatchString(page) || strings.Contains(page, `name="action"`) {
			t.Error("in the queue of unread cases a department may mark them")
		}
	})
}

func TestAPageThatIsLookedAtMarksItself(t *testing.T) {
	s := browse(t)
	c := s.o.File(nil)
	s.as("station", "/desk/cases/"+c.Number, 1440)
	s.until(`(document.querySelector("#seen[role=status]") || {}).innerText`, "已读")
	s.until(`String(document.getElementById("n-unread").hidden)`, "true")
	if s.o.Reload(c).Version != c.Version {
		t.Error("a look is no act")
	}
}
