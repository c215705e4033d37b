package api

import (
	"net/http"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/media"
	"jiazhan/internal/sqldb"
	"jiazhan/internal/web/limit"
)

var readOperations = []operation{
	{
		id: "readCase", method: http.MethodGet, path: "/cases/{number}", tag: tagCases, scopes: reading, class: limit.Read,
		says:   i18n.Key("看一件诉求"),
		more:   i18n.Key("您可以看的内容、经过和现在可以办的动作。密件的来信人凭回执只得到“已收到”。"),
		answer: Whole{}, tagged: true, serve: (*call).show,
	},
	{
		id: "readContact", method: http.MethodGet, path: "/cases/{number}/contact", tag: tagCases, scopes: reading, class: limit.Read,
		says:   i18n.Key("来信人的完整联系方式"),
		more:   i18n.Key("先办 reveal 说明理由，半小时内可以看；看的理由记入经过。"),
		answer: Contact{}, serve: (*call).contact,
	},
	{
		id: "readHistory", method: http.MethodGet, path: "/cases/{number}/history", tag: tagCases, scopes: reading, class: limit.Read,
		says:   i18n.Key("一件诉求的校验链"),
		more:   i18n.Key("每一步一个事件，环环相扣；改动任何一步，后面的校验值就对不上。怎样计算写在 recipe 里，用任何语言都能核对。"),
		answer: History{}, tagged: true, serve: (*call).history,
	},
	{
		id: "readProof", method: http.MethodGet, path: "/cases/{number}/proof", tag: tagCases, scopes: reading, class: limit.Search,
		says:   i18n.Key("一件诉求的核验凭证"),
		more:   i18n.Key("证明到某一步为止的全部记录在一个签了名的总校验值之下，谁都可以核验，里面没有个人信息。提交的当天还没有。"),
		answer: Proof{}, serve: (*call).proof,
	},
}

func (c *call) dossier() (*casework.Dossier, error) {
	number, err := c.number()
	if err != nil {
		return nil, err
	}
	return c.Cases.Read(c.r.Context(), c.by, number)
}

func (c *call) show() error {
	d, err := c.dossier()
	if fault.KindOf(err) == fault.NotFound {
		return c.kept(err)
	}
	if err != nil || c.unchanged(d.Case.Version) {
		return err
	}
	p, err := c.photosOf(d)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, c.shown(d, p))
}

// shown is a case as it is answered. Who comes with a receipt alone reads a citizen's contact masked: it may lie in other hands.
func (c *call) shown(d *casework.Dossier, p photos) Whole {
	if d.Side == casework.CitizenSide && !casework.Proven(c.by, d.Case) {
		d.Contact = d.Contact.Masks()
	}
	out := c.view().whole(d, p)
	for _, a := range d.Own {
		out.Actions = append(out.Actions, string(a))
	}
	return out
}

// kept is the neutral word about a sealed case to who holds its receipt; for anybody else the case stays missing.
func (c *call) kept(missing error) error {
	c.untraced()
	number, err := c.number()
	if err != nil {
		return err
	}
	filed, err := c.Cases.Kept(c.r.Context(), c.by, number)
	if err != nil {
		return missing
	}
	return c.answer(http.StatusOK, Whole{
		Case: Case{Number: number, FiledAt: stamp(casework.Moment(filed)), Areas: []Named{}},
		Side: string(casework.CitizenSide), Next: c.p.T("api.kept"), Actions: []string{}, Timeline: []Entry{},
	})
}

func (c *call) contact() error {
	number, err := c.number()
	if err != nil {
		return err
	}
	contact, err := c.Cases.Contact(c.r.Context(), c.by, number)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, Contact(contact))
}

// photosOf gives the photos of a case that are for this reader. Most cases have none, and are not asked for them.
func (c *call) photosOf(d *casework.Dossier) (photos, error) {
	if !pictured(d) {
		return nil, nil
	}
	var all []media.Photo
	err := c.DB.Read(c.r.Context(), func(tx *sqldb.Tx) (err error) {
		all, err = media.Of(c.r.Context(), tx, "case/"+d.Case.Number)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := photos{}
	for _, p := range all {
		if seq := entryOf(p, d.Case.Number); told(d, seq) {
			url := Base + "/cases/" + d.Case.Number + "/photo?token=" + p.Token
			out[seq] = append(out[seq], Photo{p.Token, url, p.Width, p.Height})
		}
	}
	return out, nil
}
