package uitest_test

import (
	"strings"
	"testing"

	"jiazhan/internal/web/ui/uitest"
)

const good = `<!DOCTYPE html><html lang="zh-CN"><head><title>家</title></head><body><main id="m"><h1>家</h1>` +
	`<label for="x">名</label><input id="x" aria-describedby="y"><p id="y">说明</p><a href="#m">上</a><img src="/a" alt="">%</main></body></html>`

func TestFaults(t *testing.T) {
	if got := uitest.Faults(strings.Replace(good, "%", "", 1)); len(got) > 0 {
		t.Errorf("a good page: %v", got)
	}
	for part, want := range map[string]string{
		`<div><p></div>`:               "closes",
		`<p id="x"></p>`:               `id "x" stands 2 times`,
		`<input name="q">`:             `<input name="q"> without a label`,
		`<p style="color:red">a</p>`:   "inline style",
		`<p onclick="x()">a</p>`:       "inline onclick",
		`<script>1</script>`:           "inline <script>",
		`<img src="/b">`:               "<img> without alt",
		`<a href="/c"><svg></svg></a>`: "<a> without a word",
		`<a href="#gone">a</a>`:        `the id "gone"`,
		`<a href="JavaScript:x">a</a>`: "a script in an address",
		`<h1>two</h1>`:                 "h1 2",
	} {
		if got := strings.Join(uitest.Faults(strings.Replace(good, "%", part, 1)), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", part, got, want)
		}
	}
}
