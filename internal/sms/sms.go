// Package sms sends short messages to phones. Sender is the seam to the outside: Console and File stand behind it here, an
// operator's gateway in an installation. Outbox and Worker carry letters to it, sealed on the way. It owns no table. It
// must never log a text, nor send one to two phones.
package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"unicode"
)

// Sender hands one text to one phone. An error means that it was not handed over and may be tried again.
type Sender interface {
	Send(ctx context.Context, phone, text string) error
}

// ErrRecipient is given for anything but one Chinese mobile number of eleven digits.
var ErrRecipient = errors.New("sms: not one mobile number")

// Console prints each message as one line; the demo shows sign-in codes with it.
type Console struct {
	mu sync.Mutex
	w  io.Writer
}

// NewConsole prints to w.
func NewConsole(w io.Writer) *Console { return &Console{w: w} }

// Send prints "sms 13800000000 text".
func (c *Console) Send(_ context.Context, phone, text string) error {
	if !mobile(phone) {
		return ErrRecipient
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := fmt.Fprintf(c.w, "sms %s %s\n", phone, oneLine(text)); err != nil {
		return fmt.Errorf("sms: console: %w", err)
	}
	return nil
}

// Message is a line of a File.
type Message struct {
	Phone string `json:"phone"`
	Text  string `json:"text"`
}

// File appends each message to a file as one line of JSON; tests and drills without a gateway read it back.
type File struct {
	mu   sync.Mutex
	path string
}

// NewFile appends to the file at path, which is made when it is missing and which only its owner may read.
func NewFile(path string) *File { return &File{path: path} }

// Send appends the message.
func (f *File) Send(_ context.Context, phone, text string) error {
	if !mobile(phone) {
		return ErrRecipient
	}
	line, err := json.Marshal(Message{phone, oneLine(text)})
	if err != nil {
		return fmt.Errorf("sms: file: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	out, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("sms: file: %w", err)
	}
	_, err = out.Write(append(line, '\n'))
	return errors.Join(err, out.Sync(), out.Close())
}

func mobile(phone string) bool {
	return len(phone) == 11 && phone[0] == '1' && strings.Trim(phone, "0123456789") == ""
}

// oneLine keeps line breaks and controls out of a message, so that no text can pass for a second message or a header.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
