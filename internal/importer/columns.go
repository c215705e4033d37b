package importer

import (
	"strings"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sheet"
)

// column is a field of a case: the names under which files bring it and how its text is taken over.
type column struct {
	field string
	names []string
	take  func(h *casework.Historic, text string) (ok bool)
}

// columns is the one table of what can be brought in.
var columns = []column{
	{"ref", []string{"编号", "诉求编号", "工单号", "工单编号", "序号", "key", "id", "number"}, text(func(h *casework.Historic) *string { return &h.Ref })},
	{"state", []string{"状态", "办理状态", "status"}, state},
	{"kind", []string{"类型", "类别", "诉求类型", "type"}, word(kinds, func(h *casework.Historic) *casework.Kind { return &h.Kind })},
	{"title", []string{"标题", "主题", "诉求标题", "subject"}, text(func(h *casework.Historic) *string { return &h.Title })},
	{"text", []string{"内容", "正文", "诉求内容", "反映内容", "body", "content"}, text(func(h *casework.Historic) *string { return &h.Text })},
	{"place", []string{"地点", "反映地点", "位置", "location"}, text(func(h *casework.Historic) *string { return &h.Place })},
	{"station", []string{"家站", "联络站", "代表家站", "代表之家"}, text(func(h *casework.Historic) *string { return &h.Station })},
	{"deputy", []string{"代表", "人大代表"}, text(func(h *casework.Historic) *string { return &h.Deputy })},
	{"department", []string{"部门", "承办部门", "承办单位", "主办单位"}, text(func(h *casework.Historic) *string { return &h.Department })},
	{"areas", []string{"领域", "area", "所属领域"}, func(h *casework.Historic, t string) bool { h.Areas = list(t); return true }},
	{"class", []string{"难易", "办理类别"}, word(classes, func(h *casework.Historic) *casework.Class { return &h.Class })},
	{"channel", []string{"渠道", "来源", "source"}, text(func(h *casework.Historic) *string { return &h.Channel })},
	{"name", []string{"姓名", "反映人", "reporter", "user"}, text(func(h *casework.Historic) *string { return &h.Name })},
	{"phone", []string{"电话", "手机", "联系电话", "联系方式"}, text(func(h *casework.Historic) *string { return &h.Phone })},
	{"filed_at", []string{"提交时间", "反映时间", "时间", "日期", "登记时间", "time", "date", "created"}, at(func(h *casework.Historic) *time.Time { return &h.FiledAt })},
	{"due_at", []string{"办理期限", "截止时间", "due"}, at(func(h *casework.Historic) *time.Time { return &h.DueAt })},
	{"answered_at", []string{"答复时间", "回复时间", "reply_time"}, at(func(h *casework.Historic) *time.Time { return &h.AnsweredAt })},
	{"ended_at", []string{"办结时间", "closed_at"}, at(func(h *casework.Historic) *time.Time { return &h.EndedAt })},
	{"answer", []string{"答复", "答复内容", "回复", "回复内容", "办理结果", "reply"}, text(func(h *casework.Historic) *string { return &h.Answer })},
	{"solved", []string{"是否解决"}, word(yesNo, func(h *casework.Historic) *string { return &h.Solved })},
	{"result", []string{"结果评价", "满意度", "评价", "rating"}, word(ratings, func(h *casework.Historic) *string { return &h.Result })},
	{"attitude", []string{"态度评价"}, word(ratings, func(h *casework.Historic) *string { return &h.Attitude })},
	{"public", []string{"公开", "是否公开"}, func(h *casework.Historic, t string) bool {
		h.Public = yesNo[strings.ToLower(t)] == casework.Yes
		return true
	}},
}

// Columns lists the fields that can be brought in, each followed by the column names that mean it beside its own.
func Columns() [][]string {
	out := make([][]string, len(columns))
	for i, c := range columns {
		out[i] = append([]string{c.field}, c.names...)
	}
	return out
}

// needed are the fields that every case has.
var needed = []string{"ref", "text", "filed_at"}

// fieldOf finds the field of a column's name, takeOf how to take it over.
var fieldOf, takeOf = func() (map[string]string, map[string]func(*casework.Historic, string) bool) {
	fields, takes := map[string]string{}, map[string]func(*casework.Historic, string) bool{}
	for _, c := range columns {
		takes[c.field] = c.take
		for _, name := range append(c.names, c.field) {
			fields[sheet.Plain(name)] = c.field
		}
	}
	return fields, takes
}()

// historic turns a row into a case; of two columns for one field the first that is filled counts. All
// fields that are wrong are named in one fault.
func (f *File) historic(r record) (casework.Historic, error) {
	h := casework.Historic{Row: r.row}
	var bad fault.Fields
	filled := map[string]bool{}
	for _, c := range r.cells {
		field, value := fieldOf[sheet.Plain(c.name)], hanzi.Clean(c.value)
		if field == "" || value == "" || filled[field] {
			continue
		}
		filled[field] = true
		bad.Check(takeOf[field](&h, value), field, "import.word")
	}
	if h.State == "" {
		h.State = f.stateless(&h)
	}
	if !filled["filed_at"] {
		h.FiledAt = f.Filed
	}
	complete(&h)
	return h, bad.Err()
}

func (f *File) stateless(h *casework.Historic) casework.State {
	switch {
	case f.State != "":
		return f.State
	case h.Answer != "":
		return casework.Answered
	}
	return casework.Filed
}

// complete drops what only a closed case has, and reads "is it solved" off a rating where the source did not ask.
func complete(h *casework.Historic) {
	if h.State != casework.Closed {
		return
	}
	if h.Solved == "" && h.Result != "" {
		h.Solved = casework.Yes
		if h.Result == casework.Dissatisfied {
			h.Solved = casework.No
		}
	}
}

func text(field func(*casework.Historic) *string) func(*casework.Historic, string) bool {
	return func(h *casework.Historic, t string) bool { *field(h) = t; return true }
}

// word takes over a text that stands in a list of words; one that does not is left for casework to refuse.
func word[T ~string](words map[string]T, field func(*casework.Historic) *T) func(*casework.Historic, string) bool {
	return func(h *casework.Historic, t string) bool {
		v, ok := words[strings.ToLower(t)]
		*field(h) = v
		return ok
	}
}

func state(h *casework.Historic, t string) bool {
	h.Status = t
	v, ok := states[strings.ToLower(t)]
	h.State = v
	return ok
}

func list(t string) []string {
	return strings.FieldsFunc(t, func(r rune) bool { return strings.ContainsRune("、，,;；|/ ", r) })
}

// at takes over a time; one without a zone is Beijing's.
func at(field func(*casework.Historic) *time.Time) func(*casework.Historic, string) bool {
	return func(h *casework.Historic, t string) (ok bool) {
		*field(h), ok = sheet.Time(t)
		return ok
	}
}
