package api_test

import (
	"slices"
	"strconv"
	"testing"

	"jiazhan/internal/casework"
)

type body = map[string]any

// took remembers the actions that were taken.
type took map[string]bool

// do takes an action that must succeed and gives the case as it stands then.
func (s *site) do(done took, as string, c *casework.Case, action string, in body) *casework.Case {
	s.t.Helper()
	a := s.act(as, c, action, in)
	if a.status != 200 {
		s.t.Fatalf("%s of %s in %s: %d %s", action, as, c.State, a.status, a.text)
	}
	after := s.Reload(c)
	if a.at("number") != c.Number || a.at("version") != float64(after.Version) || a.header.Get("ETag") != strconv.Quote(strconv.Itoa(int(after.Version))) {
		s.t.Errorf("%s answers %s, stored is version %d", action, a.text, after.Version)
	}
	done[action] = true
	return after
}

// TestEveryActionOnce takes every action of casework's table by the API; a new row of the table fails here until it is taken.
func TestEveryActionOnce(t *testing.T) {
	run(t, func(s *site) {
		done := took{}
		s.toTheAnswer(done)
		s.aroundTheWork(done)
		s.sealedLane(done)
		for _, action := range casework.Actions() {
			if !done[string(action)] {
				s.t.Errorf("%s was not taken", action)
			}
		}
		if len(done) != len(casework.Actions()) {
			s.t.Errorf("took %d actions, the table has %d", len(done), len(casework.Actions()))
		}
		v, err := s.Cases.Verify(s.t.Context())
		if err != nil || len(v.Bad) > 0 {
			s.t.Errorf("history: %v %v", v.Bad, err)
		}
	})
}

// toTheAnswer is a life from filing to a rating that sends it up a level, and on.
func (s *site) toTheAnswer(done took) {
	c := s.File(func(f *casework.Filing) { f.Deputy = "zeng-xiulan"; f.Public, f.ShowName = true, true })
	c = s.do(done, "deputy", c, "readdress", body{"station": "xinchengpu", "reason": "由家站办理更合适"})
	c = s.do(done, "station", c, "ask", body{"text": "是哪一盏灯？"})
	c = s.do(done, "citizen", c, "supply", body{"text": "小学门口那一盏。"})
	c = s.do(done, "station", c, "accept", body{"areas": []string{"water"}})
	c = s.do(done, "station", c, "classify", body{"areas": []string{}})
	c = s.do(done, "station", c, "assign", body{"lead": "jiaotongju", "class": "normal"})
	c = s.do(done, "roads", c, "ask_return", body{"reason": "not_our_duty", "unit": "shuiliju", "basis": "三定方案第四条"})
	c = s.do(done, "station", c, "allow_return", nil)
	c = s.do(done, "station", c, "assign", body{"lead": "shuiliju", "co": []string{"jiaotongju"}, "class": "complex"})
	c = s.do(done, "water", c, "ask_return", body{"reason": "wrong_place", "unit": "jiaotongju", "basis": "不在辖区"})
	c = s.do(done, "station", c, "refuse_return", body{"reason": "在辖区内"})
	c = s.do(done, "water", c, "acknowledge", nil)
	c = s.do(done, "roads", c, "reach", body{"how": "phone", "text": "约好明天到现场。"})
	c = s.do(done, "roads", c, "progress", body{"text": "正在更换线路。"})
	c = s.do(done, "water", c, "ask_extension", body{"days": 3, "reason": "材料未到"})
	c = s.do(done, "station", c, "allow_extension", body{"text": "同意，材料周五到。"})
	c = s.do(done, "water", c, "report", body{"result": "近期处理"})
	c = s.do(done, "station", c, "send_back", body{"reason": "请写明何时、更换几盏"})
	c = s.do(done, "water", c, "report", body{"result": "3月11日更换12盏。", "promise": "2026-04-01"})
	c = s.do(done, "station", c, "answer", body{"text": "路灯已修好。"})
	c = s.do(done, "officer", c, "release", nil)
	c = s.do(done, "officer", c, "recall", body{"reason": "有误"})
	c = s.do(done, "citizen", c, "rate", body{"solved": "no", "result": "dissatisfied", "attitude": "basically", "reason": "只修了一盏"})
	if c.State != casework.Handling || c.Round != 1 {
		s.t.Fatalf("unsolved, the case is %s in round %d", c.State, c.Round)
	}
	c = s.do(done, "officer", c, "answer", body{"text": "全部修好，附照片。"})
	s.do(done, "officer", c, "follow_up", body{"text": "回访属实", "verified": "yes"})
}

