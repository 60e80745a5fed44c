package data

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// longestLine is what is read of a file into memory at once.
const longestLine = 16 << 20

// Import reads what Export has written, all of it or nothing, and returns how many rows were added
// to each table. It refuses a team that the database knows.
func (d *Database) Import(ctx context.Context, r io.Reader) (counts map[string]int, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	head, err := readHead(lines)
	if err != nil {
		return nil, fmt.Errorf("import team: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, longTime)
	defer cancel()
	err = d.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		i, err := newImporting(ctx, d.Of(head.Team).in(tx), head)
		if err != nil {
			return err
		}
		counts = i.counts
		return i.read(ctx, lines)
	})
	if err != nil {
		return nil, fmt.Errorf("import team %s: %w", head.Team, err)
	}
	return counts, nil
}

func readHead(lines *bufio.Scanner) (head exportHead, err error) {
	lines.Scan()
	if lines.Err() != nil {
		return head, readError(1, lines.Err())
	}
	err = json.Unmarshal(lines.Bytes(), &head)
	switch {
	case head.Export == exportName && head.Version > exportVersion:
		return head, fmt.Errorf("the file has version %d, and this program knows %d: "+
			"take the program that wrote it, or a newer one", head.Version, exportVersion)
	case err != nil || head.Export != exportName || head.Version < 1 || head.Team == "":
		return head, errors.New(
			`the file is no export of a team: that begins with {"export":"` + exportName + `",…`,
		)
	}
	return head, nil
}

func readError(line int, err error) error {
	if errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("line %d is longer than %d MB", line, longestLine>>20)
	}
	return fmt.Errorf("read line %d: %w", line, err)
}

// importing is a team on its way in.
type importing struct {
	*Store
	head   exportHead
	tables map[string]table
	line   int
	now    table         // the table whose rows are coming
	batch  reflect.Value // of them, a slice
	counts map[string]int
}

func newImporting(ctx context.Context, s *Store, head exportHead) (*importing, error) {
	all, err := tables(s.db)
	if err != nil {
		return nil, err
	}
	i := &importing{
		Store: s, head: head, line: 1, tables: map[string]table{}, counts: map[string]int{},
	}
	for _, t := range all {
		i.tables[t.Table] = t
		if err := i.refuse(ctx, t); err != nil {
			return nil, err
		}
	}
	return i, nil
}

// refuse is an error if the database knows the team.
func (i *importing) refuse(ctx context.Context, t table) error {
	var known int64
	if err := i.rows(ctx).Model(t.row).Limit(1).Count(&known).Error; err != nil {
		return err
	}
	if known > 0 {
		return fmt.Errorf(
			"the database has %s of this team already, and a team is not mixed with itself: "+
				"import it into another database",
			t.Table,
		)
	}
	return nil
}

func (i *importing) read(ctx context.Context, lines *bufio.Scanner) error {
	for lines.Scan() {
		i.line++
		if err := i.add(lines.Bytes()); err != nil {
			return fmt.Errorf("line %d: %w", i.line, err)
		}
	}
	if lines.Err() != nil {
		return readError(i.line+1, lines.Err())
	}
	if rows := int64(i.line - 1); rows != i.head.Rows {
		return fmt.Errorf("the file is not whole: it has %d rows, and says that there are %d",
			rows, i.head.Rows)
	}
	if err := i.flush(); err != nil {
		return err
	}
	return i.goOnCounting(ctx)
}

func (i *importing) add(line []byte) error {
	var l struct {
		Table string          `json:"table"`
		Row   json.RawMessage `json:"row"`
	}
	if err := json.Unmarshal(line, &l); err != nil {
		return err
	}
	if err := i.turnTo(l.Table); err != nil {
		return err
	}
	row, err := i.parse(l.Row)
	if err == nil {
		err = i.adapt(row)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", l.Table, err)
	}
	i.batch = reflect.Append(i.batch, row)
	return nil
}

