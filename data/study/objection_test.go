package study

import "testing"

var disputed = Question{
	ID: "q", Kind: Single, Pick: 1,
	Choices: []Choice{{ID: "a", Right: true}, {ID: "b"}, {ID: "c"}, {ID: "d"}},
}

func TestMend(t *testing.T) {
	for _, test := range []struct {
		name  string
		mend  Mend
		right string // of those who chose a, b, c, d before
		asks  int
		taken bool
	}{
		{"a new key", Mend{Change: NewKey, Choices: []string{"b"}}, "b", 1, true},
		{"two are right", Mend{Change: NewKey, Choices: []string{"a", "b"}}, "", 2, true},
		{"who chose what is dropped is right", Mend{Change: Drop, Choices: []string{"b"}}, "ab", 1, true},
		{"the only right choice can't be dropped", Mend{Change: Drop, Choices: []string{"a"}}, "a", 0, false},
		{"the only wrong ones can't be dropped", Mend{Change: Drop, Choices: []string{"b", "c", "d"}}, "abcd", 1, false},
		{"not all can be right", Mend{Change: NewKey, Choices: []string{"a", "b", "c", "d"}}, "", 4, false},
		{"nothing chosen is no key", Mend{Change: NewKey}, "", 0, false},
	} {
		mended, _ := disputed.Mended(test.mend)
		right := ""
		for _, pick := range []string{"a", "b", "c", "d"} {
			if mended.Regrade([]string{pick}) {
				right += pick
			}
		}
		if taken := disputed.Mendable(test.mend); right != test.right || mended.Pick != test.asks || taken != test.taken {
			t.Errorf("%s: right are %q, it asks for %d, it can be had: %v", test.name, right, mended.Pick, taken)
		}
	}
	if len(disputed.Order(1)) != 4 || !disputed.Choices[0].Right {
		t.Error("mends have changed the question itself")
	}
	dropped, _ := disputed.Mended(Mend{Change: Drop, Choices: []string{"b"}})
	if len(dropped.Order(1)) != 3 {
		t.Errorf("new rounds show %v, want them without b", dropped.Order(1))
	}
	if _, asked := disputed.Mended(Mend{Change: Retire}); asked {
		t.Error("a retired question is asked")
	}
}
