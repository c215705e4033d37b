package workday

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// notice2026 is the State Council's notice for 2026 (国办发明电〔2025〕7号), as it is written.
const notice2026 = `国务院办公厅关于2026年部分节假日安排的通知
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。`

func TestTheNoticeIsReadAsItIsWritten(t *testing.T) {
	body := notice2026[strings.Index(notice2026, "一、元旦"):strings.Index(notice2026, "节假日期间")]
	days, err := ParseNotice(2026, body)
	if err != nil {
		t.Fatal(err)
	}
	if built := China().Specials(2026); !slices.Equal(days, built) {
		t.Errorf("read\n%v\nbuilt in\n%v", days, built)
	}
}

func TestOtherWaysOfWriting(t *testing.T) {
	for text, want := range map[string]string{
		"元旦：2027年1月1日至3日放假":                         "2027-01-01 off,2027-01-02 off,2027-01-03 off",
		"元旦：１月１日放假。":                                "2027-01-01 off",
		"元旦:2027-01-01至2027-01-02休;2027-01-04上班":    "2027-01-01 off,2027-01-02 off,2027-01-04 worked",
		"元旦：2026年12月26日至2027年1月1日休":                 "", // weekdays of another year
		"元旦：2027年1月1日（星期五）放假。1月9日、16日（周六）上班。":       "2027-01-01 off,2027-01-09 worked,2027-01-16 worked",
		"春节：1月30日至2月2日放假调休，共4天。":                    "2027-01-30 off,2027-01-31 off,2027-02-01 off,2027-02-02 off",
		"\n 元旦 ： 1 月 1 日 放假\r\n":                    "2027-01-01 off",
		"元旦：2026年12月27日休，2027年1月1日至2日休":             "2027-01-01 off,2027-01-02 off",
		"元旦：1月1日放假，与周末连休。":                          "2027-01-01 off",
		"元旦：1月1日（周五）放假。\n\n清明节：4月5日（周一）放假。4月10日上班。": "2027-01-01 off,2027-04-05 off,2027-04-10 worked",
	} {
		days, err := ParseNotice(2027, text)
		if got := said(days); got != want {
			t.Errorf("%q: got %q (%v), want %q", text, got, err, want)
		}
	}
}

func said(days []Special) string {
	var out []string
	for _, d := range days {
		word := " off"
		if d.Worked {
			word = " worked"
		}
		out = append(out, d.Date+word)
	}
	return strings.Join(out, ",")
}

func TestASlipOfThePenIsTold(t *testing.T) {
	for text, key := range map[string]string{
		"":              "calendar.notice.none",
		"放假通知":          "calendar.notice.name",
		"1月1日放假":        "calendar.notice.name",
		"元旦：1月1日（周四）放假": "calendar.notice.weekday",
		"元旦：1月1日至3日放假，共4天":           "calendar.notice.count",
		"元旦：2月30日放假":                 "calendar.notice.no_date",
		"元旦：放假":                      "calendar.notice.date",
		"元旦：1月3日至1日放假":               "calendar.notice.span",
		"元旦：1月1日放假。1月1日上班":           "calendar.notice.twice",
		"元旦：1月1日放假，1月9日上班":           "calendar.notice.both",
		"元旦：2026年12月31日至2027年1月1日放假": "calendar.notice.year",
		"元旦：99月1日放假":                 "calendar.notice.no_date",
		"元旦：2027年1月1日至2028年1月1日放假":   "calendar.notice.span",
		"元旦：1月1日（周五）放假。\n春节：2月6日（周日）放假，共1天": "calendar.notice.weekday",
	} {
		_, err := ParseNotice(2027, text)
		var w *Wrong
		if !errors.As(err, &w) || w.Key != key {
			t.Errorf("%q: got %v, want %s", text, err, key)
		}
	}
}

func TestAYearIsReplacedWhole(t *testing.T) {
	c := China().WithYear(2026, []Special{{"2026-03-12", false, "植树节"}, {"2025-03-12", false, "another year"}})
	for date, worked := range map[string]bool{"2026-03-12": false, "2026-10-01": true, "2026-02-14": false, "2025-10-01": false, "2025-03-12": true} {
		if c.Workday(at(t, date)) != worked {
			t.Errorf("%s: worked is %v", date, !worked)
		}
	}
	next := c.WithYear(2027, nil)
	if !next.Published(2027) || c.Published(2027) || China().Published(2027) {
		t.Error("a year that is laid over counts as published, on the new calendar alone")
	}
}

func FuzzParseNotice(f *testing.F) {
	f.Add(notice2026)
	f.Add("元旦:2027-01-01~03休")
	f.Fuzz(func(t *testing.T, text string) {
		days, err := ParseNotice(2027, text)
		if (err == nil) == (len(days) == 0) {
			t.Fatalf("%d days and %v", len(days), err)
		}
		for _, d := range days {
			if d.Time().Year() != 2027 || d.Name == "" {
				t.Fatalf("%+v", d)
			}
		}
	})
}
