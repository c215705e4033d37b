package api

import (
	"net/http"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/limit"
)

var sealedOperations = []operation{
	{
		id: "openSealed", method: http.MethodPost, path: "/congresses/{congress}/sealed/open", tag: tagMe, scopes: reading, signed: true, class: limit.Act,
		says: i18n.Key("打开密件"),
		more: i18n.Key("密件用阅读人的密件口令加密。打开以后，用这个令牌就能读写密件，直到关上、令牌作废、半小时没有看密件，或者服务重启。没有打开时，密件的标题和内容是空的，标记里有 locked。"),
		body: &Passphrase{}, answer: Sealed{}, serve: (*call).openSealed,
	},
	{
		id: "closeSealed", method: http.MethodPost, path: "/congresses/{congress}/sealed/close", tag: tagMe, scopes: reading, signed: true, class: limit.Act,
		says: i18n.Key("关上密件"),
		more: i18n.Key("从这时起，这个令牌不能再读密件；重复没有关系。"), answer: Sealed{}, serve: (*call).closeSealed,
	},
}

// Passphrase is a person's own for sealed reports.
type Passphrase struct {
	Passphrase string `json:"passphrase" input:"line,required" max:"128"`
}

// Sealed is whether sealed reports are open to a token.
type Sealed struct {
	Open bool `json:"open" doc:"这个令牌现在能不能读密件"`
}

func (c *call) openSealed() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	if err := c.mayRead(); err != nil {
		return err
	}
	var body Passphrase
	if err := c.read(&body, nil); err != nil {
		return err
	}
	if err := c.Cases.OpenSealKey(c.r.Context(), c.by, home.ID, c.Address(c.r).String(), body.Passphrase); err != nil {
		return err
	}
	return c.answer(http.StatusOK, Sealed{Open: true})
}

func (c *call) closeSealed() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	if err := c.mayRead(); err != nil {
		return err
	}
	if !casework.ReadsSealed(c.by, home.ID) {
		return fault.Missing()
	}
	c.Cases.Sealing.Close(c.by)
	return c.answer(http.StatusOK, Sealed{})
}

func (c *call) mayRead() error {
	if c.by.Visitor() {
		return fault.New(fault.Unsigned, "unsigned")
	}
	if !c.by.InScope(access.ScopeRead) {
		return fault.New(fault.Forbidden, "case.not_allowed")
	}
	return nil
}
