package data

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// migrations lead from any database that a program has left to the tables as they are now; a new
// one takes the same way. What stands here has been run in places that we don't know of, and stays
// as it is: a change is a migration of its own, at the end.
var migrations = []*gormigrate.Migration{
	{ID: "1 released", Migrate: completeReleased},
	{ID: "2 team first", Migrate: putTeamFirst},
}

// migrationsTable has the IDs of those that were run.
const migrationsTable = "migrations"

// migrate brings the tables up to date, all in one transaction or not at all. Of processes that
// start at once on PostgreSQL, one does so and the others fail, as what they make is there already;
// the next try finds it done. (A lock would do too, but distributed databases that speak
// PostgreSQL's language have none.)
func migrate(db *gorm.DB) (err error) {
	db = db.Session(&gorm.Session{Logger: logger.Discard}) // what goes wrong is returned
	options := gormigrate.Options{
		TableName: migrationsTable, UseTransaction: true, ValidateUnknownMigrations: true,
	}
	for range 5 {
		err = gormigrate.New(db, &options, migrations).Migrate()
		if err == nil || db.Name() != "postgres" || db.Statement.Context.Err() != nil {
			break
		}
	}
	if errors.Is(err, gormigrate.ErrUnknownPastMigration) {
		return newer(db)
	}
	return err
}

// newer is the error of a database that a newer program has changed.
func newer(db *gorm.DB) error {
	var done []string
	if err := db.Table(migrationsTable).Order("id").Pluck("id", &done).Error; err != nil {
		return err
	}
	for _, m := range migrations {
		done = slices.DeleteFunc(done, func(id string) bool { return id == m.ID })
	}
	return fmt.Errorf("the database was written by a newer version of Kotsukotsu (it knows %q): "+
		"start that one, or restore a backup", strings.Join(done, ", "))
}

// released are the columns of all tables as the last program without migrations left them. Programs
// before it left fewer.
var released = map[string]string{
	"courses": "id BIGINT, team TEXT, channel TEXT, owner TEXT, schedule TEXT, report TEXT, " +
		"zone TEXT, language TEXT, exam TEXT, off TEXT, country TEXT, skips TEXT, " +
		"paused BOOLEAN, stopped TEXT, since BIGINT",
	"slots": "course BIGINT, kind TEXT, planned BIGINT, state TEXT, until BIGINT, " +
		"tries BIGINT, reason TEXT, ts TEXT",
	"rounds": "id BIGINT, course BIGINT, number BIGINT, slot TEXT, question TEXT, " +
		"seed BIGINT, choices TEXT, opens BIGINT, closes BIGINT, day TEXT, " +
		"zone TEXT, channel TEXT, ts TEXT, remind BIGINT, excused BOOLEAN, " +
		"cut BOOLEAN, revealed BOOLEAN, mends BIGINT, took BIGINT, correct BIGINT, " +
		"team BIGINT",
	"answers": "round BIGINT, learner TEXT, picks TEXT, right BOOLEAN, late BOOLEAN, " +
		"at BIGINT, untold BOOLEAN",
	"streaks": "course BIGINT, learner TEXT, current BIGINT, best BIGINT, freezes BIGINT, " +
		"toward BIGINT, first BIGINT, last BIGINT, counted BIGINT, recent BIGINT, " +
		"spared TEXT, told BIGINT, gone BOOLEAN",
	"reviews": "learner TEXT, question TEXT, step BIGINT, due TEXT",
	"learners": "id TEXT, name TEXT, hidden BOOLEAN, reminded TEXT, review_day TEXT, " +
		"reviewed BIGINT",
	"misses": "team TEXT, day TEXT, term TEXT, times BIGINT",
	"absences": "id BIGINT, team TEXT, learner TEXT, first_day TEXT, last_day TEXT, " +
		"made BIGINT",
	"reminders": "course BIGINT, learner TEXT",
	"audits": "id BIGINT, team TEXT, course BIGINT, at BIGINT, who TEXT, did TEXT, " +
		"what TEXT, why TEXT",
	"objections": "id BIGINT, team TEXT, state TEXT, question TEXT, learner TEXT, what TEXT, " +
		"text TEXT, link TEXT, at BIGINT",
	"mends": "id BIGINT, team TEXT, question TEXT, change TEXT, choices TEXT, " +
		"objection BIGINT, at BIGINT",
	"questions": "team TEXT, id TEXT, author TEXT, state TEXT, body TEXT, at BIGINT",
}

