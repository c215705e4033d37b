package site

import (
	"net/http"

	"jiazhan/internal/figures"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/ui"
)

// figuresPage is the congress's honest figures: every rate with its numerator, its base and how it is counted.
type figuresPage struct {
	ui.SitePage
	asOf     string
	answers  string // the list of published cases
	all      int
	historic int
	released int // everybody can read them one by one
	rates    []rateRow
	ratings  []rateRow
	states   []stateRow
}

// rateRow is a rate with the sentence that says how it is counted.
type rateRow struct {
	name, value, of, how string
}

type stateRow struct {
	state           string
	cases, imported int
}

// rateWords name a rate and say how it is counted (docs/glossary.md).
var rateWords = map[string]struct{ name, how string }{
	figures.Accepted:  {i18n.Key("受理率"), i18n.Key("已受理的诉求，占全部诉求（不含群众撤回的）。不予受理的算在分母里。")},
	figures.Replied:   {i18n.Key("答复率"), i18n.Key("已经答复或办结的诉求，占全部诉求（不含群众撤回的）。")},
	figures.Closed:    {i18n.Key("办结率"), i18n.Key("群众评价后或评价期满后办结的诉求，占全部诉求（不含群众撤回的）。超期没办完的算在分母里。重办到头群众仍说没有解决、转督办的，也算办结。")},
	figures.Satisfied: {i18n.Key("满意率"), i18n.Key("评价为满意或基本满意的，占群众作出评价的。没有评价的不算满意，也不算在分母里。")},
}

func (s *Server) showFigures(c *call) error {
	d, err := s.Figures.Dashboard(c.r.Context(), c.home.ID)
	if err != nil {
		return err
	}
	public, err := s.released(c)
	if err != nil {
		return err
	}
	page := figuresPage{SitePage: c.sitePage(c.p.T("公开数据"), ""), asOf: c.p.ClockAt(d.At, s.DB.Now()), all: d.All, historic: d.Historic, released: public.n}
	page.Back, page.answers = c.base()+"/", c.base()+"/answers"
	for _, r := range d.Rates {
		words := rateWords[r.Name]
		page.rates = append(page.rates, rateRow{c.p.T(words.name), percent(r.N, r.Of), c.p.T("%d / %d 件", r.N, r.Of), c.p.T(words.how)})
	}
	for _, r := range d.Ratings {
		page.ratings = append(page.ratings, rateRow{name: c.p.T("case.choice.result." + r.Name), value: percent(r.N, r.Of), of: c.p.T("%d / %d 件", r.N, r.Of)})
	}
	for i, cell := range d.States {
		page.states = append(page.states, stateRow{c.view().State(cell.State), cell.Cases, d.Imported[i].Cases})
	}
	return c.show(http.StatusOK, figuresView(page))
}

func rateRows(list []rateRow) []ui.Row {
	rows := make([]ui.Row, len(list))
	for i, r := range list {
		rows[i] = ui.Row{Term: r.name, Text: r.value + " · " + r.of}
	}
	return rows
}

func stateRows(f figuresPage) []ui.Row {
	rows := make([]ui.Row, len(f.states))
	for i, s := range f.states {
		rows[i] = ui.Row{Term: s.state, Text: f.P.T("%d 件", s.cases)}
		if s.imported > 0 {
			rows[i].Text = f.P.T("%[1]d 件，其中 %[2]d 件是导入的", s.cases, s.imported)
		}
	}
	return rows
}
