package bank

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"kotsukotsu/data/study"
)

// all are the fields that no file of the tests has to say.
var all = Reader{
	Exam: "SAA", Domain: "Design Secure Architectures", Note: "s3",
	HasNote: func(r study.Ref) bool { return r.Note == "ebs" || r.Note == "s3" },
}

func mustRead(t testing.TB, name, content string) []study.Question {
	t.Helper()
	b, err := all.Read(name, []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return b.All()
}

func both(s string) study.Text { return study.Text{JA: s, EN: s} }

// inShort is a question as a line: kind, what is asked, the choices with the right ones marked, and
// what more is said.
func inShort(q study.Question) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s?", q.Kind, q.Note, q.Ask.EN)
	for _, c := range q.Choices {
		mark := map[bool]string{true: " *"}[c.Right]
		fmt.Fprintf(&b, " |%s %s", mark, c.Text.EN)
		for _, more := range []string{c.Match.EN, c.Why.EN} {
			if more != "" {
				fmt.Fprintf(&b, " (%s)", more)
			}
		}
	}
	return b.String()
}

func TestQuestionsAreReadInEachFormat(t *testing.T) {
	for _, test := range []struct{ what, name, content, want string }{
		{"a CSV file with what is needed alone", "a.csv", "ask,choice_a,choice_b,right\nX,one,two,B",
			"single s3 X? | one | * two"},
		{"semicolons", "a.csv", "ask;choice_a;choice_b;right\nX;one, or;two;a", "single s3 X? | * one, or | two"},
		{"tabs", "a.csv", "ask\tchoice_a\tchoice_b\tright\nX\tone\ttwo\ta", "single s3 X? | * one | two"},
		{"CRLF and a byte order mark", "A.CSV", "\ufeffask,choice_a,choice_b,right\r\nX,one,two,B\r\n",
			"single s3 X? | one | * two"},
		{"lines that end in CR", "a.csv", "ask,choice_a,choice_b,right\rX,one,two,B\r", "single s3 X? | one | * two"},
		{"columns in another order, cells with newlines, rows left empty", "a.csv",
			"Right,Choice_B,Choice_A,Ask,,\n\n,,,,,\nB,\"two\n2\",\"o \"\"ne\"\"\",X,,\n",
			"single s3 X? | o \"ne\" | * two\n2"},
		{"two right ones, rationales, a note", "a.csv",
			"ask,choice_a,why_a,choice_b,why_b,choice_d,right,note\nX,one,yes,two,no,four,\"a, D\",ebs",
			"multiple ebs X? | * one (yes) | two (no) | * four"},
		{"cells that look like formulas", "a.csv",
			"ask,choice_a,choice_b,choice_c,choice_d,right\n=1+1,+1,-1,@SUM(A1),\"=cmd|' /C calc'!A0\",A",
			"single s3 =1+1? | * +1 | -1 | @SUM(A1) | =cmd|' /C calc'!A0"},
		{"ordering", "a.csv", "kind,ask,choice_a,choice_b,right\nordering,X,one,two,", "ordering s3 X? | one | two"},
		{"matching", "a.csv", "kind,ask,choice_a,match_a,choice_b,match_b,right\nmatching,X,one,1,two,2,",
			"matching s3 X? | one (1) | two (2)"},

		{"a GIFT question", "a.gift", "X {=one ~two}", "single s3 X? | * one | two"},
		{"title, comments, rationales, several lines", "a.gift",
			"// a comment\n::t::X\n{\n  ~one#no\n// and another\n  =two#yes\n}\n", "single s3 X? | one (no) | * two (yes)"},
		{"weights", "a.gift", "X{~%50%one~%-100%two ~%50%three}", "multiple s3 X? | * one | two | * three"},
		{"thirds", "a.gift", "X{~%33.333%a ~%33.333%b ~%33.333%c ~d}", "multiple s3 X? | * a | * b | * c | d"},
		{"escapes", "a.gift", `a\:b \{x\} {=1 \= 1 \~ 2#\# \\d ~x\ny}`, "single s3 a:b {x}? | * 1 = 1 ~ 2 (# \\d) | x\ny"},
		{"a word that is missing", "a.gift", "A {=one ~two} lives.", "single s3 A _____ lives.? | * one | two"},
		{"matching pairs", "a.gift", "X {=one -> 1 =two -> 2}", "matching s3 X? | one (1) | two (2)"},
		{"HTML", "a.gift", "[html]<p>X &amp; <b>Y</b></p>{=[plain]<b> ~&lt;i&gt;}", "single s3 X & Y? | * <b> | <i>"},
		{"general feedback", "a.gift", "X{=one ~two#no ####As it is.}", "single s3 X? | * one (As it is.) | two (no)"},
		{"a category that is a note", "a.gift", "$CATEGORY: $course$/top/ebs\n\nX{=one ~two}", "single ebs X? | * one | two"},
		{"a category that is none", "a.gift", "$CATEGORY: storage\nX{=one ~two}", "single s3 X? | * one | two"},

		{"an export of Anki", "a.txt", "#separator:tab\n#html:true\nX\tone<br>*two\n", "single s3 X? | one | * two"},
		{"lines in quotes, letters, a rationale", "a.tsv", "X\t\"A. one\nB) two\nC. three\"\tA, c\tAs it is.",
			"multiple s3 X? | * one (As it is.) | two | * three (As it is.)"},
		{"HTML of Anki", "a.txt", "<b>X</b>&nbsp;&lt;y&gt;\t<div>*one &amp; 1</div><div>two</div>\t\t<i>Yes</i>",
			"single s3 X <y>? | * one & 1 (Yes) | two"},
		{"no HTML", "a.txt", "#html:false\na <b> &lt;\t\"*one\ntwo\"", "single s3 a <b> &lt;? | * one | two"},
		{"Anki's own columns", "a.txt", "#guid column:1\n#tags column:4\nk~!\tX\t*one<br>two\tmy tags",
			"single s3 X? | * one | two"},
		{"ours", "a.yaml", strings.ReplaceAll(good, "ja: どれか。, ", ""), "single s3#classes Which? | * This (Right) | That (Wrong) | The other (Wrong)"},
	} {
		t.Run(test.what, func(t *testing.T) {
			q := mustRead(t, test.name, test.content)
			if diff := cmp.Diff(test.want, inShort(q[0])); len(q) != 1 || diff != "" {
				t.Errorf("%d questions; the first:\n%s", len(q), diff)
			}
		})
	}
}

