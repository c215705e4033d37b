package api

import (
	"net/http"
	"time"

	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/limit"
)

// copyOperations give a citizen what is kept of her (PIPL art. 45). They are POST because each copy is noted in the security record.
var copyOperations = []operation{
	{
		id: "copyCase", method: http.MethodPost, path: "/cases/{number}/copy", tag: tagMe, scopes: reading, held: true, class: limit.Copy,
		says:   i18n.Key("取一份我的信息：一件诉求"),
		more:   i18n.Key("这一件里留着的全部：内容、联系方式、同意、经过和照片的地址。只凭回执的，联系方式打了码。每次取用都有记录。"),
		answer: Copy{}, serve: (*call).copyCase,
	},
	{
		id: "copyAll", method: http.MethodPost, path: "/me/copy", tag: tagMe, scopes: reading, signed: true, class: limit.Copy,
		says:   i18n.Key("取一份我的信息：账号和全部诉求"),
		more:   i18n.Key("账号、登录的设备、安全记录，以及我的每一件诉求。一小时六次，每次取用都有记录。"),
		answer: Copy{}, serve: (*call).copyAll,
	},
}

// Copy is what a citizen takes with her.
type Copy struct {
	Made    string   `json:"made" format:"date-time" doc:"取出的时间"`
	Account *Account `json:"account,omitempty" doc:"账号；取一件诉求的没有"`
	Cases   []Own    `json:"cases" doc:"诉求，新的在前"`
}

// Own is a case as its citizen has it, with what she agreed to.
type Own struct {
	Whole
	AgreePublic bool   `json:"agree_public" doc:"同意公开（不公开姓名和电话）"`
	AgreeName   bool   `json:"agree_name" doc:"同意让承办部门知道是谁"`
	Notice      string `json:"privacy_notice,omitempty" doc:"提交时看到的隐私说明的版本"`
}

// Account is what is kept of who signs in.
type Account struct {
	Name     string   `json:"name" doc:"人的姓名"`
	Phone    string   `json:"phone" doc:"电话号码"`
	Language string   `json:"language" doc:"使用的语言"`
	Since    string   `json:"since" format:"date-time" doc:"第一次登录的时间"`
	Devices  []Device `json:"devices" doc:"登录着的设备"`
	Events   []Noted  `json:"events" doc:"安全记录，新的在前，最多 1000 条"`
}

// Device is a browser on which she is signed in.
type Device struct {
	Agent   string `json:"browser" doc:"浏览器自报的名称"`
	Address string `json:"address" doc:"网络地址"`
	Since   string `json:"since" format:"date-time" doc:"登录的时间"`
	Seen    string `json:"seen" format:"date-time" doc:"最近一次使用的时间"`
}

// Noted is a line of her security record.
type Noted struct {
	At      string `json:"at" format:"date-time" doc:"发生的时间"`
	What    string `json:"what" doc:"一句话说发生了什么"`
	Address string `json:"address,omitempty" doc:"网络地址"`
}

func (c *call) copyCase() error {
	c.herself()
	one, err := c.ownCase()
	if err != nil {
		return err
	}
	return c.copied(Copy{}, []*casework.Case{one}, one.CongressID, one.Number)
}

func (c *call) copyAll() error {
	c.herself()
	list, err := c.Cases.Own(c.r.Context(), c.by)
	if err != nil {
		return err
	}
	kept, err := c.Account.Kept(c.r.Context(), c.by.PersonID)
	if err != nil {
		return err
	}
	return c.copied(Copy{Account: c.account(kept)}, list, 0, c.p.T("%d 件", len(list)))
}

// copied adds the cases, records that a copy was taken, and answers it.
func (c *call) copied(out Copy, list []*casework.Case, congressID int64, what string) error {
	out.Made, out.Cases = written(c.DB.Now()), make([]Own, len(list))
	for i, one := range list {
		d, err := c.Cases.Read(c.r.Context(), c.by, one.Number)
		if err != nil {
			return err
		}
		p, err := c.photosOf(d)
		if err != nil {
			return err
		}
		out.Cases[i] = Own{Whole: c.shown(d, p), AgreePublic: d.Case.AgreePublic, AgreeName: d.Case.AgreeName, Notice: d.Notice}
	}
	if err := c.Account.Copied(c.r.Context(), congressID, c.by.PersonID, c.Address(c.r).String(), what); err != nil {
		return err
	}
	return c.answer(http.StatusOK, out)
}

func (c *call) account(k account.Kept) *Account {
	out := &Account{Name: k.Name, Phone: k.Phone, Language: k.Language, Since: written(k.Created), Devices: []Device{}, Events: []Noted{}}
	for _, d := range k.Devices {
		out.Devices = append(out.Devices, Device{d.Agent, d.Address, written(d.Since), written(d.Seen)})
	}
	for _, e := range k.Events {
		out.Events = append(out.Events, Noted{written(e.At), c.p.T("admin.event." + string(e.Kind)), e.Address})
	}
	return out
}

// written is a time as answers have it.
func written(t time.Time) string { return stamp(casework.Moment(t)) }
