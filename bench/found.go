package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

// foundSoon files cases with words of their own, while eight clients file as fast as they can, and waits until a search
// finds each; the longest wait is a line of the table.
func (b *bench) foundSoon(v *server) error {
	done := make(chan error, 1)
	load := row{name: "W1", op: "create"}
	go func() { done <- b.cell(v, load, 8, 3_000_000) }()
	time.Sleep(time.Second)
	var longest time.Duration
	for i := range 10 {
		took, err := v.fileAndFind(fmt.Sprintf("寻%c%c", '㐀'+rune(i), '䀀'+rune(i)))
		if err != nil {
			return err
		}
		longest = max(longest, took)
	}
	b.extra = append(b.extra, line{"W1", "a new case is found, s", longest.Seconds(), mostFound})
	return <-done
}

func (v *server) fileAndFind(word string) (time.Duration, error) {
	body, err := json.Marshal(map[string]string{"title": word, "text": "请找到" + word, "station": "s01"})
	if err != nil {
		return 0, err
	}
	if status, text, err := v.do(http.MethodPost, "/api/v1/congresses/zhengding/cases", body); err != nil || status != http.StatusCreated {
		return 0, fmt.Errorf("file: %d %s %w", status, text, err)
	}
	filed := time.Now()
	for {
		_, text, err := v.get("/api/v1/search?congress=zhengding&q=" + url.QueryEscape(word))
		if err != nil {
			return 0, err
		}
		if took := time.Since(filed); bytes.Contains(text, []byte(`"number"`)) || took > 30*time.Second {
			return took, nil
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// record writes a CPU profile of the window of a measurement that begins now; the function it gives waits for its end.
func (b *bench) record(v *server, path string) (wait func()) {
	done := make(chan error, 1)
	go func() {
		resp, err := http.Get(fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", v.inner, b.secs)) //nolint:noctx // it ends by itself
		if err == nil {
			defer resp.Body.Close()
			var text []byte
			if text, err = io.ReadAll(resp.Body); err == nil {
				err = os.WriteFile(path, text, 0o600)
			}
		}
		done <- err
	}()
	return func() {
		if err := <-done; err != nil {
			fmt.Fprintln(os.Stderr, "profile:", err)
		}
	}
}

func (v *server) get(path string) (int, []byte, error) { return v.do(http.MethodGet, path, nil) }

func (v *server) do(method, path string, body []byte) (int, []byte, error) {
	r, err := http.NewRequestWithContext(v.bench.ctx, method, v.base+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if v.token != "" {
		r.Header.Set("Authorization", "Bearer "+v.token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, text, err
}
