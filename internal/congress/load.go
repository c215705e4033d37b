package congress

import (
	"context"
	"strings"

	"jiazhan/internal/sqldb"
	"jiazhan/internal/workday"
)

// load reads the whole directory. The stamp is read first: a write in between makes the picture newer than its stamp,
// and the next look at the stamp reads again.
func load(ctx context.Context, tx *sqldb.Tx) (*Directory, error) {
	d := &Directory{day: workday.Day(tx.Now)}
	var err error
	if d.version, err = version(ctx, tx); err != nil {
		return nil, err
	}
	for _, read := range []func(context.Context, *sqldb.Tx) error{
		d.loadCongresses, d.loadPlaces, d.loadStations, d.loadGroups, d.loadDeputies, d.loadDepartments, d.loadAreas,
	} {
		if err := read(ctx, tx); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func version(ctx context.Context, tx *sqldb.Tx) (int64, error) {
	return sqldb.One(ctx, tx, sqldb.Value[int64], `SELECT version FROM congress_stamp WHERE id = 1`)
}

func (d *Directory) loadCongresses(ctx context.Context, tx *sqldb.Tx) error {
	rows, err := sqldb.All(ctx, tx, func(s sqldb.Scanner) (*Congress, error) {
		c := &Congress{}
		var from, to, changed int64
		err := s.Scan(&c.ID, &c.Slug, &c.Name, &c.Short, &c.Level, &c.ParentID, &c.Prefix, &c.Division, &c.Hotline, &c.Lang,
			&c.Title, &c.Lead, &c.Address, &c.Hours, &c.Notice, &from, &to, &c.Version, &changed, &c.ChangedBy, &c.Changes)
		c.NoticeFrom, c.NoticeTo, c.ChangedAt = sqldb.Time(from), sqldb.Time(to), sqldb.Time(changed)
		return c, err
	}, `SELECT id, slug, name, short, level, COALESCE(parent_id, 0), prefix, division, hotline, lang,
		home_title, home_lead, address, hours, notice, notice_from, notice_to, look, looked_at, looked_by,
		(SELECT COALESCE(MAX(seq), 0) FROM ledger WHERE stream = 'congress/' || CAST(congress.id AS TEXT))
		FROM congress ORDER BY CASE WHEN level = 'city' THEN 0 ELSE 1 END, division, id`)
	d.congresses = newShelf(rows, func(c *Congress) (int64, name) { return c.ID, name{0, c.Slug} })
	return err
}

func (d *Directory) loadPlaces(ctx context.Context, tx *sqldb.Tx) error {
	rows, err := sqldb.All(ctx, tx, func(s sqldb.Scanner) (*Place, error) {
		var closed int64
		p := &Place{}
		err := s.Scan(&p.ID, &p.CongressID, &p.Code, &p.Name, &p.Kind, &p.ParentID, &p.Pinyin, &closed)
		p.Closed = closed != 0
		return p, err
	}, `SELECT id, congress_id, code, name, kind, COALESCE(parent_id, 0), pinyin, closed FROM place ORDER BY congress_id, code`)
	d.places = newShelf(rows, func(p *Place) (int64, name) { return p.ID, name{p.CongressID, p.Code} })
	d.villages = map[int64][]*Place{}
	for _, p := range rows {
		if p.ParentID != 0 {
			d.villages[p.ParentID] = append(d.villages[p.ParentID], p)
		}
	}
	return err
}

func (d *Directory) loadStations(ctx context.Context, tx *sqldb.Tx) error {
	rows, err := sqldb.All(ctx, tx, func(s sqldb.Scanner) (*Station, error) {
		var open int64
		st := &Station{}
		err := s.Scan(&st.ID, &st.CongressID, &st.Slug, &st.Name, &st.Kind, &st.PlaceID, &st.Address, &st.Phone, &st.Hours, &open, &st.Pinyin)
		st.Open = open != 0
		return st, err
	}, `SELECT id, congress_id, slug, name, kind, place_id, address, phone, hours, is_open, pinyin
		FROM station ORDER BY congress_id, pinyin, id`)
	d.stations = newShelf(rows, func(s *Station) (int64, name) { return s.ID, name{s.CongressID, s.Slug} })
	return err
}

func (d *Directory) loadGroups(ctx context.Context, tx *sqldb.Tx) error {
	rows, err := sqldb.All(ctx, tx, func(s sqldb.Scanner) (*Group, error) {
		g := &Group{}
		return g, s.Scan(&g.ID, &g.CongressID, &g.Slug, &g.Name)
	}, `SELECT id, congress_id, slug, name FROM deputy_group ORDER BY congress_id, id`)
	d.groups = newShelf(rows, func(g *Group) (int64, name) { return g.ID, name{g.CongressID, g.Slug} })
	return err
}

func (d *Directory) loadDeputies(ctx context.Context, tx *sqldb.Tx) error {
	rows, err := sqldb.All(ctx, tx, scanDeputy, `SELECT id, congress_id, slug, name, level, term_from, term_to,
		COALESCE(station_id, 0), COALESCE(group_id, 0), convener, district, bio, pinyin
		FROM deputy ORDER BY congress_id, pinyin, id`)
	d.deputies = newShelf(rows, func(p *Deputy) (int64, name) { return p.ID, name{p.CongressID, p.Slug} })
	d.serving, d.atStation, d.inGroup = map[int64][]*Deputy{}, map[int64][]*Deputy{}, map[int64][]*Deputy{}
	for _, p := range rows {
		if !p.InOffice(d.day) {
			continue
		}
		d.serving[p.CongressID] = append(d.serving[p.CongressID], p)
		d.atStation[p.StationID] = append(d.atStation[p.StationID], p)
		d.inGroup[p.GroupID] = append(d.inGroup[p.GroupID], p)
	}
	delete(d.atStation, 0)
	delete(d.inGroup, 0)
	return err
}

func scanDeputy(s sqldb.Scanner) (*Deputy, error) {
	var from, to, convener int64
	p := &Deputy{}
	err := s.Scan(&p.ID, &p.CongressID, &p.Slug, &p.Name, &p.Level, &from, &to, &p.StationID, &p.GroupID, &convener, &p.District, &p.Bio, &p.Pinyin)
	p.TermFrom, p.TermTo, p.Convener = sqldb.Time(from), sqldb.Time(to), convener != 0
	return p, err
}

func (d *Directory) loadDepartments(ctx context.Context, tx *sqldb.Tx) error {
	rows, err := sqldb.All(ctx, tx, func(s sqldb.Scanner) (*Department, error) {
		var keywords string
		var closed int64
		p := &Department{}
		err := s.Scan(&p.ID, &p.CongressID, &p.Slug, &p.Name, &p.Duties, &keywords, &p.Phone, &closed)
		p.Keywords, p.Closed = strings.Fields(keywords), closed != 0
		return p, err
	}, `SELECT id, congress_id, slug, name, duties, keywords, phone, closed FROM department ORDER BY congress_id, id`)
	d.departments = newShelf(rows, func(p *Department) (int64, name) { return p.ID, name{p.CongressID, p.Slug} })
	return err
}

func (d *Directory) loadAreas(ctx context.Context, tx *sqldb.Tx) error {
	rows, err := sqldb.All(ctx, tx, func(s sqldb.Scanner) (*Area, error) {
		var key int64
		a := &Area{}
		err := s.Scan(&a.ID, &a.CongressID, &a.Slug, &a.Name, &key, &a.Sort)
		a.Key = key != 0
		return a, err
	}, `SELECT id, congress_id, slug, name, is_key, sort FROM area ORDER BY congress_id, sort, id`)
	d.areas = newShelf(rows, func(a *Area) (int64, name) { return a.ID, name{a.CongressID, a.Slug} })
	return err
}
