package admin_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/sqldb"
)

// upload sends a file with the hidden fields of a page.
func (b *browser) upload(path, page, name string, data []byte) (int, string) {
	b.T.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range lastForm(page) {
		if err := w.WriteField(name, values[0]); err != nil {
			b.T.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.T.Fatal(err)
	}
	p := b.Send(path, w.FormDataContentType(), &body)
	return p.Status, p.Body
}

// workbook reads a downloaded workbook.
func (b *browser) workbook(path string) [][]string {
	b.T.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b.download(path)))
	if err != nil {
		b.T.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Sheet1")
	if err != nil {
		b.T.Fatal(err)
	}
	return rows
}

func (b *browser) download(path string) []byte {
	b.T.Helper()
	status, data := b.get(path)
	if status != http.StatusOK {
		b.T.Fatalf("%s: %d", path, status)
	}
	return []byte(data)
}

// list makes CSV with our head.
func list(rows ...string) []byte {
	return []byte("姓名,手机号,职务,单位,开始,结束\n" + strings.Join(rows, "\n") + "\n")
}

var rosterLink = regexp.MustCompile(`(/admin/people/import/[0-9a-z]+)/(?:take|errors)`)

// checked uploads a list and gives the page that says what it would do, and the list's address.
func (b *browser) checked(rows ...string) (page, address string) {
	b.T.Helper()
	_, page = b.get("/admin/people/import")
	status, page := b.upload("/admin/people/import", page, "名单.csv", list(rows...))
	if status != http.StatusOK {
		b.T.Fatalf("upload: %d", status)
	}
	if m := rosterLink.FindStringSubmatch(page); m != nil {
		address = m[1]
	}
	return page, address
}

func (o *office) count(query string) int {
	o.t.Helper()
	var n int
	err := o.DB.Read(o.t.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One(o.t.Context(), tx, sqldb.Value[int], query)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

func TestAWrongListSaysWhereItIsWrongAndChangesNothing(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		o.hire("宋玉梅", phone, access.Grant{Role: access.Leader, CongressID: o.ID})
		o.hire("何建国", "19900000002", access.Grant{Role: access.Leader, CongressID: o.OtherID})
		b := o.as("system_admin")
		page, address := b.checked(
			"王　芳,１９９００００００１１,家站管理员,新城铺镇代表之家,2026年1月1日,长期",
			"=HYPERLINK(1),1990,村长,,明年,2020-01-01",
			"李四,19900000012,部门联络员,水利,,",
			"赵六,19900000013,常委会领导,水利局,,",
			"别人,19900000001,专人,,,",
			"何家国,19900000002,专人,,,",
			"孙七,19900000014,信息员,新城铺镇新城铺村,,2020-12-31",
			"曾秀兰,19900000015,代表,,,",
		)
		o.want(http.StatusOK, http.StatusOK, page, "共 8 行", "有 6 行不能导入", "手机号：请填写 11 位", "没有这个职务", "日期读不懂", "是不是：水利局", "单位请留空", "属于另一个人")
		if strings.Contains(page, "王芳") || strings.Contains(page, "确认导入") {
			t.Error("the page of wrong rows holds good ones, or offers to import")
		}
		_, page = b.get(address + "?show=joins")
		o.want(http.StatusOK, http.StatusOK, page, "王芳", "199****0011", "新城铺镇代表之家", "曾秀兰")
		rows := b.workbook(address + "/errors.xlsx")
		if len(rows) != 7 || rows[1][0] != "=HYPERLINK(1)" || rows[1][6] != "3" || !strings.Contains(rows[1][7], "手机号：") {
			t.Errorf("the wrong rows: %q", rows)
		}
		if status, _ := b.send(address+"/take", page); status != http.StatusConflict {
			t.Errorf("a wrong list was taken: %d", status)
		}
		if n := o.count("SELECT count(*) FROM person"); n != 2 {
			t.Errorf("%d people", n)
		}
		stranger := o.as("other system_admin")
		if status, _ := stranger.get(address); status != http.StatusNotFound {
			t.Errorf("another county's list: %d", status)
		}
		if status, _ := o.as("security_admin").get(address); status != http.StatusForbidden {
			t.Errorf("the security administrator's: %d", status)
		}
	})
}

func TestAGoodListIsImportedOnce(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		b := o.as("system_admin")
		rows := []string{
			"王芳,19900000011,家站管理员,新城铺镇代表之家,,2099-12-31", "王芳,19900000011,部门联络员,shuiliju,,",
			"𠮷田秀英,19900000012,乡村信息管理员,130123102001,2026/1/1,", "曾秀兰,19900000013,人大代表,,,",
		}
		page, address := b.checked(rows...)
		o.want(http.StatusOK, http.StatusOK, page, "增加新人员 3 行", "增加角色 1 行", "确认导入 4 行")
		status, taken := b.send(address+"/take", page)
		o.want(status, http.StatusOK, taken, "导入好了：新人员 3 行，增加角色 1 行", "短信邀请")
		status, again := b.send(address+"/take", page)
		o.want(status, http.StatusOK, again, "已经导入")
		if people, grants := o.count("SELECT count(*) FROM person"), o.count("SELECT count(*) FROM person_grant"); people != 3 || grants != 4 {
			t.Errorf("%d people, %d grants", people, grants)
		}
		o.recorded(account.RosterDone, "4 / 4")
		page, _ = b.checked(rows...)
		o.want(http.StatusOK, http.StatusOK, page, "没有要导入的")
	})
}

func TestOurTemplateIsUnderstoodInEachLanguage(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		for _, lang := range []string{"zh-CN", "en"} {
			b := o.as("system_admin")
			_, page := b.get("/admin/people/import")
			b.send("/prefer", page, "lang", lang, "back", "/admin/people/import")
			_, page = b.get("/admin/people/import")
			for _, form := range []string{".xlsx", ".csv", ".csv?code=gb18030"} {
				status, page := b.upload("/admin/people/import", page, "t"+form, b.download("/admin/people/import/template"+form))
				o.want(status, http.StatusOK, page, "errors.xlsx", "errors.csv", "code=gb18030")
				if strings.Contains(page, "没有这个职务") || strings.Contains(page, "no such role") || strings.Contains(page, "日期读不懂") {
					t.Errorf("%s: an example of the template %s is not understood", lang, form)
				}
			}
		}
	})
}

func TestAFileThatIsNoListComesBackWithTheReason(t *testing.T) {
	open(t, func(t *testing.T, o *office) {
		b := o.as("system_admin")
		_, page := b.get("/admin/people/import")
		for name, c := range map[string]struct {
			data []byte
			says string
		}{
			"empty":      {nil, "表里没有内容"},
			"head alone": {list(), "表里没有内容"},
			"no head":    {[]byte("王芳,19900000011\n"), "没有找到表头"},
			"old":        {[]byte("\xd0\xcf\x11\xe0\xa1\xb1"), "去掉密码"},
			"long":       {list(strings.Repeat("王芳,19900000011,专人,,,\n", 5001)), "5000 行"},
		} {
			status, again := b.upload("/admin/people/import", page, "a.xlsx", c.data)
			if status != http.StatusUnprocessableEntity || !strings.Contains(again, c.says) {
				t.Errorf("%s: %d, wants %q", name, status, c.says)
			}
		}
		status, again := b.send("/admin/people/import", page)
		o.want(status, http.StatusUnprocessableEntity, again, "请选择要上传的名单")
	})
}
