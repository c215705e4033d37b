package admin

import (
	"jiazhan/internal/access"
	"jiazhan/internal/web/ui"
)

// unitKinds says for which kind of unit a role is given; the others are for the whole congress.
var unitKinds = map[access.Role]string{access.Deputy: "deputy", access.StationAdmin: "station", access.VillageOfficer: "place", access.Liaison: "department"}

// unitID finds a unit of the congress; no kind is the whole congress, id 0.
func (v visit) unitID(kind, slug string) (int64, bool) {
	switch kind {
	case "":
		return 0, true
	case "deputy":
		if x := v.dir.DeputyBySlug(v.home.ID, slug); x != nil {
			return x.ID, true
		}
	case "station":
		if x := v.dir.StationBySlug(v.home.ID, slug); x != nil {
			return x.ID, true
		}
	case "department":
		if x := v.dir.DepartmentBySlug(v.home.ID, slug); x != nil {
			return x.ID, true
		}
	case "place":
		if x := v.dir.PlaceByCode(v.home.ID, slug); x != nil {
			return x.ID, true
		}
	}
	return 0, false
}

// units are the options of a form's unit, grouped by kind.
func (v visit) units() []ui.Option {
	t, home := v.view.P.T, v.home.ID
	var out []ui.Option
	for _, x := range v.dir.Stations(home) {
		out = append(out, ui.Option{Value: "station:" + x.Slug, Label: x.Name, Group: t("家站")})
	}
	for _, x := range v.dir.Departments(home) {
		out = append(out, ui.Option{Value: "department:" + x.Slug, Label: x.Name, Group: t("承办部门")})
	}
	for _, x := range v.dir.Deputies(home) {
		out = append(out, ui.Option{Value: "deputy:" + x.Slug, Label: x.Name, Group: t("代表")})
	}
	for _, x := range v.dir.Places(home) {
		out = append(out, ui.Option{Value: "place:" + x.Code, Label: x.Name, Group: t("乡镇和村")})
	}
	return out
}

func (v visit) roles() []ui.Option {
	out := make([]ui.Option, len(access.Roles))
	for i, role := range access.Roles {
		out[i] = ui.Option{Value: string(role), Label: v.view.P.T("case.role." + string(role))}
	}
	return out
}
