package stage

import (
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/congress"
)

// Long is a quiet county beside which a second one stands where every name is as long as names get, with cases whose words
// are as hard to show: no break, right to left, characters beyond the first plane.
type Long struct {
	*Quiet
	Slug, Station, Deputy, Village string
	Open, Asked, Answered          casework.Receipt // three cases of one citizen; the answered one is published
}

// The longest that names get.
const (
	longStation = "正定县塔元庄同福乡村振兴示范片区人民代表大会代表联络站第一分站"
	longDeputy  = "阿卜杜热西提·买买提吐尔逊江木"
	longTown    = "三里屯街道塔元庄同福现代农业示范区管理委员会"
	unbroken    = "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"
)

// hard is what somebody may write.
var hard = "𠮷家的水渠坏了 👨‍👩‍👧‍👦🚧，见 https://example.cn/" + strings.Repeat("a1b2c3d4e5", 18) + " 。\nالسلام عليكم ورحمة الله وبركاته، الطريق مكسور منذ ثلاثة أشهر.\n" + strings.Repeat("又", 120)

// Stretch opens both counties.
func Stretch(t testing.TB) *Long {
	t.Helper()
	l := &Long{Quiet: County(t, false), Slug: "chang", Station: "tayuanzhuang", Deputy: "abudu", Village: "130199102001"}
	town, term := l.Village[:9], time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err := l.Congress.Found(t.Context(), access.Clock, congress.Foundation{
		Congress: congress.CongressForm{Slug: l.Slug, Name: "克孜勒苏柯尔克孜自治州阿克陶县人民代表大会", Short: "克孜勒苏柯尔克孜自治州阿克陶县", Level: congress.County, Prefix: "KZ",
			Division: "130199", Hotline: "0908-10010000", Lang: "zh-CN"},
		Rows: []congress.Form{
			congress.PlaceForm{Code: town, Name: longTown}, congress.PlaceForm{Code: l.Village, Name: longTown + "第一村", Parent: town},
			congress.StationForm{Slug: l.Station, Name: longStation, Kind: congress.Home, Place: town, Address: longTown + "便民服务中心一楼东侧大厅第三窗口", Phone: "0908-1001000012345",
				Hours: "工作日 8:30—17:30；每月第一个和第三个星期三上午由代表轮流接待群众", Open: true},
			congress.GroupForm{Slug: "g", Name: longTown + "代表小组"},
			congress.DeputyForm{Slug: l.Deputy, Name: longDeputy, Level: congress.County, TermFrom: term, Station: l.Station, Group: "g", District: "第 13 选区（" + longTown + "）", Bio: hard},
			congress.DepartmentForm{Slug: "bumen", Name: "克孜勒苏柯尔克孜自治州阿克陶县住房和城乡建设综合行政执法局", Keywords: []string{"水"}},
			congress.AreaForm{Slug: "a", Name: "大气、水、土壤污染防治和人居环境综合整治", Sort: 1},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	l.file()
	return l
}

func (l *Long) file() {
	l.t.Helper()
	l.Open, l.Asked, l.Answered = l.one(unbroken), l.one(strings.Repeat("井", 60)), l.one("𠮷"+strings.Repeat("الطريق ", 8))
	admin := l.serves(access.StationAdmin)
	for _, r := range []casework.Receipt{l.Asked, l.Answered} {
		l.Do(admin, r.Number, &casework.Accept{Areas: []string{"a"}})
	}
	l.Do(admin, l.Asked.Number, &casework.Ask{Text: hard})
	l.Do(admin, l.Answered.Number, &casework.Explain{Text: hard})
	l.Do(l.serves(access.CaseOfficer), l.Answered.Number, &casework.Release{})
}

func (l *Long) home() int64 {
	l.t.Helper()
	dir, err := l.Congress.Directory(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	return dir.CongressBySlug(l.Slug).ID
}

func (l *Long) serves(r access.Role) access.Actor {
	return access.Actor{PersonID: -1, Grants: []access.Grant{{Role: r, CongressID: l.home()}}}
}

func (l *Long) one(title string) casework.Receipt {
	l.t.Helper()
	got, err := l.Cases.File(l.t.Context(), access.Actor{}, l.home(), casework.Filing{Title: title, Text: hard, Station: l.Station, PlaceOf: l.Village, Place: unbroken, Public: true}, "")
	if err != nil {
		l.t.Fatal(err)
	}
	return got
}
