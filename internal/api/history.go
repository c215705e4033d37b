package api

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"time"

	"jiazhan/internal/ledger"
	"jiazhan/internal/sqldb"
)

// History is the hash chain of a case.
type History struct {
	Stream string  `json:"stream" doc:"链的名称，参与计算"`
	Hash   string  `json:"hash" doc:"校验的算法" enum:"SHA-256"`
	Recipe string  `json:"recipe" doc:"怎样计算，逐步说明"`
	Events []Event `json:"events" doc:"从早到晚的事件"`
}

// Event is one link of it.
type Event struct {
	Seq      int64  `json:"seq" doc:"这是第几步"`
	At       int64  `json:"at" doc:"时间，1970 年起的毫秒"`
	Person   int64  `json:"person" doc:"办理人的编号，0 是来信人或系统"`
	Action   string `json:"action" doc:"动作的代号"`
	Body     string `json:"body" doc:"改了什么，以及所写的话的加盐承诺；原样参与计算"`
	Previous string `json:"previous" doc:"前一环的校验值，第一环为空"`
	Value    string `json:"value" doc:"这一环的校验值，十六进制"`
}

// Proof is a certificate: an event of a case's chain under a signed root.
type Proof struct {
	Stream    string   `json:"stream" doc:"链的名称"`
	Seq       int64    `json:"seq" doc:"这是第几步"`
	At        int64    `json:"at" doc:"时间，1970 年起的毫秒"`
	Action    string   `json:"action" doc:"动作的代号"`
	Event     string   `json:"event" doc:"这一步的校验值，它也包含了前面的每一步"`
	Path      []string `json:"path" doc:"从这一步走到树顶：每一层旁边的值，left 在左，right 在右（RFC 6962）"`
	Statement string   `json:"statement" doc:"签名的原文：天、事件数、树顶、前一天的根、根"`
	Signature string   `json:"signature" doc:"原文的 Ed25519 签名，base64"`
	Key       string   `json:"key" doc:"公钥，PEM"`
}

// Day is the root over everything that was appended in one day.
type Day struct {
	Day       string `json:"day" format:"date" doc:"北京时间的一天"`
	Events    int64  `json:"events" doc:"这一天的事件数"`
	Root      string `json:"root" doc:"前一天的根接上这一天的树顶，再算一次 SHA-256"`
	Statement string `json:"statement,omitempty" doc:"签名的原文：天、事件数、树顶、前一天的根、根"`
	Signature string `json:"signature,omitempty" doc:"原文的 Ed25519 签名，base64"`
}

// Days are the newest roots.
type Days struct {
	Days []Day  `json:"days" doc:"新的一天在前"`
	Next string `json:"next,omitempty" doc:"下一页的 cursor；没有就是最后一页"`
	Key  string `json:"key" doc:"公钥，PEM"`
}

func (c *call) history() error {
	d, err := c.dossier()
	if err != nil || c.unchanged(d.Case.Version) {
		return err
	}
	out := History{Stream: "case/" + d.Case.Number, Hash: "SHA-256", Recipe: c.p.T("api.recipe")}
	var events []ledger.Event
	err = c.DB.Read(c.r.Context(), func(tx *sqldb.Tx) (err error) {
		events, err = ledger.Read(c.r.Context(), tx, out.Stream)
		return err
	})
	if err != nil {
		return err
	}
	previous := ""
	for _, e := range events {
		link := Event{Seq: e.Seq, At: e.At, Person: e.Person, Action: e.Action, Body: e.Body, Previous: previous, Value: hex.EncodeToString(e.Hash)}
		previous = link.Value
		out.Events = append(out.Events, link)
	}
	return c.answer(http.StatusOK, out)
}

func (c *call) proof() error {
	d, err := c.dossier()
	if err != nil {
		return err
	}
	key, err := c.Keys.PublicKey()
	if err != nil {
		return err
	}
	var proof ledger.Certificate
	err = c.DB.Read(c.r.Context(), func(tx *sqldb.Tx) (err error) {
		proof, err = ledger.Prove(c.r.Context(), tx, "case/"+d.Case.Number, key)
		return err
	})
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, Proof(proof))
}

func (c *call) days() error {
	n, err := c.count("limit", 31, 366)
	if err != nil {
		return err
	}
	before := c.query("cursor")
	if _, err := time.Parse(time.DateOnly, before); before != "" && err != nil {
		return wrong("cursor", "list.cursor")
	}
	var list []ledger.Day
	err = c.DB.Read(c.r.Context(), func(tx *sqldb.Tx) (err error) {
		list, err = ledger.Days(c.r.Context(), tx, before, n+1)
		return err
	})
	if err != nil {
		return err
	}
	out := Days{Days: []Day{}}
	if out.Key, err = c.Keys.PublicKey(); err != nil {
		return err
	}
	if len(list) > n {
		list = list[:n]
		out.Next = list[n-1].Day
		c.linkNext(out.Next)
	}
	for _, d := range list {
		day := Day{Day: d.Day, Events: d.Events, Root: hex.EncodeToString(d.Root)}
		if len(d.Signature) > 0 {
			day.Statement, day.Signature = d.Statement(), base64.StdEncoding.EncodeToString(d.Signature)
		}
		out.Days = append(out.Days, day)
	}
	c.public(60)
	return c.answer(http.StatusOK, out)
}
