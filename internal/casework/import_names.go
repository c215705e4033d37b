package casework

import (
	"jiazhan/internal/congress"
)

// importNames finds the units of one congress by slug or by name; a name that two units share finds neither.
type importNames struct {
	congressID  int64
	stations    map[string]int64
	deputies    map[string]int64
	departments map[string]int64
	areas       map[string]int64
	dir         *congress.Directory
}

func newImportNames(dir *congress.Directory, congressID int64) *importNames {
	return &importNames{
		congressID:  congressID,
		dir:         dir,
		stations:    byName(dir.Stations(congressID), func(s *congress.Station) (int64, string, string) { return s.ID, s.Slug, s.Name }),
		deputies:    byName(dir.AllDeputies(congressID), func(d *congress.Deputy) (int64, string, string) { return d.ID, d.Slug, d.Name }),
		departments: byName(dir.Departments(congressID), func(d *congress.Department) (int64, string, string) { return d.ID, d.Slug, d.Name }),
		areas:       byName(dir.Areas(congressID), func(a *congress.Area) (int64, string, string) { return a.ID, a.Slug, a.Name }),
	}
}

func byName[T any](list []T, of func(T) (id int64, slug, name string)) map[string]int64 {
	m := map[string]int64{}
	for _, one := range list {
		id, _, name := of(one)
		if _, twice := m[name]; twice {
			id = 0
		}
		m[name] = id
	}
	for _, one := range list {
		id, slug, _ := of(one)
		m[slug] = id
	}
	return m
}

// find gives the id of a name, 0 for the empty one; an unknown or shared name is a fault of the field.
func find(m map[string]int64, field, name string) (int64, error) {
	if name == "" {
		return 0, nil
	}
	if id := m[name]; id != 0 {
		return id, nil
	}
	return 0, wrong(field, "field."+field)
}

// place names the units of a historic case in its facts.
func (m *importNames) place(f *Facts, h *Historic) (err error) {
	if f.StationID, err = find(m.stations, "station", h.Station); err != nil {
		return err
	}
	if f.DeputyID, err = find(m.deputies, "deputy", h.Deputy); err != nil {
		return err
	}
	if f.LeadID, err = find(m.departments, "department", h.Department); err != nil {
		return err
	}
	if d := m.dir.Deputy(f.DeputyID); d != nil && f.StationID == 0 {
		f.StationID = d.StationID
	}
	ids := make([]int64, len(h.Areas))
	for i, name := range h.Areas {
		if ids[i], err = find(m.areas, "area", name); err != nil {
			return err
		}
	}
	f.Areas = MakeIDs(ids)
	return nil
}
