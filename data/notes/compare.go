package notes

import "regexp"

// How learners ask for a difference: with the word for it, or with "vs" alone.
var (
	difference = regexp.MustCompile(
		`(?i)の?(違い|ちがい|比較)(は|とは)?|どっち|difference between|compare|\bvs\b\.?|\bversus\b`)
	between = regexp.MustCompile(`(?i)\s*(と|、|,|，|\bvs\b\.?|\bversus\b|\band\b|\bor\b)\s*`)
)

// sides returns the two notes that a query asks to compare: "SQS vs SNS", "ALBとNLBの違い". False
// if it asks for no difference, or for one within a note.
func (n *Notes) sides(query string) (a, b Match, ok bool) {
	if !difference.MatchString(query) {
		return a, b, false
	}
	parts := between.Split(difference.ReplaceAllStringFunc(query, comma), -1)
	var sides []Match
	for _, part := range parts {
		found := n.search(part).Matches
		if len(found) > 0 && found[0].named {
			sides = append(sides, found[0])
		}
	}
	if len(sides) != 2 || sides[0].Note.ID == sides[1].Note.ID {
		return a, b, false
	}
	return sides[0], sides[1], true
}

// comma keeps what stands on both sides of a word of difference apart.
func comma(string) string { return "," }
