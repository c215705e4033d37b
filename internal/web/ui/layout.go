package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// htmxConfig keeps htmx inside the content policy, and lets it show refusals where the answer says.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,` +
	`"disableInheritance":true,"historyCacheSize":0,"responseHandling":[{"code":"204","swap":false},{"code":"...","swap":true}]}`

func siteTabsOf(s SitePage) []RailItem {
	base, p := s.Congress.Base, s.P
	return []RailItem{
		{Icon: "home", Label: p.T("首页"), URL: base + "/", Current: s.Tab == TabHome},
		{Icon: "edit", Label: p.T("反映"), URL: base + "/report", Current: s.Tab == TabReport},
		{Icon: "list-check", Label: p.T("进度"), URL: base + "/cases", Current: s.Tab == TabProgress},
		{Icon: "users", Label: p.T("代表"), URL: base + "/deputies", Current: s.Tab == TabDeputies},
		{Icon: "user", Label: p.T("我的"), URL: "/me", Current: s.Tab == TabMe},
	}
}

// railAttrs marks where one is, and the letter that leads there.
func railAttrs(item RailItem) templ.Attributes {
	attrs := templ.Attributes{}
	switch {
	case item.Current:
		attrs["aria-current"] = "page"
	case item.Open():
		attrs["aria-current"] = "true"
	}
	if item.Key != "" {
		attrs["data-go"] = item.Key
	}
	return attrs
}

func tabID(item RailItem) string {
	if item.ID == "" {
		return ""
	}
	return "tab-" + item.ID
}

func orInbox(url string) string {
	if url == "" {
		return "/desk/inbox"
	}
	return url
}

func tabAttrs(current bool) templ.Attributes {
	if current {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

// langOf marks a word of the other language, so that it is read out right.
func langOf(label string, p Page) string {
	switch label {
	case "English":
		return "en"
	case "中文":
		return "zh-CN"
	}
	return string(p.P.Lang())
}

// Few writes a count as badges do: 999+ for more.
func Few(n int) string {
	if n > 999 {
		return "999+"
	}
	return strconv.Itoa(n)
}

func telURL(phone string) templ.SafeURL {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
	return templ.SafeURL("tel:" + digits)
}
