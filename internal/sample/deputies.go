package sample

import (
	"fmt"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/congress"
	"jiazhan/internal/workday"
)

// The five-year term that runs, and the day of a by-election in it.
var (
	termBegan  = time.Date(2022, 1, 18, 0, 0, 0, 0, workday.Shanghai())
	byElection = time.Date(2024, 3, 6, 0, 0, 0, 0, workday.Shanghai())
)

// trades say what a deputy does besides; the first two stand for village cadres, of whom there are many.
var trades = []string{
	"%s党支部书记。", "%s村民小组长，村里的水电路网都跑过。", "%s种粮大户，流转了二百多亩地。", "%s乡村医生，行医二十多年。",
	"中学数学教师，家住%s。", "%s农机合作社理事长。", "在%s开粮油店，兼村里的红白理事会会长。", "医院护士长，老家在%s。",
	"%s养殖户，带着邻居一起养蛋鸡。", "木器厂工人，家住%s。", "%s西瓜种植户，合作社技术员。", "小学校长，住在%s。",
	"公交公司驾驶员，家住%s。", "%s妇联主席，办着一间留守儿童活动室。", "小型板材厂负责人，厂子在%s。", "快递站点站长，家住%s。",
	"返乡大学生，在%s搞直播卖农产品。", "城区环卫班长，家住%s。",
}

var interests = []string{
	"最关心农田灌溉和农村饮水。", "这几年盯着学校门口的交通。", "常到养老院走动，熟悉养老和低保政策。", "关注物业和老旧小区改造。",
	"对农产品销路和农资价格了解得多。", "关注垃圾清运和污水入网。", "爱管邻里纠纷，村里人有事愿意找来说说。", "关注村卫生室和慢性病用药。",
	"盼着城乡公交多跑几趟。", "关心年轻人在家门口就业。",
}

// addDeputies seats the deputies of each level at the homes in turn, and at a home's stations in turn. The first county deputy of a home chairs the
// township's congress and convenes the group.
func (k *county) addDeputies() {
	for _, c := range k.seats {
		for i := range c.n {
			k.addDeputy(c.level, i, k.homes[i%len(k.homes)])
		}
	}
	k.addFormerDeputies()
}

func (k *county) addDeputy(level congress.Level, i int, h home) {
	male := k.IntN(10) < 6
	name := k.invent(male)
	chair := level == congress.County && i < len(k.homes)
	d := congress.DeputyForm{Slug: k.freeSlug(name), Name: name, Level: level, TermFrom: termBegan, Group: h.slug,
		Station: h.stations[i/len(k.homes)%len(h.stations)], Convener: chair, District: k.district(level, i, h), Bio: k.bio(h)}
	if chair {
		d.Bio = h.name + h.chair() + "，负责代表之家的日常工作。"
	}
	if level == congress.Township && i%13 == 7 {
		d.TermFrom = byElection
	}
	k.seat(d, male, chair)
}

// seat adds a deputy with an account; a chair looks after the home as well.
func (k *county) seat(d congress.DeputyForm, male, chair bool) {
	k.deputies = append(k.deputies, d)
	k.rows = append(k.rows, d)
	p := Person{Login: k.login("dai", d.Slug), Name: d.Name, Phone: k.phone(), Male: male, Grants: []Grant{{k.slug, access.Deputy, d.Slug}}}
	if chair {
		p.Grants = append(p.Grants, Grant{k.slug, access.StationAdmin, d.Station})
	}
	k.people = append(k.people, p)
}

// addFormerDeputies adds two who left office; they have no account.
func (k *county) addFormerDeputies() {
	for i, h := range k.homes[:2] {
		name := k.invent(true)
		k.rows = append(k.rows, congress.DeputyForm{Slug: k.freeSlug(name), Name: name, Level: congress.County, TermFrom: termBegan, TermTo: byElection,
			Station: h.slug, Group: h.slug, District: k.district(congress.County, i, h), Bio: "因工作调动离开本地，代表资格终止。"})
	}
}

func (k *county) bio(h home) string {
	return fmt.Sprintf(pick(k.Rand, trades), pick(k.Rand, h.villages).name) + pick(k.Rand, interests)
}

// district names the electoral district, or the congress that elected the deputy (Electoral Law, art. 2).
func (k *county) district(level congress.Level, i int, h home) string {
	switch level {
	case congress.National:
		return "河北省人民代表大会选举"
	case congress.Province:
		return "石家庄市人民代表大会选举"
	case congress.City:
		return k.name + "选举"
	case congress.County:
		return fmt.Sprintf("第 %d 选区（%s）", i+1, h.name)
	}
	v := h.villages[i%len(h.villages)]
	return fmt.Sprintf("%s第 %d 选区（%s）", h.name, i/len(k.homes)+1, v.name)
}

// freeSlug is the slug of a name, numbered when a namesake holds it.
func (k *county) freeSlug(name string) string {
	base := congress.SlugOfPerson(name)
	slug := base
	for n := 2; k.slugTaken(slug); n++ {
		slug = fmt.Sprintf("%s-%d", base, n)
	}
	return slug
}

func (k *county) slugTaken(slug string) bool {
	for _, row := range k.rows {
		if d, ok := row.(congress.DeputyForm); ok && d.Slug == slug {
			return true
		}
	}
	return false
}
