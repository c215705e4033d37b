package sample

import (
	_ "embed"
	"strings"
)

//go:embed data/divisions.txt
var divisionsText string

// township is a township or sub-district with its villages.
type township struct {
	code     string
	name     string
	villages []village
}

type village struct{ code, name string }

// short is the name without its rank: 新城铺 of 新城铺镇.
func (t township) short() string {
	name := t.name
	for _, rank := range []string{"街道", "回族乡", "镇", "乡"} {
		name = strings.TrimSuffix(name, rank)
	}
	return name
}

// chair is the title of who chairs the people's congress there; a sub-district has a working committee instead.
func (t township) chair() string {
	if strings.HasSuffix(t.name, "街道") {
		return "人大工委主任"
	}
	return "人大主席"
}

// townships reads those whose code begins with a county's division code.
func townships(division string) []township {
	var list []township
	for line := range strings.Lines(divisionsText) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case !strings.HasPrefix(code, division):
		case len(code) == 9:
			list = append(list, township{code: code, name: name})
		default:
			last := &list[len(list)-1]
			last.villages = append(last.villages, village{code, name})
		}
	}
	return list
}
