package api

import (
	"strconv"
	"strings"

	"jiazhan/internal/casework"
	"jiazhan/internal/media"
)

// Whole is a case with its text and everything that happened, as this reader may see it.
type Whole struct {
	Case
	Side     string   `json:"side" doc:"从哪里看：public 公众，citizen 来信人，office 工作人员" enum:"public,citizen,office"`
	Text     string   `json:"text" doc:"诉求的内容"`
	Place    string   `json:"place,omitempty" doc:"事情在哪里"`
	Consent  string   `json:"consent,omitempty" doc:"代填时本人同意的方式"`
	Contact  *Contact `json:"contact,omitempty" doc:"来信人；给工作人员看的是打码的"`
	Next     string   `json:"next" doc:"接下来是什么，到什么时候"`
	Actions  []string `json:"actions" doc:"您现在可以办的动作，每个都是 POST /cases/{number}/动作"`
	Timeline []Entry  `json:"timeline" doc:"经过，从早到晚，与校验链里的事件一样多"`
}

// Contact is who the citizen is.
type Contact struct {
	Name    string `json:"name,omitempty" doc:"人的姓名"`
	Phone   string `json:"phone,omitempty" doc:"电话号码"`
	Address string `json:"address,omitempty" doc:"人的住址"`
	Masked  bool   `json:"masked,omitempty" doc:"打了码；工作人员先用 reveal 说明理由，只凭回执的来信人登录以后，再看完整的"`
	Hidden  bool   `json:"hidden,omitempty" doc:"来信人没有同意让您知道"`
}

// Entry is one step of the timeline.
type Entry struct {
	Seq      int64   `json:"seq" doc:"第几步，与校验链里的事件同号"`
	At       string  `json:"at" format:"date-time" doc:"发生的时间"`
	Action   string  `json:"action" doc:"动作的代号"`
	By       string  `json:"by" doc:"谁：岗位和单位，不是个人"`
	Role     string  `json:"role,omitempty" doc:"岗位的代号；群众和系统没有"`
	Message  string  `json:"message" doc:"一句话说发生了什么"`
	Text     string  `json:"text,omitempty" doc:"写的话；不给您看的没有"`
	Internal bool    `json:"internal,omitempty" doc:"内部的一步，写的话只给工作人员看"`
	DueAt    string  `json:"due_at,omitempty" format:"date-time" doc:"从这一步起的期限"`
	Days     int64   `json:"days,omitempty" doc:"申请延长几个工作日"`
	Promise  string  `json:"promise,omitempty" format:"date" doc:"承诺完成剩余工作的日子"`
	Reason   string  `json:"reason,omitempty" doc:"理由的代号"`
	Solved   string  `json:"solved,omitempty" doc:"解决了没有"`
	Result   string  `json:"result,omitempty" doc:"对结果的评价"`
	Attitude string  `json:"attitude,omitempty" doc:"对态度的评价"`
	Verified string  `json:"verified,omitempty" doc:"核实是否属实"`
	Round    int64   `json:"round,omitempty" doc:"第几次重办"`
	OnBehalf bool    `json:"on_behalf,omitempty" doc:"由工作人员代为办理"`
	Unit     *Named  `json:"unit,omitempty" doc:"退回时指明的单位，只给工作人员看"`
	Other    string  `json:"other,omitempty" doc:"并案的另一件，只给工作人员看"`
	Photos   []Photo `json:"photos,omitempty" doc:"一起的照片"`
}

// Photo is a photo of an entry.
type Photo struct {
	Token  string `json:"token" doc:"照片的令牌"`
	URL    string `json:"url" doc:"从哪里取，要带同样的令牌"`
	Width  int    `json:"width" doc:"照片的宽，像素"`
	Height int    `json:"height" doc:"照片的高，像素"`
}

// photos are those of a case by the entry they came with.
type photos map[int64][]Photo

func (v view) whole(d *casework.Dossier, p photos) Whole {
	out := Whole{Case: v.row(d.Case), Side: string(d.Side), Text: d.Text, Place: d.Place, Consent: d.Consent,
		Next: v.StandsTo(d.Side, d.Case), Actions: make([]string, len(d.Actions)), Timeline: make([]Entry, len(d.Entries))}
	if d.Contact != (casework.Contact{}) {
		contact := Contact(d.Contact)
		out.Contact = &contact
	}
	for i, a := range d.Actions {
		out.Actions[i] = string(a)
	}
	for i := range d.Entries {
		out.Timeline[i] = v.entry(d.Entries[i], d.Side, p)
	}
	return out
}

func (v view) entry(e casework.Entry, side casework.Side, p photos) Entry {
	out := Entry{Seq: e.Seq, At: stamp(e.At), Action: string(e.Action), By: v.Who(e, side), Role: string(e.Role),
		Message: v.Sentence(e, side), Text: e.Text, Internal: e.Audience == casework.ForOffice, DueAt: stamp(e.Data.Due),
		Days: e.Data.Days, Promise: e.Data.Promise, Reason: e.Data.Reason, Solved: e.Data.Solved, Result: e.Data.Result,
		Attitude: e.Data.Attitude, Verified: e.Data.Verified, Round: e.Data.Round, OnBehalf: e.Data.OnBehalf, Photos: p[e.Seq]}
	if side != casework.OfficeSide {
		return out
	}
	out.Other = e.Data.Other
	if u := v.Dir.Department(e.Data.Unit); u != nil {
		out.Unit = &Named{u.Slug, u.Name}
	}
	return out
}

// told reports whether the words and photos of an entry are for this reader.
func told(d *casework.Dossier, seq int64) bool {
	if seq < 1 || seq > int64(len(d.Entries)) {
		return false
	}
	return d.Side == casework.OfficeSide || d.Entries[seq-1].Audience == casework.ForAll
}

func pictured(d *casework.Dossier) bool {
	for i := range d.Entries {
		if d.Entries[i].Data.Photos > 0 {
			return true
		}
	}
	return false
}

// entryOf is the entry that an attached photo came with: casework.PhotoOwner the other way round; 0 for another case's.
func entryOf(p media.Photo, number string) int64 {
	rest, ok := strings.CutPrefix(p.Owner, "case/"+number+"/")
	seq, err := strconv.ParseInt(rest, 10, 64)
	if !ok || err != nil {
		return 0
	}
	return seq
}
