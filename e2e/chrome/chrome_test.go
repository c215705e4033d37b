package chrome_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"jiazhan/e2e/chrome"
)

func TestMain(m *testing.M) { os.Exit(chrome.Main(m)) }

// page has everything wrong that the window must find.
const page = `<!DOCTYPE html><html lang="zh"><title>x</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/style.css"><body><main><h1>x</h1><img src="/x.png"><p class="pale">浅色的字</p><div class="wide">宽</div>
<p id="lang"></p><script src="/script.js"></script></main></body></html>`

func serve(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Security-Policy", "default-src 'self'")
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(strings.Replace(page, `id="lang">`, `id="lang">`+r.Header.Get("Accept-Language"), 1)))
		case "/script.js":
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write([]byte(`document.body.dataset.scripted = "yes"; document.body.insertAdjacentHTML("beforeend", '<p style="color:red">x</p>')`))
		case "/style.css":
			w.Header().Set("Content-Type", "text/css")
			_, _ = w.Write([]byte(`.pale { color: #ccc } .wide { width: 2000px }`))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestWindowFindsWhatIsWrong(t *testing.T) {
	w := chrome.Open(t, serve(t), chrome.Phone)
	w.Go("/")
	if got := w.Sideways(); !strings.Contains(got, "wider") {
		t.Errorf("sideways: %q", got)
	}
	if got := strings.Join(w.Complaints(), "\n"); !strings.Contains(got, "Content Security Policy") {
		t.Errorf("complaints: %q", got)
	}
	if got := chrome.Eval[string](w, `document.getElementById("lang").innerText`); !strings.HasPrefix(got, "zh-CN") {
		t.Errorf("the window asks for %q", got)
	}
	if !chrome.HasAxe() {
		t.Skip("axe-core is missing (npm ci): barriers are not looked for")
	}
	if got := strings.Join(w.Barriers(), "\n"); !strings.Contains(got, "image-alt") || !strings.Contains(got, "color-contrast") {
		t.Errorf("barriers: %q", got)
	}
}

func TestScriptsCanBeSwitchedOff(t *testing.T) {
	w := chrome.Open(t, serve(t), chrome.Phone)
	w.NoScripts()
	w.Go("/")
	if got := chrome.Eval[bool](w, `document.body.dataset.scripted === undefined`); !got {
		t.Error("a script ran")
	}
}

func TestWindowsShareNothing(t *testing.T) {
	url := serve(t)
	one, other := chrome.Open(t, url, chrome.Phone), chrome.Open(t, url, chrome.Computer)
	one.Cookie("who", "one")
	other.Go("/")
	if got := chrome.Eval[string](other, `document.cookie`); got != "" {
		t.Errorf("the other window knows %q", got)
	}
}