func TestWhatAFileNeedNotSay(t *testing.T) {
	got := mustRead(t, "dir/S3 基礎.csv", "ask_ja,ask_en,choice_a,choice_b,right\nどれ,,one,two,B")
	want := []study.Question{{
		ID: got[0].ID, Kind: study.Single, Pick: 1, Note: study.Ref{Note: "s3"}, Exam: "SAA",
		Domain: "Design Secure Architectures", Level: 2, Ask: both("どれ"), Source: "S3 基礎.csv",
		Choices: []study.Choice{
			{ID: "a", Text: both("one")}, {ID: "b", Right: true, Text: both("two")},
		},
	}}
	if diff := cmp.Diff(want, got); diff != "" || !strings.HasPrefix(got[0].ID, "s3-") {
		t.Errorf("ID %s, %s", got[0].ID, diff)
	}
}

func TestMadeIDsTellQuestionsApartAndStay(t *testing.T) {
	const file = "X{=one ~two}\n\n::other::X{=one ~two}\n\n// [id:own-01]\nX{=one ~two}"
	first, again := mustRead(t, "a.gift", file), mustRead(t, "a.gift", "// new\n\n"+file)
	if diff := cmp.Diff(first, again); diff != "" || len(first) != 3 || first[2].ID != "own-01" {
		t.Errorf("%v; another time: %s", first, diff)
	}
	if other := mustRead(t, "b.gift", file); other[0].ID == first[0].ID {
		t.Errorf("%s is an ID of two files", other[0].ID)
	}
}

func TestShiftJISIsRead(t *testing.T) {
	const file = "ask,choice_a,choice_b,right\r\n①どれが「表」か ソ能 ｱｲ,これ,それ,B\r\n"
	content, err := japanese.ShiftJIS.NewEncoder().String(file)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := inShort(mustRead(t, "a.csv", content)[0]), inShort(mustRead(t, "a.csv", file)[0]); got != want {
		t.Errorf("read as %s, want %s", got, want)
	}
}

