package admin

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
	"jiazhan/internal/sheet"
)

// maxRoster is how many people one list may bring.
const maxRoster = 5000

// rosterColumn is a column of a list of people: its field, its name in our template, and the names that other lists use.
type rosterColumn struct {
	field, name string
	width       float64
	also        []string
}

var rosterColumns = []rosterColumn{
	{"name", i18n.Key("姓名"), 16, []string{"姓名", "名字", "人员", "name"}},
	{"phone", i18n.Key("手机号"), 18, []string{"手机号", "手机号码", "手机", "电话", "电话号码", "联系电话", "联系方式", "phone", "mobile", "mobilenumber"}},
	{"role", i18n.Key("职务"), 18, []string{"职务", "角色", "身份", "岗位", "role"}},
	{"unit", i18n.Key("单位"), 30, []string{"单位", "所属单位", "家站", "联络站", "部门", "村", "unit"}},
	{"from", i18n.Key("开始"), 14, []string{"开始", "开始日期", "起始日期", "任期开始", "from", "firstday"}},
	{"to", i18n.Key("结束"), 14, []string{"结束", "结束日期", "截止日期", "最后一天", "任期结束", "to", "lastday"}},
}

func rosterField(plain string) string {
	for _, c := range rosterColumns {
		if slices.Contains(c.also, plain) {
			return c.field
		}
	}
	return ""
}

// roleWords are what lists call the roles, beside our own names of them.
var roleWords = map[string]access.Role{
	"代表": access.Deputy, "联络站管理员": access.StationAdmin, "代表之家管理员": access.StationAdmin, "站长": access.StationAdmin,
	"信息管理员": access.VillageOfficer, "信息员": access.VillageOfficer, "村信息员": access.VillageOfficer,
	"专人": access.CaseOfficer, "人大专人": access.CaseOfficer, "领导": access.Leader, "联络员": access.Liaison, "部门联系人": access.Liaison,
	"纪委": access.Discipline, "监委": access.Discipline, "协调员": access.Coordinator,
}

// noEnd are the words for a role without a last day.
var noEnd = []string{"长期", "至今", "无", "不限", "—", "-", "/"}

// rosterLine is a row of a list: its words in the order of rosterColumns, and what was made of them.
type rosterLine struct {
	sheet.Row
	account.Enrolment
	account.Enrolled
	wrong fault.Fields
}

// rosterRows takes from a book what its columns say. Days are written out, since a workbook stores them as numbers.
func rosterRows(b *sheet.Book) ([]sheet.Row, error) {
	table, err := b.Table(rosterField, "name", "phone", "role")
	if err != nil {
		return nil, err
	}
	switch n := len(table.Rows); {
	case n == 0:
		return nil, fault.New(fault.Invalid, "sheet.empty")
	case n > maxRoster:
		return nil, fault.New(fault.Invalid, "sheet.rows", maxRoster)
	}
	rows := make([]sheet.Row, len(table.Rows))
	for i, r := range table.Rows {
		rows[i].N = r.N
		for _, c := range rosterColumns {
			word := table.Get(r, c.field)
			if at, ok := table.Day(word); ok && (c.field == "from" || c.field == "to") {
				word = day(at)
			}
			rows[i].Cells = append(rows[i].Cells, word)
		}
	}
	return rows, nil
}

// readLine turns the words of a row into a person and a role of the congress; whatever is wrong is noted by column.
func (v visit) readLine(row sheet.Row) rosterLine {
	l := rosterLine{Row: row}
	word := func(field string) string {
		return row.Cells[slices.IndexFunc(rosterColumns, func(c rosterColumn) bool { return c.field == field })]
	}
	l.NewPerson = account.NewPerson{Name: tight(word("name")), Phone: word("phone")}
	if refusal := fault.As(l.NewPerson.Check()); refusal != nil {
		l.wrong = append(l.wrong, refusal.Fields...)
	}
	l.Grant = access.Grant{CongressID: v.home.ID}
	l.readRole(v, word("role"), word("unit"))
	l.readDays(v, word("from"), word("to"))
	return l
}

// tight is a Chinese name without the spaces that make names of two characters as wide as those of three.
func tight(name string) string {
	if strings.IndexFunc(name, func(r rune) bool { return !unicode.Is(unicode.Han, r) && !unicode.IsSpace(r) }) >= 0 {
		return name
	}
	return strings.Join(strings.Fields(name), "")
}

func (l *rosterLine) readRole(v visit, role, unit string) {
	l.Role = v.roleNamed(role)
	if l.Role == "" {
		l.wrong.Add("role", "admin.roster.role")
		return
	}
	id, why := v.unitNamed(unitKinds[l.Role], unit, l.Name)
	if why != nil {
		l.wrong = append(l.wrong, *why)
	}
	l.UnitID = id
}

func (l *rosterLine) readDays(v visit, from, to string) {
	var table sheet.Table
	var ok bool
	if from != "" {
		l.From, ok = table.Day(from)
		l.wrong.Check(ok, "from", "admin.roster.day")
	}
	if to == "" || slices.Contains(noEnd, to) {
		return
	}
	last, ok := table.Day(to)
	if !ok {
		l.wrong.Add("to", "admin.roster.day")
		return
	}
	l.To = last.AddDate(0, 0, 1)
	l.wrong.Check(orderly(l.Grant, v.view.Now), "to", "admin.grant.order")
}

// words are what the row says from a column on.
func (l rosterLine) words(from int) string {
	said := slices.DeleteFunc(slices.Clone(l.Cells[from:]), func(word string) bool { return word == "" })
	return strings.Join(said, " · ")
}

// take notes what the line would do.
func (l *rosterLine) take(e account.Enrolled) {
	l.Enrolled = e
	if e.Why == nil {
		return
	}
	if len(e.Why.Fields) > 0 {
		l.wrong = append(l.wrong, e.Why.Fields...)
		return
	}
	field := map[string]string{"account.phone.taken": "phone", "account.grant.dates": "to"}[e.Why.Key]
	if field == "" {
		field = "role"
	}
	l.wrong.Add(field, e.Why.Key, e.Why.Args...)
}

// same is a word as it is compared: without spaces, capitals and full-width letters.
func same(word string) string {
	return strings.ToLower(strings.Join(strings.Fields(width.Narrow.String(word)), ""))
}

func (v visit) roleNames() []string {
	names := make([]string, len(access.Roles))
	for i, role := range access.Roles {
		names[i] = v.view.P.T("case.role." + string(role))
	}
	return names
}

func (v visit) roleNamed(word string) access.Role {
	word = same(word)
	chinese := i18n.For("zh-CN")
	for _, role := range access.Roles {
		key := "case.role." + string(role)
		if word == string(role) || word == same(v.view.P.T(key)) || word == same(chinese.T(key)) {
			return role
		}
	}
	return roleWords[word]
}
