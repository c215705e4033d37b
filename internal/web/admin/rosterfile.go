package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/fault"
	"jiazhan/internal/sheet"
	"jiazhan/internal/web/ui/edge"
)

// rosterHead is the head of the template and of the list of wrong lines.
func (v visit) rosterHead() []sheet.Column {
	out := make([]sheet.Column, len(rosterColumns))
	for i, c := range rosterColumns {
		out[i] = sheet.Column{Name: v.view.P.T(c.name), Width: c.width}
	}
	return out
}

// rosterTemplateFile gives a sheet to fill in, with a line for each sort of unit that shows how; as they stand those
// lines are refused.
func (s *Server) rosterTemplateFile(w http.ResponseWriter, r *http.Request) error {
	v, err := s.enter(r, access.ManagePeople)
	if err != nil {
		return err
	}
	t := v.view.P.T
	rows := func(yield func([]string, error) bool) {
		for _, role := range []access.Role{access.Deputy, access.StationAdmin, access.Liaison, access.VillageOfficer, access.Leader} {
			unit := ""
			if names := v.unitNames(unitKinds[role]); len(names) > 0 {
				unit = names[0].name
			}
			if !yield([]string{t("示例，请删去这一行"), t("11 位手机号"), t("case.role." + string(role)), unit, "2026-01-01", ""}, nil) {
				return
			}
		}
	}
	return edge.Sheet(w, r, t("人员导入模板"), v.rosterHead(), rows)
}

// wrongLines gives the lines that cannot be imported, as they were sent, each with its number and the reasons.
func (s *Server) wrongLines(w http.ResponseWriter, r *http.Request, p rosterPage) error {
	t := p.view.P.T
	head := append(p.rosterHead(), sheet.Column{Name: t("原来的行号"), Width: 12}, sheet.Column{Name: t("要改什么"), Width: 60})
	rows := func(yield func([]string, error) bool) {
		for _, l := range p.lines {
			if l.Outcome != account.Refused {
				continue
			}
			if !yield(append(slices.Clone(l.Cells), strconv.Itoa(l.N), strings.Join(p.reasons(l), "\n")), nil) {
				return
			}
		}
	}
	return edge.Sheet(w, r, t("不能导入的行"), head, rows)
}

// reasons say what is wrong with a line, column by column.
func (v visit) reasons(l rosterLine) []string {
	out := make([]string, len(l.wrong))
	for i, f := range l.wrong {
		out[i] = v.view.P.T("admin.roster.why", v.view.P.T(columnName(f)), v.view.P.T(f.Key, f.Args...))
	}
	return out
}

func columnName(f fault.Field) string {
	for _, c := range rosterColumns {
		if c.field == f.Name {
			return c.name
		}
	}
	return f.Name
}
