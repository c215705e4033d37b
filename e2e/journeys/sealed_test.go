package journeys

import (
	"net/http"
	"testing"

	"jiazhan/internal/casework"
)

const accusation = "村里分低保，有人把名额给了自己的亲戚，问过两次都不让看名单。"

// An accusation goes to one named officer and the discipline commission; to everybody else, and on the phone it came
// from, it does not exist.
func TestSealedLane(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	her.goes("/zhengding/report")
	her.Press(`main a[href="/zhengding/report?sealed=1"]`)
	her.reads("保密通道", "12388")
	her.step(write("text", accusation))
	her.step(pick("place_code", "130123102001"))
	her.step()
	her.step()
	her.step()
	number, receipt := her.arrives(), her.Path()
	her.reads("保密通道")
	her.never(accusation)

	officer := j.at("officer")
	officer.goes("/desk/?queue=sealed")
	officer.Press(`main a[href^="/desk/cases/` + number + `"]`)
	officer.reads(accusation)
	officer.acts("seal", number, write("reason", "举报村干部，由本人专办。"))
	j.isKept(number)
	j.at("discipline").goes("/desk/cases/" + number)
	j.at("discipline").reads(accusation, "密件")

	her.Go("/zhengding/cases/" + number)
	if her.Status != http.StatusNotFound {
		t.Errorf("her phone still knows the case: %d", her.Status)
	}
	her.goes("/zhengding/cases")
	her.never(number)
	her.goes(receipt)
	her.reads(number, "不会记住这件事")
	her.never(accusation)
}

// isKept looks for the case wherever somebody else could find it.
func (j *journey) isKept(number string) {
	j.t.Helper()
	j.Settle()
	for _, who := range []string{"colleague", "leader", "deputy", "station", "water", "village"} {
		p := j.at(who)
		p.Go("/desk/cases/" + number)
		if p.Status != http.StatusNotFound {
			j.t.Errorf("%s opens the sealed case: %d", who, p.Status)
		}
		for _, list := range []string{"/desk/search?q=" + number, "/desk/search?q=低保", "/desk/inbox", "/zhengding/cases/" + number} {
			p.Go(list)
			p.never(accusation, "/"+number)
			if p.text("main a") != "" {
				p.hasNoLink(number)
			}
		}
	}
	for _, list := range []string{"/desk/?queue=sealed", "/desk/?queue=open", "/desk/?queue=waiting"} {
		p := j.at("colleague")
		p.goes(list)
		p.hasNoLink(number)
	}
}

// A report that turns out to be an accusation is sealed by the county: from then on its own citizen reads a neutral word.
func TestReportThatTheCountySeals(t *testing.T) {
	j := begin(t)
	her := j.citizen()
	number := j.files(her, "deputy/zeng-xiulan")
	j.at("deputy").goes("/desk/cases/" + number)
	j.at("officer").acts("seal", number, write("reason", "内容涉及个人。"))
	j.state(number, casework.Filed, casework.CountyDesk)
	her.goes("/zhengding/cases/" + number)
	her.reads(number, "保密通道", "12388")
	her.never("积水", "曾秀兰", "县人大专人")
	j.isKept(number)
	stranger := j.citizen()
	stranger.Go("/zhengding/cases/" + number)
	if stranger.Status != http.StatusNotFound {
		t.Errorf("a stranger gets %d", stranger.Status)
	}
}
