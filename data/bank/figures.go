package bank

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"kotsukotsu/data/study"
)

// What the figures of a bank may be, in percent. Below enough questions a share says nothing, and
// a team's few are not judged by it.
const (
	enough      = 40
	mostLongest = 35 // a learner who always takes the longest choice must not do well by it
	leastPlace  = 15 // nor one who always takes the same place, of A to D
	mostPlace   = 35
	mostOff     = 10 // points that a level or a domain may be away from its share
)

// levelShares are the shares that recall, apply and scenario shall have, in percent.
var levelShares = [3]int{25, 50, 25}

// Figures are counts of a bank that show whether it is balanced, and whether its form gives
// answers away. The number of single questions, by which Longest and Places are measured, is
// Kinds[study.Single].
type Figures struct {
	Questions int
	Kinds     map[study.Kind]int
	Levels    [3]int                    // recall, apply, scenario
	Exams     map[string]int            // by code
	Domains   map[string]map[string]int // by exam code and name
	Longest   map[study.Language]int    // single questions with no choice wider than the right one
	Places    [MostChoices]int          // of the right choices of single questions, as in the file
	Multiple  [MostChoices]int          // and of choose-N ones
}

// Figures counts the bank.
func (b *Bank) Figures() Figures {
	f := Figures{
		Kinds: map[study.Kind]int{}, Exams: map[string]int{}, Longest: map[study.Language]int{},
		Domains: map[string]map[string]int{},
	}
	for _, e := range study.Exams {
		f.Domains[e.Code] = map[string]int{}
	}
	for _, q := range b.questions {
		f.count(q)
	}
	return f
}

func (f *Figures) count(q study.Question) {
	f.Questions++
	f.Kinds[q.Kind]++
	f.Levels[q.Level-1]++
	f.Exams[q.Exam]++
	f.Domains[q.Exam][q.Domain]++
	switch q.Kind {
	case study.Single:
		countPlaces(&f.Places, q)
		for _, l := range study.Languages {
			if right, wrong := widest(q, l); right >= wrong {
				f.Longest[l]++
			}
		}
	case study.Multiple:
		countPlaces(&f.Multiple, q)
	}
}

func countPlaces(places *[MostChoices]int, q study.Question) {
	for i, c := range q.Choices {
		if c.Right {
			places[i]++
		}
	}
}

// share is a count as a percentage of a whole.
func share(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }

// off says whether a share is too many points away from what it should be.
func off(share float64, want int) bool {
	return share < float64(want-mostOff) || share > float64(want+mostOff)
}

// Faults says which figures are off.
func (f Figures) Faults() []string {
	return slices.Concat(f.longestFaults(), f.placeFaults(), f.levelFaults(), f.domainFaults())
}

func (f Figures) longestFaults() (faults []string) {
	singles := f.Kinds[study.Single]
	for _, l := range study.Languages {
		if s := share(f.Longest[l], singles); singles >= enough && s > mostLongest {
			faults = append(faults, fmt.Sprintf("the right choice in %s is the longest in %.1f %% "+
				"of the single questions: it may be in %d %%", l, s, mostLongest))
		}
	}
	return faults
}

func (f Figures) placeFaults() (faults []string) {
	singles := f.Kinds[study.Single]
	for i, n := range f.Places[:4] {
		s := share(n, singles)
		if singles >= enough && (s < leastPlace || s > mostPlace) {
			faults = append(faults, fmt.Sprintf("the right choice stands at %s in %.1f %% of the "+
				"single questions: it should in %d to %d %%", study.Letter(i), s, leastPlace, mostPlace))
		}
	}
	return faults
}

func (f Figures) levelFaults() (faults []string) {
	for i, n := range f.Levels {
		s := share(n, f.Questions)
		if f.Questions >= enough && off(s, levelShares[i]) {
			faults = append(faults, fmt.Sprintf("level %d has %.1f %% of the questions: "+
				"it should have %d %%, give or take %d", i+1, s, levelShares[i], mostOff))
		}
	}
	return faults
}

func (f Figures) domainFaults() (faults []string) {
	for _, e := range study.Exams {
		for _, d := range e.Domains {
			s := share(f.Domains[e.Code][d.Name], f.Exams[e.Code])
			if f.Exams[e.Code] >= enough && off(s, d.Weight) {
				faults = append(faults, fmt.Sprintf("%s has %.1f %% of the questions for %s: "+
					"it should have %d %%, give or take %d", d.Name, s, e.Version, d.Weight, mostOff))
			}
		}
	}
	return faults
}

// String is the figures as check prints them, each share beside what it should be.
func (f Figures) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "kinds: %d single, %d multiple, %d ordering, %d matching\n",
		f.Kinds[study.Single], f.Kinds[study.Multiple],
		f.Kinds[study.Ordering], f.Kinds[study.Matching])
	f.writeShares(&s)
	for _, l := range study.Languages {
		fmt.Fprintf(&s, "single questions whose right choice is the longest in %s: "+
			"%d, %.1f %% (at most %d %%)\n",
			l, f.Longest[l], share(f.Longest[l], f.Kinds[study.Single]), mostLongest)
	}
	fmt.Fprintf(&s, "places of right choices, single: %s\n", places(f.Places))
	fmt.Fprintf(&s, "places of right choices, multiple: %s\n", places(f.Multiple))
	return s.String()
}

func (f Figures) writeShares(w io.Writer) {
	row := func(name string, n, of, want int) {
		fmt.Fprintf(w, "  %-48s %4d  %4.1f %% (should be %d %%)\n", name, n, share(n, of), want)
	}
	fmt.Fprintln(w, "levels:")
	for i, name := range []string{"1 recall", "2 apply", "3 scenario"} {
		row(name, f.Levels[i], f.Questions, levelShares[i])
	}
	for _, e := range study.Exams {
		fmt.Fprintf(w, "%s: %d\n", e.Version, f.Exams[e.Code])
		for _, d := range e.Domains {
			row(d.Name, f.Domains[e.Code][d.Name], f.Exams[e.Code], d.Weight)
		}
	}
}

// places lists A to D, and what further places are taken.
func places(counts [MostChoices]int) string {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	var list []string
	for i, n := range counts {
		if i < 4 || n > 0 {
			list = append(list, fmt.Sprintf("%s %d (%.1f %%)", study.Letter(i), n, share(n, sum)))
		}
	}
	return strings.Join(list, ", ")
}
