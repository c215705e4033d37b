package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	_ "embed"

	"jiazhan/internal/fault"
)

// The lengths of passwords, in characters. The longest bounds the work of hashing.
const (
	shortest = 10
	longest  = 128
)

//go:embed commonest.txt
var commonestText string

var commonest = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(commonestText) {
		words[word] = true
	}
	return words
}()

// goodPassword refuses a password that is too short, too long, among the commonest, or made of the person's own phone.
// No rule about kinds of characters (OWASP ASVS 5.0, 6.2.5).
func goodPassword(password, phone string) error {
	return goodWords("password", password, phone, shortest)
}

func goodWords(field, words, phone string, least int) error {
	var wrong fault.Fields
	n := utf8.RuneCountInString(words)
	switch {
	case !utf8.ValidString(words) || n < least:
		wrong.Add(field, "account."+field+".short", least)
	case n > longest:
		wrong.Add(field, "account."+field+".long", longest)
	case common(words) || phone != "" && strings.Contains(words, phone):
		wrong.Add(field, "account."+field+".common")
	}
	return wrong.Err()
}

// common reports whether a guesser would try the password among the first: a known one, a known word dressed up with
// digits and signs, one that repeats itself, or a run along the alphabet, the digits or a row of keys.
func common(password string) bool {
	p := strings.ToLower(password)
	bare := strings.TrimFunc(p, func(r rune) bool { return !unicode.IsLetter(r) })
	return commonest[p] || commonest[bare] || commonest[plain.Replace(bare)] || repeats(p) || along(p)
}

// plain undoes the usual disguises of letters.
var plain = strings.NewReplacer("0", "o", "1", "l", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// repeats reports whether the text is one piece of up to four characters over and over.
func repeats(p string) bool {
	runes := []rune(p)
	for size := 1; size <= 4; size++ {
		same := true
		for i := size; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-size]
		}
		if same {
			return true
		}
	}
	return false
}

// rows are what fingers and minds run along.
var rows = []string{"01234567890123456789", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "!@#$%^&*()_+"}

func along(p string) bool {
	back := []rune(p)
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	for _, row := range rows {
		if strings.Contains(row, p) || strings.Contains(row, string(back)) {
			return true
		}
	}
	return false
}
