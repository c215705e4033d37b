package screens

import (
	"github.com/chromedp/chromedp"

	"maps"
	"path/filepath"
	"slices"

	"jiazhan/e2e/chrome"
	"jiazhan/internal/access"
)

// visitors is what everybody may see.
func visitors(p *picked) []walk {
	public := []sight{
		{name: "chooser", path: "/"},
		{name: "home", path: "/zhengding/"},
		{name: "city", path: "/shijiazhuang/"},
		{name: "answers", path: "/zhengding/answers"},
		{name: "answers-none", path: "/zhengding/answers?q=没有这样的词语"},
		{name: "figures", path: "/zhengding/figures"},
		{name: "public-case", path: "/zhengding/cases/{public}"},
		{name: "cases", path: "/zhengding/cases"},
		{name: "cases-wrong", then: (*chrome.Window).Submit, status: 422},
		{name: "stations", path: "/zhengding/stations"},
		{name: "station", path: "/zhengding/stations/{station}"},
		{name: "deputies", path: "/zhengding/deputies"},
		{name: "deputies-village", path: "/zhengding/deputies?place={village}"},
		{name: "deputy", path: "/zhengding/deputies/{deputy}"},
		{name: "privacy", path: "/zhengding/privacy"},
		{name: "help", path: "/zhengding/help"},
		{name: "house-privacy", path: "/privacy"},
		{name: "house-help", path: "/help"},
		{name: "ledger", path: "/ledger"},
		{name: "report-to-deputy", path: "/zhengding/report?deputy={deputy}"},
		{name: "report-sealed", path: "/zhengding/report?sealed=1"},
		{name: "report-refused", then: (*chrome.Window).Submit, status: 422},
		{name: "missing-case", path: "/zhengding/cases/ZD2026-999999", status: 404},
		{name: "missing-page", path: "/zhengding/nowhere/at/all", status: 404},
		{name: "too-large", path: "/zhengding/report", then: tooMuch, status: 413},
		{name: "signin", path: "/signin"},
		{name: "signin-password", path: "/signin?way=password"},
		{name: "signin-refused", then: (*chrome.Window).Submit, status: 422},
	}
	for i := range public {
		public[i].path = p.names(public[i].path)
	}
	return []walk{{name: "visitor", sights: public}}
}

// tooMuch sends more words than any form takes.
func tooMuch(w *chrome.Window) {
	chrome.Eval[any](w, `document.querySelector("textarea[name=text]").value = "字".repeat(1 << 20); 0`)
	w.Submit()
}

// serving is what people see at their desks: the lists, a case, and the form of every action that there is.
func serving(p *picked) []walk {
	remind := "/desk/bulk?action=remind&n=" + p.acts[access.CaseOfficer]["remind"]
	lists := map[access.Role][]sight{
		access.CaseOfficer: {
			{name: "queue", path: "/desk/?queue=open"}, {name: "waiting", path: "/desk/?queue=waiting"}, {name: "ended", path: "/desk/?queue=ended"},
			{name: "unread", path: "/desk/?queue=unread"}, {name: "unread-case", then: func(w *chrome.Window) { w.Press("tr.is-unread .case-link") }},
			{name: "filtered", path: "/desk/?queue=open&state=filed&station={station}"}, {name: "search", path: "/desk/search?q=路灯"},
			{name: "search-none", path: "/desk/search?q=没有这样的词语"}, {name: "inbox", path: "/desk/inbox"},
			{name: "me", path: "/me"}, {name: "my-data", path: "/me/data"}, {name: "sessions", path: "/me/sessions"}, {name: "password", path: "/me/password"},
			{name: "tokens", path: "/me/tokens"}, {name: "token-made", then: makeToken},
			{name: "keys", path: "/desk/keys"}, {name: "templates", path: "/desk/templates"},
			{name: "views", path: "/desk/views"}, {name: "bulk", path: remind},
			{name: "bulk-undone", path: remind, then: func(w *chrome.Window) { w.Press("#act button[type=submit]"); w.Press(".undo button") }},
			{name: "bulk-done", path: remind, then: func(w *chrome.Window) { w.Press("#act button[type=submit]") }},
			{name: "limits", path: "/admin/limits"}, {name: "limit", path: "/admin/limits/finish?class=normal"},
			{name: "limit-preview", path: "/admin/limits/look_hard", then: func(w *chrome.Window) { w.Clear("days"); w.Type("days", "2"); w.Submit() }},
			{name: "limit-saved", then: (*chrome.Window).Submit},
			{name: "calendar", path: "/admin/calendar"}, {name: "calendar-read", path: "/admin/calendar/2026"},
			{name: "appearance", path: "/admin/appearance"}, {name: "appearance-preview", then: dress},
		},
		access.StationAdmin: {{name: "queue", path: "/desk/?queue=open"}},
		access.Deputy:       {{name: "queue", path: "/desk/?queue=open"}, {name: "report", path: "/zhengding/report?behalf=1"}},
		access.Liaison:      {{name: "queue", path: "/desk/?queue=waiting"}},
		access.Leader:       {{name: "where", path: "/desk/where"}, {name: "decisions", path: "/desk/decisions"}, {name: "queue", path: "/desk/?queue=overdue"}},
		access.Discipline:   sealedSights(p.passphrase),
	}
	names := map[access.Role]string{access.CaseOfficer: "officer", access.StationAdmin: "station", access.Liaison: "department"}
	var out []walk
	for _, role := range working {
		one := walk{name: string(role), as: role, sights: lists[role]}
		if name := names[role]; name != "" {
			one.name = name
		}
		one.sights = append(one.sights, sight{name: "case", path: "/desk/cases/" + p.cases[role]})
		for _, action := range slices.Sorted(maps.Keys(p.acts[role])) {
			one.sights = append(one.sights, sight{name: string(action), path: "/desk/cases/" + p.acts[role][action] + "/" + string(action)})
		}
		for i := range one.sights {
			one.sights[i].path = p.names(one.sights[i].path)
		}
		out = append(out, one)
	}
	for _, role := range []access.Role{access.VillageOfficer, access.Coordinator, access.SystemAdmin, access.SecurityAdmin, access.AuditAdmin} {
		one := walk{name: string(role), as: role, sights: []sight{{name: "desk", path: "/desk/"}, {name: "me", path: "/me"}}}
		for _, a := range administering[role] {
			a.path = p.names(a.path)
			one.sights = append(one.sights, a)
		}
		out = append(out, one)
	}
	return out
}

