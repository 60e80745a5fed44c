package workspace_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"kotsukotsu/bot/workspace"
)

func TestBlocksAsPlainLines(t *testing.T) {
	all := append(question(), chooseTwo()...)
	all = append(all, settingsModal().Blocks.BlockSet[1:4]...)
	all = append(all, report()[1:4]...)
	var blocks workspace.Blocks
	text, err := json.Marshal(slack.Blocks{BlockSet: all})
	if err == nil {
		err = json.Unmarshal(text, &blocks)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := strings.TrimSpace(`
Question 12 · Storage
A team must keep seven years of records that are read twice a year and must be there within twelve hours. Which storage class costs least?
• *A  *S3 Standard
• *B  *S3 Glacier Deep Archive
• *C  *S3 One Zone-IA
• *D  *EBS st1
[A] [B] [C] [D]
SAA-C03 · closes <!date^1795334400^{date_short_pretty} {time}|later> · *3* have answered
*Question 13* — which *two* keep objects from being deleted by mistake?
[ ] *A*  Enable versioning
[ ] *B*  Turn on MFA delete
[ ] *C*  Use a larger part size
[Answer] [Skip]
Course name: <plain_text_input>
Exam: <SAA-C03, DVA-C02>
Days: [ ] Mon
[ ] Tue
[ ] Wed
(bar chart: Answers a day)
Answered: Mon 5, Tue 6, Wed 7, Thu 5, Fri 6
Right: Mon 3, Tue 4, Wed 3, Thu 4, Fri 3
(pie chart: By topic)
Storage 12
Networking 7
Security 5
Who | Answered | Streak | Best topic
Ana | 5 | 12 | Storage
健 | 4 | 3 | Networking
雪 | 5 | 20 | Security`)
	if diff := cmp.Diff(want, workspace.Text(blocks)); diff != "" {
		t.Errorf("Text (-want +got):\n%s", diff)
	}
}