// aroundTheWork takes what is not on the straight way.
func (s *site) aroundTheWork(done took) {
	a, b := s.File(nil), s.File(nil)
	b = s.do(done, "officer", b, "group", body{"with": a.Number})
	b = s.do(done, "officer", b, "leave_group", body{"reason": "原因不同"})
	b = s.do(done, "officer", b, "remind", nil)
	b = s.do(done, "citizen", b, "urge", nil)
	b = s.do(done, "leader", b, "supervise", body{"text": "请抓紧"})
	b = s.do(done, "leader", b, "list", nil)
	b = s.do(done, "station", b, "note", body{"text": "已电话联系"})
	b = s.do(done, "station", b, "undo", nil)
	b = s.do(done, "station", b, "reveal", body{"reason": "核实地点"})
	b = s.do(done, "station", b, "escalate", body{"reason": "超出本站"})
	b = s.do(done, "officer", b, "accept", nil)
	s.do(done, "officer", b, "explain", body{"text": "已列入计划。"})
	d := s.do(done, "officer", s.do(done, "station", s.File(nil), "escalate", nil), "accept", nil)
	d = s.do(done, "officer", d, "assign", body{"lead": "shuiliju", "class": "normal"})
	d = s.do(done, "water", d, "ask_return", body{"reason": "not_our_duty", "unit": "jiaotongju", "basis": "三定方案"})
	d = s.do(done, "officer", s.do(done, "officer", d, "allow_return", nil), "escalate", body{"reason": "推来推去"})
	s.do(done, "leader", d, "designate", body{"lead": "shuiliju", "class": "normal", "reason": "由水利局牵头"})
	c := s.do(done, "station", s.File(nil), "accept", nil)
	c = s.do(done, "station", c, "assign", body{"lead": "shuiliju", "class": "inquiry"})
	c = s.do(done, "water", c, "acknowledge", nil)
	c = s.do(done, "water", c, "ask_extension", body{"days": 1, "reason": "等会签"})
	s.do(done, "station", c, "refuse_extension", body{"reason": "时间够用"})
	s.do(done, "station", a, "decline", body{"reason": "court", "text": "已经起诉。", "channel": "县法院"})
	s.do(done, "citizen", s.File(nil), "withdraw", body{"reason": "已经解决"})
}

func (s *site) sealedLane(done took) {
	c := s.File(func(f *casework.Filing) { f.Text = "举报某人侵占集体土地" })
	c = s.do(done, "officer", c, "seal", body{"reason": "涉及个人"})
	s.do(done, "officer", c, "refer", body{"reason": "属纪委监委职责"})
}

func TestStaleActsAreToldWhoWasFaster(t *testing.T) {
	run(t, func(s *site) {
		c := s.File(nil)
		s.Do(s.Station, c, &casework.Accept{Text: "收到"})
		a := s.act("officer", c, "remind", nil).want(s.t, 409)
		if a.at("code") != "case.stale" || a.at("version") != 2.0 || a.at("current.action") != "accept" || a.at("current.at") != "2026-03-11T09:00:00.000+08:00" {
			s.t.Errorf("conflict: %s", a.text)
		}
		if a.at("current.by") != "新城铺镇代表之家" || a.at("current.message") == "" || a.at("current.text") != nil {
			s.t.Errorf("who and what: %s", a.text)
		}
		late := s.act("station", s.Reload(c), "accept", nil).want(s.t, 409)
		if late.at("code") != "case.not_now" {
			s.t.Errorf("twice accepted: %s", late.text)
		}
	})
}

