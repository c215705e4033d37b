package screens

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"jiazhan/e2e/chrome"
	"jiazhan/e2e/stage"
	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/casework"
)

// citizens files two reports by the wizard and follows the open one to its end; others act on it meanwhile.
func citizens(t *testing.T, d *stage.Demonstration) []walk {
	var number, receipt string
	photo, station := d.Photo(), d.Directory().Stations(d.Home().ID)[0]
	admin := access.Actor{PersonID: -1, Grants: []access.Grant{{Role: access.StationAdmin, CongressID: d.Home().ID, UnitID: station.ID}}}
	do := func(act casework.Act) func(*chrome.Window) {
		return func(*chrome.Window) { d.Do(admin, number, act) }
	}
	open := func(action string, before func(*chrome.Window)) func(*chrome.Window) {
		return func(w *chrome.Window) {
			if before != nil {
				before(w)
			}
			w.Go("/zhengding/cases/" + number + action)
		}
	}
	filing := []sight{
		{name: "what", path: "/zhengding/report?station=" + station.Slug, then: func(w *chrome.Window) {
			w.Type("text", "村口到小学的路灯坏了一个多月，孩子放学看不见路，上周还有人摔倒。希望尽早修好。")
		}},
		{name: "where", then: (*chrome.Window).Submit},
		{name: "photos", then: func(w *chrome.Window) { w.Type("place", "村委会往东200米，小学门口"); w.Submit() }},
		{name: "photos-sent", then: func(w *chrome.Window) {
			w.Attach("photos", photo)
			w.Do(chromedp.WaitReady(chromedp.CSS(".photo-preview input[type=hidden]")))
		}},
		{name: "who", then: (*chrome.Window).Submit},
		{name: "to", then: func(w *chrome.Window) {
			w.Type("name", "王小禾")
			w.Type("phone", "16300000077")
			w.Choose("agree_public", "on")
			w.Submit()
		}},
		{name: "check", then: (*chrome.Window).Submit},
		{name: "begun", path: "/zhengding/report"},
		{name: "receipt", then: func(w *chrome.Window) {
			w.Press(".begun a.btn-primary")
			w.Submit()
			number, receipt = numberOn(t, w), w.Path()
		}},
		{name: "mine", path: "/zhengding/cases"},
		{name: "case-filed", then: open("", nil)},
		{name: "urge", then: open("/urge", nil)},
		{name: "withdraw", then: open("/withdraw", nil)},
		{name: "case-asked", then: open("", func(w *chrome.Window) {
			do(&casework.Accept{})(w)
			do(&casework.Ask{Text: "请问是东边还是西边的灯？"})(w)
		})},
		{name: "supply", then: open("/supply", nil)},
		{name: "case-answered", then: open("", func(w *chrome.Window) {
			w.Go("/zhengding/cases/" + number + "/supply")
			w.Type("text", "东边，从桥头数第三盏。")
			w.Submit()
			do(&casework.Explain{Text: "您说的第三盏灯今天已经报修，供电所说两天内修好，修好后我们会再到现场看。"})(w)
		})},
		{name: "rate", then: open("/rate", nil)},
		{name: "rate-refused", then: (*chrome.Window).Submit, status: 422},
		{name: "case-rated", then: func(w *chrome.Window) {
			w.Choose("solved", "yes")
			w.Choose("result", "satisfied")
			w.Choose("attitude", "satisfied")
			w.Submit()
		}},
		{name: "data", then: open("/data", nil)},
		{name: "data-contact", then: open("/data/contact", nil)},
		{name: "data-contact-code", then: func(w *chrome.Window) { w.Type("phone", "16300000079"); w.Submit() }},
		{name: "data-agreement", then: open("/data/agreement", nil)},
		{name: "data-erasure", then: open("/data/erasure", nil)},
		{name: "receipt-later", then: func(w *chrome.Window) { w.Go(receipt) }},
		{name: "draft-gone", path: "/zhengding/report", then: throwAway, status: 410},
	}
	return []walk{{name: "filing", sights: filing}, sealed()}
}

// throwAway begins a report, throws it away and goes back to it.
func throwAway(w *chrome.Window) {
	w.Type("text", "写了一半。")
	w.Submit()
	draft := w.Path()
	w.Do(chromedp.Click(chromedp.CSS(".keeping summary")))
	w.Press(".keeping button[type=submit]")
	w.Go(draft)
}

