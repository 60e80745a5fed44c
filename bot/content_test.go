package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"kotsukotsu/bot/workspace"
	"kotsukotsu/data/notes"
	"kotsukotsu/data/study"
	"kotsukotsu/handlers/blocks"
)

// TestSlackTakesAllWeTeach says every question, verdict and topic in both languages to a workspace
// that is as strict as Slack.
func TestSlackTakesAllWeTeach(t *testing.T) {
	w := mustWorkspace(t)
	s := newSpeaker(Config{SlackBotToken: workspace.BotToken, SlackAPIURL: w.APIURL()}, newMetrics())
	content, err := loadTeaching("")
	if err != nil {
		t.Fatal(err)
	}
	taken := func(what string, m blocks.Message) {
		t.Helper()
		if strings.HasSuffix(m.Text, "…") {
			t.Errorf("%s: its text is cut off", what)
		}
		if err := s.say(t.Context(), "C0STUDY", "", m); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, l := range study.Languages {
		for _, q := range content.bank.All() {
			round := study.Round{ID: 1, Number: 100, Order: q.Order(1)}
			answer := study.Answer{Picks: q.Right()}
			graded := blocks.Graded{Question: q, Order: round.Order, Answer: answer, Again: true}
			taken(q.ID, blocks.Question(round, q, l, 100))
			taken(q.ID, blocks.Closed(round, q, l, study.Tally{}.Add(answer.Picks, true, 1)))
			taken(q.ID, blocks.Verdict(graded, l))
			taken(q.ID, blocks.PracticeVerdict(graded, "review", l))
		}
		for _, n := range content.notes.All() {
			pages := append([]notes.Topic{{}}, n.Pages[l].Topics...)
			for _, topic := range pages {
				m := notes.Match{Note: n, Topic: topic.ID}
				page := blocks.Page{
					Match: m, Others: []notes.Match{m}, Related: content.notes.Related(n), Questions: 1, Answered: 1,
				}
				taken(n.ID+"#"+topic.ID, blocks.Note(page, l))
			}
		}
		taken("the list of notes", blocks.Browse(content.notes.All(), nil, l))
	}
}

// mostAsked are the services that the exams ask most, and what they are asked together with.
var mostAsked = [][]string{
	{"Amazon EC2"}, {"Amazon S3"}, {"Amazon VPC"}, {"Amazon RDS"}, {"Amazon Aurora"},
	{"Amazon DynamoDB"}, {"AWS Identity and Access Management"}, {"AWS Lambda"},
	{"Amazon CloudWatch"}, {"AWS CloudFormation"}, {"Elastic Load Balancing"},
	{"Amazon EC2 Auto Scaling"}, {"Amazon Route 53"}, {"Amazon CloudFront"},
	{"AWS Key Management Service"}, {"Amazon Elastic Container Service"}, {"AWS Organizations"},
	{"Amazon Simple Queue Service", "Amazon Simple Notification Service"},
	{"AWS Direct Connect", "AWS Site-to-Site VPN"},
	{"AWS Database Migration Service", "AWS Schema Conversion Tool", "AWS DataSync",
		"AWS Application Migration Service", "Migration strategies"},
	{"AWS CodeDeploy", "AWS CodePipeline", "AWS CodeBuild", "AWS Elastic Beanstalk"},
}

// TestEveryServiceIsAsked counts the questions of each service of the source notes, at least 3, and
// of those that the exams ask most, at least 10.
func TestEveryServiceIsAsked(t *testing.T) {
	asked := mustCountByService(t)
	for _, service := range mustSourceServices(t) {
		if asked[service] < 3 {
			t.Errorf("%d questions on %s, want 3", asked[service], service)
		}
	}
	for _, services := range mostAsked {
		sum := 0
		for _, s := range services {
			sum += asked[s]
		}
		if sum < 10 {
			t.Errorf("%d questions on %s, want 10", sum, strings.Join(services, ", "))
		}
	}
}

// mustCountByService counts the built-in questions; which service a note is on stands in the note.
func mustCountByService(t testing.TB) map[string]int {
	t.Helper()
	content, err := loadTeaching("")
	if err != nil {
		t.Fatal(err)
	}
	services, asked := map[string]string{}, map[string]int{}
	for _, n := range content.notes.All() {
		services[n.ID] = n.Service
	}
	for _, q := range content.bank.All() {
		asked[services[q.Note.Note]]++
	}
	return asked
}

// mustSourceServices are the services of the topics that the notes must reach, but for what is on
// no service.
func mustSourceServices(t testing.TB) (services []string) {
	t.Helper()
	file, err := os.Open("../data/notes/testdata/topics.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := json.NewDecoder(file); lines.More(); {
		var line struct{ Service string }
		if err := lines.Decode(&line); err != nil {
			t.Fatal(err)
		}
		if line.Service != "Concept" {
			services = append(services, line.Service)
		}
	}
	return services
}
