package congress

import "time"

// Directory is an immutable picture of all congresses. What its methods return is shared and must not be changed;
// lookups give nil for what does not exist.
type Directory struct {
	day         time.Time // the day by which deputies are in office
	version     int64
	congresses  shelf[*Congress]
	places      shelf[*Place]
	stations    shelf[*Station]
	groups      shelf[*Group]
	deputies    shelf[*Deputy]
	departments shelf[*Department]
	areas       shelf[*Area]
	serving     map[int64][]*Deputy // congress → deputies in office
	villages    map[int64][]*Place  // township → villages
	atStation   map[int64][]*Deputy
	inGroup     map[int64][]*Deputy
}

// name is a slug or code inside a congress.
type name struct {
	congressID int64
	slug       string
}

// shelf keeps the rows of one table by id, by name and by congress, in the order of the query.
type shelf[T any] struct {
	byID   map[int64]T
	byName map[name]T
	lists  map[int64][]T
}

func newShelf[T any](rows []T, key func(T) (int64, name)) shelf[T] {
	s := shelf[T]{map[int64]T{}, map[name]T{}, map[int64][]T{}}
	for _, row := range rows {
		id, n := key(row)
		s.byID[id], s.byName[n] = row, row
		s.lists[n.congressID] = append(s.lists[n.congressID], row)
	}
	return s
}

// Congresses lists all, cities first.
func (d *Directory) Congresses() []*Congress { return d.congresses.lists[0] }

// Congress finds one by its id.
func (d *Directory) Congress(id int64) *Congress { return d.congresses.byID[id] }

// CongressBySlug finds one by the first part of its addresses.
func (d *Directory) CongressBySlug(slug string) *Congress { return d.congresses.byName[name{0, slug}] }

// Children lists the congresses right below one.
func (d *Directory) Children(congressID int64) []*Congress {
	var below []*Congress
	for _, c := range d.Congresses() {
		if c.ParentID == congressID {
			below = append(below, c)
		}
	}
	return below
}

// Place finds a township or village by id.
func (d *Directory) Place(id int64) *Place { return d.places.byID[id] }

// PlaceByCode finds a township or village by its division code.
func (d *Directory) PlaceByCode(congressID int64, code string) *Place {
	return d.places.byName[name{congressID, code}]
}

// Places lists all townships and villages, by code.
func (d *Directory) Places(congressID int64) []*Place { return d.places.lists[congressID] }

// Townships lists the townships of a congress, by code.
func (d *Directory) Townships(congressID int64) []*Place {
	var list []*Place
	for _, p := range d.Places(congressID) {
		if p.Kind == InTownship {
			list = append(list, p)
		}
	}
	return list
}

// Villages lists the villages of a township, by code.
func (d *Directory) Villages(townshipID int64) []*Place { return d.villages[townshipID] }

// Station finds a station by id.
func (d *Directory) Station(id int64) *Station { return d.stations.byID[id] }

// StationBySlug finds a station by its slug.
func (d *Directory) StationBySlug(congressID int64, slug string) *Station {
	return d.stations.byName[name{congressID, slug}]
}

// Stations lists the stations of a congress, open or not, by their names' pinyin.
func (d *Directory) Stations(congressID int64) []*Station { return d.stations.lists[congressID] }

// Deputy finds a deputy by id, also one who has left office.
func (d *Directory) Deputy(id int64) *Deputy { return d.deputies.byID[id] }

// DeputyBySlug finds a deputy by slug, also one who has left office.
func (d *Directory) DeputyBySlug(congressID int64, slug string) *Deputy {
	return d.deputies.byName[name{congressID, slug}]
}

// Deputies lists the deputies who are in office today, by their names' pinyin.
func (d *Directory) Deputies(congressID int64) []*Deputy { return d.serving[congressID] }

// Serves reports whether a deputy is in office on the day of this picture.
func (d *Directory) Serves(p *Deputy) bool { return p.InOffice(d.day) }

// AllDeputies lists also those who have left office or not begun.
func (d *Directory) AllDeputies(congressID int64) []*Deputy { return d.deputies.lists[congressID] }

// DeputiesAt lists the deputies in office at a station.
func (d *Directory) DeputiesAt(stationID int64) []*Deputy { return d.atStation[stationID] }

// Group finds a deputy group by id.
func (d *Directory) Group(id int64) *Group { return d.groups.byID[id] }

// Groups lists the deputy groups of a congress.
func (d *Directory) Groups(congressID int64) []*Group { return d.groups.lists[congressID] }

// DeputiesIn lists the deputies in office in a group.
func (d *Directory) DeputiesIn(groupID int64) []*Deputy { return d.inGroup[groupID] }

// Department finds a department by id.
func (d *Directory) Department(id int64) *Department { return d.departments.byID[id] }

// DepartmentBySlug finds a department by slug.
func (d *Directory) DepartmentBySlug(congressID int64, slug string) *Department {
	return d.departments.byName[name{congressID, slug}]
}

// Departments lists the departments of a congress.
func (d *Directory) Departments(congressID int64) []*Department {
	return d.departments.lists[congressID]
}

// Area finds an area by id.
func (d *Directory) Area(id int64) *Area { return d.areas.byID[id] }

// AreaBySlug finds an area by slug.
func (d *Directory) AreaBySlug(congressID int64, slug string) *Area {
	return d.areas.byName[name{congressID, slug}]
}

// OpenDepartments lists the departments that take new cases.
func (d *Directory) OpenDepartments(congressID int64) []*Department {
	return filter(d.Departments(congressID), func(p *Department) bool { return !p.Closed })
}

// OpenPlaces lists the townships and villages that are still there, each village after its township.
func (d *Directory) OpenPlaces(congressID int64) []*Place {
	var out []*Place
	for _, town := range d.Townships(congressID) {
		if town.Closed {
			continue
		}
		out = append(out, town)
		out = append(out, filter(d.Villages(town.ID), func(p *Place) bool { return !p.Closed })...)
	}
	return out
}

// Areas lists the areas of a congress in their order.
func (d *Directory) Areas(congressID int64) []*Area { return d.areas.lists[congressID] }
