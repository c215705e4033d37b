package api

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
	"jiazhan/internal/i18n"
	"jiazhan/internal/workday"
)

// What examples look for: in every language the cases are written in Chinese.
const (
	wordSample = "路灯"
	nameSample = "a"

	phoneSample = "16300009876" // of a range that nobody has
)

// house are names that exist in this installation, so that the documents' examples can be tried as they are printed.
type house struct {
	congress, number, station, deputy, department, second, area, place, day string
}

// house picks them: the first congress that has a station which takes cases, and of its public cases the one that was the
// first to end. Of what there is none of yet, the example has only its shape.
func (c *call) house() (house, error) {
	h := house{congress: "zhengding", number: "ZD2026-000001", station: "xin-cheng-pu", deputy: "xiong-zhengli", department: "shuiliju", second: "jiaotongju", area: "water", place: "130123102"}
	now := c.DB.Now()
	h.day = workday.Date(now.Add(30 * 24 * time.Hour))
	var at *congress.Congress
	for _, one := range c.dir.Congresses() {
		if slices.ContainsFunc(c.dir.Stations(one.ID), func(s *congress.Station) bool { return s.Open }) {
			at = one
			break
		}
	}
	if at == nil {
		return h, nil
	}
	h.congress, h.number = at.Slug, fmt.Sprintf("%s%s-000001", at.Prefix, workday.Date(now)[:4])
	h.name(c.dir, at.ID)
	number, err := c.firstPublic(c.r.Context(), at.ID)
	if number != "" {
		h.number = number
	}
	return h, err
}

// name gives the units of a congress by their short names.
func (h *house) name(dir *congress.Directory, id int64) {
	for _, s := range dir.Stations(id) {
		if s.Open {
			h.station = s.Slug
			break
		}
	}
	if list := dir.Deputies(id); len(list) > 0 {
		h.deputy = list[0].Slug
	}
	if list := dir.OpenDepartments(id); len(list) > 0 {
		h.department, h.second = list[0].Slug, list[len(list)-1].Slug
	}
	if list := dir.OpenPlaces(id); len(list) > 0 {
		h.place = list[0].Code
	}
	if list := dir.Areas(id); len(list) > 0 {
		h.area = list[0].Slug
	}
}

// firstPublic is the number of a case that everybody may read: one that has ended has no due time and comes first.
func (c *call) firstPublic(ctx context.Context, congressID int64) (string, error) {
	page, err := c.Cases.List(ctx, access.Actor{}, casework.Query{CongressID: congressID, Public: true, ByDue: true, Limit: 1})
	if err != nil || len(page.Cases) == 0 {
		return "", err
	}
	return page.Cases[0].Number, nil
}

// of is the example of a name in a path or a query; nil when it has none.
func (h house) of(name string) any {
	known := map[string]string{"congress": h.congress, "number": h.number, "station": h.station, "deputy": h.deputy, "department": h.department, "area": h.area, "place": h.place}
	if v, ok := known[name]; ok {
		return v
	}
	return nil
}

// said are good words for the fields of commands, by field or, where it means another thing there, by action and field.
var said = map[string]string{
	"passphrase":           i18n.Key("三个不相干的词 青石板 打火石"),
	"name":                 i18n.Key("安小燕"),
	"address":              i18n.Key("新城铺村中街18号"),
	"file.text":            i18n.Key("村东头的路灯三个月没有亮了，晚上老人出门看不见路。"),
	"title":                i18n.Key("村东头路灯不亮"),
	"text":                 i18n.Key("11月20日我站已到现场查看，路灯线路断了，已经接好。"),
	"ask.text":             i18n.Key("请问是哪一盏灯？"),
	"supply.text":          i18n.Key("小学门口那一盏。"),
	"note.text":            i18n.Key("已电话联系群众。"),
	"supervise.text":       i18n.Key("群众多次反映，列为督办。"),
	"allow_extension.text": i18n.Key("需要停电施工，同意延期。"),
	"decline.text":         i18n.Key("这件事已经由法院受理。"),
	"channel":              i18n.Key("县人民法院立案庭"),
	"reason":               i18n.Key("需要进一步核实。"),
	"designate.reason":     i18n.Key("多个部门职责交叉，由这个部门牵头。"),
	"basis":                i18n.Key("按部门职责，由那个部门管理。"),
	"result":               i18n.Key("11月20日我局已更换路灯三盏，现在全部亮了。"),
}

// given are fields of commands that need not be sent and yet belong into a good example.
var given = map[string]bool{"file.title": true, "file.station": true, "file.agree_public": true, "readdress.station": true, "accept.areas": true, "correct.name": true, "correct.address": true, "agree.agree_public": true, "agree.agree_name": true, "erase.contact": true, "erase.words": true, ".phone": true, "classify.areas": true}

// sample is a body that can be sent as it stands, but for the version and the number of another case.
func (d *document) sample(op *operation) map[string]any {
	out := map[string]any{}
	if _, ok := op.body.(*SeenWish); ok {
		out["version"] = 3
	}
	for _, in := range casework.Inputs(op.body) {
		if own := string(op.action) + "." + in.Name; in.Required || given[own] {
			out[in.Name] = d.value(own, in)
		}
	}
	if op.versioned() {
		out["version"] = 3
	}
	if op.action == "erase" {
		out["code"] = "123456"
	}
	return out
}

func (d *document) value(own string, in casework.Input) any {
	switch in.Kind {
	case "choice":
		return in.Enum[0]
	case "bool":
		return true
	case "days":
		return 3
	case "date":
		return d.house.day
	case "station":
		return d.house.station
	case "department":
		if in.Name == "unit" {
			return d.house.second
		}
		return d.house.department
	case "areas":
		return []string{d.house.area}
	}
	if in.Name == "with" {
		return d.house.number
	}
	if in.Name == "phone" {
		return phoneSample
	}
	words, ok := said[own]
	if !ok {
		words = said[in.Name]
	}
	return d.p.T(words)
}
