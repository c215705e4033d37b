package site_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"jiazhan/internal/casework"
	"jiazhan/internal/ledger"
)

// From the day after, the citizen takes a certificate of her case away, and anybody the signed root of the day.
func TestTheRootOfADayIsPublished(t *testing.T) {
	open(t, func(h *house) {
		b, c := h.filed(nil)
		sealed, kept := h.filed(func(f *casework.Filing) { f.Against = true })
		b.get("/ledger").want(http.StatusOK, "第一天还没有过完")
		b.get(caseURL(c)).want(http.StatusOK).without("下载核验凭证")
		b.get(caseURL(c)+"/proof").want(http.StatusNotFound, "明天再来")
		h.Clock.Advance(24 * time.Hour)
		if err := ledger.CloseDay(t.Context(), h.DB, "2026-03-11", h.Keys.Sign); err != nil {
			t.Fatal(err)
		}
		b.get(caseURL(c)).want(http.StatusOK, "下载核验凭证")
		var proof ledger.Certificate
		if err := json.Unmarshal([]byte(b.get(caseURL(c)+"/proof").want(http.StatusOK).Body), &proof); err != nil || proof.Stream != "case/"+c.Number {
			t.Fatalf("%+v %v", proof, err)
		}
		visitor := h.browser("")
		said := visitor.get("/ledger/2026-03-11.txt").want(http.StatusOK).Body
		if said != proof.Statement || !h.Keys.Signed([]byte(said), []byte(visitor.get("/ledger/2026-03-11.sig").want(http.StatusOK).Body)) {
			t.Errorf("published is %q, certified %q", said, proof.Statement)
		}
		if key := visitor.get("/ledger/key.pem").want(http.StatusOK).Body; key != proof.Key || !strings.HasPrefix(key, "-----BEGIN PUBLIC KEY-----") {
			t.Errorf("the key is %q", key)
		}
		root := said[strings.LastIndex(said, " ")+1:]
		visitor.get("/ledger").want(http.StatusOK, strings.TrimSpace(root), "/ledger/2026-03-11.sig", "-in 2026-03-11.txt")
		visitor.get("/zhengding/figures").want(http.StatusOK, "每日存证")
		for _, path := range []string{caseURL(c) + "/proof", caseURL(kept) + "/proof", "/ledger/2026-03-12.txt", "/ledger/2026-03-11.exe", "/ledger/x"} {
			visitor.get(path).want(http.StatusNotFound)
		}
		sealed.get(caseURL(kept) + "/proof").want(http.StatusNotFound)
	})
}
