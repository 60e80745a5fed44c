package bank

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// columns is how wide a text is shown: East Asian wide characters take two columns.
func columns(s string) (n int) {
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n++
		}
		n++
	}
	return n
}

// narrow is a text without what a typist varies: full width, half width, spaces.
func narrow(s string) string {
	return strings.Join(strings.Fields(norm.NFKC.String(s)), "")
}

// bare is what is left of a text without case, width and punctuation. What makes 15 of 1.5, or s3
// of s3:*, is no mere punctuation: it stays.
func bare(s string) string {
	runes := []rune(narrow(strings.ToLower(s)))
	var kept strings.Builder
	for i, r := range runes {
		beforeDigit := i+1 < len(runes) && unicode.IsDigit(runes[i+1])
		telling := beforeDigit || strings.ContainsRune("*%#", r)
		if r != '`' && (telling || !unicode.IsPunct(r)) {
			kept.WriteRune(r)
		}
	}
	return kept.String()
}
