package api

import (
	"jiazhan/internal/casework"
	"jiazhan/internal/web/caseview"
	"jiazhan/internal/workday"
)

// Named is something of the directory.
type Named struct {
	Slug string `json:"slug" doc:"短名，写在地址和正文里"`
	Name string `json:"name" doc:"给人看的名称"`
}

// Desk is who holds a case.
type Desk struct {
	Kind string `json:"kind" doc:"哪一类"`
	Slug string `json:"slug,omitempty" doc:"短名；县人大专人和常委会领导没有"`
	Name string `json:"name" doc:"给人看的名称"`
}

// Case is a case as lists show it.
type Case struct {
	Number     string  `json:"number" doc:"编号，全系统唯一" example:"ZD2026-000001"`
	Congress   string  `json:"congress" doc:"属于哪个人大" example:"zhengding"`
	Title      string  `json:"title,omitempty" doc:"诉求的标题"`
	Kind       string  `json:"kind,omitempty" doc:"诉求的类型"`
	State      string  `json:"state,omitempty" doc:"诉求的状态；密件凭回执看时没有"`
	Desk       *Desk   `json:"desk,omitempty" doc:"现在在谁那里；已经结束的没有"`
	Station    *Named  `json:"station,omitempty" doc:"送到的家站"`
	Deputy     *Named  `json:"deputy,omitempty" doc:"送到的代表"`
	Department *Named  `json:"department,omitempty" doc:"主办的部门"`
	Areas      []Named `json:"areas" doc:"所属的领域"`
	Class      string  `json:"class,omitempty" doc:"办理类别，交办时定"`
	FiledAt    string  `json:"filed_at" format:"date-time" doc:"提交的时间"`
	DueAt      string  `json:"due_at,omitempty" format:"date-time" doc:"现在这一步的期限"`
	FinishBy   string  `json:"finish_by,omitempty" format:"date-time" doc:"承诺办结的时间，退回不改"`
	AnsweredAt string  `json:"answered_at,omitempty" format:"date-time" doc:"答复的时间"`
	Waiting    string  `json:"waiting,omitempty" doc:"在等什么：群众补充、退回的决定、延期的决定"`
	Round      int64   `json:"round,omitempty" doc:"第几次重办"`
	Marks      []Mark  `json:"marks,omitempty" doc:"状态之外的标记"`
	Ending     string  `json:"ending,omitempty" doc:"怎样结束的；没有评价单独列出，不算满意"`
	Solved     string  `json:"solved,omitempty" doc:"群众说解决了没有"`
	Result     string  `json:"result,omitempty" doc:"群众对结果的评价"`
	Version    int64   `json:"version" doc:"版本：办理时写明是对着哪一版办的"`
}

// Mark is something to know about a case beside its state.
type Mark string

// marks are the marks of a case with their conditions, in the order in which they are shown.
var marks = []struct {
	name Mark
	when func(c *casework.Case, now casework.Instant) bool
}{
	{"overdue", func(c *casework.Case, now casework.Instant) bool { return c.Overdue(now) }},
	{"paused", func(c *casework.Case, _ casework.Instant) bool { return c.Paused() }},
	{"extended", func(c *casework.Case, _ casework.Instant) bool { return c.Extended }},
	{"returned", func(c *casework.Case, _ casework.Instant) bool { return c.ReturnedBy != "" }},
	{"urged", func(c *casework.Case, _ casework.Instant) bool { return c.UrgedAt > 0 }},
	{"urgent", func(c *casework.Case, _ casework.Instant) bool { return c.Urgent }},
	{"supervised", func(c *casework.Case, _ casework.Instant) bool { return c.SupervisedAt > 0 }},
	{"listed", func(c *casework.Case, _ casework.Instant) bool { return c.ListedAt > 0 }},
	{"grouped", func(c *casework.Case, _ casework.Instant) bool { return c.GroupID > 0 }},
	{"sealed", func(c *casework.Case, _ casework.Instant) bool { return c.Sealed() }},
	{"locked", func(c *casework.Case, _ casework.Instant) bool { return c.Locked }},
	{"public", func(c *casework.Case, _ casework.Instant) bool { return c.ReleasedAt > 0 }},
	{"imported", func(c *casework.Case, _ casework.Instant) bool { return c.Historic }},
}

// view turns what the domain gives into JSON, in the language of the call.
type view struct {
	caseview.View
	now casework.Instant
}

func (c *call) view() view {
	now := c.DB.Now()
	return view{caseview.View{P: c.p, Dir: c.dir, Now: now}, casework.Moment(now)}
}

// row shows a case without its text.
func (v view) row(c *casework.Case) Case {
	out := Case{
		Number: c.Number, Title: c.Title, Kind: string(c.Kind), State: string(c.State), Class: string(c.Class),
		Desk: v.desk(c.Desk), Areas: v.areas(c.Areas), Marks: v.marks(c), Version: int64(c.Version),
		FiledAt: stamp(c.FiledAt), DueAt: stamp(c.DueAt), FinishBy: stamp(c.FinishBy), AnsweredAt: stamp(c.AnsweredAt),
		Waiting: c.Waiting, Round: c.Round, Ending: c.Ending, Solved: c.Solved, Result: c.Result,
	}
	if home := v.Dir.Congress(c.CongressID); home != nil {
		out.Congress = home.Slug
	}
	if s := v.Dir.Station(c.StationID); s != nil {
		out.Station = &Named{s.Slug, s.Name}
	}
	if d := v.Dir.Deputy(c.DeputyID); d != nil {
		out.Deputy = &Named{d.Slug, d.Name}
	}
	if d := v.Dir.Department(c.LeadID); d != nil {
		out.Department = &Named{d.Slug, d.Name}
	}
	return out
}

func (v view) rows(list []*casework.Case) []Case {
	out := make([]Case, len(list))
	for i, c := range list {
		out[i] = v.row(c)
	}
	return out
}

func (v view) desk(d casework.Desk) *Desk {
	if d.Kind == casework.NoDesk {
		return nil
	}
	return &Desk{Kind: string(d.Kind), Slug: v.slug(d), Name: v.View.Desk(d)}
}

func (v view) slug(d casework.Desk) string {
	switch d.Kind {
	case casework.StationDesk:
		if s := v.Dir.Station(d.ID); s != nil {
			return s.Slug
		}
	case casework.DeputyDesk:
		if s := v.Dir.Deputy(d.ID); s != nil {
			return s.Slug
		}
	case casework.DepartmentDesk:
		if s := v.Dir.Department(d.ID); s != nil {
			return s.Slug
		}
	}
	return ""
}

func (v view) areas(ids casework.IDs) []Named {
	out := []Named{}
	for _, id := range ids.List() {
		if a := v.Dir.Area(id); a != nil {
			out = append(out, Named{a.Slug, a.Name})
		}
	}
	return out
}

func (v view) marks(c *casework.Case) (out []Mark) {
	for i := range marks {
		if marks[i].when(c, v.now) {
			out = append(out, marks[i].name)
		}
	}
	return out
}

// stamp writes an instant as RFC 3339 in Beijing time, "" for never.
func stamp(i casework.Instant) string {
	if i == 0 {
		return ""
	}
	return string(i.Time().In(workday.Shanghai()).AppendFormat(make([]byte, 0, 32), "2006-01-02T15:04:05.000Z07:00"))
}