func TestFaultsOfFilesSayFileLineAndWhat(t *testing.T) {
	const head = "ask,choice_a,choice_b,right\n"
	eucJP, _ := japanese.EUCJP.NewEncoder().String(head + "どれか,これ,それ,A")
	for _, test := range []struct{ name, content, want string }{
		{"a.docx", "", `a.docx:1: the ending ".docx" is none of .csv, .gift, .tsv, .txt, .yaml, .yml`},
		{"a", "", `a:1: the ending "" is none of`},
		{"a.csv", "", "a.csv:1: no questions"},
		{"a.gift", "\n// nothing\n", "a.gift:1: no questions"},
		{"a.txt", "#separator:tab\n", "a.txt:1: no questions"},
		{"a.yaml", "# nothing\n", "a.yaml:1: no questions"},
		{"a.yaml", "null", "a.yaml:1: no questions"},
		{"a.csv", head, "a.csv:1: no questions"},
		{"a.csv", "\x89PNG\r\n\x1a\n\x00\x00", "a.csv:2: a control character (0x1a) stands here"},
		{"a.csv", "\xff\xfea\x00", "a.csv:1: the file is in UTF-16: save it as UTF-8"},
		{"a.csv", head + "caf\xe9 ?,\xe9t\xe9,b,A", "a.csv:2: the text is neither UTF-8 nor Shift-JIS"},
		{"a.csv", eucJP, "a.csv:2: the text is neither UTF-8 nor Shift-JIS"},
		{"a.csv", strings.Repeat("x", MostBytes+1), "a.csv:1: the file has more than 20 MB"},
		{"a.gift", strings.Repeat("\n\nX{=a ~b}", MostQuestions+1), "a.gift:40003: there are more than 20000 questions"},

		{"a.csv", head + strings.Repeat("X,a,b,A\n", MostQuestions+1), "a.csv:20002: there are more than 20000 questions"},
		{"a.txt", strings.Repeat("X\t*a<br>b\n", MostQuestions+1), "a.txt:20001: there are more than 20000 questions"},
		{"a.txt", "X\t*a<br>b" + strings.Repeat("<br>c", 10), "a.txt:1: more than 10 choices"},

		{"a.csv", "ask,choice_a,choice_b,right,foo\n", `a.csv:1: column "foo" is not known`},
		{"a.csv", "ask,ask,choice_a,right\n", "a.csv:1: column choice_b is missing"},
		{"a.csv", "ask,ask,choice_a,right\n", `a.csv:1: column "ask" is there twice`},
		{"a.csv", head + "X,one,two,C", `a.csv:2: the right answer "c" is the letter of no choice`},
		{"a.csv", head + "X,one,two,", "a.csv:2: 0 choices are right"},
		{"a.csv", head + "X,one,two,A,more", "a.csv:2: the row has 5 cells, the header 4"},
		{"a.csv", head + "\n\"X\nY\",one,one,A", `a.csv:3: choice "b": another choice has the same text`},
		{"a.csv", head + "X,o\"ne,two,A", `a.csv:2: a " stands in a cell`},
		{"a.csv", head + "X,\"one,two,A\n\nY,one,two,A\n", `a.csv:2: a cell that begins with " doesn't end`},
		{"a.csv", head + "X,one,two,A\nX,one,two,A", "a.csv:3: the same is asked at a.csv:2 already"},
		{"a.csv", "id," + head + "x-1,X,one,two,A\nx-1,Y,one,two,A", `a.csv:3: id "x-1" stands already at a.csv:2`},
		{"a.csv", "id," + head + strings.Repeat("x", 81) + ",X,one,two,A", "a.csv:2: id has 81 characters: at most 80"},
		{"a.csv", "level," + head + "hard,X,one,two,A", `a.csv:2: level "hard" is not a number`},
		{"a.csv", "exam," + head + "XYZ,X,one,two,A", `a.csv:2: exam "XYZ" is none of`},

		{"a.gift", "X{=one ~two", "a.gift:1: the { has no }"},
		{"a.gift", "\nX{=one ~two\n\n}\n", "a.gift:4: there are no answers in braces"},
		{"a.gift", "X{=one {~two}", "a.gift:1: there is a second {"},
		{"a.gift", "Only words.", "a.gift:1: there are no answers in braces: a description"},
		{"a.gift", "X{}", "a.gift:1: an essay"},
		{"a.gift", "X{T}", "a.gift:1: a true-or-false question is not supported"},
		{"a.gift", "X{FALSE#no#yes}", "a.gift:1: a true-or-false question is not supported"},
		{"a.gift", "X{#3:0.1}", "a.gift:1: a numerical question is not supported"},
		{"a.gift", "X{=one =two}", "a.gift:1: a short-answer question"},
		{"a.gift", "X{one ~two}", "a.gift:1: the answers don't begin with = or ~"},
		{"a.gift", "X{=one =two ~three}", "a.gift:1: 2 answers are each right alone"},
		{"a.gift", "X{=one ~%50%two ~three}", "a.gift:1: an answer that is right in part"},
		{"a.gift", "X{~%50%one ~%20%two ~three}", "a.gift:1: an answer that is right in part"},
		{"a.gift", "X{\n=one\n~\n}", `a.gift:3: choice "b": text is missing in ja`},
		{"a.gift", "X{=one -> 1\n=two ->}", `a.gift:2: choice "b": match is missing in ja`},
		{"a.gift", "[html]<img src\\=x> {=one ~two}", "a.gift:1: there is a picture"},
		{"a.gift", "X{" + strings.Repeat("~x", 11) + "}", "a.gift:1: more than 10 choices"},

		{"a.txt", "#separator:Comma\nX,y", `a.txt:1: the separator is "comma": only tab is read`},
		{"a.txt", "#guid column:x\n", `a.txt:1: the guid column "x" is not a number`},
		{"a.txt", "X {=one ~two}", "a.txt:1: there is no tab between a question and its choices"},
		{"a.txt", "#html:true\nX\tone<br>two", "a.txt:2: 0 choices are right"},
		{"a.txt", "X\tone<br>two\tC", `a.txt:1: the right answer "c" is the letter of no choice`},
		{"a.txt", "X<img src=\"x.png\">\t*one<br>two", "a.txt:1: a \" stands in a cell"},
		{"a.txt", "\"X<img src=\"\"x.png\"\">\"\t*one<br>two", "a.txt:1: there is a picture"},

		{"a.yaml", strings.Replace(good, "why: {ja: 正しい, en: Right}", "why: {}", 1), `a.yaml:9: choice "a": why is missing`},
		{"a.yaml", strings.Replace(good, "level: 1", "level: [", 1), "a.yaml:"},
		{"a.yaml", good + "---\n" + good, "a.yaml:1: after the first YAML document (---) comes another"},
		{"a.yaml", strings.Replace(good, "en: That", `en: "That\u0007"`, 1), "a.yaml:1: a text has the control character 0x07"},
	} {
		b, err := all.Read(test.name, []byte(test.content))
		if b != nil || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%.60q: bank %v, fault is\n%v\nwant %q in it", test.content, b, err, test.want)
		}
	}
}

