package notes

import (
	"math"
	"slices"
)

// texts is a full-text index over numbered texts, ranked by BM25 with b = 0.75. Source: Robertson
// and Zaragoza, The Probabilistic Relevance Framework (2009). Words that count more are counted
// more often, as its BM25F does.
type texts struct {
	postings map[string][]posting
	length   []float64 // in terms
	average  float64
	k1       float64 // how many mentions are half of everything
}

// posting is small, as there are hundreds of thousands.
type posting struct {
	text  int32
	count float32
}

func newTexts(k1 float64) texts { return texts{postings: map[string][]posting{}, k1: k1} }

// add adds terms to a text. Texts come in order, more or less.
func (x *texts) add(text int, terms []string, weight float64) {
	for len(x.length) <= text {
		x.length = append(x.length, 0)
	}
	for _, t := range terms {
		x.postings[t] = added(x.postings[t], posting{int32(text), float32(weight)})
		x.length[text] += weight
	}
}

// added adds to what a text's posting counts, or to the postings, which are in the order of texts.
func added(to []posting, p posting) []posting {
	place := len(to)
	for place > 0 && to[place-1].text > p.text {
		place--
	}
	if place > 0 && to[place-1].text == p.text {
		to[place-1].count += p.count
		return to
	}
	return slices.Insert(to, place, p)
}

// close lays the postings side by side, where they take no more room than they need. Nothing is added
// after it.
func (x *texts) close() {
	total := 0
	for _, p := range x.postings {
		total += len(p)
	}
	all := make([]posting, 0, total)
	for t, p := range x.postings {
		all = append(all, p...)
		x.postings[t] = all[len(all)-len(p) : len(all) : len(all)]
	}
	for _, n := range x.length {
		x.average += n / float64(len(x.length))
	}
}

// has says whether any text says a term.
func (x *texts) has(term string) bool { return len(x.postings[term]) > 0 }

// idf is how much a term says: the fewer texts have it, the more.
func (x *texts) idf(term string) float64 {
	n, df := float64(len(x.length)), float64(len(x.postings[term]))
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// hit is how well a text answers a query: share is how much of the query's words it says, the rare
// ones counting more; score, also up to 1, is how much it dwells on them; words is how many it
// says, and most how often the one that it says most.
type hit struct {
	share, score float64
	words        int
	most         float64
}

// search returns the hits by text. Terms must be different from each other.
func (x *texts) search(terms []string) map[int]hit {
	all := 0.0
	hits := map[int]hit{}
	for _, t := range terms {
		idf := x.idf(t)
		all += idf
		for _, p := range x.postings[t] {
			h := hits[int(p.text)]
			h.share += idf
			h.score += idf * x.saturated(p)
			h.words++
			h.most = max(h.most, float64(p.count))
			hits[int(p.text)] = h
		}
	}
	for text, h := range hits {
		h.share, h.score = h.share/all, h.score/all
		hits[text] = h
	}
	return hits
}

// saturated grows with the count up to 1: the tenth mention says less than the first.
func (x *texts) saturated(p posting) float64 {
	count := float64(p.count)
	return count / (count + x.k1*(0.25+0.75*x.length[p.text]/x.average))
}
