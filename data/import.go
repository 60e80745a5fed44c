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
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"kotsukotsu/data/study"
)

// importBatch is how many rows go to the database at once: their values are fewer than either
// engine takes.
const importBatch = 500

// longestLine is what is read of a file into memory at once.
const longestLine = 16 << 20

// Import reads what Export has written, all of it or nothing, and returns how many rows were added
// to each table. It refuses a team that the database knows. IDs are kept where they are free, else
// given anew, and what refers to them follows. A person whom another team knows already stays as
// that one knows them.
func (s *Store) Import(ctx context.Context, r io.Reader) (counts map[string]int, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	head, err := readHead(lines)
	if err != nil {
		return nil, fmt.Errorf("import team: %w", err)
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		i, err := newImporting(tx, head)
		if err != nil {
			return err
		}
		counts = i.counts
		return i.read(lines)
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
	tx     *gorm.DB
	head   exportHead
	tables map[string]table
	line   int
	now    table         // the table whose rows are coming
	batch  reflect.Value // of them, a slice
	// ids are the new IDs by the old ones, of the tables that others refer to.
	ids    map[string]map[int64]int64
	counts map[string]int
}

func newImporting(tx *gorm.DB, head exportHead) (*importing, error) {
	all, err := tables(tx)
	if err != nil {
		return nil, err
	}
	i := &importing{
		tx: tx, head: head, line: 1, tables: map[string]table{}, counts: map[string]int{},
		ids: map[string]map[int64]int64{},
	}
	for _, t := range all {
		i.tables[t.Table] = t
		i.ids[t.Table] = map[int64]int64{}
		if err := i.refuse(t); err != nil {
			return nil, err
		}
	}
	return i, nil
}

// refuse is an error if the database knows the team.
func (i *importing) refuse(t table) error {
	if t.person {
		return nil
	}
	var known int64
	if err := t.rows(i.tx, i.head.Team).Limit(1).Count(&known).Error; err != nil {
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

func (i *importing) read(lines *bufio.Scanner) error {
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
	return i.flush()
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
	row, err := i.now.parse(l.Row)
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
	if i.now.Schema != nil && i.now.Table == name && i.batch.Len() < importBatch {
		return nil
	}
	if err := i.flush(); err != nil {
		return err
	}
	i.now = t
	i.batch = reflect.MakeSlice(reflect.SliceOf(t.ModelType), 0, importBatch)
	return nil
}

func (t table) parse(row []byte) (reflect.Value, error) {
	into := reflect.New(t.line)
	d := json.NewDecoder(bytes.NewReader(row))
	d.DisallowUnknownFields()
	if err := d.Decode(into.Interface()); err != nil {
		return reflect.Value{}, err
	}
	parsed := reflect.New(t.ModelType).Elem()
	parsed.Set(into.Elem().Convert(t.ModelType))
	return parsed, nil
}

// refers says what a column of numbers holds the IDs of.
var refers = map[string]string{"course": "courses", "round": "rounds", "objection": "objections"}

// adapt makes a row one of this database.
func (i *importing) adapt(row reflect.Value) error {
	for _, f := range i.now.Fields {
		value := f.ReflectValueOf(i.tx.Statement.Context, row)
		var err error
		switch to := refers[f.DBName]; {
		case f == i.now.numbered():
			err = checkID(value.Int())
		case to != "":
			err = i.follow(to, value)
		case f.DBName == "team" && value.Kind() == reflect.String && value.String() != i.head.Team:
			err = fmt.Errorf("the row is of another team, %q", value.String())
		case value.Kind() == reflect.String && i.tx.Name() == "postgres":
			value.SetString(strings.ReplaceAll(value.String(), "\x00", "")) // which it can't keep
		}
		if err != nil {
			return err
		}
	}
	return i.followInText(row.Addr().Interface())
}

// checkID refuses IDs after which the database could soon give no more.
func checkID(id int64) error {
	if id < 1 || id > 1<<53 {
		return fmt.Errorf("the ID %d is none of ours", id)
	}
	return nil
}

func (i *importing) follow(to string, value reflect.Value) error {
	if value.Int() == 0 { // of none: a decision on the whole team
		return nil
	}
	id, ok := i.ids[to][value.Int()]
	if !ok {
		return fmt.Errorf(
			"the row refers to %d of %s, which is not before it in the file",
			value.Int(),
			to,
		)
	}
	value.SetInt(id)
	return nil
}

// followInText does the same where IDs stand in text: a round has the key of its slot, "7/question/…",
// and a slot may be of a round, "reveal:12".
func (i *importing) followInText(row any) (err error) {
	switch r := row.(type) {
	case *roundRow:
		if _, rest, ok := strings.Cut(r.Slot, "/"); ok {
			r.Slot = strconv.FormatInt(r.Course, 10) + "/" + rest
		}
	case *slotRow:
		err = i.followInKind(r)
	}
	return err
}

func (i *importing) followInKind(r *slotRow) (err error) {
	kind := study.SlotKind(r.Kind)
	for _, k := range []struct {
		of   func() (int64, bool)
		kind func(int64) study.SlotKind
	}{
		{kind.Reveals, study.RevealSlot}, {kind.Reminds, study.RemindSlot}, {kind.Regrades, study.RegradeSlot},
	} {
		if round, ok := k.of(); ok {
			err = i.follow("rounds", reflect.ValueOf(&round).Elem())
			r.Kind = string(k.kind(round))
		}
	}
	return err
}

// flush writes the rows that have come.
func (i *importing) flush() error {
	if i.now.Schema == nil || i.batch.Len() == 0 {
		return nil
	}
	if id := i.now.numbered(); id != nil {
		if err := i.number(id); err != nil {
			return fmt.Errorf("number %s: %w", i.now.Table, err)
		}
	}
	db := i.tx
	if i.now.person {
		db = db.Clauses(clause.OnConflict{DoNothing: true})
	}
	rows := reflect.New(i.batch.Type())
	rows.Elem().Set(i.batch)
	done := db.Create(rows.Interface())
	if done.Error != nil {
		return fmt.Errorf("add %s: %w", i.now.Table, done.Error)
	}
	i.counts[i.now.Table] += int(done.RowsAffected)
	i.batch = i.batch.Slice(0, 0)
	return nil
}

// number gives new IDs to the rows whose own are taken.
func (i *importing) number(id *schema.Field) error {
	own := make([]int64, i.batch.Len())
	for n := range own {
		own[n] = id.ReflectValueOf(i.tx.Statement.Context, i.batch.Index(n)).Int()
	}
	var taken []int64
	if err := i.tx.Model(i.now.row).Where("id IN ?", own).Pluck("id", &taken).Error; err != nil {
		return err
	}
	given, err := i.give(len(taken), slices.Max(own))
	if err != nil {
		return err
	}
	ids := i.ids[i.now.Table]
	for n, old := range own {
		if _, twice := ids[old]; twice {
			return fmt.Errorf("the ID %d stands twice in the file", old)
		}
		ids[old] = old
		if slices.Contains(taken, old) {
			ids[old], given = given[0], given[1:]
		}
		id.ReflectValueOf(i.tx.Statement.Context, i.batch.Index(n)).SetInt(ids[old])
	}
	return nil
}

// give returns new IDs above those of the file and of the database. PostgreSQL counts by itself, and
// only what it is told.
func (i *importing) give(n int, above int64) (ids []int64, err error) {
	name := i.now.Table
	if i.tx.Name() == "postgres" {
		counter := "pg_get_serial_sequence('" + name + "', 'id')"
		err := i.tx.Exec(
			"SELECT setval("+counter+", GREATEST(nextval("+counter+"), ?))",
			above,
		).Error
		if err == nil && n > 0 {
			err = i.tx.Raw("SELECT nextval("+counter+") FROM generate_series(1, ?)", n).
				Scan(&ids).
				Error
		}
		return ids, err
	}
	var last int64
	err = i.tx.Model(i.now.row).Select("COALESCE(MAX(id), 0)").Scan(&last).Error
	for k := range n {
		ids = append(ids, max(last, above)+int64(k)+1)
	}
	return ids, err
}
