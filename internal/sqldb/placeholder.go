package sqldb

import (
	"strconv"
	"strings"
)

// positional writes the placeholders $1, $2, … of a statement as ? where they stand once each and in order: SQLite's
// driver looks every named one up in a list, which for a long INSERT takes longer than the row. Any other statement
// stays as it is.
func positional(query string) string {
	if strings.ContainsRune(query, '?') || strings.Contains(query, "'$") {
		return query
	}
	parts := strings.Split(query, "$")
	for i, part := range parts[1:] {
		rest, ok := strings.CutPrefix(part, strconv.Itoa(i+1))
		if !ok || rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return query
		}
		parts[i+1] = rest
	}
	return strings.Join(parts, "?")
}

// Marks are the places of n values in a statement, of which the first is $from: "$3, $4, $5".
func Marks(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(from+i))
	}
	return b.String()
}
