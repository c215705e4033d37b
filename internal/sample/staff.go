package sample

import (
	"fmt"
	"strings"

	"jiazhan/internal/access"
)

// post is a role that some people hold for a whole congress.
type post struct {
	role  access.Role
	login string
	n     int
}

var countyPosts = []post{
	{access.CaseOfficer, "zhuanren", 3}, {access.Leader, "zhuren", 3}, {access.Discipline, "jiwei", 2},
	{access.SystemAdmin, "xitong", 1}, {access.SecurityAdmin, "anquan", 1}, {access.AuditAdmin, "shenji", 1},
}

var cityPosts = []post{
	{access.Coordinator, "xietiao", 2}, {access.CaseOfficer, "zhuanren", 1}, {access.Leader, "zhuren", 1},
	{access.SystemAdmin, "xitong", 1}, {access.SecurityAdmin, "anquan", 1}, {access.AuditAdmin, "shenji", 1},
}

// officerEvery is how many villages share one information officer.
const officerEvery = 4

func (k *county) addStaff() {
	k.addPosts(countyPosts)
	for _, o := range offices {
		k.hire("lianluo", o.slug, Grant{k.slug, access.Liaison, o.slug})
	}
	n := 0
	for _, h := range k.homes {
		for _, slug := range h.stations[1:] {
			k.hire("zhan", slug, Grant{k.slug, access.StationAdmin, slug})
		}
		for _, v := range h.villages {
			if n++; n%officerEvery == 1 {
				k.hire("cun", v.code, Grant{k.slug, access.VillageOfficer, v.code})
			}
		}
	}
}

// addCityStaff lets the city's coordinators also read the figures of the counties.
func (k *county) addCityStaff() {
	k.addPosts(cityPosts)
	for i, p := range k.people {
		if p.Grants[0].Role != access.Coordinator {
			continue
		}
		for _, spec := range counties {
			k.people[i].Grants = append(k.people[i].Grants, Grant{spec.slug, access.Coordinator, ""})
		}
	}
}

func (k *county) addPosts(posts []post) {
	for _, p := range posts {
		for i := range p.n {
			k.hire(p.login, fmt.Sprint(i+1), Grant{k.slug, p.role, ""})
		}
	}
}

func (k *county) hire(what, which string, g Grant) {
	male := k.IntN(2) == 0
	k.people = append(k.people, Person{Login: k.login(what, which), Name: k.invent(male), Phone: k.phone(), Male: male, Grants: []Grant{g}})
}

// login is made of the congress's prefix, the office and the unit: zd-lianluo-shuiliju.
func (k *county) login(what, which string) string {
	return strings.ToLower(k.prefix) + "-" + what + "-" + which
}
