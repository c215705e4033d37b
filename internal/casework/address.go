package casework

import (
	"jiazhan/internal/congress"
)

// choose finds the first desk: the deputy or station that was named, else the station of the place, else the county.
// An accusation against a person goes straight to the county office.
func (s *Service) choose(dir *congress.Directory, congressID int64, f Filing) (Desk, int64, int64, error) {
	if f.Against {
		return Desk{CountyDesk, 0}, 0, 0, nil
	}
	if f.Station != "" || f.Deputy != "" {
		return address(dir, congressID, f.Station, f.Deputy)
	}
	place := dir.PlaceByCode(congressID, f.PlaceOf)
	for _, id := range placeAndAbove(place) {
		for _, st := range dir.StationsOf(id) {
			if st.Open {
				return Desk{StationDesk, st.ID}, st.ID, 0, nil
			}
		}
	}
	return Desk{CountyDesk, 0}, 0, 0, nil
}

func placeAndAbove(p *congress.Place) []int64 {
	if p == nil {
		return nil
	}
	return []int64{p.ID, p.ParentID}
}

// address turns slugs into the desk of a deputy, or of a station; a deputy brings his station.
func address(dir *congress.Directory, congressID int64, station, deputy string) (Desk, int64, int64, error) {
	var stationID int64
	if station != "" {
		st := dir.StationBySlug(congressID, station)
		if st == nil || !st.Open {
			return Desk{}, 0, 0, wrong("station", "field.station")
		}
		stationID = st.ID
	}
	if deputy == "" {
		return Desk{StationDesk, stationID}, stationID, 0, nil
	}
	d := dir.DeputyBySlug(congressID, deputy)
	if d == nil {
		return Desk{}, 0, 0, wrong("deputy", "field.deputy")
	}
	if !dir.Serves(d) {
		return Desk{}, 0, 0, wrong("deputy", "field.deputy_left", d.Name)
	}
	if stationID == 0 {
		stationID = d.StationID
	}
	return Desk{DeputyDesk, d.ID}, stationID, d.ID, nil
}
