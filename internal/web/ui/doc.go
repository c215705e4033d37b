// Package ui is what every page is built from: two layouts, the components on them, and the embedded sheets and scripts.
// It owns no table and knows no room of the domain: pages translate their rows into its plain structs. It must never
// write an inline script or style (the content policy forbids both), and never build a sentence but through a Printer.
//
// Layouts: Site (citizens, phone first), Desk (those who serve), Blank (no congress: chooser, sign-in, errors).
// Fields: Field, Textarea, Select, Radios, Checks, Check, Photos, Hidden, inside Form, ended by Submit; ErrorSummary on top.
// Showing: Heading, Section, Notice, Status, DueLamp, Lamp, Timeline, PhotoStrip, Definitions, Table with Cell, Tabs, Pages,
// Empty, Confirm, Card, Big, Figures with FigureTile, Steps, Text, LinkButton, Icon.
// Package form reads what was typed; package edge serves, renders and shows errors; uitest.Faults checks the markup of any
// rendered page; the gallery shows every component. the fields tell the error summary what they are called;
// f.Scope("withdraw") parts the ids of two forms on one page.
//
// A page is one Go file with its GET and POST, and one .templ file:
//
//	templ reportPage(s ui.SitePage, f *form.Form) {
//		@ui.Site(s) {
//			@ui.ErrorSummary(s.P, f)
//			@ui.Form(s.Page, ui.FormProps{Action: s.Congress.Base + "/report", Multipart: true, Draft: "report"}, f) {
//				@ui.Textarea(s.P, f, ui.Area{Name: "text", Label: s.P.T("发生了什么事？"), Max: 1000, Question: true})
//				@ui.Photos(s.P, f, ui.PhotoField{Name: "photos", Label: s.P.T("照片"), Optional: true, Thumb: thumb})
//				@ui.Submit(s.P.T("下一步"))
//			}
//		}
//	}
//
//	func (s *Server) showReport(w http.ResponseWriter, r *http.Request) error { return s.reportForm(w, r, nil) }
//
//	func (s *Server) reportForm(w http.ResponseWriter, r *http.Request, f *form.Form) error {
//		page := ui.SitePage{Page: edge.Page(w, r, "我要反映"), Congress: …, Tab: ui.TabReport}
//		page.Failed = f.Refused()
//		return edge.Render(w, r, f.Status(), reportPage(page, f))
//	}
//
//	func (s *Server) report(w http.ResponseWriter, r *http.Request) error {
//		f, err := form.Read(r, form.Photos, map[string]form.Sink{"photos": s.savePhoto})
//		var number casework.Number
//		if err == nil {
//			number, err = s.cases.File(r.Context(), by, casework.Filing{Text: f.Text("text"), Photos: f.All("photos"), Key: f.Key()})
//		}
//		if edge.Keep(w, f, err) { // wrong fields, somebody was faster, an old page: the same page again, nothing typed is lost
//			return s.reportForm(w, r, f)
//		}
//		if err != nil {
//			return err // the edge shows it
//		}
//		return edge.Redirect(w, r, "/zhengding/cases/"+string(number))
//	}
//
//	e.Handle("GET /{congress}/report", s.showReport)
//	e.Handle("POST /{congress}/report", s.report)
//
// Sources of the sheets and scripts stand in src, what is served in dist; tools/assets makes the one from the other.
package ui
