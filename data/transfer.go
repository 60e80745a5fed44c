package data

import (
	"database/sql"
	"reflect"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// A team travels as lines of JSON, a head and then a line for each row, with the names that columns
// have in the database:
//
//	{"export":"kotsukotsu","version":1,"team":"T1","at":"2026-11-20T00:00:00Z","rows":1234}
//	{"table":"courses","row":{"id":7,"team":"T1","channel":"C1",…}}
//	{"table":"rounds","row":{"id":12,"course":7,"number":1,…}}

// exportVersion goes up when an older program would misread the lines. New columns don't raise it:
// what a program doesn't know, it refuses.
const exportVersion = 1

type exportHead struct {
	Export  string    `json:"export"`
	Version int       `json:"version"`
	Team    string    `json:"team"`
	At      time.Time `json:"at"`
	Rows    int64     `json:"rows"` // so that a file that was cut off is noticed
}

const exportName = "kotsukotsu"

// part is a table with the rule that says which of its rows are a team's.
type part struct {
	row any
	of  string // @team is the team's ID
	// person says that rows are about people, whom another team of the same company may know too.
	person bool
}

const (
	ofTeam   = `team = @team`
	ofCourse = `course IN (SELECT id FROM courses WHERE team = @team)`
	ofRound  = `round IN (SELECT id FROM rounds WHERE ` + ofCourse + `)`
	// Learners' rows don't say their team. If there is only one, all are of it: also those who have
	// only practised, and so appear in no course.
	ofLearner = ` IN (SELECT learner FROM streaks WHERE ` + ofCourse +
		` UNION SELECT learner FROM answers WHERE ` + ofRound +
		` UNION SELECT learner FROM reminders WHERE ` + ofCourse +
		` UNION SELECT learner FROM absences WHERE ` + ofTeam +
		`) OR NOT EXISTS (SELECT 1 FROM courses WHERE team <> @team)`
)

// parts are all tables, those that others refer to first.
var parts = []part{
	{row: &courseRow{}, of: ofTeam},
	{row: &roundRow{}, of: ofCourse},
	{row: &slotRow{}, of: ofCourse},
	{row: &answerRow{}, of: ofRound},
	{row: &streakRow{}, of: ofCourse},
	{row: &reminderRow{}, of: ofCourse},
	{row: &auditRow{}, of: ofTeam},
	{row: &objectionRow{}, of: ofTeam},
	{row: &mendRow{}, of: ofTeam},
	{row: &questionRow{}, of: ofTeam},
	{row: &absenceRow{}, of: ofTeam},
	{row: &missRow{}, of: ofTeam},
	{row: &learnerRow{}, of: `id` + ofLearner, person: true},
	{row: &reviewRow{}, of: `learner` + ofLearner, person: true},
}

// table is a part as the database knows it.
type table struct {
	part
	*schema.Schema
	line reflect.Type // the row's type with the columns' names for JSON
}

func tables(db *gorm.DB) ([]table, error) {
	all := make([]table, len(parts))
	for i, p := range parts {
		stmt := &gorm.Statement{DB: db}
		if err := stmt.Parse(p.row); err != nil {
			return nil, err
		}
		all[i] = table{p, stmt.Schema, lineOf(stmt.Schema)}
	}
	return all, nil
}

func lineOf(s *schema.Schema) reflect.Type {
	fields := make([]reflect.StructField, len(s.Fields))
	for i, f := range s.Fields {
		fields[i] = reflect.StructField{
			Name: f.Name, Type: f.FieldType, Tag: reflect.StructTag(`json:"` + f.DBName + `"`),
		}
	}
	return reflect.StructOf(fields)
}

// numbered is the column of an ID that the database gives, or nil.
func (t table) numbered() *schema.Field {
	if f := t.PrioritizedPrimaryField; f != nil && f.AutoIncrement {
		return f
	}
	return nil
}

// order is the same on both engines. The newest IDs come first, so that whoever reads them back
// knows from the first row on which are above all others.
func (t table) order(db *gorm.DB) string {
	collate := ""
	if db.Name() == "postgres" {
		collate = ` COLLATE "C"`
	}
	var columns []string
	for _, f := range t.PrimaryFields {
		switch {
		case f.AutoIncrement:
			columns = append(columns, f.DBName+" DESC")
		case f.DataType == schema.String:
			columns = append(columns, f.DBName+collate)
		default:
			columns = append(columns, f.DBName)
		}
	}
	return strings.Join(columns, ", ")
}

func (t table) rows(db *gorm.DB, team string) *gorm.DB {
	return db.Model(t.row).Where(t.of, sql.Named("team", team))
}
