package contract

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"jiazhan/internal/access"
)

// before are acts that open the way to another, for which no case of the demonstration waits.
var before = map[string][]string{"act_undo": {"act_note"}, "act_leave_group": {"act_group"}, "act_recall": {"act_release"}, "act_supply": {"act_ask"},
	"act_acknowledge": {"act_assign"}, "act_ask_return": {"act_assign"}, "act_allow_return": {"act_assign", "act_ask_return"}, "act_refuse_return": {"act_assign", "act_ask_return"}, "act_designate": {"act_allow_return", "act_escalate", "act_escalate"}}

// spot is somebody at a case.
type spot struct{ who, number string }

// acts reports whether the operation is an act on a case: it names the version that was seen.
func (op *operation) acts() bool { return op.parameter("version") != nil }

// ofCitizens are operations that are no act and yet for nobody but a case's citizen.
var ofCitizens = []string{"sendCode", "copyCase"}

// keyed reports whether the operation takes an idempotency key.
func (op *operation) keyed() bool {
	return slices.ContainsFunc(op.Parameters, func(p parameter) bool { return p.Name == "Idempotency-Key" })
}

// mostUnfit is how many cases an example may not suit: a case cannot be readdressed to where it is.
const mostUnfit = 8

// everyWriting calls each operation that changes something: an act on a case that waits for it, by who may take it; what
// is no act as it stands. Each is sent twice under one key, and once with other words under it; what takes no key must do
// nothing twice.
func (h *house) everyWriting(t *testing.T) {
	h.offers(t)
	h.makeSealKey(t)
	for _, op := range h.paper.operations {
		if op.method != http.MethodPost {
			continue
		}
		t.Run(op.ID, func(t *testing.T) {
			if !op.acts() {
				h.writes(t, op)
				return
			}
			for range mostUnfit {
				at := h.find(t, op)
				if h.act(t, op, at) {
					return
				}
				h.unfit[at] = true
			}
			t.Errorf("the example of %s suits no case", op.ID)
		})
	}
	v, err := h.Cases.Verify(t.Context())
	if err != nil || len(v.Bad) > 0 {
		t.Errorf("the history does not hold: %v %v", v.Bad, err)
	}
}

// writes sends what needs no case.
func (h *house) writes(t *testing.T, op *operation) {
	scopes, _ := op.scopes()
	who, other := reader, map[string]string(nil)
	if slices.Contains(ofCitizens, op.ID) {
		at := h.find(t, h.operation(t, "own_correct"))
		who, other = at.who, map[string]string{"number": at.number}
	}
	if len(scopes) == 0 {
		scopes = []string{string(access.ScopeRead)}
	}
	q := request{method: op.method, path: h.address(t, op, other), token: h.token(t, who, scopes[0])}
	if kind := op.binary(); kind != "" {
		q.body, q.heads = picture(t, 1), map[string]string{"Content-Type": "image/jpeg"}
		h.once(t, op, q, func(q *request) { q.body = picture(t, 2) })
		return
	}
	if op.Body == nil { // it takes something away, and nothing comes of it
		h.reads(t, op, q)
		return
	}
	q.body = op.sample(t)
	if !op.keyed() {
		a := h.reads(t, op, q)
		if again := h.reads(t, op, q); !reflect.DeepEqual(a.json, again.json) {
			t.Errorf("%s takes no key, and sent again gives %s, at first %s", op.ID, again, a)
		}
		return
	}
	h.once(t, op, q, func(q *request) { q.body = h.reworded(t, op) })
}

// act takes an act at a spot, and gives whether it was taken: what the example says may not suit this very case.
func (h *house) act(t *testing.T, op *operation, at spot) bool {
	t.Helper()
	scopes, _ := op.scopes()
	body := op.sample(t)
	if _, ok := body["with"]; ok {
		body["with"] = h.another(t, at.number)
	}
	body["version"] = h.whole(t, at)["version"]
	if _, ok := body["code"]; ok {
		body["code"] = h.codeOf(t, op, at)
	}
	q := request{method: op.method, path: h.address(t, op, map[string]string{"number": at.number}), token: h.token(t, at.who, scopes[0]), body: body}
	return h.once(t, op, q, func(q *request) { h.reword(t, op, q) })
}

// reword makes another request of one, whose key it keeps: other words, or where an act has none another act.
func (h *house) reword(t *testing.T, op *operation, q *request) {
	t.Helper()
	body := h.reworded(t, op)
	if body == nil {
		note := h.operation(t, "act_note")
		body = note.sample(t)
		q.path = strings.Replace(q.path, "/"+op.action(), "/"+note.action(), 1)
	}
	body["version"] = q.body.(map[string]any)["version"]
	q.body = body
}

