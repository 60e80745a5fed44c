package data

import (
	"reflect"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// A team travels as lines of JSON, a head and then a line for each row, with the names that columns
// have in the database. The head has the team:
//
//	{"export":"kotsukotsu","version":2,"team":"T1","at":"2026-11-20T00:00:00Z","rows":1234}
//	{"table":"courses","row":{"id":7,"channel":"C1",…}}
//	{"table":"rounds","row":{"id":12,"course":7,"number":1,…}}

// exportVersion goes up when an older program would misread the lines. New columns don't raise it:
// what a program doesn't know, it refuses. In version 1 some rows have their team, and that of a
// round is how many learners were active.
const exportVersion = 2

type exportHead struct {
	Export  string    `json:"export"`
	Version int       `json:"version"`
	Team    string    `json:"team"`
	At      time.Time `json:"at"`
	Rows    int64     `json:"rows"` // so that a file that was cut off is noticed
}

const exportName = "kotsukotsu"

// rows are all tables that travel, those that others refer to first. The counters of IDs are made
// anew.
var rows = []any{
	&courseRow{}, &roundRow{}, &slotRow{}, &answerRow{}, &streakRow{}, &reminderRow{}, &auditRow{},
	&objectionRow{}, &mendRow{}, &questionRow{}, &absenceRow{}, &missRow{}, &learnerRow{},
	&reviewRow{},
}

// table is a table as the database knows it.
type table struct {
	row any
	*schema.Schema
	line reflect.Type // the row's type with the columns' names for JSON
}

func tables(db *gorm.DB) ([]table, error) {
	all := make([]table, len(rows))
	for i, row := range rows {
		stmt := &gorm.Statement{DB: db}
		if err := stmt.Parse(row); err != nil {
			return nil, err
		}
		all[i] = table{row, stmt.Schema, lineOf(stmt.Schema)}
	}
	return all, nil
}

func lineOf(s *schema.Schema) reflect.Type {
	fields := make([]reflect.StructField, len(s.Fields))
	for i, f := range s.Fields {
		name := f.DBName
		if name == "team" {
			name = "-"
		}
		fields[i] = reflect.StructField{
			Name: f.Name, Type: f.FieldType, Tag: reflect.StructTag(`json:"` + name + `"`),
		}
	}
	return reflect.StructOf(fields)
}

// numbered says whether a table's rows are numbered by the team.
func (t table) numbered() bool {
	id := t.LookUpField("id")
	return id != nil && id.DataType == schema.Int
}

// order is the same on both engines.
func (t table) order(db *gorm.DB) string {
	collate := ""
	if db.Name() == "postgres" {
		collate = ` COLLATE "C"`
	}
	var columns []string
	for _, f := range t.PrimaryFields {
		if f.DataType == schema.String {
			columns = append(columns, f.DBName+collate)
		} else {
			columns = append(columns, f.DBName)
		}
	}
	return strings.Join(columns, ", ")
}