// completeReleased brings what a program without migrations has left into one form: with all
// columns, none of them empty.
func completeReleased(tx *gorm.DB) error {
	if !tx.Migrator().HasTable("courses") {
		return nil // a new database
	}
	for _, table := range slices.Sorted(maps.Keys(released)) {
		if err := completeTable(tx, table); err != nil {
			return err
		}
	}
	return execAll(tx,
		`UPDATE audits SET team =
			COALESCE((SELECT team FROM courses WHERE courses.id = audits.course), '') WHERE team = ''`,
		`UPDATE streaks SET counted = "last" - "first" + 1 WHERE counted = 0 AND "last" > 0`,
		// The first program had no slots for reveals.
		`INSERT INTO slots (course, kind, planned, state, until, tries, reason, ts)
			SELECT course, 'reveal:' || id, opens, 'planned', closes, 0, '', '' FROM rounds
			WHERE revealed = FALSE AND ts <> ''
			ON CONFLICT DO NOTHING`)
}

// zeros are what stands in columns of each type that were never filled.
var zeros = map[string]string{"TEXT": "''", "BIGINT": "0", "BOOLEAN": "FALSE"}

// completeTable adds what is missing. A table that is missing wholly comes without its key, as it
// stays empty.
func completeTable(tx *gorm.DB, table string) error {
	columns := strings.Split(released[table], ", ")
	err := execAll(tx, "CREATE TABLE IF NOT EXISTS "+table+" ("+columns[0]+")")
	if err != nil {
		return err
	}
	known, err := columnsOf(tx, table)
	if err != nil {
		return err
	}
	var adds, fills, empty []string
	for _, column := range columns {
		name, kind, _ := strings.Cut(column, " ")
		quoted := `"` + name + `"`
		if !slices.Contains(known, name) {
			adds = append(adds, "ALTER TABLE "+table+" ADD COLUMN "+quoted+" "+kind)
		}
		fills = append(fills, quoted+" = COALESCE("+quoted+", "+zeros[kind]+")")
		empty = append(empty, quoted+" IS NULL")
	}
	return execAll(tx, append(adds, "UPDATE "+table+" SET "+strings.Join(fills, ", ")+
		" WHERE "+strings.Join(empty, " OR "))...)
}

func columnsOf(tx *gorm.DB, table string) ([]string, error) {
	rows, err := tx.Raw("SELECT * FROM " + table + " LIMIT 0").Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return rows.Columns()
}

//go:embed schema.sql
var schemaSQL string

//go:embed team_first.sql
var teamFirstSQL string

// putTeamFirst makes the tables whose keys begin with the team. Old ones are set aside and copied.
func putTeamFirst(tx *gorm.DB) error {
	if !tx.Migrator().HasTable("courses") {
		return execAll(tx, schemaSQL)
	}
	var aside, drop []string
	for _, table := range slices.Sorted(maps.Keys(released)) {
		aside = append(aside,
			"CREATE TABLE old_"+table+" AS SELECT * FROM "+table, "DROP TABLE "+table)
		drop = append(drop, "DROP TABLE old_"+table)
	}
	return execAll(tx, append(append(aside, schemaSQL, teamFirstSQL), drop...)...)
}

// execAll runs SQL texts, each of one statement or more.
func execAll(tx *gorm.DB, texts ...string) error {
	for _, text := range texts {
		for statement := range strings.SplitSeq(text, ";\n") {
			if strings.TrimSpace(statement) == "" {
				continue
			}
			if err := tx.Exec(statement).Error; err != nil {
				return err
			}
		}
	}
	return nil
}