func sealed() walk {
	var number string
	return walk{name: "sealed", sights: []sight{
		{name: "what", path: "/zhengding/report?sealed=1", then: func(w *chrome.Window) { w.Type("text", "有人把低保名额给了自己的亲戚。") }},
		{name: "where", then: (*chrome.Window).Submit},
		{name: "photos", then: (*chrome.Window).Submit},
		{name: "who", then: (*chrome.Window).Submit},
		{name: "check", then: (*chrome.Window).Submit},
		{name: "receipt", then: func(w *chrome.Window) { w.Submit(); number = chrome.Eval[string](w, numberText) }},
		{name: "forgotten", then: func(w *chrome.Window) { w.Go("/zhengding/cases/" + number) }, status: 404},
	}}
}

const numberText = `document.querySelector(".receipt-number").innerText.trim()`

func numberOn(t *testing.T, w *chrome.Window) string {
	t.Helper()
	number := chrome.Eval[string](w, numberText)
	if !strings.HasPrefix(number, "ZD2026-") {
		t.Fatalf("the receipt's number is %q", number)
	}
	return number
}

// strangers come for the first time: a citizen by a code, an officer by her set-up link and with a second factor.
func strangers(t *testing.T, d *stage.Demonstration) []walk {
	const phone = "16300000078"
	invite, err := d.Account.Invite(t.Context(), access.Clock, d.Home().ID, d.Actor(access.SecurityAdmin).PersonID)
	if err != nil {
		t.Fatal(err)
	}
	return []walk{
		{name: "citizen", sights: []sight{
			{name: "code", path: "/signin", then: func(w *chrome.Window) { w.Type("phone", phone); w.Submit() }},
			{name: "code-wrong", then: func(w *chrome.Window) { w.Type("code", "000000"); w.Submit() }, status: 422},
			{name: "in", then: func(w *chrome.Window) { w.Go("/signin/code"); w.Type("code", d.Code(phone)); w.Submit() }},
			{name: "me", path: "/me"},
			{name: "sessions", path: "/me/sessions"},
			{name: "cases", path: "/zhengding/cases"},
			{name: "no-desk", path: "/desk/", status: 403},
		}},
		{name: "invited", sights: []sight{
			{name: "invite", path: "/signin/invite/" + invite},
			{name: "refused", then: (*chrome.Window).Submit, status: 422},
		}},
		secondFactor(d),
		topmost(d),
	}
}

// topmost is the administrator of the city, who keeps the calendar for its counties.
func topmost(d *stage.Demonstration) walk {
	holiday := func(w *chrome.Window) {
		w.Type("text", "示例假日：11月26日（周四）放假。11月28日（周六）上班。")
		w.Type("source", "示例通知")
		w.Submit()
	}
	load := func(w *chrome.Window) {
		w.Type("text", "元旦：1月1日（周五）至3日（周日）放假，共3天。\n春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。")
		w.Type("source", "示例通知")
		w.Submit()
	}
	return walk{name: "topmost", set: func(w *chrome.Window) { w.Cookie("session", d.SessionOf(d.Topmost)) }, sights: []sight{
		{name: "admin", path: "/admin/"}, {name: "calendar", path: "/admin/calendar"}, {name: "year", path: "/admin/calendar/2026"},
		{name: "year-wrong", path: "/admin/calendar/2027", then: (*chrome.Window).Submit, status: 422},
		{name: "year-moves", path: "/admin/calendar/2026", then: holiday},
		{name: "year-preview", path: "/admin/calendar/2027", then: load},
		{name: "year-saved", then: (*chrome.Window).Submit},
	}}
}

func secondFactor(d *stage.Demonstration) walk {
	var secret string
	code := func(w *chrome.Window) {
		text, err := totp.GenerateCode(secret, d.Clock.Now())
		if err != nil {
			panic(err) // the secret on the page is no secret
		}
		w.Type("code", text)
		w.Submit()
	}
	return walk{name: "factor", as: access.AuditAdmin, sights: []sight{
		{name: "setup", path: "/signin/factor/setup?back=/me"},
		{name: "scan", then: func(w *chrome.Window) {
			w.Submit()
			secret = strings.ReplaceAll(chrome.Eval[string](w, `document.querySelector(".defs dd").innerText`), " ", "")
		}},
		{name: "recovery", then: code},
		{name: "me", path: "/me"},
		{name: "asked", then: func(w *chrome.Window) {
			d.Pass(time.Minute)
			token, _, err := d.Account.SignInWithPassword(w, d.Cast[access.AuditAdmin].Phone, d.Cast[access.AuditAdmin].Password, account.Client{Address: "127.0.0.1"})
			if err != nil {
				panic(err)
			}
			w.Cookie("session", token)
			w.Go("/signin/factor")
		}},
		{name: "given", then: code},
	}}
}
