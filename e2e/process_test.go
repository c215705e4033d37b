package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// workshop is where the program was built, "" if no test needed it.
var workshop string

// built builds the program once for all tests that need a process of its own.
var built = sync.OnceValues(func() (bin string, err error) {
	if workshop, err = os.MkdirTemp("", "jiazhan-e2e-"); err != nil {
		return "", err
	}
	bin = filepath.Join(workshop, "jiazhan")
	out, err := exec.Command("go", "build", "-o", bin, "jiazhan/cmd/jiazhan").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("build: %w\n%s", err, out)
	}
	return bin, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if workshop != "" {
		_ = os.RemoveAll(workshop) // a temporary folder
	}
	os.Exit(code)
}

// installation is a data folder of the real program.
type installation struct {
	t    testing.TB
	bin  string
	data string
}

// install founds a county in a new data folder.
func install(t testing.TB) *installation {
	t.Helper()
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	in := &installation{t, bin, t.TempDir()}
	in.run("init", "--slug=zhengding", "--name=正定县人民代表大会", "--short=正定县", "--level=county", "--prefix=ZD", "--division=130123",
		"--admin-name=甄管理", "--admin-phone=16300000001")
	return in
}

// run runs a subcommand, which must end well, and gives what it says.
func (in *installation) run(args ...string) string {
	in.t.Helper()
	out, err := exec.CommandContext(in.t.Context(), in.bin, append(args, "--data="+in.data)...).CombinedOutput()
	if err != nil {
		in.t.Fatalf("%s: %v\n%s", args[0], err, out)
	}
	return string(out)
}

// server is the program while it serves.
type server struct {
	t   testing.TB
	cmd *exec.Cmd
	url string
	log *bytes.Buffer // read it after the end only
}

// serve starts the program behind a proxy on this machine and waits until it is ready.
func (in *installation) serve(more ...string) *server {
	in.t.Helper()
	args := append([]string{"serve", "--data=" + in.data, "--addr=127.0.0.1:0", "--trusted-proxies=127.0.0.1", "--log-level=warn"}, more...)
	return start(in.t, exec.Command(in.bin, args...))
}

func start(t testing.TB, cmd *exec.Cmd) *server {
	t.Helper()
	s := &server{t: t, cmd: cmd, log: &bytes.Buffer{}}
	cmd.Stderr = s.log
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	_, url, ok := strings.Cut(strings.TrimSpace(line), "http://")
	if err != nil || !ok {
		s.kill()
		t.Fatalf("the server said %q (%v)\n%s", line, err, s.log)
	}
	s.url = "http://" + url
	s.ready()
	return s
}

// ready asks until requests are welcome, for a minute at most.
func (s *server) ready() {
	s.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		resp, err := http.Get(s.url + "/readyz")
		if err != nil {
			continue
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return
		}
	}
	s.t.Fatal("the server is not ready within a minute")
}

// kill ends the server as a power cut does: nothing of it runs after that.
func (s *server) kill() {
	if s.cmd.ProcessState == nil {
		_ = s.cmd.Process.Kill() // it may have ended already
		_ = s.cmd.Wait()
	}
}

// stop asks the server to end, which it must do well.
func (s *server) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("the server ended badly: %v\n%s", err, s.log)
	}
}