// sealedSights are what the discipline commission sees of its keys: closed, refused, open, and the key on paper.
func sealedSights(passphrase string) []sight {
	type typed map[string]string
	send := func(fields typed) func(*chrome.Window) {
		return func(w *chrome.Window) {
			for name, text := range fields {
				w.Type(name, text)
			}
			w.Submit()
		}
	}
	return []sight{
		{name: "queue", path: "/desk/?queue=sealed"}, {name: "sealed", path: "/desk/sealed"},
		{name: "sealed-open", then: press(`main a[href^="/desk/sealed/open"]`)},
		{name: "sealed-wrong", then: send(typed{"passphrase": "不是这一句"}), status: 422},
		{name: "sealed-opened", then: send(typed{"passphrase": passphrase})},
		{name: "sealed-case", then: press(`tbody .case-link`)},
		{name: "sealed-mine", path: "/desk/sealed"},
		{name: "sealed-key", path: "/desk/sealed/key"},
		{name: "sealed-key-refused", then: send(typed{"passphrase": "太短", "again": "太长"}), status: 422},
		{name: "sealed-passphrase", path: "/desk/sealed/passphrase"},
		{name: "sealed-paper", path: "/desk/sealed", then: press(`form[action^="/desk/sealed/paper"] button`)},
		{name: "sealed-recover", path: "/desk/sealed/recover"},
		{name: "sealed-recover-refused", then: send(typed{"paper": "0000 0000"}), status: 422},
	}
}

// administering is what the administrators see of their own.
var administering = map[access.Role][]sight{
	access.SystemAdmin: {
		{name: "admin", path: "/admin/"}, {name: "people", path: "/admin/people"}, {name: "person-new", path: "/admin/people/new"},
		{name: "person", path: "/admin/people", then: press(`main table a[href^="/admin/people/"]`)},
		{name: "import", path: "/admin/people/import"}, {name: "import-refused", then: (*chrome.Window).Submit, status: 422},
		{name: "import-wrong", path: "/admin/people/import", then: attach("people-wrong.csv")},
		{name: "import-check", path: "/admin/people/import", then: attach("people.csv")},
		{name: "import-done", then: (*chrome.Window).Submit},
		{name: "invite", path: "/admin/people/invite"}, {name: "stale", path: "/admin/people/stale"}, {name: "stale-ending", path: "/admin/people/stale?why=ending"},
		{name: "person-again", path: "/admin/people", then: press(`main table a[href^="/admin/people/"]`)},
		{name: "grant-end", then: press(`main a[href$="/end"], main a[href*="/end?"]`)},
		{name: "organisation", path: "/admin/organisation"}, {name: "stations", path: "/admin/organisation/stations"},
		{name: "station", path: "/admin/organisation/stations/{station}"}, {name: "station-saved", then: func(w *chrome.Window) { w.Type("address", "东侧"); w.Submit() }},
		{name: "station-stale", path: "/admin/organisation/stations/{station}", then: tooLate, status: 409}, {name: "station-new", path: "/admin/new/stations"},
		{name: "places", path: "/admin/organisation/places"}, {name: "deputies", path: "/admin/organisation/deputies"},
		{name: "department", path: "/admin/organisation/departments", then: press(`main a.case-link`)}, {name: "group", path: "/admin/organisation/groups", then: press(`main a.case-link`)},
	},
	access.SecurityAdmin: {
		{name: "admin", path: "/admin/"}, {name: "retention", path: "/admin/retention"}, {name: "keep", path: "/admin/retention/contact"}, {name: "safety", path: "/admin/safety"}, {name: "tokens", path: "/admin/safety/tokens"},
		{name: "rules", path: "/admin/safety/rules"}, {name: "everybody", path: "/admin/safety/people?q=专人"},
		{name: "guarded", path: "/admin/safety", then: press(`main table a[href^="/admin/safety/people/"]`)},
		{name: "guarded-refused", then: func(w *chrome.Window) { w.Press(`form[action*="/sessions"] button[type=submit]`) }, status: 422},
	},
	access.AuditAdmin: {{name: "audit", path: "/admin/audit"}, {name: "audit-download", then: func(w *chrome.Window) { w.Do(chromedp.Click(chromedp.CSS(".download summary"))) }}, {name: "audit-wrong", path: "/admin/audit?kind=nothing", status: 422}, {name: "lookups", path: "/admin/audit/lookups"}, {name: "limits", path: "/admin/audit/limits"}},
}

