package journeys

import (
	"iter"
	"net/http"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
)

// What is not the house's to settle is declined with the reason and where to go instead; what she takes back has ended too.
func TestDeclinedAndWithdrawn(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	declined := j.files(her, "station/xinchengpu")
	j.at("station").acts("decline", declined, choose("reason", "court"), write("channel", "正定县人民法院诉讼服务中心，电话12368"), write("text", "这件事正在法院审理。"))
	j.state(declined, casework.Declined, casework.NoDesk)
	her.goes("/zhengding/cases/" + declined)
	her.reads("不予受理", "正定县人民法院诉讼服务中心，电话12368", "这件事正在法院审理。")
	her.sameLength("/zhengding/cases/"+declined, declined)

	withdrawn := j.files(her, "station/xinchengpu")
	j.at("station").acts("accept", withdrawn)
	her.does("withdraw", withdrawn, write("reason", "邻居已经把沟清了。"))
	j.state(withdrawn, casework.Withdrawn, casework.NoDesk)
	her.reads("已撤回")
	j.at("station").goes("/desk/cases/" + withdrawn)
	j.at("station").reads("已撤回", "邻居已经把沟清了。")
	her.sameLength("/zhengding/cases/"+withdrawn, withdrawn)
}

// A case is published with her leave and taken back again: strangers read it only in between, and never who she is.
func TestReleasedAndRecalled(t *testing.T) {
	j := begin(t)
	her, stranger := j.citizen(), j.citizen()
	number := j.files(her, "station/xinchengpu")
	j.at("station").acts("accept", number)
	j.at("station").acts("explain", number, write("text", "路沟已经清开，铺了 80 米碎石。"))
	stranger.Go("/zhengding/cases/" + number)
	if stranger.Status != http.StatusNotFound {
		t.Errorf("before it is released a stranger gets %d", stranger.Status)
	}
	j.at("officer").acts("release", number)
	stranger.goes("/zhengding/answers")
	stranger.Press(`main a[href^="/zhengding/cases/` + number + `"]`)
	stranger.reads("村东头的路一下雨就积水", "路沟已经清开，铺了 80 米碎石。")
	stranger.never("王小禾", "0077")
	j.at("officer").acts("recall", number, write("reason", "照片里有别人家的门牌。"))
	stranger.goes("/zhengding/answers")
	stranger.hasNoLink(number)
	stranger.Go("/zhengding/cases/" + number)
	if stranger.Status != http.StatusNotFound {
		t.Errorf("after it was recalled a stranger gets %d", stranger.Status)
	}
	her.goes("/zhengding/cases/" + number)
	her.reads("路沟已经清开，铺了 80 米碎石。")
}

// What a station explained and did not settle goes up to the county; a department's wish for more time is refused, and what
// was closed is opened again when somebody goes and looks.
func TestNotSolvedGoesUpAndFollowUpReopens(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	number := j.files(her, "station/xinchengpu")
	station, officer, roads := j.at("station"), j.at("officer"), j.at("roads")
	station.acts("accept", number)
	station.acts("explain", number, write("text", "这一段归村里管，已请村委清沟。"))
	her.does("rate", number, choose("solved", "no"), choose("result", "dissatisfied"), choose("attitude", "basically"), write("reason", "没有人来过。"))
	j.state(number, casework.Handling, casework.CountyDesk)
	officer.acts("assign", number, pick("lead", "jiaotongju"), choose("class", "normal"))
	roads.acts("acknowledge", number)
	due := j.Case(number).DueAt
	roads.acts("ask_extension", number, write("days", "5"), write("reason", "等材料。"))
	officer.acts("refuse_extension", number, write("reason", "碎石镇里就有，请按期办。"))
	if now := j.Case(number).DueAt; now != due {
		t.Errorf("refused, and yet the due time moved from %v to %v", due.Time(), now.Time())
	}
	roads.acts("report", number, write("result", "路沟已经清开，铺了 80 米碎石。"))
	officer.acts("answer", number)
	her.does("rate", number, choose("solved", "yes"), choose("result", "satisfied"), choose("attitude", "satisfied"))
	j.state(number, casework.Closed, casework.NoDesk)
	j.Pass(20 * 24 * time.Hour)
	officer.acts("follow_up", number, choose("verified", "no"), write("text", "到现场看，沟又堵了。"), choose("reopen", "on"))
	if c := j.Case(number); c.State != casework.Handling {
		t.Errorf("after the visit it is %s", c.State)
	}
	her.goes("/zhengding/cases/" + number)
	her.reads("到现场看，沟又堵了。")
	her.sameLength("/zhengding/cases/"+number, number)
}

// Two of one kind are handled together: each keeps its number, its citizen and its own answer, and may leave again.
func TestGroupedCasesAreAnsweredEach(t *testing.T) {
	j := begin(t)
	one, other := j.citizen(), j.citizen()
	first, second := j.files(one, "station/xinchengpu"), j.files(other, "station/xinchengpu")
	officer, station := j.at("officer"), j.at("station")
	officer.acts("group", second, write("with", first))
	officer.goes("/desk/cases/" + second)
	officer.reads(first)
	for _, number := range []string{first, second} {
		station.acts("accept", number)
		station.acts("explain", number, write("text", "回复"+number+"：路沟已经清开，铺了 80 米碎石。"))
	}
	one.goes("/zhengding/cases/" + first)
	one.reads("回复" + first)
	one.never("回复" + second)
	other.goes("/zhengding/cases/" + second)
	other.reads("回复" + second)
	one.does("rate", first, choose("solved", "yes"), choose("result", "satisfied"), choose("attitude", "satisfied"))
	j.state(first, casework.Closed, casework.NoDesk)
	j.state(second, casework.Answered, casework.StationDesk)
	officer.acts("leave_group", second, write("reason", "不是同一段路。"))
	if c := j.Case(second); c.GroupID != 0 {
		t.Errorf("it still is in group %d", c.GroupID)
	}
}

// What ended before the house was built is read like any other case, and says where it came from.
func TestAHistoricCaseIsRead(t *testing.T) {
	j := begin(t)
	at := func(day int) time.Time { return j.Clock.Now().AddDate(0, 0, day) }
	old := casework.Historic{Row: 1, Ref: "台账-7", State: casework.Closed, Title: "机井坏了", Text: "村南的机井坏了，三百亩地浇不上水。", Station: "xinchengpu",
		Department: "shuiliju", Name: "林老汉", FiledAt: at(-400), AnsweredAt: at(-380), EndedAt: at(-370), Answer: "已换水泵一台。", Solved: "yes", Result: "satisfied", Public: true}
	var rows iter.Seq2[casework.Historic, error] = func(yield func(casework.Historic, error) bool) { yield(old, nil) }
	got, err := j.Cases.Import(t.Context(), access.Clock, j.Home.ID, rows, casework.ImportOptions{})
	if err != nil || got.New != 1 {
		t.Fatalf("%+v: %v", got, err)
	}
	j.Settle()
	officer := j.at("officer")
	officer.goes("/desk/search?q=机井")
	officer.Press(`main a[href^="/desk/cases/"]`)
	officer.reads("三百亩地浇不上水", "已换水泵一台。", "台账-7")
	stranger := j.citizen()
	stranger.goes("/zhengding/answers?q=机井")
	stranger.Press(`main a[href^="/zhengding/cases/"]`)
	stranger.reads("三百亩地浇不上水", "已换水泵一台。")
	stranger.never("林老汉", "台账-7")
}
