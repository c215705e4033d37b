package congress

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"jiazhan/internal/access"
	"jiazhan/internal/fault"
	"jiazhan/internal/sqldb"
)

// CongressForm describes a congress.
type CongressForm struct {
	Slug     string
	Name     string
	Short    string
	Level    Level  // County or City
	Parent   string // slug of the city congress, empty: none
	Prefix   string
	Division string
	Hotline  string
	Lang     string
}

// Foundation is a congress with everything that belongs to it, in an order in which references resolve.
type Foundation struct {
	Congress CongressForm
	Rows     []Form
}

// Reserved are the first parts of addresses that belong to the program, so that no congress may take them.
var Reserved = []string{"admin", "api", "assets", "desk", "healthz", "help", "ledger", "me", "media", "metrics", "open311", "prefer", "privacy", "readyz", "signin",
	"signout", "static", "verify", "wechat"}

var (
	prefixForm   = regexp.MustCompile(`^[A-Z]{2,4}$`)
	divisionForm = regexp.MustCompile(`^\d{6}$`)
)

func (c CongressForm) check(f *fault.Fields) {
	checkSlug(f, c.Slug)
	f.Check(!slices.Contains(Reserved, c.Slug), "slug", "congress.reserved")
	checkName(f, "name", c.Name)
	checkName(f, "short", c.Short)
	f.Check(c.Level == County || c.Level == City, "level", "congress.choose")
	f.Check(c.Parent == "" || c.Level == County, "parent", "congress.parent")
	f.Check(prefixForm.MatchString(c.Prefix), "prefix", "congress.prefix")
	f.Check(divisionForm.MatchString(c.Division), "division", "congress.code")
	checkPhone(f, "hotline", c.Hotline)
	f.Check(c.Lang == "zh-CN" || c.Lang == "en", "lang", "congress.choose")
}

func (c CongressForm) values(l *lookup, f *fault.Fields) []any {
	var parent any
	if c.Parent != "" {
		parent = l.id(`SELECT id FROM congress WHERE slug = $1 AND level = 'city'`, c.Parent)
		f.Check(parent != nil, "parent", "congress.unknown")
	}
	f.Check(l.id(`SELECT id FROM congress WHERE prefix = $1`, c.Prefix) == nil, "prefix", "congress.taken")
	return []any{c.Slug, c.Name, c.Short, string(c.Level), parent, c.Prefix, c.Division, c.Hotline, c.Lang}
}

// Found creates a congress with all its rows in one transaction and gives its id. Only the system may: init, demo, tests.
// Faults: forbidden; form.invalid with the fields of the first wrong row.
func (s *Service) Found(ctx context.Context, by access.Actor, plan Foundation) (int64, error) {
	if !by.System {
		return 0, fault.New(fault.Forbidden, "forbidden")
	}
	var id int64
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		l := &lookup{ctx: ctx, tx: tx}
		var err error
		if id, err = insertCongress(ctx, l, plan.Congress); err != nil {
			return err
		}
		l.congressID = id
		for _, row := range plan.Rows {
			if _, err := store(ctx, l, 0, row); err != nil {
				return fmt.Errorf("congress: found %s: %+v: %w", plan.Congress.Slug, row, err)
			}
		}
		return s.record(ctx, tx, change{by, id, "found", "congress", id, plan.Congress})
	})
	return id, err
}

func insertCongress(ctx context.Context, l *lookup, form CongressForm) (int64, error) {
	var wrong fault.Fields
	form.check(&wrong)
	values := form.values(l, &wrong)
	if l.err != nil {
		return 0, fmt.Errorf("congress: look up: %w", l.err)
	}
	if err := wrong.Err(); err != nil {
		return 0, err
	}
	id, err := l.tx.Insert(ctx, `INSERT INTO congress (slug, name, short, level, parent_id, prefix, division, hotline, lang)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, values...)
	return id, refused("slug", err)
}
