package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/limit"
)

// actOperations makes one operation of every action that people take.
func actOperations() []operation {
	var out []operation
	for _, action := range casework.Actions() {
		out = append(out, operation{
			id: "act_" + string(action), method: http.MethodPost, path: "/cases/{number}/" + string(action), tag: tagActs, action: action, scopes: acting, held: true, class: limit.Act,
			says: "case.action." + string(action), query: []param{versionParam}, heads: []param{keyHead, matchHead},
			body: casework.NewAct(action), answer: Done{},
			serve: func(c *call) error { return c.act(action) },
		})
	}
	return out
}

var versionParam = param{name: "version", kind: "integer", example: 3, says: i18n.Key("您看到的版本，与 If-Match 和正文的 version 三选一")}

// Done is what stands there after an action.
type Done struct {
	Number  string   `json:"number" doc:"诉求的编号"`
	Version int64    `json:"version" doc:"现在的版本"`
	Case    *Case    `json:"case,omitempty" doc:"现在的样子；办完之后不归您看的没有"`
	Next    string   `json:"next,omitempty" doc:"接下来是什么，到什么时候"`
	Actions []string `json:"actions" doc:"您接着可以办的动作"`
}

func (c *call) act(action casework.Action) error {
	at, err := c.at()
	if err != nil {
		return err
	}
	act := casework.NewAct(action)
	var version int64
	if err := c.read(act, map[string]any{"version": &version}); err != nil {
		return err
	}
	if at.Seen, err = c.seen(version); err != nil {
		return err
	}
	after, err := c.Cases.Do(c.r.Context(), c.by, at, act)
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", etag(after.Version))
	return c.done(after)
}

// at says on which case the action is made, and under which key.
func (c *call) at() (at casework.At, err error) {
	if at.Number, err = c.number(); err == nil {
		at.Key, err = c.key()
	}
	return at, err
}

// seen is the version that the client names, wherever it does; two that differ are refused. 0 is none.
func (c *call) seen(body int64) (casework.Version, error) {
	named := []int64{}
	if body != 0 {
		named = append(named, body)
	}
	match := strings.Trim(strings.TrimPrefix(c.r.Header.Get("If-Match"), "W/"), `"`)
	for _, text := range []string{match, c.query("version")} {
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, wrong("version", "api.version")
		}
		named = append(named, n)
	}
	if named = slices.Compact(named); len(named) > 1 {
		return 0, wrong("version", "api.versions")
	}
	if len(named) == 0 {
		return 0, nil
	}
	return casework.Version(named[0]), nil
}

func (c *call) done(after *casework.Case) error {
	out := Done{Number: after.Number, Version: int64(after.Version), Actions: []string{}}
	if !casework.CanSee(c.by, after) {
		return c.answer(http.StatusOK, out)
	}
	rules, err := c.Cases.Rules(c.r.Context(), after.CongressID)
	if err != nil {
		return err
	}
	for _, a := range casework.Allowed(c.by, after, rules, c.DB.Now()) {
		out.Actions = append(out.Actions, string(a))
	}
	v := c.view()
	row := v.row(after)
	if after.Sealed() {
		row.Title = "" // stored sealed; GET opens it
	}
	out.Case, out.Next = &row, v.Stands(after)
	return c.answer(http.StatusOK, out)
}