// reworded is the sample with something else in one of its fields; nil when it has none.
func (h *house) reworded(t *testing.T, op *operation) map[string]any {
	t.Helper()
	body := op.sample(t)
	properties := h.resolve(t, op.Body.Content["application/json"].Schema).Properties
	for _, name := range slices.Sorted(maps.Keys(body)) {
		switch v := body[name].(type) {
		case string:
			if known := properties[name].Enum; len(known) > 1 {
				body[name] = known[len(known)-1]
				return body
			}
			if properties[name].MaxLength != nil && name != "code" && name != "phone" {
				body[name] = v + "。"
				return body
			}
		case bool:
			body[name] = !v
			return body
		case []any:
			body[name] = []any{}
			return body
		}
	}
	return nil
}

// keys counts the idempotency keys.
var keys int

// once sends a request twice under one key, and then another under it. It gives whether the first was taken.
func (h *house) once(t *testing.T, op *operation, q request, other func(*request)) bool {
	t.Helper()
	keys++
	heads := map[string]string{"Idempotency-Key": fmt.Sprintf("contract-%d", keys)}
	for name, value := range q.heads {
		heads[name] = value
	}
	q.heads = heads
	a := h.call(t, op, q)
	if a.status != op.done() {
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s %s: %s", op.method, q.path, a)
		}
		t.Logf("%s: %s", q.path, a)
		return false
	}
	again := h.call(t, op, q)
	if again.status != a.status || !reflect.DeepEqual(again.json, a.json) || again.header.Get("ETag") != a.header.Get("ETag") {
		t.Errorf("%s: sent again: %s, at first %s", op.ID, again, a)
	}
	other(&q)
	if clash := h.ask(t, q); clash.status != http.StatusConflict || clash.at("code") != "once.other" {
		t.Errorf("%s: other content under the key: %s", op.ID, clash)
	} else {
		h.isProblem(t, op, clash)
	}
	return true
}

// find gives somebody at a case who is offered the act now.
func (h *house) find(t *testing.T, op *operation) spot {
	t.Helper()
	action := op.action()
	for _, at := range h.spots[action] {
		if h.offered(t, at, action) && !h.unfit[at] {
			return at
		}
	}
	var at spot
	for i, id := range before[op.ID] {
		opener := h.operation(t, id)
		if i == 0 {
			at = h.find(t, opener)
		} else {
			at, _ = h.offeredAt(t, opener, at.number)
		}
		if at.number == "" {
			break
		}
		h.act(t, opener, at)
		if one, ok := h.offeredAt(t, op, at.number); ok {
			return one
		}
	}
	t.Fatalf("nobody is offered %s: say in before what comes first", action)
	return spot{}
}

// offeredAt gives who is offered an act on a case.
func (h *house) offeredAt(t *testing.T, op *operation, number string) (spot, bool) {
	t.Helper()
	for _, who := range h.near(number) {
		if at := (spot{who, number}); h.offered(t, at, op.action()) {
			return at, true
		}
	}
	return spot{}, false
}

// action is the last word of the path of an act.
func (op *operation) action() string { return op.path[strings.LastIndexByte(op.path, '/')+1:] }

// offers notes what everybody is offered everywhere.
func (h *house) offers(t *testing.T) {
	t.Helper()
	h.spots, h.unfit = map[string][]spot{}, map[spot]bool{}
	numbers := h.numbers(t)
	h.citizens(t, numbers)
	for _, number := range numbers {
		for _, who := range h.near(number) {
			for _, action := range h.actions(t, spot{who, number}) {
				h.spots[action] = append(h.spots[action], spot{who, number})
			}
		}
	}
}

func (h *house) whole(t *testing.T, at spot) map[string]any {
	t.Helper()
	token := h.token(t, at.who, string(access.ScopeRead), string(access.ScopeAct))
	whole, _ := h.ask(t, request{method: http.MethodGet, path: "/cases/" + at.number, token: token}).json.(map[string]any)
	return whole
}

func (h *house) actions(t *testing.T, at spot) (out []string) {
	t.Helper()
	list, _ := h.whole(t, at)["actions"].([]any)
	for _, v := range list {
		out = append(out, v.(string))
	}
	return out
}

func (h *house) offered(t *testing.T, at spot, action string) bool {
	t.Helper()
	return slices.Contains(h.actions(t, at), action)
}

// another is a case that can be grouped with one.
func (h *house) another(t *testing.T, number string) string {
	t.Helper()
	for _, at := range h.spots["group"] {
		if at.number != number {
			return at.number
		}
	}
	t.Fatal("nothing to group with")
	return ""
}

func (h *house) operation(t *testing.T, id string) *operation {
	t.Helper()
	for _, op := range h.paper.operations {
		if op.ID == id {
			return op
		}
	}
	t.Fatalf("no operation %s", id)
	return nil
}

// picture is a photo; another number is another photo.
func picture(t *testing.T, n uint8) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for i := range 64 {
		img.SetRGBA(i, i%48, color.RGBA{n * 90, uint8(i * 3), 80, 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
