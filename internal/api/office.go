package api

import (
	"net/http"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/limit"
	"jiazhan/internal/workday"
)

// officeOperations are what desks do with cases beside the acts.
func officeOperations() []operation {
	out := []operation{
		{
			id: "listDecisions", method: http.MethodGet, path: "/congresses/{congress}/decisions", tag: tagCases, scopes: reading, signed: true, class: limit.Read,
			says: i18n.Key("列出决定"),
			more: i18n.Key("常委会领导和县人大专人对诉求作的决定，新的在前；撤销了的不算，密件没有。只给看得到全部诉求的人。"),
			query: []param{{name: "action", kind: "string", enum: words(casework.Decisions), says: i18n.Key("哪一种决定")},
				{name: "role", kind: "string", enum: words(casework.DeciderRoles), says: i18n.Key("谁作的决定")}, fromParam, toParam, cursorParam, limitParam},
			answer: Decisions{}, serve: (*call).decisions,
		},
		{
			id: "markSeen", method: http.MethodPost, path: "/cases/{number}/seen", tag: tagCases, scopes: acting, signed: true, class: limit.Act,
			says: i18n.Key("记下看过了"),
			more: i18n.Key("您看到这一版为止；之后有变化，又回到 unread 队列。读取不会算作看过，办理会。不改诉求，也不进经过；重复没有关系。"),
			body: &SeenWish{}, must: []string{"version"}, answer: Seen{}, serve: (*call).markSeen,
		},
	}
	for _, action := range casework.Replies() {
		out = append(out, operation{
			id: "check_" + string(action), method: http.MethodPost, path: "/cases/{number}/" + string(action) + "/check", tag: tagCases, scopes: reading, signed: true, class: limit.Search,
			says: "api.check." + string(action),
			more: i18n.Key("发出前核对：问的答了没有，有没有人和日子，有没有空话和个人信息。正文和发出去的一样。什么都不改；stop 的发出去会被拒绝。"),
			body: casework.NewAct(action), answer: Checklist{}, serve: func(c *call) error { return c.check(action) },
		})
	}
	return out
}

var (
	fromParam = param{name: "from", kind: "string", example: "2026-01-01", says: i18n.Key("从这一天起（北京时间，含）")}
	toParam   = param{name: "to", kind: "string", example: "2036-12-31", says: i18n.Key("到这一天止（北京时间，含）")}
)

// Decisions is a page of decisions.
type Decisions struct {
	Items []Decision `json:"items" doc:"这一页的决定"`
	Next  string     `json:"next,omitempty" doc:"下一页的 cursor；没有就是最后一页"`
}

// Decision is one of them.
type Decision struct {
	Number string `json:"number" doc:"诉求的编号"`
	Title  string `json:"title" doc:"诉求的标题"`
	Entry  Entry  `json:"entry" doc:"决定，和经过里的这一步一样"`
}

func (c *call) decisions() error {
	home, err := c.home()
	if err != nil {
		return err
	}
	if !c.by.Can(access.ReadCases, home.ID) {
		return fault.New(fault.Forbidden, "case.not_allowed")
	}
	q := casework.DecisionQuery{CongressID: home.ID, After: c.query("cursor")}
	if q.Action, err = choice(c, "action", casework.Decisions); err != nil {
		return err
	}
	if q.Role, err = choice(c, "role", casework.DeciderRoles); err != nil {
		return err
	}
	if q.From, q.To, err = c.span(); err != nil {
		return err
	}
	if q.Limit, err = c.count("limit", 20, 100); err != nil {
		return err
	}
	list, next, err := c.Cases.Decided(c.r.Context(), c.by, q)
	if err != nil {
		return err
	}
	v, out := c.view(), Decisions{Items: make([]Decision, len(list)), Next: next}
	for i, d := range list {
		out.Items[i] = Decision{d.Number, d.Title, v.entry(d.Entry, casework.OfficeSide, nil)}
	}
	if next != "" {
		c.linkNext(next)
	}
	return c.answer(http.StatusOK, out)
}

// span reads the first and the last day of the query, as instants: from the first on, before the one after the last.
func (c *call) span() (from, to casework.Instant, err error) {
	first, err := c.date("from")
	if err != nil {
		return 0, 0, err
	}
	last, err := c.date("to")
	if err != nil {
		return 0, 0, err
	}
	if !first.IsZero() {
		from = casework.Moment(first)
	}
	if !last.IsZero() {
		to = casework.Moment(last.AddDate(0, 0, 1))
	}
	return from, to, nil
}

func (c *call) date(name string) (time.Time, error) {
	text := c.query(name)
	if text == "" {
		return time.Time{}, nil
	}
	day, err := workday.ParseDate(text)
	if err != nil {
		return day, wrong(name, "field.date")
	}
	return day, nil
}

// SeenWish says up to which version somebody has looked.
type SeenWish struct {
	Version int64 `json:"version" doc:"您看到的版本"`
}

// Seen is what came of it.
type Seen struct {
	Unread bool `json:"unread" doc:"之后又有变化，还没有看"`
}

func (c *call) markSeen() error {
	number, err := c.number()
	if err != nil {
		return err
	}
	wish := SeenWish{}
	if err := c.read(&wish, nil); err != nil {
		return err
	}
	now, err := c.Cases.See(c.r.Context(), c.by, number)
	if err != nil {
		return err
	}
	read, err := c.Cases.MarkSeen(c.r.Context(), c.by, casework.At{Number: now.Number, Seen: casework.Version(wish.Version)})
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, Seen{Unread: !slices.Contains(read, number)})
}

// Checklist is what was found in a reply before it is sent.
type Checklist struct {
	Checks []Check `json:"checks" doc:"逐项"`
}

// Check is one point of it.
type Check struct {
	Point   string   `json:"point" doc:"代号，程序按它判断"`
	Verdict string   `json:"verdict" doc:"fine 没有问题，look 请看一看，sure 请确认，stop 不能这样发" enum:"fine,look,sure,stop"`
	Message string   `json:"message" doc:"一句话说查到了什么"`
	Words   []string `json:"words,omitempty" doc:"说的是哪几个词"`
}

func (c *call) check(action casework.Action) error {
	number, err := c.number()
	if err != nil {
		return err
	}
	act, version := casework.NewAct(action), int64(0)
	if err := c.read(act, map[string]any{"version": &version}); err != nil {
		return err
	}
	found, err := c.Cases.Checklist(c.r.Context(), c.by, number, act, 0)
	if err != nil {
		return err
	}
	v, out := c.view(), Checklist{Checks: []Check{}}
	for _, one := range found {
		out.Checks = append(out.Checks, Check{one.Point, string(one.Verdict), v.Checked(one), one.Words})
	}
	return c.answer(http.StatusOK, out)
}
