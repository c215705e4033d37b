package site

import (
	"jiazhan/internal/casework"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/media"
	"jiazhan/internal/web/ui"
)

// answer is one line of the last page: what was asked, what was said, and the step that can change it.
type answer struct {
	term   string
	lines  []string
	photos []ui.Photo
	step   string
}

// answers are what will be sent, in the order in which it was asked.
func (r reportPage) answers() []answer {
	p, f := r.P, r.filing
	out := []answer{
		{p.T("什么事"), r.said(f.Title, f.Text), nil, "what"},
		{p.T("什么地方"), r.said(r.placeName(), f.Place), nil, "where"},
		{p.T("照片"), r.photoWords(), r.uploaded(), "photos"},
		{p.T("姓名和电话"), r.said(f.Name, f.Phone), nil, "who"},
	}
	if f.OnBehalf {
		out = append(out, answer{p.T("代为填写"), r.said(f.Consent), nil, "who"})
	}
	if f.Against {
		return append(out, answer{p.T("谁能看到"), []string{p.T("走保密通道，不公开")}, nil, "who"})
	}
	return append(out, answer{p.T("谁能看到"), r.consents(), nil, "who"}, answer{p.T("请谁来管"), []string{r.addressee()}, nil, "to"})
}

// said are the lines that were filled in, or that nothing was.
func (r reportPage) said(lines ...string) []string {
	var out []string
	for _, line := range lines {
		if line != "" {
			out = append(out, line)
		}
	}
	if len(out) == 0 {
		return []string{r.P.T("没有填")}
	}
	return out
}

func (r reportPage) placeName() string {
	p := r.call.dir.PlaceByCode(r.call.home.ID, r.filing.PlaceOf)
	if p == nil {
		return ""
	}
	if above := r.call.dir.Place(p.ParentID); above != nil {
		return above.Name + " " + p.Name
	}
	return p.Name
}

func (r reportPage) photoWords() []string {
	if n := len(r.filing.Photos); n > 0 {
		return []string{r.P.T("%d 张", n)}
	}
	return []string{r.P.T("没有")}
}

func (r reportPage) uploaded() []ui.Photo {
	var out []ui.Photo
	for _, token := range r.filing.Photos {
		out = append(out, ui.Photo{Thumb: photoURL(token, media.Thumb), Full: photoURL(token, media.Large)})
	}
	return out
}

func (r reportPage) consents() []string {
	public, name := r.P.T("不公开"), r.P.T("承办部门不知道您是谁")
	if r.filing.Public {
		public = r.P.T("可以公开（不含姓名电话）")
	}
	if r.filing.ShowName {
		name = r.P.T("承办部门可以知道您是谁")
	}
	return []string{public, name}
}

func (r reportPage) addressee() string {
	c, f := r.call, r.filing
	if d := c.dir.DeputyBySlug(c.home.ID, f.Deputy); d != nil {
		return r.P.T("%s代表", d.Name)
	}
	if s := c.dir.StationBySlug(c.home.ID, f.Station); s != nil {
		return s.Name
	}
	return c.chosenBySystem(f.PlaceOf)
}

// redacts reports whether a text that may be published holds what looks like somebody's number.
func (r reportPage) redacts() bool {
	return r.filing.Public && len(hanzi.FindPersonal(r.filing.Title+"\n"+r.filing.Text)) > 0
}

// typing names the copy that the browser keeps of the first page until it is saved, never in the sealed lane.
func (r reportPage) typing() string {
	if r.sealed() || r.saved() || r.step().name != "what" {
		return ""
	}
	return "report"
}

func (r reportPage) kinds() []ui.Option {
	var out []ui.Option
	for _, k := range casework.Kinds {
		out = append(out, ui.Option{Value: string(k), Label: r.call.view().Kind(k)})
	}
	return out
}

// channels are the ways in which a person comes to somebody who writes for her.
func (r reportPage) channels() []ui.Option {
	var out []ui.Option
	for _, name := range []string{"visit", "phone", "letter", "wechat"} {
		out = append(out, ui.Option{Value: name, Label: r.P.T("case.choice.channel." + name)})
	}
	return out
}
