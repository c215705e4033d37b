// Package congress says who is who: congresses, their townships and villages, stations, deputies, groups, departments
// and areas. It owns the tables congress, place, station, deputy_group, deputy, department, area and congress_stamp.
// The whole program reads it through one immutable Directory in memory. It must never know a case or an account.
package congress

import (
	"time"

	"jiazhan/internal/i18n"
)

// Level is a level of people's congresses; a county's directory holds deputies of all five.
type Level string

// The five levels (Organic Law of the Local People's Congresses, art. 1 and 2).
const (
	National Level = "national"
	Province Level = "province"
	City     Level = "city"
	County   Level = "county"
	Township Level = "township"
)

// Levels lists the five levels from the top down.
var Levels = []Level{National, Province, City, County, Township}

var levelLabels = map[Level]string{
	National: i18n.Key("全国人大代表"),
	Province: i18n.Key("省人大代表"),
	City:     i18n.Key("市人大代表"),
	County:   i18n.Key("县（市、区）人大代表"),
	Township: i18n.Key("乡镇人大代表"),
}

// Label is the catalogue key of what a deputy of this level is called.
func (l Level) Label() string { return levelLabels[l] }

// Congress is one people's congress that the installation serves: a county's or a city's.
type Congress struct {
	ID       int64
	Slug     string // first part of its addresses
	Name     string // 正定县人民代表大会
	Short    string // 正定县
	Level    Level  // County or City
	ParentID int64  // the city congress above, 0 if none is served here
	Prefix   string // of case numbers: ZD
	Division string // code of the administrative division, six digits (GB/T 2260)
	Hotline  string
	Lang     string // language of its own texts
	Changes  int64  // counts what was changed in its organisation
	Appearance
}

// PlaceKind tells townships from villages.
type PlaceKind string

// The kinds of places; a sub-district counts as a township, a neighbourhood as a village.
const (
	InTownship PlaceKind = "township"
	InVillage  PlaceKind = "village"
)

// Place is a township or a village of a county.
type Place struct {
	ID         int64
	CongressID int64
	Code       string // statistical division code, 9 digits for a township, 12 for a village
	Name       string
	Kind       PlaceKind
	ParentID   int64  // the township of a village, else 0
	Closed     bool   // merged or renamed away: not offered any more, what is there stays
	Pinyin     string // "xin cheng pu zhen"
}

// StationKind tells what sort of venue a station is.
type StationKind string

// The kinds of stations.
const (
	Home    StationKind = "home"    // 代表之家, a township's main venue
	Liaison StationKind = "station" // 代表联络站
	Point   StationKind = "point"   // 代表联络点
)

// Station is a home or station (家站) where deputies receive people.
type Station struct {
	ID         int64
	CongressID int64
	Slug       string
	Name       string
	Kind       StationKind
	PlaceID    int64
	Address    string
	Phone      string
	Hours      string // duty hours, in words
	Open       bool   // takes new cases
	Pinyin     string
}

// Group is a deputy group (代表小组).
type Group struct {
	ID         int64
	CongressID int64
	Slug       string
	Name       string
}

// Deputy is a deputy in one congress's directory, of any level.
type Deputy struct {
	ID         int64
	CongressID int64
	Slug       string
	Name       string
	Level      Level
	TermFrom   time.Time
	TermTo     time.Time // zero: no end known
	StationID  int64     // 0: at none
	GroupID    int64     // 0: in none
	Convener   bool      // 召集人 of the group
	District   string    // electoral district or electing unit
	Bio        string
	Pinyin     string // "zhang zhen ling"
}

// InOffice reports whether the term runs at an instant.
func (d *Deputy) InOffice(at time.Time) bool {
	return !at.Before(d.TermFrom) && (d.TermTo.IsZero() || at.Before(d.TermTo))
}

// Department is a unit that handles cases.
type Department struct {
	ID         int64
	CongressID int64
	Slug       string
	Name       string
	Duties     string
	Keywords   []string // words in a case's text that point to this department
	Closed     bool     // takes no new cases; those that it has stay with it
	Phone      string
}

// Area is a field of supervision or subject (领域); one case may have many.
type Area struct {
	ID         int64
	CongressID int64
	Slug       string
	Name       string
	Key        bool // a key area (重点领域) of joint supervision, counted by itself
	Sort       int64
}
