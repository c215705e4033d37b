// Package internal holds the house of Jiazhan. The tour, in reading order, stands in docs/house.md.
package internal
