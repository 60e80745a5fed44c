package data

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kotsukotsu/data/study"
)

// questionRow is a team's own question. The ID of a declined one stays taken, so that a file that
// is imported again doesn't bring it back.
type questionRow struct {
	Team   string `gorm:"primaryKey"`
	ID     string `gorm:"primaryKey"`
	Author string
	State  string
	Body   string // questionBody as JSON
	At     int64
}

func (questionRow) TableName() string { return "questions" }

// questionBody is what is never asked of the database.
type questionBody struct {
	Kind     study.Kind   `json:"kind"`
	Pick     int          `json:"pick,omitempty"`
	Note     string       `json:"note"`
	Exam     string       `json:"exam"`
	Domain   string       `json:"domain"`
	Level    int          `json:"level"`
	Ask      textBody     `json:"ask"`
	Decisive textBody     `json:"decisive,omitzero"`
	Choices  []choiceBody `json:"choices"`
	Source   string       `json:"source"`
}

type choiceBody struct {
	ID    string   `json:"id"`
	Right bool     `json:"right,omitempty"`
	Last  bool     `json:"last,omitempty"`
	Text  textBody `json:"text"`
	Why   textBody `json:"why,omitzero"`
	Match textBody `json:"match,omitzero"`
}

type textBody struct {
	JA string `json:"ja"`
	EN string `json:"en"`
}

func newQuestionBody(q study.Question) questionBody {
	b := questionBody{
		Kind: q.Kind, Pick: q.Pick, Note: q.Note.String(), Exam: q.Exam, Domain: q.Domain,
		Level: q.Level, Ask: textBody(q.Ask), Decisive: textBody(q.Decisive), Source: q.Source,
	}
	for _, c := range q.Choices {
		b.Choices = append(b.Choices, choiceBody{
			ID: c.ID, Right: c.Right, Last: c.Last,
			Text: textBody(c.Text), Why: textBody(c.Why), Match: textBody(c.Match),
		})
	}
	return b
}

func (r questionRow) study() (study.OwnQuestion, error) {
	var b questionBody
	if err := json.Unmarshal([]byte(r.Body), &b); err != nil {
		return study.OwnQuestion{}, fmt.Errorf("read question %s: %w", r.ID, err)
	}
	note, err := study.ParseRef(b.Note)
	if err != nil {
		return study.OwnQuestion{}, fmt.Errorf("read question %s: %w", r.ID, err)
	}
	q := study.Question{
		ID: r.ID, Kind: b.Kind, Pick: b.Pick, Note: note, Exam: b.Exam, Domain: b.Domain,
		Level: b.Level, Ask: study.Text(b.Ask), Decisive: study.Text(b.Decisive), Source: b.Source,
		Author: r.Author,
	}
	for _, c := range b.Choices {
		q.Choices = append(q.Choices, study.Choice{
			ID: c.ID, Right: c.Right, Last: c.Last,
			Text: study.Text(c.Text), Why: study.Text(c.Why), Match: study.Text(c.Match),
		})
	}
	return study.OwnQuestion{
		Question: q, State: study.QuestionState(r.State), At: instant(r.At),
	}, nil
}

// questionBatch is how many rows go to the database at once: their values are fewer than either
// engine takes.
const questionBatch = 500

// AddQuestions keeps questions of the team, all or none, and returns how many are new. One whose ID
// the team has already stays as it is, whatever its state.
func (s *Store) AddQuestions(
	ctx context.Context, author string, questions []study.Question,
	state study.QuestionState, now time.Time,
) (added int, err error) {
	rows := make([]questionRow, len(questions))
	for i, q := range questions {
		body, err := json.Marshal(newQuestionBody(q))
		if err != nil {
			return 0, fmt.Errorf("add question %s: %w", q.ID, err)
		}
		rows[i] = questionRow{
			Team: s.team, ID: q.ID, Author: author, State: string(state), Body: string(body), At: now.Unix(),
		}
	}
	if len(rows) == 0 {
		return 0, nil
	}
	err = s.transact(ctx, func(tx *gorm.DB) error {
		done := tx.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, questionBatch)
		added = int(done.RowsAffected)
		return done.Error
	})
	if err != nil {
		return 0, fmt.Errorf("add %d questions of team %s: %w", len(rows), s.team, err)
	}
	return added, nil
}

// OwnQuestions returns the team's questions that are approved or wait for that, the oldest first.
func (s *Store) OwnQuestions(ctx context.Context) ([]study.OwnQuestion, error) {
	var found []questionRow
	err := s.rows(ctx).Where("state <> ?", string(study.Declined)).
		Order("at, id").Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("read questions of team %s: %w", s.team, err)
	}
	questions := make([]study.OwnQuestion, len(found))
	for i, r := range found {
		if questions[i], err = r.study(); err != nil {
			return nil, err
		}
	}
	return questions, nil
}

// QuestionIDs returns the IDs that the team's own questions have taken, declined ones among them.
func (s *Store) QuestionIDs(ctx context.Context) (map[string]bool, error) {
	var ids []string
	err := s.rows(ctx).Model(&questionRow{}).Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("read IDs of questions of team %s: %w", s.team, err)
	}
	taken := make(map[string]bool, len(ids))
	for _, id := range ids {
		taken[id] = true
	}
	return taken, nil
}

// OwnQuestion returns one of the team's own questions, whatever its state, or study.ErrNone.
func (s *Store) OwnQuestion(ctx context.Context, id string) (study.OwnQuestion, error) {
	r, err := first[questionRow](s.rows(ctx).Where("id = ?", id))
	if err != nil {
		return study.OwnQuestion{}, fmt.Errorf("read question %s of team %s: %w", id, s.team, err)
	}
	return r.study()
}

// DecideQuestion approves or declines a question that is proposed, and keeps who did so. It returns
// false if there is none with that ID, or it was decided before.
func (s *Store) DecideQuestion(
	ctx context.Context, id string, state study.QuestionState, a study.Audit,
) (first bool, err error) {
	err = s.transact(ctx, func(tx *gorm.DB) error {
		t := s.in(tx)
		done := t.rows(ctx).Model(&questionRow{}).
			Where("id = ? AND state = ?", id, string(study.Proposed)).
			Update("state", string(state))
		if first = done.RowsAffected == 1; done.Error != nil || !first {
			return done.Error
		}
		a.What, a.Did = id, study.ApprovedQuestion
		if state == study.Declined {
			a.Did = study.DeclinedQuestion
		}
		return t.addAudit(ctx, a)
	})
	if err != nil {
		err = fmt.Errorf("decide on question %s of team %s: %w", id, s.team, err)
	}
	return first, err
}

// authors are the learners who wrote the team's own questions, by question.
func (s *Store) authors(ctx context.Context) (map[string]string, error) {
	var found []questionRow
	err := s.rows(ctx).Where("author <> ''").Select("id", "author").
		Find(&found).Error
	authors := map[string]string{}
	for _, r := range found {
		authors[r.ID] = r.Author
	}
	return authors, err
}
