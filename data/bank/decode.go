package bank

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// decode makes text with lines that end in \n of a file: of UTF-8 with or without a byte order
// mark, or of Shift-JIS (CP932), as Excel writes it in Japan.
func decode(file string, content []byte) (string, error) {
	wrong := func(offset int, format string, args ...any) (string, error) {
		line := 1 + bytes.Count(content[:offset], []byte("\n"))
		return "", fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...))
	}
	if len(content) > MostBytes {
		return wrong(0, "the file has more than %d MB: divide it", MostBytes>>20)
	}
	if bytes.HasPrefix(content, []byte("\xff\xfe")) ||
		bytes.HasPrefix(content, []byte("\xfe\xff")) {
		return wrong(0, "the file is in UTF-16: save it as UTF-8")
	}
	if i := bytes.IndexFunc(content, control); i >= 0 {
		return wrong(i, "a control character (%#02x) stands here: is this a text file?", content[i])
	}
	text := strings.TrimPrefix(string(content), "\ufeff")
	if i := firstInvalid(content); i >= 0 {
		var ok bool
		if text, ok = shiftJIS(content); !ok {
			return wrong(i, "the text is neither UTF-8 nor Shift-JIS: save the file as UTF-8")
		}
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), nil
}

// control finds what no text has. Formats may use these characters for their own ends.
func control(r rune) bool {
	return unicode.IsControl(r) && r < utf8.RuneSelf && !strings.ContainsRune("\t\n\r", r)
}

// firstInvalid is where a text stops being UTF-8; -1 if it doesn't.
func firstInvalid(content []byte) int {
	for i := 0; i < len(content); {
		r, size := utf8.DecodeRune(content[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// shiftJIS decodes Japanese text. Nearly any bytes are some Shift-JIS, text in Latin-1 or EUC-JP
// among them, but only Japanese comes out with kana of full width.
func shiftJIS(content []byte) (string, bool) {
	text, err := japanese.ShiftJIS.NewDecoder().String(string(content))
	if err != nil || strings.ContainsRune(text, utf8.RuneError) {
		return "", false
	}
	return text, strings.ContainsFunc(text, func(r rune) bool { return 'ぁ' <= r && r <= 'ヺ' })
}
