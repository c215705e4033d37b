package desk

import (
	"slices"

	"github.com/a-h/templ"

	"jiazhan/internal/casework"
	"jiazhan/internal/web/ui"
)

// moving are the actions that move a case on, in the order in which they stand on a desk; the first allowed is the one
// thing to do. marking are those that mark it, publish it or keep a word.
var (
	moving = []casework.Action{"accept", "designate", "assign", "acknowledge", "allow_return", "refuse_return", "allow_extension", "refuse_extension",
		"report", "answer", "explain", "reach", "progress", "send_back", "escalate", "readdress", "decline", "ask", "ask_return", "ask_extension",
		"follow_up", "rate", "supply", "urge", "withdraw"}
	marking = []casework.Action{"remind", "supervise", "list", "classify", "group", "leave_group", "release", "recall", "refer", "seal", "note"}
)

// allowedOf are the actions of a list that the table allows now. The contact has its own button beside it.
func allowedOf(list, allowed []casework.Action) []casework.Action {
	return slices.DeleteFunc(slices.Clone(list), func(a casework.Action) bool { return !slices.Contains(allowed, a) })
}

// letters are the keys that open an action's form on the page of a case.
var letters = map[casework.Action]string{"accept": "a", "assign": "e", "acknowledge": "a", "report": "r", "answer": "r", "explain": "t", "progress": "p",
	"send_back": "b", "escalate": "u", "decline": "d", "ask": "q", "note": "m", "remind": "h"}

func has(list []casework.Action, a casework.Action) bool { return slices.Contains(list, a) }

func currentAttrs(is bool) templ.Attributes {
	if is {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

func canReveal(p casePage) bool { return slices.Contains(p.dossier.Actions, "reveal") }

// guarded says who alone sees this case, "" for one that the whole congress's desks see.
func (p casePage) guarded() string {
	switch c := p.dossier.Case; {
	case c.Sealed():
		return p.P.T("密件：只有指定的县人大专人和纪委监委看得到。查找、统计和短信里都没有它，请不要转述、截图。")
	case p.onlyReferred:
		return p.P.T("已移送纪委监委：您只看得到移送的案件和密件。核实以后用“跟踪问效”写明是否属实。")
	}
	return ""
}

// facts are the particulars of a case beside its text.
func facts(p casePage) []ui.Row {
	c, v := p.dossier.Case, p.view
	t := v.P.T
	rows := []ui.Row{{Term: t("现在在"), Text: v.Desk(c.Desk)}}
	if !c.AtItsStation() {
		rows = append(rows, ui.Row{Term: t("家站"), Text: stationName(v, c)})
	}
	add := func(term, text string) {
		if text != "" {
			rows = append(rows, ui.Row{Term: term, Text: text})
		}
	}
	if d := v.Dir.Deputy(c.DeputyID); d != nil {
		add(t("desk.deputy"), d.Name)
	}
	if d := v.Dir.Department(c.LeadID); d != nil {
		add(t("主办单位"), d.Name)
	}
	for _, id := range c.CoIDs.List() {
		if d := v.Dir.Department(id); d != nil {
			add(t("协办单位"), d.Name)
		}
	}
	add(t("办理类别"), v.Class(c.Class))
	add(t("领域"), v.Areas(c.Areas))
	if c.FinishBy > 0 {
		add(t("承诺办结"), v.P.DateAt(c.FinishBy.Time(), v.Now))
	}
	if c.ReachedAt > 0 {
		add(t("首次联系"), v.P.ClockAt(c.ReachedAt.Time(), v.Now))
	} else if by := v.Rules.ReachBy(&c.Facts); by > 0 {
		add(t("联系群众"), t("%s前，还没有联系", v.P.DateAt(by.Time(), v.Now)))
	}
	add(t("提交时间"), v.P.ClockAt(c.FiledAt.Time(), v.Now))
	add(t("原编号"), p.dossier.Ref)
	place := v.Dir.Place(c.PlaceID)
	if place != nil {
		add(t("乡镇和村"), place.Name)
	}
	if place == nil || place.Name != p.dossier.Place {
		add(t("地点"), p.dossier.Place)
	}
	if c.ListedAt > 0 && c.AccountBy > 0 && c.State.Open() {
		add(t("挂牌交账"), v.P.DateAt(c.AccountBy.Time(), v.Now))
	}
	add(t("来源"), t("case.choice.channel."+c.Channel))
	add(t("代填说明"), p.dossier.Consent)
	if c.AgreePublic {
		add(t("公开"), t("来信人同意公开"))
	}
	return rows
}

func contactRows(p casePage) []ui.Row {
	t := p.view.P.T
	rows := []ui.Row{{Term: t("姓名"), Text: p.contact.Name}, {Term: t("电话"), Text: p.contact.Phone}}
	if !p.contact.Masked {
		rows = append(rows, ui.Row{Term: t("住址"), Text: p.contact.Address})
	}
	if p.writer != "" {
		rows = append(rows, ui.Row{Term: t("代填人"), Text: p.writer})
	}
	return rows
}