func TestTheVersionIsNamedOnce(t *testing.T) {
	s := sqliteSite(t, nil)
	number := s.File(nil).Number
	path := "/cases/" + number + "/remind"
	for name, c := range map[string]struct {
		path, body, match string
		status            int
		code              string
	}{
		"nowhere":         {path, `{}`, "", 422, "case.no_version"},
		"a word":          {path, `{}`, `"x"`, 422, "api.version"},
		"any":             {path, `{}`, `*`, 422, "api.version"},
		"two that differ": {path, `{"version":1}`, `"2"`, 422, "api.versions"},
		"a text":          {path, `{"version":"1"}`, ``, 422, "api.type"},
		"negative":        {path, `{"version":-1}`, ``, 422, "case.no_version"},
	} {
		a := s.request("officer", "POST", c.path, c.body, "If-Match", c.match)
		if a.status != c.status || a.at("errors.0.code") != c.code || a.at("errors.0.field") != "version" {
			t.Errorf("%s: %d %s", name, a.status, a.text)
		}
	}
	s.request("officer", "POST", path, nil, "If-Match", `"1"`).want(t, 200)
	s.request("officer", "POST", path, `{}`, "If-Match", `W/"2"`).want(t, 200)
	s.request("officer", "POST", path+"?version=3", `{}`).want(t, 200)
	s.request("officer", "POST", path+"?version=4", `{"version":4}`, "If-Match", `"4"`).want(t, 200)
	s.request("officer", "POST", path, `{"version":4}`).want(t, 409)
}

func TestOneKeyActsOnce(t *testing.T) {
	run(t, func(s *site) {
		c := s.File(nil)
		send := func(in body) answer {
			in["version"] = c.Version
			return s.request("officer", "POST", "/cases/"+c.Number+"/note", in, "Idempotency-Key", "n-1")
		}
		send(body{"text": "一"}).want(s.t, 200)
		again := send(body{"text": "一"}).want(s.t, 200)
		if again.at("version") != 2.0 || s.Reload(c).Version != 2 {
			s.t.Errorf("sent twice: %s", again.text)
		}
		if other := send(body{"text": "二"}).want(s.t, 409); other.at("code") != "once.other" {
			s.t.Errorf("other content: %s", other.text)
		}
	})
}

func TestOneKeyIsKnownWhereTheCaseHasLeftHerSight(t *testing.T) {
	run(t, func(s *site) {
		c := s.File(nil)
		send := func(as, reason string) answer {
			return s.request(as, "POST", "/cases/"+c.Number+"/readdress", body{"station": "second", "reason": reason, "version": c.Version}, "Idempotency-Key", "away-1")
		}
		first := send("station", "地点在第二站").want(s.t, 200)
		if again := send("station", "地点在第二站").want(s.t, 200); again.text != first.text {
			s.t.Errorf("sent twice: %s, at first %s", again.text, first.text)
		}
		if other := send("station", "别的").want(s.t, 409); other.at("code") != "once.other" {
			s.t.Errorf("other content: %s", other.text)
		}
		send("stranger", "地点在第二站").want(s.t, 404)
	})
}

func TestWhoMayNotAct(t *testing.T) {
	run(t, func(s *site) {
		c := s.File(nil)
		for as, status := range map[string]int{"": 404, "stranger": 404, "other": 404, "roads": 404, "discipline": 404, "citizen": 403, "leader": 403} {
			if a := s.act(as, c, "accept", nil); a.status != status {
				s.t.Errorf("%q accepts: %d, want %d", as, a.status, status)
			}
		}
		s.act("station", c, "accept", nil).want(s.t, 200)
		wrong := s.act("station", s.Reload(c), "assign", body{"lead": "nobody", "class": "huge"}).want(s.t, 422)
		if wrong.at("errors.0.field") != "class" || wrong.at("errors.0.code") != "field.choice" {
			s.t.Errorf("wrong class: %s", wrong.text)
		}
	})
}

func TestWhoLosesSightIsToldNoMore(t *testing.T) {
	s := sqliteSite(t, nil)
	a := s.act("station", s.File(nil), "readdress", body{"station": "second", "reason": "地点在第二站"}).want(t, 200)
	if a.at("case") != nil || a.at("next") != nil || len(a.at("actions").([]any)) != 0 || a.at("version") != 2.0 {
		t.Errorf("the station reads %s", a.text)
	}
	c := s.File(func(f *casework.Filing) { f.Text = "举报某人" })
	a = s.act("officer", c, "seal", body{"reason": "涉及个人"}).want(t, 200)
	if a.at("case.state") != "filed" || a.at("case.title") != nil || !slices.Contains(a.at("case.marks").([]any), any("sealed")) {
		t.Errorf("the officer reads %s", a.text)
	}
}