// turnTo makes room for a row of a table.
func (i *importing) turnTo(name string) error {
	t, known := i.tables[name]
	if !known {
		return fmt.Errorf("there is no table %q in this program: "+
			"take the one that wrote the file, or a newer one", name)
	}
	if i.now.Schema != nil && i.now.Table == name && i.batch.Len() < atOnce {
		return nil
	}
	if err := i.flush(); err != nil {
		return err
	}
	i.now = t
	i.batch = reflect.MakeSlice(reflect.SliceOf(t.ModelType), 0, atOnce)
	return nil
}

func (i *importing) parse(row []byte) (parsed reflect.Value, err error) {
	if i.head.Version == 1 {
		if row, err = i.fromFirst(row); err != nil {
			return parsed, err
		}
	}
	into := reflect.New(i.now.line)
	d := json.NewDecoder(bytes.NewReader(row))
	d.DisallowUnknownFields()
	if err := d.Decode(into.Interface()); err != nil {
		return parsed, err
	}
	parsed = reflect.New(i.now.ModelType).Elem()
	parsed.Set(into.Elem().Convert(i.now.ModelType))
	return parsed, nil
}

// fromFirst turns a row of version 1 into one of today's.
func (i *importing) fromFirst(row []byte) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(row, &fields); err != nil {
		return nil, err
	}
	if fields == nil {
		return nil, errors.New("the row is empty")
	}
	team, ok := fields["team"]
	delete(fields, "team")
	switch {
	case i.now.Table == "rounds":
		fields["active"] = team
	case ok && string(team) != strconv.Quote(i.head.Team):
		return nil, fmt.Errorf("the row is of another team, %s", team)
	}
	return json.Marshal(fields)
}

// adapt makes a row one of this team and database.
func (i *importing) adapt(row reflect.Value) error {
	for _, f := range i.now.Fields {
		value := f.ReflectValueOf(i.db.Statement.Context, row)
		switch {
		case f.DBName == "team":
			value.SetString(i.team)
		case f.DBName == "id" && i.now.numbered():
			if err := checkID(value.Int()); err != nil {
				return err
			}
		case value.Kind() == reflect.String && i.db.Name() == "postgres":
			value.SetString(strings.ReplaceAll(value.String(), "\x00", "")) // which it can't keep
		}
	}
	return nil
}

// checkID refuses IDs after which a team could soon count no further.
func checkID(id int64) error {
	if id < 1 || id > 1<<53 {
		return fmt.Errorf("the ID %d is none of ours", id)
	}
	return nil
}

// flush writes the rows that have come.
func (i *importing) flush() error {
	if i.now.Schema == nil || i.batch.Len() == 0 {
		return nil
	}
	rows := reflect.New(i.batch.Type())
	rows.Elem().Set(i.batch)
	done := i.db.Create(rows.Interface())
	switch {
	case errors.Is(done.Error, gorm.ErrDuplicatedKey):
		return fmt.Errorf("add %s: a row stands twice in the file", i.now.Table)
	case errors.Is(done.Error, gorm.ErrForeignKeyViolated):
		return fmt.Errorf("add %s: a row refers to one that is not before it in the file", i.now.Table)
	case done.Error != nil:
		return fmt.Errorf("add %s: %w", i.now.Table, done.Error)
	}
	i.counts[i.now.Table] += int(done.RowsAffected)
	i.batch = i.batch.Slice(0, 0)
	return nil
}

// goOnCounting lets the team number its rows from the last ones on.
func (i *importing) goOnCounting(ctx context.Context) error {
	for name, t := range i.tables {
		if !t.numbered() {
			continue
		}
		err := i.db.WithContext(ctx).Exec("INSERT INTO counters (team, name, last) "+
			"SELECT team, ?, MAX(id) FROM "+name+" WHERE team = ? GROUP BY team", name, i.team).Error
		if err != nil {
			return fmt.Errorf("number %s: %w", name, err)
		}
	}
	return nil
}
