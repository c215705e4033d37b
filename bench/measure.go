package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// result is what the load generator says about one run.
type result struct {
	Rate     float64        `json:"rps"`
	P50      float64        `json:"p50_ms"`
	P99      float64        `json:"p99_ms"`
	OK       int            `json:"ok"`
	Err      int            `json:"err"`
	Errs     map[string]int `json:"errs"`
	Verified int            `json:"verified"`
	Bad      int            `json:"verify_bad"`
	CPU      float64        `json:"srv_cpu_us_per_req"`
	Peak     float64        `json:"rss_peak_mb"`
	Foreign  float64        `json:"foreign_cpu"`
}

// measure runs every row, the two programs in turn in each round.
func (b *bench) measure() error {
	for round := range b.rounds {
		for _, s := range b.sides() {
			if err := b.round(round, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// round runs all rows against one program, grouped by store, reading before writing.
func (b *bench) round(round int, s side) error {
	for _, n := range b.sizes() {
		v, err := b.serve(s, n)
		if err != nil {
			return err
		}
		err = b.all(round, v)
		if err := errors.Join(err, v.stop()); err != nil {
			return err
		}
	}
	return nil
}

// sizes are the stores that the wanted rows need.
func (b *bench) sizes() []int {
	var out []int
	seen := map[int]bool{}
	for _, r := range rows {
		if !b.wants(r.name) {
			continue
		}
		for _, n := range b.stored(r) {
			if !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	if len(out) == 0 {
		out = []int{b.n}
	}
	return out
}

func (b *bench) all(round int, v *server) error {
	if b.wants("W7") && v.side == ours && v.stored == b.n && round == 0 {
		time.Sleep(3 * time.Second)
		b.extra = append(b.extra, line{"W7", "first answer, s", v.start.Seconds(), mostStart}, line{"W7", "idle memory, MB", v.resident(), mostIdle})
	}
	for _, r := range rows {
		if !b.wants(r.name) {
			continue
		}
		for _, n := range b.stored(r) {
			if n != v.stored {
				continue
			}
			for i, clients := range r.clients {
				if !b.with(clients) {
					continue
				}
				if err := b.cell(v, r, clients, i*v.stored/len(r.clients)); err != nil {
					return err
				}
			}
		}
	}
	if b.wants("W1") && b.with(8) && v.side == ours && v.stored == b.n && round == 0 {
		return b.foundSoon(v)
	}
	return nil
}

// cell measures one number. seq keeps new keys and cases that are acted on apart from those of other cells.
func (b *bench) cell(v *server, r row, clients, seq int) error {
	out := filepath.Join(b.work, "result.json")
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	target := filepath.Join("bench", "targets", "jiazhan.json")
	if v.side == floor {
		var err error
		if target, err = b.floorTarget(v.base); err != nil {
			return err
		}
	}
	c := command(b.ctx, b.tool("loadgen"), "run", "-target", target, "-op", r.op, "-c", strconv.Itoa(clients), "-d", fmt.Sprintf("%ds", b.secs), "-warm", "500ms",
		"-n", strconv.Itoa(v.stored), "-seq", strconv.Itoa(seq), "-pids", strconv.Itoa(v.cmd.Process.Pid), "-out", out)
	if r.once {
		c.Args = append(c.Args, "-max", strconv.Itoa(v.stored/len(r.clients)))
	}
	if v.inner != "" && b.profile == r.op {
		defer b.record(v, filepath.Join(b.work, fmt.Sprintf("%s-%d-%d.prof", r.op, v.stored, clients)))()
	}
	c.Env = append(os.Environ(), "BENCH_BASE="+v.base, "BENCH_TOKEN="+v.token)
	if err := start(c); err != nil {
		return err
	}
	if err := c.Wait(); err != nil {
		return fmt.Errorf("%s %s: %w", v.side, r.op, err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return err
	}
	var res result
	if err := json.Unmarshal(bytes.TrimSpace(text), &res); err != nil {
		return err
	}
	at := cell{v.side, r.op, v.stored, clients}
	b.results[at] = append(b.results[at], res)
	return nil
}

// floorTarget is the floor's own target at the address where it listens now.
func (b *bench) floorTarget(base string) (string, error) {
	text, err := os.ReadFile(filepath.Join(b.tools, "targets", "floor.json"))
	if err != nil {
		return "", err
	}
	var target map[string]any
	if err := json.Unmarshal(text, &target); err != nil {
		return "", err
	}
	target["base"] = base
	if text, err = json.Marshal(target); err != nil {
		return "", err
	}
	path := filepath.Join(b.work, "floor.json")
	return path, os.WriteFile(path, text, 0o600)
}
