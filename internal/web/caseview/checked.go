package caseview

import (
	"strings"

	"jiazhan/internal/casework"
)

// Checked says what a point of the checklist of a reply has found.
func (v View) Checked(c casework.Check) string {
	if c.Verdict == casework.Fine {
		return v.P.T("desk.check." + c.Point)
	}
	key := "desk.check." + c.Point + ".not"
	if c.Point == "who_when" && len(c.Words) == 1 {
		return v.P.T(key + "." + c.Words[0])
	}
	return v.P.T(key, strings.Join(c.Words, "、"))
}