func TestEveryFaultOfAFileIsNamed(t *testing.T) {
	_, err := all.Read("a.csv", []byte("ask,choice_a,choice_b,right\nX,one,two,C\nY,one,\"two\"!,A\n,one,two,A\n"))
	for _, want := range []string{"a.csv:2: the right", "a.csv:2: 0 choices", "a.csv:3: a \"", "a.csv:4: ask is missing in ja"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("faults are\n%v\nwant %q among them", err, want)
		}
	}
}

func TestWhatNobodySaysIsAskedForOnceAFile(t *testing.T) {
	_, err := Reader{Exam: "SAA", HasNote: all.HasNote}.Read("a.gift", []byte("X{=a ~b}\n\nY{=a ~b}\n\nZ{=a ~b}"))
	want := "a.gift:1: domain is missing here and in 2 more questions: say it in the file, or for all with --domain\n" +
		"a.gift:1: note is missing here and in 2 more questions: say it in the file, or for all with --note"
	if err == nil || err.Error() != want {
		t.Errorf("faults are\n%v\nwant\n%s", err, want)
	}
}

// big is a file of n questions, and what each format makes of them.
func big(n int) map[string]string {
	var yaml, table, gift, anki strings.Builder
	table.WriteString("ask,choice_a,choice_b,choice_c,right\n")
	for i := range n {
		yaml.WriteString(strings.Replace(good, "s3-class-01", fmt.Sprint("s3-class-", i), 1))
		fmt.Fprintf(&table, "問%d,one,two,three,B\n", i)
		fmt.Fprintf(&gift, "::%d::問%d {\n=one#yes\n~two#no\n~three\n}\n\n", i, i)
		fmt.Fprintf(&anki, "問%d\t<div>one</div><div>*two</div><div>three</div>\t\tWhy &amp; so\n", i)
	}
	return map[string]string{
		"a.yaml": yaml.String(), "a.csv": table.String(), "a.gift": gift.String(), "a.txt": anki.String(),
	}
}

func TestTenThousandQuestionsAreRead(t *testing.T) {
	for name, content := range big(10_000) {
		begun := time.Now()
		if n := len(mustRead(t, name, content)); n != 10_000 {
			t.Errorf("%s: %d questions", name, n)
		}
		t.Logf("%s: %d KB in %v", name, len(content)>>10, time.Since(begun))
	}
}
