package main

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// allowed says which of our packages a package may import, and which others it may not, as
// patterns. Everything else of the library world is free.
var allowed = map[string]struct {
	ours  []string
	never string
}{
	"data/study":      {nil, `gorm|slack-go|robfig|^os$|^net|^io/`},
	"data/bank":       {[]string{"data/study"}, `gorm|slack-go|robfig`},
	"data/notes":      {[]string{"data/study"}, `gorm|slack-go|robfig`},
	"data":            {[]string{"data/study"}, `slack-go|robfig`},
	"handlers/blocks": {[]string{"data/study", "data/notes"}, `gorm|robfig|socketmode|^net`},
	"handlers": {[]string{"data/study", "data/bank", "data/notes", "handlers/blocks"},
		`gorm|robfig|slack-go|^net`},
	"scheduler":     {[]string{"data/study"}, `gorm|slack-go|^net`},
	"bot/workspace": {nil, `gorm|slack-go|robfig`},
	"bot": {
		[]string{
			"data",
			"data/study",
			"data/bank",
			"data/notes",
			"handlers",
			"handlers/blocks",
			"scheduler",
			"bot/workspace",
		},
		`gorm|robfig`,
	},
}

// TestWhoImportsWhom is the table of the house: siblings don't know each other, gorm is in one
// package, cron in one, Slack's client in one.
func TestWhoImportsWhom(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}:{{join .Imports " "}}`, "kotsukotsu/...").
		Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		name, imports, _ := strings.Cut(strings.TrimSpace(line), ":")
		name = strings.TrimPrefix(name, "kotsukotsu/")
		rule, known := allowed[name]
		if !known {
			t.Errorf("package %s is not in the table", name)
			continue
		}
		never := regexp.MustCompile(rule.never)
		for _, i := range strings.Fields(imports) {
			if own, ours := strings.CutPrefix(i, "kotsukotsu/"); ours &&
				!slices.Contains(rule.ours, own) {
				t.Errorf("%s may not import %s", name, own)
			} else if !ours && never.MatchString(i) {
				t.Errorf("%s may not import %s", name, i)
			}
		}
	}
}

// TestPureMeansPure looks for what no import shows: a clock, chance of the whole process, and a
// second place that calls Slack.
func TestPureMeansPure(t *testing.T) {
	for _, rule := range []struct{ what, where, except string }{
		{`time\.Now\(|rand\.(Int|Float|Perm|Shuffle|N)\(`, "../data/study", ""},
		{`time\.Now\(`, "../handlers", ""},
		{`slack\.New\(|\.api\.[A-Z]`, ".", "speak.go"},
	} {
		out, err := exec.Command("grep", "-rnE", "--include=*.go", "--exclude=*_test.go", "--exclude-dir=workspace",
			rule.what, rule.where).
			CombinedOutput()
		if err != nil && len(out) > 0 {
			t.Fatalf("%v: %s", err, out)
		}
		for line := range strings.Lines(string(out)) {
			if rule.except == "" || !strings.Contains(line, rule.except+":") {
				t.Errorf("not pure: %s", line)
			}
		}
	}
}
