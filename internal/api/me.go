package api

import (
	"net/http"

	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/limit"
)

var meOperations = []operation{
	{
		id: "readMe", method: http.MethodGet, path: "/me", tag: tagMe, signed: true, class: limit.Read,
		says: i18n.Key("令牌是谁的，能做什么"),
		more: i18n.Key("用来试令牌对不对：权限和现在在哪里任什么职。"), answer: Me{}, serve: (*call).me,
	},
	{
		id: "listMyCases", method: http.MethodGet, path: "/me/cases", tag: tagMe, scopes: reading, class: limit.Read,
		says:  i18n.Key("我提交的诉求"),
		more:  i18n.Key("令牌所属的人提交或代填的，核实过的手机号提交的，以及所出示回执的，新的在前。下一页用 next，也在 Link 头里。"),
		query: []param{cursorParam, limitParam}, answer: Cases{}, serve: (*call).mine,
	},
}

// Me is who asks.
type Me struct {
	Name   string   `json:"name,omitempty" doc:"人的姓名"`
	Scopes []string `json:"scopes" doc:"令牌的权限"`
	Roles  []Role   `json:"roles" doc:"在哪里任什么职"`
}

// Role is a grant in force.
type Role struct {
	Role     string `json:"role" doc:"岗位的代号"`
	Label    string `json:"label" doc:"岗位和单位"`
	Congress string `json:"congress" doc:"人大的短名"`
}

func (c *call) me() error {
	v, out := c.view(), Me{Name: c.by.Name, Scopes: words(c.by.Scopes), Roles: []Role{}}
	for _, g := range c.by.Grants {
		role := Role{Role: string(g.Role), Label: v.View.Role(g.Role, g.UnitID)}
		if home := c.dir.Congress(g.CongressID); home != nil {
			role.Congress = home.Slug
		}
		out.Roles = append(out.Roles, role)
	}
	return c.answer(http.StatusOK, out)
}

func (c *call) mine() error {
	n, err := c.count("limit", 20, 100)
	if err != nil {
		return err
	}
	page, err := c.Cases.Mine(c.r.Context(), c.by, casework.Query{After: c.query("cursor"), Limit: n})
	if err != nil {
		return err
	}
	return c.page(page)
}
