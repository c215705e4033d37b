package e2e

import (
	"fmt"
	"slices"
	"strings"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
)

// scene is how a case came where some action of the table is open to somebody of the cast: who filed it, "" for the
// reporter, and who did what, one after the other.
type scene struct {
	filedBy access.Role
	deputy  bool // addressed to the deputy, else to the station
	steps   []deed
}

type deed struct {
	by  access.Role
	act func() casework.Act
}

func does(by access.Role, act func() casework.Act) deed { return deed{by, act} }

// scenes are all that are needed.
func (w *walked) scenes() []scene {
	lead := w.Directory().Department(w.unit(access.Liaison)).Slug
	station, liaison, officer := access.StationAdmin, access.Liaison, access.CaseOfficer
	accept := does(station, func() casework.Act { return &casework.Accept{} })
	assign := does(station, func() casework.Act { return &casework.Assign{Lead: lead, Class: casework.Normal} })
	begun := does(liaison, func() casework.Act { return &casework.Acknowledge{} })
	explain := does(station, func() casework.Act { return &casework.Explain{Text: "已经修好，请您看看。"} })
	release := does(officer, func() casework.Act { return &casework.Release{} })
	group := does(officer, func() casework.Act { return &casework.Group{With: w.filed[len(w.filed)-1]} })
	back := does(liaison, func() casework.Act {
		return &casework.AskReturn{Reason: "not_our_duty", Unit: w.otherDepartment(lead), Basis: "三定方案第四条"}
	})
	later := does(liaison, func() casework.Act { return &casework.AskExtension{Days: 5, Reason: "连日下雨"} })
	ask := does(station, func() casework.Act { return &casework.Ask{Text: "请问是哪一盏？"} })
	report := does(liaison, func() casework.Act { return &casework.Report{Result: "已更换灯头三只"} })
	return []scene{
		{}, {deputy: true}, {filedBy: officer}, {filedBy: officer, steps: []deed{accept, explain}}, {steps: []deed{accept}},
		{deputy: true, steps: []deed{does(access.Deputy, accept.act)}}, {steps: []deed{accept, assign}}, {steps: []deed{accept, assign, begun}},
		{steps: []deed{accept, ask}}, {steps: []deed{accept, explain}}, {steps: []deed{accept, explain, release}}, {steps: []deed{accept, group}},
		{steps: []deed{accept, assign, begun, back}}, {steps: []deed{accept, assign, begun, later}}, {steps: []deed{accept, assign, begun, report}},
	}
}

// playWho are who acts in the scenes.
var playWho = []access.Role{access.StationAdmin, access.Liaison, access.Deputy, access.CaseOfficer}

// play acts a scene out with a new case.
func (w *walked) play(s scene) (number string) {
	w.t.Helper()
	home, dir := w.Home(), w.Directory()
	f := casework.Filing{Text: fmt.Sprintf("第%d盏路灯不亮，晚上看不见路", len(w.filed)+1), Station: dir.Station(w.unit(access.StationAdmin)).Slug, Phone: reporterPhone, Name: "王小禾", Public: true, ShowName: true}
	if s.deputy {
		f.Deputy = dir.Deputy(w.unit(access.Deputy)).Slug
	}
	if s.filedBy != "" {
		f.OnBehalf, f.Consent, f.Channel = true, "当面口述，同意", "visit"
	}
	r, err := w.Cases.File(w.t.Context(), w.actors[s.filedBy], home.ID, f, "")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, step := range s.steps {
		w.Do(w.actors[step.by], r.Number, step.act())
	}
	w.filed = append(w.filed, r.Number)
	return r.Number
}

// renewed is how many cases are made at once when a form is found nowhere any more.
const renewed = 4

// renew makes cases on which a form of the kind is open, and gives one; it remembers which scene leads there.
func (w *walked) renew(k *formKind) (*opened, bool) {
	w.t.Helper()
	path, _, _ := strings.Cut(k.name, " ")
	if again := regain[path]; again != nil {
		k.found = append(k.found, again(w))
		return w.openOne(k)
	}
	if !strings.Contains(k.name, "{number}") {
		return nil, false
	}
	scenes := w.scenes()
	if k.scene >= 0 {
		for range renewed {
			w.point(k, w.play(scenes[k.scene]))
		}
		return w.openOne(k)
	}
	for i, s := range scenes {
		w.point(k, w.play(s))
		if o, ok := w.openOne(k); ok {
			k.scene = i
			return o, true
		}
	}
	return nil, false
}

// point notes that a form of the kind may stand on the pages of a case where it stood on those of another.
func (w *walked) point(k *formKind, number string) {
	for _, one := range k.first {
		k.found = append(k.found, spot{one.by, strings.ReplaceAll(one.path, caseNumber.FindString(one.path), number), one.via})
	}
}

// unit is what somebody of the cast serves at.
// unit is where the one who plays a role holds it; she may hold another one elsewhere.
func (w *walked) unit(role access.Role) int64 {
	grants := w.actors[role].Grants
	return grants[slices.IndexFunc(grants, func(g access.Grant) bool { return g.Role == role })].UnitID
}

func (w *walked) otherDepartment(than string) string {
	for _, d := range w.Directory().Departments(w.Home().ID) {
		if d.Slug != than {
			return d.Slug
		}
	}
	w.t.Fatalf("no department but %s", than)
	return ""
}