// tooLate sends the form of a page that somebody else has changed since it was opened.
func tooLate(w *chrome.Window) {
	chrome.Eval[any](w, `document.querySelector("main form [name=_version]").value = 1; 0`)
	w.Type("address", "北")
	w.Submit()
}

func press(selector string) func(*chrome.Window) {
	return func(w *chrome.Window) { w.Press(selector) }
}

// attach sends a list of people.
func attach(name string) func(*chrome.Window) {
	return func(w *chrome.Window) {
		path, err := filepath.Abs(filepath.Join("testdata", name))
		if err != nil {
			panic(err) // there is no working folder
		}
		w.Attach("file", path)
		w.Submit()
	}
}

func makeToken(w *chrome.Window) {
	w.Type("name", "12345 平台对接")
	w.Choose("scopes", "cases:read")
	w.Choose("life", "90")
	w.Submit()
}

// moods shows the pages that matter most to those who read differently.
func moods(p *picked) []walk {
	cookie := func(name, value string) func(*chrome.Window) {
		return func(w *chrome.Window) { w.Cookie(name, value) }
	}
	pages := func() []sight {
		return []sight{{name: "home", path: "/zhengding/"}, {name: "report", path: "/zhengding/report"}, {name: "case", path: "/zhengding/cases/" + p.public},
			{name: "cases", path: "/zhengding/cases"}}
	}
	desk := []sight{{name: "queue", path: "/desk/?queue=open"}, {name: "assign", path: "/desk/cases/" + p.acts[access.CaseOfficer]["assign"] + "/assign"}, {name: "case", path: "/desk/cases/" + p.cases[access.CaseOfficer]}, {name: "unread", path: "/desk/?queue=unread"},
		{name: "unread-case", then: func(w *chrome.Window) { w.Press("tr.is-unread .case-link") }}}
	return []walk{
		{name: "english", set: cookie("lang", "en"), sights: pages()},
		{name: "elder", set: cookie("elder", "1"), sights: pages()},
		{name: "dark", set: (*chrome.Window).Dark, sights: pages()},
		{name: "sealed-english", as: access.Discipline, set: cookie("lang", "en"), sights: []sight{{name: "queue", path: "/desk/?queue=sealed"},
			{name: "sealed", path: "/desk/sealed"}, {name: "open", path: "/desk/sealed/open"}, {name: "key", path: "/desk/sealed/key"}}},
		{name: "admin-english", as: access.SystemAdmin, set: cookie("lang", "en"), sights: []sight{{name: "people", path: "/admin/people"},
			{name: "stations", path: "/admin/organisation/stations"}, {name: "limits", path: "/admin/limits"}}},
		{name: "desk-english", as: access.CaseOfficer, set: cookie("lang", "en"), sights: desk},
		{name: "desk-dark", as: access.CaseOfficer, set: (*chrome.Window).Dark, sights: desk},
		{name: "desk-no-scripts", as: access.CaseOfficer, set: (*chrome.Window).NoScripts, sights: desk},
		{name: "desk-small-rail", as: access.CaseOfficer, set: cookie("rail", "small"), sights: desk},
	}
}

func dress(w *chrome.Window) {
	w.Type("notice", "国庆节、中秋节期间照常接收诉求，节后第一个工作日开始受理。急事请拨打 12345。")
	w.Do(chromedp.SetValue(chromedp.CSS(`[name="from"]`), "2026-11-24"), chromedp.SetValue(chromedp.CSS(`[name="to"]`), "2026-11-30"))
	w.Type("address", "正定县常山西路 1 号")
	w.Type("hours", "周一至周五 8:30–12:00，14:00–17:30")
	w.Submit()
}
