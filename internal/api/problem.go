package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"jiazhan/internal/casework"
	"jiazhan/internal/fault"
	"jiazhan/internal/i18n"
)

// Problem is RFC 9457 problem+json.
type Problem struct {
	Type    string  `json:"type" doc:"问题的种类，一个可以打开的地址"`
	Title   string  `json:"title" doc:"这一种类的名称"`
	Status  int     `json:"status" doc:"HTTP 状态码"`
	Detail  string  `json:"detail" doc:"发生了什么，可以怎么办"`
	Code    string  `json:"code" doc:"这一句话的代号，不随语言变化，程序按它判断"`
	Errors  []Wrong `json:"errors,omitempty" doc:"不对的字段"`
	Current *Entry  `json:"current,omitempty" doc:"409：谁在什么时候先办了什么"`
	Version int64   `json:"version,omitempty" doc:"409：现在的版本"`
	Request string  `json:"request,omitempty" doc:"500：联系管理员时请报这个编号"`
}

// Wrong is a field that is wrong.
type Wrong struct {
	Field   string `json:"field" doc:"字段名，与正文、查询或请求头里的相同"`
	Code    string `json:"code" doc:"代号，程序按它判断"`
	Message string `json:"message" doc:"应当怎么改正"`
}

// kind is a sort of problem: one address, one status, one title.
type kind struct {
	name   string
	status int
	title  string
}

var kinds = map[fault.Kind]kind{
	fault.Internal:  {"internal", http.StatusInternalServerError, i18n.Key("系统出了故障")},
	fault.Invalid:   {"invalid", http.StatusUnprocessableEntity, i18n.Key("这一步没有完成")},
	fault.Forbidden: {"forbidden", http.StatusForbidden, i18n.Key("这一步不能办")},
	fault.NotFound:  {"not-found", http.StatusNotFound, i18n.Key("没有找到")},
	fault.Conflict:  {"conflict", http.StatusConflict, i18n.Key("有人先办理了")},
	fault.TooMany:   {"too-many", http.StatusTooManyRequests, i18n.Key("操作次数太多")},
	fault.Unsigned:  {"unsigned", http.StatusUnauthorized, i18n.Key("请先登录")},
	fault.Full:      {"full", http.StatusInsufficientStorage, i18n.Key("暂时存不下了")},
	fault.Away:      {"away", http.StatusServiceUnavailable, i18n.Key("暂时连不上")},
}

// The kinds that HTTP alone knows, by status.
var httpKinds = map[int]kind{
	http.StatusBadRequest:            {"unreadable", http.StatusBadRequest, i18n.Key("读不懂这个请求")},
	http.StatusMethodNotAllowed:      {"method", http.StatusMethodNotAllowed, i18n.Key("这个地址不能这样用")},
	http.StatusRequestEntityTooLarge: {"large", http.StatusRequestEntityTooLarge, i18n.Key("发送的内容太大")},
	http.StatusUnsupportedMediaType:  {"media-type", http.StatusUnsupportedMediaType, i18n.Key("不是可以接受的格式")},
	http.StatusNotFound:              kinds[fault.NotFound],
}

// refusal is a "no" of HTTP itself, which has no kind of fault.
type refusal struct {
	status int
	key    string
	args   []any
}

func (r *refusal) Error() string { return fmt.Sprintf("api: %d %s", r.status, r.key) }

func refused(status int, key string, args ...any) error { return &refusal{status, key, args} }

// panicked is a panic on its way to becoming an internal error.
type panicked struct{ value any }

func (p panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// typeOf is the address of a kind of problem.
func typeOf(name string) string { return Base + "/problems/" + name }

// refuse answers an error.
func (c *call) refuse(err error) {
	if c.wrote {
		c.Log.Error("error after the answer began", "error", err)
		return
	}
	problem := c.problem(err)
	h := c.w.Header()
	if problem.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="api"`)
	}
	if wait := fault.Wait(err); wait != "" {
		h.Set("Retry-After", wait)
	}
	h.Del("ETag")
	h.Set("Cache-Control", "no-store")
	if err := c.write(problem.Status, "application/problem+json; charset=utf-8", problem); err != nil {
		c.Log.Error("problem", "error", err)
	}
}

// problem finds kind and sentence of an error. Nothing of an internal one is told.
func (c *call) problem(err error) Problem {
	var large *http.MaxBytesError
	var plain *refusal
	f := fault.As(err)
	switch {
	case errors.As(err, &large):
		return c.say(httpKinds[http.StatusRequestEntityTooLarge], "form.large", max(1, large.Limit>>20))
	case errors.As(err, &plain):
		return c.say(httpKinds[plain.status], plain.key, plain.args...)
	case f == nil:
		c.log(err)
		out := c.say(kinds[fault.Internal], "internal")
		out.Request = c.w.Header().Get("X-Request-Id")
		return out
	}
	out := c.say(kinds[f.Kind], f.Key, f.Args...)
	for _, field := range f.Fields {
		out.Errors = append(out.Errors, Wrong{field.Name, field.Key, c.tell(field.Key, field.Args)})
	}
	if e, ok := f.Detail.(casework.Entry); ok {
		// Who may act on a case at all may know who did: the sentence names desks, never persons.
		now := c.view().entry(e, casework.PublicSide, nil)
		out.Current, out.Version = &now, e.Seq
	}
	return out
}

// toPrograms are the sentences about forms and pages, as one says them to a program.
var toPrograms = map[string]string{
	"case.no_version": "api.no_version",
	"case.stale":      "api.stale",
	"form.invalid":    "api.invalid",
	"form.large":      "api.large",
	"once.long":       "api.key_long",
	"once.other":      "api.key_other",
}

// tell gives the sentence of a key as a program is told it.
func (c *call) tell(key string, args []any) string {
	return c.p.T(cmp.Or(toPrograms[key], key), args...)
}

func (c *call) say(k kind, key string, args ...any) Problem {
	return Problem{Type: typeOf(k.name), Title: c.p.T(k.title), Status: k.status, Detail: c.tell(key, args), Code: key}
}

func (c *call) log(err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	attrs := []any{"id", c.w.Header().Get("X-Request-Id"), "operation", c.op.id, "error", err}
	var p panicked
	if errors.As(err, &p) {
		attrs = append(attrs, "stack", string(debug.Stack()))
	}
	c.Log.Error("internal error", attrs...)
}
