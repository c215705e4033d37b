package congress

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"jiazhan/internal/fault"
	"jiazhan/internal/hanzi"
	"jiazhan/internal/sqldb"
)

const (
	longName = 60  // runes
	longLine = 120 // runes
	longText = 2000
)

var (
	slugForm  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	codeForm  = map[PlaceKind]*regexp.Regexp{InTownship: regexp.MustCompile(`^\d{9}$`), InVillage: regexp.MustCompile(`^\d{12}$`)}
	phoneForm = regexp.MustCompile(`^[0-9][0-9 -]{2,19}$`)
)

func checkSlug(f *fault.Fields, slug string) {
	f.Check(slugForm.MatchString(slug) && len(slug) <= longName, "slug", "congress.slug")
}

func checkName(f *fault.Fields, field, text string) {
	f.Check(strings.TrimSpace(text) != "", field, "congress.name")
	checkLong(f, field, text, longName)
}

func checkLong(f *fault.Fields, field, text string, most int) {
	f.Check(utf8.ValidString(text) && !strings.ContainsRune(text, 0), field, "congress.text")
	f.Check(utf8.RuneCountInString(text) <= most, field, "congress.long", most)
}

func checkPhone(f *fault.Fields, field, phone string) {
	f.Check(phone == "" || phoneForm.MatchString(phone), field, "congress.phone")
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// PlaceForm describes a township (Parent empty) or a village.
type PlaceForm struct {
	Code   string
	Name   string
	Parent string // code of a village's township
	Closed bool
}

var placeTable = newTable("place", "code", "code", "name", "kind", "parent_id", "pinyin", "closed")

func (p PlaceForm) kind() PlaceKind {
	if p.Parent == "" {
		return InTownship
	}
	return InVillage
}

func (PlaceForm) table() *table { return placeTable }

func (p PlaceForm) check(f *fault.Fields) {
	f.Check(codeForm[p.kind()].MatchString(p.Code), "code", "congress.code")
	checkName(f, "name", p.Name)
}

func (p PlaceForm) values(l *lookup, f *fault.Fields) []any {
	parent := l.named(f, "parent", `SELECT id FROM place WHERE congress_id = $1 AND code = $2 AND kind = 'township'`, p.Parent)
	return []any{p.Code, p.Name, string(p.kind()), parent, hanzi.Pinyin(p.Name), bit(p.Closed)}
}

// StationForm describes a home or station.
type StationForm struct {
	Slug    string
	Name    string
	Kind    StationKind
	Place   string // code of its township or village
	Address string
	Phone   string
	Hours   string
	Open    bool
}

var stationTable = newTable("station", "slug", "slug", "name", "kind", "place_id", "address", "phone", "hours", "is_open", "pinyin")

func (StationForm) table() *table { return stationTable }

func (s StationForm) check(f *fault.Fields) {
	checkSlug(f, s.Slug)
	checkName(f, "name", s.Name)
	f.Check(s.Kind == Home || s.Kind == Liaison || s.Kind == Point, "kind", "congress.choose")
	f.Check(s.Place != "", "place", "congress.choose")
	checkLong(f, "address", s.Address, longLine)
	checkPhone(f, "phone", s.Phone)
	checkLong(f, "hours", s.Hours, longLine)
}

func (s StationForm) values(l *lookup, f *fault.Fields) []any {
	place := l.named(f, "place", `SELECT id FROM place WHERE congress_id = $1 AND code = $2`, s.Place)
	return []any{s.Slug, s.Name, string(s.Kind), place, s.Address, s.Phone, s.Hours, bit(s.Open), hanzi.Pinyin(s.Name)}
}

// GroupForm describes a deputy group.
type GroupForm struct {
	Slug string
	Name string
}

var groupTable = newTable("deputy_group", "slug", "slug", "name")

func (GroupForm) table() *table { return groupTable }

func (g GroupForm) check(f *fault.Fields) {
	checkSlug(f, g.Slug)
	checkName(f, "name", g.Name)
}

func (g GroupForm) values(*lookup, *fault.Fields) []any { return []any{g.Slug, g.Name} }

// DeputyForm describes a deputy and his term.
type DeputyForm struct {
	Slug     string `json:"-"` // a name, like the two others that the history leaves out
	Name     string `json:"-"`
	Level    Level
	TermFrom time.Time
	TermTo   time.Time // zero: no end known
	Station  string    // slug, empty: none
	Group    string    // slug, empty: none
	Convener bool
	District string
	Bio      string `json:"-"`
}

var deputyTable = newTable("deputy", "slug", "slug", "name", "level", "term_from", "term_to", "station_id", "group_id",
	"convener", "district", "bio", "pinyin")

func (DeputyForm) table() *table { return deputyTable }

func (d DeputyForm) check(f *fault.Fields) {
	checkSlug(f, d.Slug)
	checkName(f, "name", d.Name)
	f.Check(slices.Contains(Levels, d.Level), "level", "congress.choose")
	f.Check(!d.TermFrom.IsZero(), "from", "congress.term.from")
	f.Check(d.TermTo.IsZero() || d.TermTo.After(d.TermFrom), "to", "congress.term.order")
	f.Check(!d.Convener || d.Group != "", "group", "congress.convener")
	checkLong(f, "district", d.District, longLine)
	checkLong(f, "bio", d.Bio, longText)
}

func (d DeputyForm) values(l *lookup, f *fault.Fields) []any {
	station := l.named(f, "station", `SELECT id FROM station WHERE congress_id = $1 AND slug = $2`, d.Station)
	group := l.named(f, "group", `SELECT id FROM deputy_group WHERE congress_id = $1 AND slug = $2`, d.Group)
	return []any{d.Slug, d.Name, string(d.Level), sqldb.Ms(d.TermFrom), sqldb.Ms(d.TermTo), station, group,
		bit(d.Convener), d.District, d.Bio, hanzi.NamePinyin(d.Name)}
}

// DepartmentForm describes a unit that handles cases.
type DepartmentForm struct {
	Slug     string
	Name     string
	Duties   string
	Keywords []string
	Phone    string
	Closed   bool
}

var departmentTable = newTable("department", "slug", "slug", "name", "duties", "keywords", "phone", "closed")

func (DepartmentForm) table() *table { return departmentTable }

func (d DepartmentForm) check(f *fault.Fields) {
	checkSlug(f, d.Slug)
	checkName(f, "name", d.Name)
	checkLong(f, "duties", d.Duties, longText)
	checkLong(f, "keywords", strings.Join(d.Keywords, " "), longText)
	checkPhone(f, "phone", d.Phone)
}

func (d DepartmentForm) values(*lookup, *fault.Fields) []any {
	return []any{d.Slug, d.Name, d.Duties, strings.Join(d.Keywords, " "), d.Phone, bit(d.Closed)}
}

// AreaForm describes an area; areas are shown by Sort.
type AreaForm struct {
	Slug string
	Name string
	Key  bool // a key area of joint supervision
	Sort int64
}

var areaTable = newTable("area", "slug", "slug", "name", "is_key", "sort")

func (AreaForm) table() *table { return areaTable }

func (a AreaForm) check(f *fault.Fields) {
	checkSlug(f, a.Slug)
	checkName(f, "name", a.Name)
}

func (a AreaForm) values(*lookup, *fault.Fields) []any {
	return []any{a.Slug, a.Name, bit(a.Key), a.Sort}
}
