package data

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"

	"gorm.io/gorm"
)

// Export writes all that is known of a team, as of one moment. The bot may go on meanwhile.
func (s *Store) Export(ctx context.Context, team string, w io.Writer) error {
	err := s.reading(ctx, func(tx *gorm.DB) error {
		all, err := tables(tx)
		if err != nil {
			return err
		}
		buffered := bufio.NewWriterSize(w, 1<<16)
		lines := json.NewEncoder(buffered)
		lines.SetEscapeHTML(false)
		if err := exportAll(tx, all, team, lines); err != nil {
			return err
		}
		return buffered.Flush()
	})
	if err != nil {
		return fmt.Errorf("export team %s: %w", team, err)
	}
	return nil
}

// reading does something in a transaction that sees the database as of one moment and keeps nobody
// from writing.
func (s *Store) reading(ctx context.Context, do func(*gorm.DB) error) error {
	db := s.db.WithContext(ctx)
	if db.Name() == "postgres" {
		return db.Transaction(
			do,
			&sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		)
	}
	// A transaction of database/sql would be one that writes (_txlock in dial).
	return db.Connection(func(one *gorm.DB) (err error) {
		tx := one.Session(&gorm.Session{NewDB: true}) // else each query adds to the one before
		if err := tx.Exec("BEGIN DEFERRED").Error; err != nil {
			return err
		}
		defer func() {
			err = errors.Join(
				err,
				tx.WithContext(context.WithoutCancel(ctx)).Exec("ROLLBACK").Error,
			)
		}()
		return do(tx)
	})
}

func exportAll(tx *gorm.DB, all []table, team string, lines *json.Encoder) error {
	rows, err := countAll(tx, all, team)
	if err != nil {
		return err
	}
	head := exportHead{exportName, exportVersion, team, tx.NowFunc().Truncate(time.Second), rows}
	if err := lines.Encode(head); err != nil {
		return err
	}
	for _, t := range all {
		if err := t.export(tx, team, lines); err != nil {
			return fmt.Errorf("%s: %w", t.Table, err)
		}
	}
	return nil
}

// countAll counts a team's rows. It is an error if there are none, or only those of people.
func countAll(tx *gorm.DB, all []table, team string) (rows int64, err error) {
	known := false
	for _, t := range all {
		var n int64
		if err := t.rows(tx, team).Count(&n).Error; err != nil {
			return 0, fmt.Errorf("%s: %w", t.Table, err)
		}
		rows += n
		known = known || n > 0 && !t.person
	}
	if !known {
		return 0, errors.New("the database knows nothing of it")
	}
	return rows, nil
}

// export reads row by row: a history of any length takes no more memory.
func (t table) export(tx *gorm.DB, team string, lines *json.Encoder) error {
	found, err := t.rows(tx, team).Order(t.order(tx)).Rows()
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		row := reflect.New(t.ModelType)
		if err := tx.ScanRows(found, row.Interface()); err != nil {
			return err
		}
		if err := lines.Encode(exportLine{t.Table, row.Elem().Convert(t.line).Interface()}); err != nil {
			return err
		}
	}
	return found.Err()
}

type exportLine struct {
	Table string `json:"table"`
	Row   any    `json:"row"`
}
