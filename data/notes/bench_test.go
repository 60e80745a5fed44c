package notes

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"kotsukotsu/data/study"
)

// BenchmarkLookup compares a look-up in the index with a plain scan over all text, over
// testdata/lookups.tsv. An op is one look-up; p99-µs is the time that 99 of 100 stay under.
func BenchmarkLookup(b *testing.B) {
	n := mustBuiltIn(b)
	all := mustLookups(b)
	pages := pagesOf(n)
	var scanned, found time.Duration
	b.Run("scan", func(b *testing.B) {
		scanned = each(b, all, func(query string) { scan(pages, query) })
	})
	b.Run("index", func(b *testing.B) {
		found = each(b, all, func(query string) { n.Search(query) })
		if found > 0 {
			b.ReportMetric(float64(scanned)/float64(found), "times-faster-than-scan")
		}
	})
	b.Run("build", func(b *testing.B) {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		var built []*Notes
		for b.Loop() {
			built = append(built, mustBuiltIn(b))
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(built))/1e6, "MB-kept")
		runtime.KeepAlive(built)
	})
}

// each times f for every query, over and over, and returns the mean.
func each(b *testing.B, all []lookup, f func(string)) time.Duration {
	var times []time.Duration
	for b.Loop() {
		l := all[len(times)%len(all)]
		begin := time.Now()
		f(l.query)
		times = append(times, time.Since(begin))
	}
	sum := time.Duration(0)
	for _, t := range times {
		sum += t
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)*99/100])/1e3, "p99-µs")
	return sum / time.Duration(len(times))
}

// pagesOf is what the simplest search would look through.
func pagesOf(n *Notes) (pages []string) {
	for _, note := range n.All() {
		for _, l := range study.Languages {
			var b strings.Builder
			b.WriteString(
				strings.ToLower(
					note.Service + " " + strings.Join(note.Aliases, " ") + note.Pages[l].Summary,
				),
			)
			for _, t := range note.Pages[l].Topics {
				b.WriteString(
					strings.ToLower(t.Title + " " + strings.Join(t.Aliases, " ") + t.Body),
				)
			}
			pages = append(pages, b.String())
		}
	}
	return pages
}

// scan returns the page that says most of the query's words.
func scan(pages []string, query string) (best int) {
	words := strings.Fields(strings.ToLower(query))
	most := 0
	for i, page := range pages {
		said := 0
		for _, w := range words {
			said += strings.Count(page, w)
		}
		if said > most {
			best, most = i, said
		}
	}
	return best
}
