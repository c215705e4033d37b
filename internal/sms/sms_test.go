package sms_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"jiazhan/internal/sms"
)

func TestEverySenderTakesOneRecipientOnly(t *testing.T) {
	senders := map[string]sms.Sender{
		"console": sms.NewConsole(&bytes.Buffer{}),
		"file":    sms.NewFile(filepath.Join(t.TempDir(), "sms.jsonl")),
	}
	for name, s := range senders {
		for _, phone := range []string{"", "1990000", "19900000001,19900000002", "1990000000a", "29900000001", "19900000001\n"} {
			if err := s.Send(t.Context(), phone, "x"); !errors.Is(err, sms.ErrRecipient) {
				t.Errorf("%s sent to %q: %v", name, phone, err)
			}
		}
		if err := s.Send(t.Context(), "19900000001", "x"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestConsolePrintsOneLineWhateverTheText(t *testing.T) {
	var out bytes.Buffer
	if err := sms.NewConsole(&out).Send(t.Context(), "19900000001", "验证码 123456\r\nsms 19900000002 假"); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "sms 19900000001 验证码 123456  sms 19900000002 假\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFileKeepsEveryMessage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sms.jsonl")
	file := sms.NewFile(path)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			if err := file.Send(t.Context(), fmt.Sprintf("199000000%02d", i), "“编号”\n"+strings.Repeat("字", i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if info, _ := f.Stat(); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v: others may read the messages", info.Mode())
	}
	phones := map[string]bool{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var m sms.Message
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		phones[m.Phone] = strings.HasPrefix(m.Text, "“编号” ")
	}
	if len(phones) != 50 {
		t.Errorf("%d messages, want 50", len(phones))
	}
	for phone, whole := range phones {
		if !whole {
			t.Errorf("the text to %s is not whole", phone)
		}
	}
}
