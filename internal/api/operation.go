package api

import (
	"net/http"
	"regexp"

	"jiazhan/internal/access"
	"jiazhan/internal/casework"
	"jiazhan/internal/i18n"
	"jiazhan/internal/web/limit"
)

// operation is one row of the API: how it is reached, what the documents say about it, and what answers it.
type operation struct {
	id     string // name in generated clients
	method string
	path   string // below Base
	tag    string
	action casework.Action // whose row of casework's table this is; "" for the others
	says   string          // catalogue key of the summary
	more   string          // catalogue key of what else one must know, "" for nothing
	query  []param
	heads  []param  // headers beside those that every operation takes
	body   any      // pointer to an empty value of what is sent; nil: nothing
	media  string   // content type of the body; "": JSON
	most   int64    // bytes of the body; 0: bodyLimit
	must   []string // properties of the body beside those that the command itself requires
	answer any      // empty value of what is answered; nil: not JSON
	sends  string   // content type of an answer that is not JSON
	status int      // of success; 0: 200
	tagged bool     // the answer has an ETag and If-None-Match is understood
	class  limit.Class
	scopes []access.Scope // a token must be good for one of them; none: any token, or no token
	signed bool           // for nobody but who shows a token
	held   bool           // for nobody but who shows a token or a receipt
	proof  bool           // a code from a phone may go with the body
	serve  func(*call) error
}

// writes reports whether the operation changes something.
func (op *operation) writes() bool { return op.method == http.MethodPost }

// versioned reports whether the body names the version of a case that was seen.
func (op *operation) versioned() bool { return op.action != "" && op.action != "file" }

// refuses lists the statuses of an operation's refusals.
func (op *operation) refuses() []int {
	out := []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusUnprocessableEntity, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusServiceUnavailable}
	for _, one := range []struct {
		status int
		may    bool
	}{
		{http.StatusForbidden, len(op.scopes) > 0},
		{http.StatusNotFound, len(op.inPath()) > 0 || op.takes(inCongress.name)},
		{http.StatusConflict, op.writes()},
		{http.StatusRequestEntityTooLarge, op.body != nil},
		{http.StatusUnsupportedMediaType, op.body != nil},
		{http.StatusInsufficientStorage, op.writes()},
	} {
		if one.may {
			out = append(out, one.status)
		}
	}
	return out
}

// security says who may call the operation, as OpenAPI does: each of the list is enough.
func (op *operation) security() []map[string][]string {
	if op.signed && len(op.scopes) == 0 {
		return []map[string][]string{{"token": {}}}
	}
	var out []map[string][]string
	if !op.signed && !op.held {
		out = append(out, map[string][]string{})
	}
	for _, scope := range op.scopes {
		out = append(out, map[string][]string{"token": {string(scope)}})
	}
	if !op.signed && len(op.scopes) > 0 {
		out = append(out, map[string][]string{"receipt": {}})
	}
	return out
}

// What a token must be good for.
var (
	reading = []access.Scope{access.ScopeRead}
	filing  = []access.Scope{access.ScopeFile}
	acting  = []access.Scope{access.ScopeAct}
)

// param is a parameter in path, query or header.
type param struct {
	name    string
	says    string
	kind    string // string, integer, boolean
	must    bool   // without it there is no answer
	enum    []string
	example any
}

// The tags, in the order of the documents.
const (
	tagCases   = "cases"
	tagActs    = "actions"
	tagFigures = "figures"
	tagNames   = "directory"
	tagMe      = "me"
)

var tags = []struct{ name, says string }{
	{tagCases, i18n.Key("诉求：提交、查看、查找、核对经过")},
	{tagActs, i18n.Key("办理：每一个动作都是状态表里的一行")},
	{tagFigures, i18n.Key("数据：数量、比率和每天的校验值")},
	{tagNames, i18n.Key("名录：人大、家站、代表、部门、领域、乡镇和村")},
	{tagMe, i18n.Key("我的：令牌是谁的，我提交的诉求，我的个人信息")},
}

var pathParams = map[string]string{
	"congress": i18n.Key("人大的短名，见人大名录"),
	"number":   i18n.Key("诉求编号"),
	"station":  i18n.Key("家站的短名，见家站名录"),
	"deputy":   i18n.Key("代表的短名，见代表名录"),
}

var inBraces = regexp.MustCompile(`\{([a-z]+)\}`)

// inPath lists the names of a path's parameters.
func (op *operation) inPath() []string {
	var names []string
	for _, m := range inBraces.FindAllStringSubmatch(op.path, -1) {
		names = append(names, m[1])
	}
	return names
}

// takes reports whether the operation knows a query parameter.
func (op *operation) takes(name string) bool {
	for i := range op.query {
		if op.query[i].name == name {
			return true
		}
	}
	return false
}

// Parameters that many operations take.
var (
	cursorParam = param{name: "cursor", kind: "string", says: i18n.Key("上一页给出的 next；从第一页看起就不填")}
	limitParam  = param{name: "limit", kind: "integer", example: 20, says: i18n.Key("一页几条，1 到 100，不填为 20")}
	keyHead     = param{name: "Idempotency-Key", kind: "string", example: "5f0c6c1e-filing-17",
		says: i18n.Key("您自己定的编号，最多 128 个字符。同一编号再发一次，得到同一结果，不会办两次")}
	matchHead = param{name: "If-Match", kind: "string", example: `"3"`,
		says: i18n.Key("您看到的版本，即 ETag。也可以写在正文的 version 里。有人先办理了就是 409")}
)
