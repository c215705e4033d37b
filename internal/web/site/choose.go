package site

import (
	"net/http"

	"jiazhan/internal/congress"
	"jiazhan/internal/web/ui/edge"
)

// branch is a city's congress with those of its counties, or a county's alone.
type branch struct {
	home   *congress.Congress
	county []*congress.Congress
}

// choose leads to the congress of one's county; where there is only one, at once.
func (s *Server) choose(w http.ResponseWriter, r *http.Request) error {
	dir, err := s.Directory(r.Context())
	if err != nil {
		return err
	}
	if all := dir.Congresses(); len(all) == 1 {
		http.Redirect(w, r, "/"+all[0].Slug+"/", http.StatusFound)
		return nil
	}
	edge.Public(w)
	page := edge.Page(w, r, edge.Printer(r).T("请选择您所在的地方"))
	return edge.Render(w, r, http.StatusOK, choosePage(page, branches(dir)))
}

func branches(dir *congress.Directory) []branch {
	var out []branch
	for _, c := range dir.Congresses() {
		if c.ParentID == 0 || dir.Congress(c.ParentID) == nil {
			out = append(out, branch{c, dir.Children(c.ID)})
		}
	}
	return out
}
