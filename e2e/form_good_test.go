package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
)

// goods are good values of the fields into which somebody writes, by the field's name, or by "route field" where it means
// another thing there. Others get a day, a number or a few words, as their kind says; a form that is not taken with them
// fails the proof: name its fields here.
var goods = map[string]func(w *walked, o *opened) string{
	"text": plainly("已到现场查看，水渠通了。"), "reason": plainly("请核实后办理。"), "basis": plainly("三定方案第四条。"), "measures": plainly("每周巡查一次。"),
	"result": plainly("已更换灯头三只。"), "channel": plainly("县信访局，电话12345"), "title": plainly("路灯不亮"), "place": plainly("村口往东"), "consent": plainly("当面口述，同意"),
	"name": plainly("安小燕"), "duties": plainly("水利工程"), "keywords": plainly("水渠 机井"), "address": plainly("中山路1号"), "hours": plainly("周三上午"), "bio": plainly("教师"),
	"district": plainly("第三选区"), "sort": plainly("3"), "from": plainly("2026-12-01"), "to": plainly("2027-12-31"),
	"phone":  func(w *walked, _ *opened) string { w.fresh++; return phone(7000 + w.fresh) },
	"slug":   func(w *walked, _ *opened) string { w.fresh++; return fmt.Sprintf("proof-%d", w.fresh) },
	"number": func(w *walked, _ *opened) string { return w.play(scene{}) }, "tail": plainly(reporterPhone[7:]),
	"/admin/new/places code": func(w *walked, o *opened) string {
		w.fresh++
		return fmt.Sprintf("%s%03d", o.values.Get("parent"), w.fresh%1000)
	},
	"/admin/calendar/{year} text": func(_ *walked, o *opened) string { return newYear(o.year()) },
	"/admin/calendar/{year} date": func(w *walked, o *opened) string {
		w.fresh++
		return o.year() + time.Date(2001, 2, w.fresh%200, 0, 0, 0, 0, time.UTC).Format("-01-02")
	},
	"/signin/factor/reset reset": func(w *walked, o *opened) string { return w.Code(o.by.office.Phone) },
	"find":                       plainly("王"), "life": plainly("30"),
	"with":                    func(w *walked, o *opened) string { return w.another(o) },
	"/signin phone":           func(w *walked, _ *opened) string { return w.Cast["coordinator"].Phone },
	"/signin password":        func(w *walked, _ *opened) string { return w.Cast["coordinator"].Password },
	"/signin/code phone":      func(w *walked, _ *opened) string { w.Pass(2 * time.Minute); return reporterPhone },
	"/signin/code/check code": func(w *walked, _ *opened) string { return w.Code(reporterPhone) },
	"/{congress}/cases/{number}/data/contact code": func(w *walked, o *opened) string { return w.Code(o.values.Get("sent")) },
	"/signin/factor/setup/confirm code":            func(w *walked, o *opened) string { return w.factor(o) },
	"/signin/factor code":                          func(w *walked, _ *opened) string { w.Pass(time.Minute); return w.code() },
	"password":                                     plainly(freshPassword), "repeat": plainly(freshPassword),
	"/desk/sealed/key passphrase": passphrase, "/desk/sealed/key again": passphrase, "/desk/sealed/open passphrase": passphrase,
	"/desk/sealed/passphrase passphrase_now": passphrase, "/desk/sealed/passphrase passphrase": passphrase, "/desk/sealed/passphrase again": passphrase,
	"paper": func(w *walked, _ *opened) string { return w.paper },
	"old":   func(w *walked, o *opened) string { return o.by.office.Password },
}

func passphrase(w *walked, _ *opened) string { return w.passphrase() }

const freshPassword = "三个不相干的词 青石板"

func plainly(text string) func(*walked, *opened) string {
	return func(*walked, *opened) string { return text }
}

// good is what somebody would write into a field.
func (w *walked) good(o *opened, f field) string {
	path, _, _ := strings.Cut(o.kind.name, " ")
	for _, key := range []string{path + " " + f.name, f.name} {
		if value, ok := goods[key]; ok {
			return value(w, o)
		}
	}
	switch f.kind {
	case "date":
		return "2026-12-20"
	case "numeric":
		return "5"
	}
	return "路灯不亮"
}

// choices are what to choose where the first that is offered is not good; "" leaves the choice open.
var choices = map[string]string{"/desk/cases/{number}/readdress station": "", "/admin/people/new role": "leader", "/admin/people/new unit": "",
	"/admin/people/{person}/grants role": "leader", "/admin/people/{person}/grants unit": "", "/{congress}/cases/{number}/data/erasure words": "on"}

// papers are files that a form cannot do without, by its route.
var papers = map[string]file{"/admin/people/import": {"file", "名单.csv", "姓名,手机号,职务,单位,开始,结束\n安小燕,16300008888,常委会领导,,,\n"}}

// fill writes something good into every field that is empty.
func (w *walked) fill(o *opened) *opened {
	w.t.Helper()
	if paper, ok := papers[strings.SplitN(o.kind.name, " ", 2)[0]]; ok {
		o.files = []file{paper}
	}
	for _, f := range o.fields {
		switch {
		case f.typed && (o.values.Get(f.name) == "" || f.secret):
			o.values.Set(f.name, w.good(o, f))
		case f.choice && o.values.Get(f.name) == "":
			if value := o.choose(f); value != "" {
				o.values.Set(f.name, value)
			}
		}
	}
	return o
}

// choose is the first that is offered, or what choices says; a single box stays open.
func (o *opened) choose(f field) string {
	path, _, _ := strings.Cut(o.kind.name, " ")
	if value, ok := choices[path+" "+f.name]; ok {
		return value
	}
	if f.many && len(o.choices[f.name]) == 1 {
		return ""
	}
	for _, offered := range o.choices[f.name] {
		if offered != "" {
			return offered
		}
	}
	return ""
}

// year is that of the page of a year.
func (o *opened) year() string { return fourDigits.FindString(o.action) }

var fourDigits = regexp.MustCompile(`[0-9]{4}`)

// newYear is a notice of the first three days of a year.
func newYear(year string) string {
	first, err := time.Parse(time.DateOnly, year+"-01-01")
	if err != nil {
		return err.Error()
	}
	day := func(i int) string { return string([]rune("日一二三四五六")[(int(first.Weekday())+i)%7]) }
	return fmt.Sprintf("元旦：1月1日（周%s）至3日（周%s）放假，共3天。", day(0), day(2))
}

// another is the number of a case that is not the form's.
func (w *walked) another(o *opened) string {
	for _, number := range w.filed {
		if !strings.Contains(o.action, number) {
			return number
		}
	}
	return ""
}

var secretOf = regexp.MustCompile(`[A-Z2-7]{32}`)

// factor takes the secret from the page of the set-up and gives the first code.
func (w *walked) factor(o *opened) string {
	w.t.Helper()
	w.secret = secretOf.FindString(strings.ReplaceAll(o.page.said(), " ", ""))
	return w.code()
}

// code is what the app on her phone shows now.
func (w *walked) code() string {
	w.t.Helper()
	code, err := totp.GenerateCode(w.secret, w.Clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}
