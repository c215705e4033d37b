// Package gallery shows every component of ui on pages like the real ones, with invented content. Tests render it, check
// its markup and take pictures of it; no program serves it. It owns no table. It must never name anybody real.
package gallery

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"jiazhan/internal/fault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
	"jiazhan/internal/web/ui/form"
)

// Now is the moment at which the gallery is shown.
var Now = time.Date(2026, 12, 1, 10, 30, 0, 0, time.FixedZone("Asia/Shanghai", 8*60*60))

var congress = ui.Congress{Name: "清河县人大代表之家", Base: "/qinghe", Phone: "0319-555 0100"}

// Pages are the names under which Mount shows the pages.
var Pages = []string{"home", "filing", "refused", "receipt", "case", "parts", "queue", "deskcase", "deskform", "empty", "unstored"}

// Mount puts the gallery under /gallery/.
func Mount(e *edge.Edge) {
	e.Handle("GET /gallery/{page}", show)
	e.Handle("POST /gallery/refused", refused)
}

func show(w http.ResponseWriter, r *http.Request) error {
	p := edge.Page(w, r, "样张")
	view := page(p, r.PathValue("page"))
	if view == nil {
		return fault.Missing()
	}
	return edge.Render(w, r, http.StatusOK, view)
}

func page(p ui.Page, name string) templ.Component {
	site := ui.SitePage{Page: p, Congress: congress}
	switch name {
	case "home":
		site.Tab, site.Wide = ui.TabHome, true
		return home(site)
	case "filing":
		site.Back = "/qinghe/"
		return filing(site, nil)
	case "refused":
		site.Back, site.Failed = "/qinghe/", true
		return filing(site, wrongForm())
	case "receipt":
		site.Flash = &ui.Message{Tone: ui.Good, Text: "已收到您的反映。"}
		return receipt(site)
	case "case":
		site.Tab, site.Back = ui.TabProgress, "/qinghe/cases"
		return citizenCase(site)
	case "parts":
		site.Tab = ui.TabMe
		return parts(site)
	case "queue":
		return queue(deskPage(p))
	case "deskcase":
		return deskCase(deskPage(p))
	case "deskform":
		return deskForm(deskPage(p), wrongForm())
	case "empty":
		return nothing(deskPage(p))
	case "unstored":
		return ui.ProblemPage(p, unstored(p))
	}
	return nil
}

func wrongForm() *form.Form {
	f := form.New(url.Values{
		"text": {"三岔口东边的路灯坏了半个月了"}, "phone": {"1380013800"}, "photos": {"sample"},
		form.TokenField: {"sent"},
	})
	var wrong fault.Fields
	wrong.Add("phone", "form.number")
	wrong.Add("place", "form.choice")
	wrong.Add("photos", "form.file.large", 15)
	f.Keep(wrong.Err())
	f.Name("phone", "手机号")
	f.Name("place", "乡镇")
	f.Name("photos", "照片")
	return f
}

// unstored is a form that met a folder that cannot be written: one photo was stored before, another was not.
func unstored(p ui.Page) ui.Problem {
	return ui.Problem{
		Title: p.P.T("暂时连不上"), Text: p.P.T("blob.away"), Home: ui.Link{Label: p.P.T("回到首页"), URL: "/qinghe/"},
		Again: &ui.Resend{Action: "/gallery/refused", Files: []string{"photos"},
			Fields: url.Values{"text": {"三岔口东边的路灯坏了半个月了"}, "photos": {"sample"}, form.TokenField: {"sent"}}},
	}
}

func refused(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r, form.Photos, nil)
	if err == nil {
		err = errors.Join(fault.New(fault.Conflict, "conflict"))
	}
	if f.Keep(err) {
		site := ui.SitePage{Page: edge.Page(w, r, "样张"), Congress: congress, Back: "/qinghe/"}
		site.Failed = true
		return edge.Render(w, r, f.Status(), filing(site, f))
	}
	return err
}

func deskPage(p ui.Page) ui.DeskPage {
	return ui.DeskPage{
		Page: p, Congress: congress, Person: "林知秋", Duty: "县人大专人", Search: "/desk/cases", Inbox: 3,
		Congresses: []ui.Link{{Label: "平安县人大代表之家", URL: "/desk/?c=pingan"}},
		Rail: []ui.RailItem{
			{Icon: "inbox", Label: "待办", URL: "/desk/", Count: 21, Current: true},
			{Icon: "folder", Label: "案件", URL: "/desk/cases"},
			{Icon: "users", Label: "代表", URL: "/desk/deputies"},
			{Icon: "target-arrow", Label: "专项", URL: "/desk/campaigns"},
			{Icon: "chart-bar", Label: "数据", URL: "/desk/figures"},
			{Icon: "settings", Label: "管理", URL: "/desk/admin"},
		},
	}
}
