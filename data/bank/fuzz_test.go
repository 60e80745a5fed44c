package bank

import (
	"strings"
	"testing"
)

// fuzz reads whatever comes: never may it panic, find nothing and no fault, or take a question that
// can't be asked.
func fuzz(f *testing.F, name string, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		b, err := all.Read(name, content)
		if (err == nil) == (b == nil) {
			t.Fatalf("bank %v, error %v", b, err)
		}
		if err != nil {
			mustSayWhere(t, name, err)
			return
		}
		for _, q := range b.All() {
			if q.Ask.JA == "" || q.Ask.EN == "" || len(q.Choices) < 2 {
				t.Errorf("%+v is taken", q)
			}
		}
	})
}

func mustSayWhere(t *testing.T, name string, err error) {
	t.Helper()
	if !strings.HasPrefix(err.Error(), name+":") || strings.HasPrefix(err.Error(), name+":0:") {
		t.Errorf("fault %v doesn't say the line", err)
	}
}

func FuzzYAML(f *testing.F) {
	fuzz(f, "a.yaml", good, "- !0  id: 00\n-", "- &x {id: a}\n- *x\n", "null", "- choices: &c [{id: a}]\n- {choices: *c}", "- <<: {id: x}")
}

func FuzzCSV(f *testing.F) {
	fuzz(f, "a.csv", "ask,choice_a,choice_b,right\nX,one,two,B\n", "ask;choice_a;choice_b;right\n\"X\n\";one;two;A",
		"\ufeffright\tchoice_b\tchoice_a\task\n", "ask,choice_a,choice_b,right\n\"")
}

func FuzzGIFT(f *testing.F) {
	fuzz(f, "a.gift", "::t::X {=one#yes ~two#no}", "X{~%50%a ~%50%b ~%-100%c ####g}", "X{=a -> b =c -> d}",
		"// [id:a-1]\n[html]<p>\\{{=a\n~b}", "$CATEGORY: a/ebs\n\n{T}")
}

func FuzzAnki(f *testing.F) {
	fuzz(f, "a.txt", "#separator:tab\n#html:true\nX\tone<br>*two\n", "X\t\"A. one\nB. two\"\tA\twhy",
		"#guid column:1\n#html:false\nk\tX\t*a\n")
}
