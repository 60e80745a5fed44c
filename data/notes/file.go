package notes

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// file is one note in one language as it stands on disk.
type file struct {
	name    string
	front   front
	summary string
	topics  []section
	changes []change
}

type front struct {
	Service   string   `yaml:"service"`
	Aliases   []string `yaml:"aliases"`
	Category  string   `yaml:"category"`
	Exams     []string `yaml:"exams"`
	Status    string   `yaml:"status"`
	Since     string   `yaml:"since"`
	Successor string   `yaml:"successor"`
	Docs      string   `yaml:"docs"`
	Sources   []string `yaml:"sources"`
	Checked   string   `yaml:"checked"`
}

type section struct {
	Topic
	line int
}

type change struct {
	Change
	line int
}

var (
	heading    = regexp.MustCompile(`^## (.+?) *\{#([a-z0-9-]+)(?: +aliases="([^"]*)")?\} *$`)
	changeLine = regexp.MustCompile(
		`^> (?:Changed|変更)(?: (\d{4}(?:-\d{2}){0,2}))?[:：] *(.+?)(?: *\{#([a-z0-9-]+)\})? *$`)
	yamlLine = regexp.MustCompile(`line (\d+): (.*)`)
)

// parse reads one file. Faults of form are reported; what could be read is returned all the same.
func parse(name, text string) (file, []error) {
	f := file{name: name}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	end := 0
	if lines[0] == "---" {
		end = slices.Index(lines[1:], "---") + 1
	}
	if end == 0 {
		return f, []error{
			fmt.Errorf("%s:1: the front matter between two lines --- is missing", name),
		}
	}
	faults := f.readFront(strings.Join(lines[1:end], "\n"))
	return f, append(faults, f.readBody(lines, end+1)...)
}

func (f *file) readFront(text string) []error {
	strict := yaml.NewDecoder(strings.NewReader(text))
	strict.KnownFields(true)
	err := strict.Decode(&f.front)
	if err == nil {
		return nil
	}
	var faults []error
	for _, m := range yamlLine.FindAllStringSubmatch(err.Error(), -1) {
		var line int
		fmt.Sscan(m[1], &line)
		what, _, _ := strings.Cut(m[2], " in type notes.")
		faults = append(faults, f.fault(line+1, "%s", what)) // the front matter begins at line 2
	}
	if faults == nil {
		faults = append(faults, f.fault(2, "%v", err))
	}
	return faults
}

// readBody reads summary, topics and changes from a line on; the first line of a file is 1.
func (f *file) readBody(lines []string, from int) (faults []error) {
	body := &f.summary
	for i := from; i < len(lines); i++ {
		line := lines[i]
		switch {
		case strings.HasPrefix(line, "## "):
			t, err := parseHeading(line)
			if err != nil {
				faults = append(faults, f.fault(i+1, "%v", err))
			}
			f.topics = append(f.topics, section{t, i + 1})
			body = &f.topics[len(f.topics)-1].Body
		case strings.HasPrefix(line, "#"):
			faults = append(faults, f.fault(i+1, "only headings of the form ## are read"))
		case strings.HasPrefix(line, ">"):
			c, err := parseChange(line)
			if err != nil {
				faults = append(faults, f.fault(i+1, "%v", err))
			}
			f.changes = append(f.changes, change{c, i + 1})
		default:
			*body += line + "\n"
		}
	}
	f.trim()
	return faults
}

func (f *file) trim() {
	f.summary = strings.TrimSpace(f.summary)
	for i := range f.topics {
		f.topics[i].Body = strings.TrimSpace(f.topics[i].Body)
	}
}

func parseHeading(line string) (Topic, error) {
	m := heading.FindStringSubmatch(line)
	if m == nil {
		return Topic{}, fmt.Errorf(
			`heading %q is not of the form ## Title {#id aliases="a, b"}`,
			line,
		)
	}
	t := Topic{ID: m[2], Title: m[1]}
	for _, a := range strings.Split(m[3], ",") {
		if a = strings.TrimSpace(a); a != "" {
			t.Aliases = append(t.Aliases, a)
		}
	}
	return t, nil
}

func parseChange(line string) (Change, error) {
	m := changeLine.FindStringSubmatch(line)
	if m == nil {
		return Change{}, fmt.Errorf("line is not of the form > Changed YYYY-MM: what {#topic}")
	}
	return Change{When: m[1], What: m[2], Topic: m[3]}, nil
}

func (f file) fault(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", f.name, line, fmt.Sprintf(format, args...))
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
