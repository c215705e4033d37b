package site

import (
	"net/http"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/vault"
	"jiazhan/internal/web/ui"
	"jiazhan/internal/web/ui/edge"
)

// receiptPage is what a citizen keeps: the number, what comes next and by when, and the link that opens her case.
type receiptPage struct {
	ui.SitePage
	number string
	next   string
	link   string // the private link, absolute
	code   string // address of its QR code
	url    string // of the case; "" in the sealed lane
	sealed bool
	filed  string
	three  [3]string // what happens: now, then, at last; of a new report only
}

// receipt shows the receipt that a token opens, as often as its holder likes. Her browser remembers it, but not one of the
// sealed lane, nor the browser of somebody on duty who files for others.
func (s *Server) receipt(c *call) error {
	edge.Untraced(c.w)
	token := c.r.PathValue("token")
	hash := vault.HashToken(token)
	number, err := s.Cases.ByReceipt(c.r.Context(), hash)
	if err != nil {
		return err
	}
	who := c.by
	c.by = access.Actor{Receipts: [][]byte{hash}}
	page := receiptPage{SitePage: c.sitePage(c.p.T("提交成功"), ""), number: number, link: s.BaseURL + c.base() + "/receipt/" + token,
		code: c.base() + "/receipt/" + token + "/qr.png"}
	d, err := c.read(number)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		if err := c.sealedReceipt(&page); err != nil {
			return err
		}
	case err != nil:
		return err
	default:
		if !who.Staff() {
			s.remember(c.w, c.r, hash)
		}
		c.openReceipt(&page, d)
		if who.Staff() && !casework.CanSee(who, d.Case) {
			page.url = "" // her browser will not remember it: the link would lead nowhere
		}
	}
	return c.show(http.StatusOK, receiptView(page))
}

func (c *call) openReceipt(page *receiptPage, d *casework.Dossier) {
	page.next, page.url = c.view().Stands(d.Case), c.caseURL(d.Case.Number)
	if d.Case.State != casework.Filed {
		return
	}
	page.three = [3]string{c.p.T("家站或代表先看，告诉您是否受理"), c.p.T("交给负责的部门办理，每一步您都能看到"), c.p.T("答复您；您说解决了，才算办结")}
}

func (c *call) sealedReceipt(page *receiptPage) error {
	filed, err := c.s.Cases.Kept(c.r.Context(), c.by, page.number)
	if err != nil {
		return err
	}
	page.sealed, page.filed = true, c.p.DateAt(filed, c.s.DB.Now())
	page.next = c.p.T("县人大指定的专人会看。为了保护您，这里不显示内容和进展，我们也不会给您发任何消息。")
	page.three = [3]string{c.p.T("内容已加密保存"), c.p.T("由指定的一名专人查看"), c.p.T("需要时移送纪委监委")}
	return nil
}

// receiptCode is the QR code of the private link.
func (s *Server) receiptCode(c *call) error {
	edge.Untraced(c.w)
	token := c.r.PathValue("token")
	if _, err := s.Cases.ByReceipt(c.r.Context(), vault.HashToken(token)); err != nil {
		return err
	}
	return c.qr("/receipt/" + token)
}
