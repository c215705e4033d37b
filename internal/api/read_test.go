package api_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/ledger"
)

// released is a case that the public may read, with an internal step in it.
func released(s *site) *casework.Case {
	c := s.File(func(f *casework.Filing) {
		f.Title, f.Text, f.Place = "路灯不亮", "路灯不亮，电话13800000001", "村东头"
	})
	c = s.Do(s.Station, c, &casework.Accept{Areas: []string{"water"}})
	c = s.Do(s.Station, c, &casework.Note{Text: "内部的话"})
	c = s.Do(s.Station, c, &casework.Explain{Text: "已经安排更换。"})
	return s.Do(s.Officer, c, &casework.Release{})
}

func TestACaseIsReadFromEverySide(t *testing.T) {
	run(t, func(s *site) {
		c := released(s)
		path := "/cases/" + c.Number
		public, citizen, office := s.get("", path).want(s.t, 200), s.get("citizen", path).want(s.t, 200), s.get("station", path).want(s.t, 200)
		for side, a := range map[string]answer{"public": public, "citizen": citizen, "office": office} {
			if a.at("side") != side || a.at("state") != "answered" || a.at("areas.0.slug") != "water" || a.at("station.slug") != "xinchengpu" {
				s.t.Errorf("%s: %s", side, a.text)
			}
			if n := len(a.at("timeline").([]any)); n != int(c.Version) {
				s.t.Errorf("%s reads %d entries of %d", side, n, c.Version)
			}
			if told := a.at("timeline.2.text") != nil; told != (side == "office") || a.at("timeline.2.internal") != true {
				s.t.Errorf("%s reads the internal step: %v", side, a.at("timeline.2"))
			}
		}
		if strings.Contains(public.text, "13800000001") || public.at("contact") != nil || public.at("place") != nil {
			s.t.Errorf("the public reads %s", public.text)
		}
		if citizen.at("contact.name") != "李秀英" || office.at("contact.masked") != true || strings.Contains(office.text, "李秀英") {
			s.t.Errorf("citizen %v, office %v", citizen.at("contact"), office.at("contact"))
		}
		if a := citizen.at("actions").([]any); !slices.Contains(a, any("rate")) || slices.Contains(a, any("answer")) {
			s.t.Errorf("the citizen may %v", a)
		}
		if strings.Contains(public.text, "\"person") || strings.Contains(office.text, "_id\"") {
			s.t.Error("an id of the database is shown")
		}
		s.get("other", "/cases/"+s.File(nil).Number).want(s.t, 404)
	})
}

func TestACaseThatHasNotChangedIsNotSentAgain(t *testing.T) {
	run(t, func(s *site) {
		c := s.File(nil)
		path := "/cases/" + c.Number
		tag := s.get("citizen", path).want(s.t, 200).header.Get("ETag")
		same := s.get("citizen", path, "If-None-Match", `"9", W/`+tag).want(s.t, 304)
		if tag != `"1"` || same.text != "" || same.header.Get("ETag") != tag {
			s.t.Errorf("ETag %s, then %s %q", tag, same.header.Get("ETag"), same.text)
		}
		s.get("stranger", path, "If-None-Match", tag).want(s.t, 404)
		s.Do(s.Station, c, &casework.Accept{})
		s.get("citizen", path, "If-None-Match", tag).want(s.t, 200)
		if head := s.request("citizen", "HEAD", path, nil).want(s.t, 200); head.text != "" || head.header.Get("ETag") != `"2"` {
			s.t.Errorf("HEAD: %v %q", head.header, head.text)
		}
	})
}

func TestTheTimelineSpeaksTheAskedLanguage(t *testing.T) {
	s := sqliteSite(t, nil)
	c := s.File(nil)
	zh := s.get("citizen", "/cases/"+c.Number).at("timeline.0.message")
	en := s.get("citizen", "/cases/"+c.Number, "Accept-Language", "en").at("timeline.0.message").(string)
	if zh != "您提交了这件事，送到新城铺镇代表之家。" || !strings.HasPrefix(en, "You sent this in.") {
		t.Errorf("%q, %q", zh, en)
	}
}

