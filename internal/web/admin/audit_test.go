package admin_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/sqldb"
)

func TestTheRecordIsReadNewestFirstPageByPage(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.hire("宋玉梅", phone, access.Grant{Role: access.Leader, CongressID: o.ID})
		err := o.DB.Write(t.Context(), func(tx *sqldb.Tx) error {
			for i := range 120 {
				if err := account.NoteIn(t.Context(), tx, account.Event{CongressID: o.ID, Kind: account.PersonSeen, Detail: fmt.Sprintf("第%03d次", i)}); err != nil {
					return err
				}
			}
			return account.NoteIn(context.Background(), tx, account.Event{CongressID: o.OtherID, Kind: account.PersonSeen, Detail: "邻县的事"})
		})
		if err != nil {
			t.Fatal(err)
		}
		b := o.as("audit_admin")
		status, page := b.get("/admin/audit")
		o.want(status, http.StatusOK, page, "查看个人信息")
		if a, z := strings.Index(page, "第119次"), strings.Index(page, "第020次"); a < 0 || z < a || strings.Contains(page, "第019次") || strings.Contains(page, "邻县的事") {
			t.Errorf("the first page holds the newest hundred of the county: %d %d", a, z)
		}
		next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(page)
		if next == nil {
			t.Fatal("no way to the next page")
		}
		status, page = b.get(strings.ReplaceAll(next[1], "&amp;", "&"))
		o.want(status, http.StatusOK, page, "第019次", "第000次", "增加角色", "宋玉梅", "常委会领导")
		if status, _ := b.get("/admin/audit?before=-"); status != http.StatusUnprocessableEntity {
			t.Errorf("a broken cursor: %d", status)
		}
	})
}
