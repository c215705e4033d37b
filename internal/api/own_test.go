package api_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/access"
	"jiazhan/internal/account"
	"jiazhan/internal/casework"
	"jiazhan/internal/sms"
	"jiazhan/internal/sqldb"
)

// code reads the newest code where the gateway would, and says what its message was about.
func (s *site) code(phone string) (code, text string) {
	s.t.Helper()
	var job sms.Job
	err := s.DB.Read(s.t.Context(), func(tx *sqldb.Tx) error {
		body, err := sqldb.One(s.t.Context(), tx, sqldb.Value[string], `SELECT body FROM outbox WHERE kind = $1 ORDER BY id DESC LIMIT 1`, sms.Kind)
		if err == nil {
			err = json.Unmarshal([]byte(body), &job)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	to, err1 := s.Keys.Open(job.Phone)
	text, err2 := s.Keys.Open(job.Text)
	if err1 != nil || err2 != nil || to != phone {
		s.t.Fatalf("the newest message goes to %s, want %s (%v %v)", to, phone, err1, err2)
	}
	return regexp.MustCompile(`[0-9]{6}`).FindString(text), text
}

// wrongly is another code.
func wrongly(code string) string {
	if code == "111111" {
		return "222222"
	}
	return "111111"
}

const ownPhone = "13800000031"

// enrol gives the citizen an account with a phone, and a token of it under her name.
func (s *site) enrol() {
	s.t.Helper()
	from := account.Client{Address: "192.0.2.9"}
	if err := s.people.SignInCode(s.t.Context(), ownPhone, from); err != nil {
		s.t.Fatal(err)
	}
	code, _ := s.code(ownPhone)
	_, ses, err := s.people.SignInWithCode(s.t.Context(), ownPhone, code, from)
	if err != nil {
		s.t.Fatal(err)
	}
	s.tokens["citizen"] = access.Actor{PersonID: ses.PersonID, Phone: s.people.PhoneIndex(ownPhone), Scopes: access.Scopes}
	s.Clock.Advance(2 * time.Minute) // between two codes
}

// fileOwn files a case of hers with all of her contact.
func (s *site) fileOwn() (c *casework.Case, receipt string) {
	s.t.Helper()
	a := s.request("citizen", "POST", "/congresses/zhengding/cases", filing("name", "李秀英", "phone", ownPhone, "address", "中街8号", "text", "我是李秀英，电话"+ownPhone+"，路灯不亮。", "agree_public", true)).want(s.t, 201)
	d, err := s.Cases.Read(s.t.Context(), access.Clock, a.at("number").(string))
	if err != nil {
		s.t.Fatal(err)
	}
	return d.Case, a.at("receipt").(string)
}

func TestACitizenCorrectsHerPhoneByACodeThatWentToIt(t *testing.T) {
	run(t, func(s *site) {
		s.enrol()
		c, _ := s.fileOwn()
		path := "/cases/" + c.Number
		const fresh = "13800000077"
		send := func(key string, in body) answer {
			in["version"] = c.Version
			return s.request("citizen", "POST", path+"/correct", in, "Idempotency-Key", key)
		}
		if a := send("c-1", body{"phone": fresh}).want(s.t, 422); a.at("errors.0.code") != "case.phone_unproved" {
			s.t.Errorf("without a code: %s", a.text)
		}
		s.request("citizen", "POST", path+"/code", body{"for": "correct", "phone": fresh}).want(s.t, 200)
		code, _ := s.code(fresh)
		if a := send("c-2", body{"phone": fresh, "code": wrongly(code)}).want(s.t, 422); a.at("errors.0.field") != "code" {
			s.t.Errorf("with a wrong one: %s", a.text)
		}
		first := send("c-3", body{"phone": fresh, "code": code, "name": "李秀英（女）"}).want(s.t, 200)
		if again := send("c-3", body{"phone": fresh, "code": code, "name": "李秀英（女）"}).want(s.t, 200); again.text != first.text {
			s.t.Errorf("sent again: %s", again.text)
		}
		if now := s.get("citizen", path); now.at("contact.phone") != fresh || now.at("contact.name") != "李秀英（女）" || now.at("contact.address") != "中街8号" {
			s.t.Errorf("corrected to %s", now.text)
		}
		s.act("citizen", s.Reload(c), "correct", body{"address": "中街9号"}).want(s.t, 200)
	})
}

func TestATokenErasesOnlyWithTheCodeOfItsOwner(t *testing.T) {
	run(t, func(s *site) {
		s.enrol()
		c, _ := s.fileOwn()
		erase := func(in body) answer { return s.act("citizen", c, "erase", in) }
		if a := erase(body{"contact": true}).want(s.t, 422); a.at("errors.0.code") != "api.code" {
			s.t.Errorf("without a code: %s", a.text)
		}
		sent := s.request("citizen", "POST", "/cases/"+c.Number+"/code", body{"for": "erase", "phone": "13800000099"}).want(s.t, 200)
		code, text := s.code(ownPhone)
		if sent.at("phone") != "138****0031" || !strings.Contains(text, "删除") {
			s.t.Errorf("sent to %v: %s", sent.at("phone"), text)
		}
		erase(body{"contact": true, "photos": true, "code": code}).want(s.t, 422) // open: refused, and the code is still good
		erase(body{}).want(s.t, 422)
		s.request("citizen", "POST", "/cases/"+c.Number+"/erase", body{"contact": true, "code": code, "version": c.Version + 1}).want(s.t, 409)
		erase(body{"contact": true, "words": true, "code": code}).want(s.t, 200)
		now := s.get("citizen", "/cases/"+c.Number).want(s.t, 200)
		if now.at("contact") != nil || strings.Contains(now.text, ownPhone) || strings.Contains(now.text, "李秀英") {
			s.t.Errorf("erased: %s", now.text)
		}
		c = s.Reload(c)
		erase(body{"words": true, "code": code}).want(s.t, 422) // a code is good once
		if v, err := s.Cases.Verify(s.t.Context()); err != nil || len(v.Bad) > 0 {
			s.t.Errorf("history: %v %v", v.Bad, err)
		}
	})
}

func TestAReceiptErasesAndAgreesAsAtThePages(t *testing.T) {
	run(t, func(s *site) {
		s.enrol()
		c, receipt := s.fileOwn()
		with := func(action string, in body) answer {
			in["version"] = s.Reload(c).Version
			return s.request("", "POST", "/cases/"+c.Number+"/"+action, in, "X-Receipt", receipt)
		}
		if a := s.request("", "POST", "/cases/"+c.Number+"/code", body{"for": "erase"}, "X-Receipt", receipt).want(s.t, 422); a.at("errors.0.code") != "api.code_needless" {
			s.t.Errorf("a code for a receipt: %s", a.text)
		}
		if a := with("agree", body{"agree_name": true}).want(s.t, 422); a.at("errors.0.field") != "agree_public" || !s.Reload(c).AgreePublic {
			s.t.Errorf("half an agreement: %s", a.text)
		}
		if a := with("agree", body{"agree_public": false, "agree_name": false}).want(s.t, 200); a.at("case") == nil {
			s.t.Errorf("agreed: %s", a.text)
		}
		if s.Reload(c).AgreePublic {
			s.t.Error("the agreement stands")
		}
		with("erase", body{"contact": true}).want(s.t, 200)
	})
}

func TestOwnDataIsNobodyElses(t *testing.T) {
	s := sqliteSite(t, nil)
	s.enrol()
	c, receipt := s.fileOwn()
	for _, as := range []string{"stranger", "officer", "station", "leader", ""} {
		for action, in := range map[string]body{"correct": {"name": "别人"}, "agree": {"agree_name": true, "agree_public": true}, "erase": {"contact": true}, "code": {"for": "erase"}, "copy": nil} {
			if in != nil && action != "code" {
				in["version"] = c.Version
			}
			var send any
			if in != nil {
				send = in
			}
			s.request(as, "POST", "/cases/"+c.Number+"/"+action, send).want(t, 404)
		}
	}
	s.request("", "POST", "/me/copy", nil, "X-Receipt", receipt).want(t, 401)
	if got := s.get("officer", "/cases/"+c.Number); strings.Contains(got.text, "correct") {
		t.Errorf("the officer is offered what is the citizen's: %s", got.text)
	}
}

func TestACopyIsAllOfHersAndIsNoted(t *testing.T) {
	run(t, func(s *site) {
		s.enrol()
		c, receipt := s.fileOwn()
		s.request("", "POST", "/congresses/zhengding/cases", filing()).want(s.t, 201) // somebody else's
		all := s.request("citizen", "POST", "/me/copy", nil).want(s.t, 200)
		if all.at("account.phone") != ownPhone || all.at("cases.0.number") != c.Number || all.at("cases.1") != nil || all.at("cases.0.contact.name") != "李秀英" || all.at("cases.0.agree_public") != true {
			s.t.Errorf("copy: %s", all.text)
		}
		one := s.request("", "POST", "/cases/"+c.Number+"/copy", nil, "X-Receipt", receipt).want(s.t, 200)
		if one.at("account") != nil || one.at("cases.0.contact.phone") != "138****0031" || one.at("cases.0.contact.address") != "***" {
			s.t.Errorf("with the receipt: %s", one.text)
		}
		k, err := s.people.Kept(s.t.Context(), s.tokens["citizen"].PersonID)
		if err != nil || k.Events[0].Kind != account.DataCopied {
			s.t.Errorf("noted: %+v %v", k.Events, err)
		}
	})
}
