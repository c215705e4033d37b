package desk

import (
	"net/http"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// keyGroup is a part of the list of keys.
type keyGroup struct {
	title string
	keys  []keyLine
}

type keyLine struct {
	keys []string
	does string
}

// keys lists the keys of a desk; a script shows the same list when "?" is pressed.
func (s *Server) keys(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	page, err := s.page(w, r, v, v.view.P.T("快捷键"))
	if err != nil {
		return err
	}
	return edge.Render(w, r, http.StatusOK, keysPage(page, v.keyGroups()))
}

func (v visit) keyGroups() []keyGroup {
	t := v.view.P.T
	everywhere := keyGroup{t("哪里都能用"), []keyLine{{[]string{"/"}, t("查找")}, {[]string{"?"}, t("看这张表")}, {[]string{"g", "i"}, t("消息")}}}
	for _, q := range v.queues() {
		if key := lanes[q].key; key != "" {
			everywhere.keys = append(everywhere.keys, keyLine{[]string{"g", key}, v.view.Queue(q)})
		}
	}
	if v.leads() {
		everywhere.keys = append(everywhere.keys, keyLine{[]string{"g", "k"}, t("卡在哪里")})
	}
	list := keyGroup{t("在列表里"), []keyLine{{[]string{"j"}, t("下一行")}, {[]string{"k"}, t("上一行")}, {[]string{"Enter"}, t("打开案件")},
		{[]string{"x"}, t("勾选这一行")}, {[]string{"Esc"}, t("关闭预览")}}}
	one := keyGroup{t("在案件页"), []keyLine{{[]string{"n"}, t("下一件")}, {[]string{"l"}, t("回到列表")}}}
	for _, a := range moving {
		if key := letters[a]; key != "" {
			one.keys = append(one.keys, keyLine{[]string{key}, v.view.Action(a)})
		}
	}
	for _, a := range []casework.Action{"remind", "note"} {
		one.keys = append(one.keys, keyLine{[]string{letters[a]}, v.view.Action(a)})
	}
	return []keyGroup{everywhere, list, one}
}

// pane is a case beside its list, for who goes through rows with j and k.
func (s *Server) pane(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(w, r)
	if err != nil {
		return err
	}
	d, err := s.read(r, &v)
	if err != nil {
		return err
	}
	p := casePage{view: v.view, dossier: d, walk: walk{in: r.URL.Query().Get("in")}}
	p.Page = edge.Page(w, r, v.view.Title(d.Case))
	if err := s.fill(r, v, &p); err != nil {
		return err
	}
	p.timeline = latest(p.timeline)
	return edge.Render(w, r, http.StatusOK, panePart(p))
}

// latest are the last steps that happened, without those to come.
func latest(all []ui.Entry) []ui.Entry {
	var out []ui.Entry
	for _, e := range all {
		if !e.Future && len(out) < 3 {
			out = append(out, e)
		}
	}
	return out
}
