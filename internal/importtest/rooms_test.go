package importtest

import "slices"

// floors are the rooms from the ground up. A room imports rooms of lower floors; in the kernel, where one room stands on
// another, also those that stand before it in its line. Domain rooms never import each other.
var floors = []floor{
	{"kernel", []string{"fault", "access", "workday", "i18n", "hanzi", "vault", "sheet", "sqldb", "reseal", "blob", "backup", "procedure", "once", "erasure", "ledger", "jobs"}},
	{"client", []string{"sms", "mail", "wechat"}},
	{"shared", []string{"calendar", "congress", "account", "sealing", "media", "notice", "worklist", "retention", "draft"}},
	{"domain", []string{"casework", "suggestion", "campaign", "duty", "newsroom", "library"}},
	{"read side", []string{"figures", "search"}},
	{"edge", []string{"web", "api", "open311", "importer"}},
	{"around", []string{"sample"}},
	{"composition", []string{"app"}},
	{"command", []string{"cmd"}},
}

type floor struct {
	name  string
	rooms []string
}

// doors are the packages that a room may import against the rule, each with its reason.
var doors = map[[2]string]string{
	{"api", "web/limit"}:    "a person's allowance is one, whether she uses pages or the API",
	{"api", "web/caseview"}: "a case's words and fields are the same in pages and API",
}

// place gives the floor of a room and its place in the line, -1 for a room that the table does not know.
func place(room string) (floorAt, at int) {
	for i, f := range floors {
		if j := slices.Index(f.rooms, room); j >= 0 {
			return i, j
		}
	}
	return -1, -1
}

// allowed says whether a room may import another.
func allowed(from, to string) bool {
	if from == to {
		return true
	}
	f, i := place(from)
	g, j := place(to)
	if f < 0 || g < 0 {
		return false
	}
	return g < f || g == f && f == 0 && j < i
}

// inside are the floors within the web: caseview stands on ui, and site, desk and admin, which do not know each other, on both.
var inside = map[string][]string{
	"web/ui/form":  {},
	"web/ui":       {"web/ui/form"},
	"web/ui/edge":  {"web/ui", "web/ui/form"},
	"web/limit":    {},
	"web/signin":   {"web/ui", "web/ui/form", "web/ui/edge", "web/limit"},
	"web/caseview": {"web/ui", "web/ui/form"},
	"web/transfer": {"web/ui/edge", "web/limit"},
	"web/site":     {"web/ui", "web/ui/form", "web/ui/edge", "web/limit", "web/caseview"},
	"web/admin":    {"web/ui", "web/ui/form", "web/ui/edge", "web/caseview"},
	"web/desk":     {"web/ui", "web/ui/form", "web/ui/edge", "web/limit", "web/caseview"},
}

// plain are the packages that must stay free of the domain: they may import the kernel alone beside their own.
var plain = []string{"web/ui", "web/ui/form", "web/ui/edge", "web/limit"}

// clocks are the packages that may ask the machine for the time, each for a reason: the composition root and the tests'
// clock give it to the rest; the edge measures and sets network deadlines.
var clocks = []string{"app", "web/ui/edge", "web/limit"}

// dialects are the packages that may look at the database's dialect: sqldb, whose it is; search, whose two indexes differ;
// jobs, because River has a driver for each.
var dialects = []string{"sqldb", "search", "jobs"}

// aids are packages for tests only.
var aids = []string{"sqldb/sqldbtest", "blob/blobtest", "casework/caseworktest", "web/ui/uitest"}