func TestASealedCaseIsOnlyKept(t *testing.T) {
	run(t, func(s *site) {
		a := s.request("", "POST", "/congresses/zhengding/cases", filing("text", "举报某人侵占集体土地", "against_person", true)).want(s.t, 201)
		path, receipt := "/cases/"+a.at("number").(string), a.at("receipt").(string)
		kept := s.get("", path, "X-Receipt", receipt).want(s.t, 200)
		if kept.at("next") != "您的材料已收到，由专人保密办理。" || strings.Contains(kept.text, "举报") || kept.at("state") != nil || kept.at("kind") != nil {
			s.t.Errorf("the citizen reads %s", kept.text)
		}
		for as, status := range map[string]int{"": 404, "station": 404, "leader": 404, "other": 404, "officer": 200, "discipline": 200} {
			if got := s.get(as, path); got.status != status {
				s.t.Errorf("%s reads the sealed case: %d", as, got.status)
			}
			if got := s.get(as, path+"/history"); got.status != status {
				s.t.Errorf("%s reads its history: %d", as, got.status)
			}
		}
		s.get("", path+"/history", "X-Receipt", receipt).want(s.t, 404)
		if err := s.index.CatchUp(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
		found := s.get("officer", "/search?congress=zhengding&q="+"土地").want(s.t, 200)
		all := s.get("", "/dashboard?congress=zhengding").want(s.t, 200)
		if len(found.at("items").([]any)) != 0 || all.at("all") != 0.0 {
			s.t.Errorf("found %s, counted %s", found.text, all.text)
		}
		if list := s.get("officer", "/congresses/zhengding/cases?queue=sealed").want(s.t, 200); list.at("items.0.title") != "举报某人侵占集体土地" {
			s.t.Errorf("the officer's list: %s", list.text)
		}
	})
}

// TestAStrangerVerifiesAHistory computes the chain from the answer alone, by the recipe that stands in it.
func TestAStrangerVerifiesAHistory(t *testing.T) {
	run(t, func(s *site) {
		c := released(s)
		a := s.get("", "/cases/"+c.Number+"/history").want(s.t, 200)
		previous := []byte{}
		events := a.at("events").([]any)
		for _, v := range events {
			e := v.(map[string]any)
			h := sha256.New()
			num := func(n int64) { h.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }
			for _, part := range [][]byte{previous, []byte(a.at("stream").(string)), []byte(e["action"].(string)), []byte(e["body"].(string))} {
				num(int64(len(part)))
				h.Write(part)
			}
			for _, name := range []string{"seq", "at", "person"} {
				num(int64(e[name].(float64)))
			}
			if e["previous"] != hex.EncodeToString(previous) || e["value"] != hex.EncodeToString(h.Sum(nil)) {
				s.t.Errorf("link %v does not hold", e["seq"])
			}
			previous = h.Sum(nil)
		}
		if len(events) != int(c.Version) {
			s.t.Errorf("%d links, version %d", len(events), c.Version)
		}
		if events[0].(map[string]any)["person"] != 0.0 {
			s.t.Error("a public history names the citizen's account")
		}
	})
}

func TestDays(t *testing.T) {
	run(t, func(s *site) {
		s.File(nil)
		s.Clock.Advance(time.Hour)
		if err := ledger.CloseDay(s.t.Context(), s.DB, "2026-03-11", s.Keys.Sign); err != nil {
			s.t.Fatal(err)
		}
		a := s.get("", "/ledger/days").want(s.t, 200)
		if root, _ := a.at("days.0.root").(string); a.at("days.0.day") != "2026-03-11" || a.at("days.0.events") == 0.0 || len(root) != 64 {
			s.t.Errorf("days: %s", a.text)
		}
		if !s.Keys.Signed([]byte(a.at("days.0.statement").(string)), unbase64(s.t, a.at("days.0.signature"))) {
			s.t.Errorf("the signature is not good: %s", a.text)
		}
	})
}

// A case is proved to whoever may read it, from the day after; a sealed one to nobody outside.
func TestProof(t *testing.T) {
	run(t, func(s *site) {
		c := s.File(nil)
		sealed := s.File(func(f *casework.Filing) { f.Against = true })
		s.get("station", "/cases/"+c.Number+"/proof").want(s.t, 404)
		s.Clock.Advance(24 * time.Hour)
		if err := ledger.CloseDay(s.t.Context(), s.DB, "2026-03-11", s.Keys.Sign); err != nil {
			s.t.Fatal(err)
		}
		a := s.get("station", "/cases/"+c.Number+"/proof").want(s.t, 200)
		if a.at("stream") != "case/"+c.Number || a.at("seq") != 1.0 || len(a.at("path").([]any)) == 0 ||
			!s.Keys.Signed([]byte(a.at("statement").(string)), unbase64(s.t, a.at("signature"))) {
			s.t.Errorf("proof: %s", a.text)
		}
		s.get("other", "/cases/"+c.Number+"/proof").want(s.t, 404)
		s.get("station", "/cases/"+sealed.Number+"/proof").want(s.t, 404)
		s.get("", "/cases/"+sealed.Number+"/proof").want(s.t, 404)
	})
}

func unbase64(t testing.TB, text any) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(text.(string))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestContactIsOpenedByAReasonForHalfAnHour(t *testing.T) {
	run(t, func(s *site) {
		c := s.File(nil)
		path := "/cases/" + c.Number + "/contact"
		s.get("station", path).want(s.t, 403)
		s.act("station", c, "reveal", body{"reason": "核实地点"}).want(s.t, 200)
		if a := s.get("station", path).want(s.t, 200); a.at("phone") != "13800000001" || a.header.Get("Cache-Control") != "no-store" {
			s.t.Errorf("contact: %s", a.text)
		}
		s.get("officer", path).want(s.t, 403)
		s.get("other", path).want(s.t, 404)
		s.Clock.Advance(31 * time.Minute)
		s.get("station", path).want(s.t, 403)
	})
}

func picture(t *testing.T) *bytes.Buffer {
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	img.Set(3, 3, color.RGBA{200, 20, 20, 255})
	b := &bytes.Buffer{}
	if err := jpeg.Encode(b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPhotosAreUploadedSentAndSeen(t *testing.T) {
	run(t, func(s *site) {
		up := s.request("", "POST", "/photos", picture(t), "Content-Type", "image/jpeg").want(s.t, 201)
		a := s.request("citizen", "POST", "/congresses/zhengding/cases", filing("photos", []any{up.at("token")})).want(s.t, 201)
		number := a.at("number").(string)
		seen := s.get("citizen", "/cases/"+number).want(s.t, 200)
		url, _ := seen.at("timeline.0.photos.0.url").(string)
		if seen.at("timeline.0.photos.0.width") != 64.0 || !strings.HasPrefix(url, "/api/v1/cases/"+number+"/photo?token=") {
			s.t.Fatalf("photos: %v", seen.at("timeline.0"))
		}
		url = strings.TrimPrefix(url, "/api/v1")
		if got := s.get("station", url+"&size=thumb").want(s.t, 200); got.header.Get("Content-Type") != "image/jpeg" {
			s.t.Errorf("photo: %v", got.header)
		}
		s.get("stranger", url).want(s.t, 404)
		s.get("citizen", url+"&size=huge").want(s.t, 422)
		s.get("citizen", "/cases/"+number+"/photo?token=nothing").want(s.t, 404)
		other := s.request("citizen", "POST", "/congresses/zhengding/cases", filing()).want(s.t, 201).at("number").(string)
		s.get("citizen", "/cases/"+other+"/photo?token="+up.at("token").(string)).want(s.t, 404)
		s.request("", "POST", "/photos", strings.NewReader("no photo"), "Content-Type", "image/jpeg").want(s.t, 422)
		s.request("", "POST", "/photos", bytes.NewReader(make([]byte, 17<<20)), "Content-Type", "image/jpeg").want(s.t, 422)
	})
}
