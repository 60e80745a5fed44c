package bank

import (
	"html"
	"regexp"
	"strings"
)

var (
	htmlHidden  = regexp.MustCompile(`(?is)<!--.*?-->|<(?:style|script)\b.*?</(?:style|script)>`)
	htmlPicture = regexp.MustCompile(`(?i)<(?:img|audio|video|object)\b|\[sound:`)
	htmlBreak   = regexp.MustCompile(`(?i)\s*<(?:br|/?(?:div|p|li|ul|ol|tr|h[1-6]))\b[^>]*>\s*`)
	htmlTag     = regexp.MustCompile(`</?[a-zA-Z][^>]*>`)
)

// textOf takes tags out and decodes entities; what begins a line in a browser begins one here.
func textOf(markup string) string {
	s := htmlHidden.ReplaceAllString(markup, "")
	s = htmlTag.ReplaceAllString(htmlBreak.ReplaceAllString(s, "\n"), "")
	return strings.TrimSpace(strings.ReplaceAll(html.UnescapeString(s), "\u00a0", " "))
}
