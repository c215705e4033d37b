package vault

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
)

const (
	saltSize  = 16
	tokenSize = 20
)

// letters is Crockford's alphabet: no i, l, o or u, so that 1 and 0 have no look-alike.
var letters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Token is 160 random bits in 32 lower-case letters and digits, safe in a URL and as a file's name.
func Token() string { return letters.EncodeToString(random(tokenSize)) }

// HashToken is what is stored of a token that opens something: its SHA-256, which needs no salt at 160 bits.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// Salt is 128 random bits in hexadecimal, for one Commit.
func Salt() string { return hex.EncodeToString(random(saltSize)) }

// Commit binds to a text without telling it: the hexadecimal SHA-256 of the salt, "|" and the text. Anybody who is
// given salt and text can check it with sha256sum; without the salt not even a short text can be guessed.
func Commit(salt, text string) string {
	sum := sha256.Sum256([]byte(salt + "|" + text))
	return hex.EncodeToString(sum[:])
}
