// Package importtest holds the rules of the house as tests: which room may import which, where the clock and the dialect
// may be looked at, and that every room says what it is. It owns nothing and is imported by nobody.
package importtest
