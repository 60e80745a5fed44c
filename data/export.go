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

// Export writes all that is known of the team, as of one moment. The bot may go on meanwhile.
func (s *Store) Export(ctx context.Context, w io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, longTime)
	defer cancel()
	err := s.reading(ctx, func(tx *gorm.DB) error {
		all, err := tables(tx)
		if err != nil {
			return err
		}
		buffered := bufio.NewWriterSize(w, 1<<16)
		lines := json.NewEncoder(buffered)
		lines.SetEscapeHTML(false)
		if err := s.in(tx).exportAll(ctx, all, lines); err != nil {
			return err
		}
		return buffered.Flush()
	})
	if err != nil {
		return fmt.Errorf("export team %s: %w", s.team, err)
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

func (s *Store) exportAll(ctx context.Context, all []table, lines *json.Encoder) error {
	rows, err := s.countAll(ctx, all)
	if err != nil {
		return err
	}
	head := exportHead{exportName, exportVersion, s.team, s.db.NowFunc().Truncate(time.Second), rows}
	if err := lines.Encode(head); err != nil {
		return err
	}
	for _, t := range all {
		if err := s.exportTable(ctx, t, lines); err != nil {
			return fmt.Errorf("%s: %w", t.Table, err)
		}
	}
	return nil
}

// countAll counts the team's rows. It is an error if there are none.
func (s *Store) countAll(ctx context.Context, all []table) (rows int64, err error) {
	for _, t := range all {
		var n int64
		if err := s.rows(ctx).Model(t.row).Count(&n).Error; err != nil {
			return 0, fmt.Errorf("%s: %w", t.Table, err)
		}
		rows += n
	}
	if rows == 0 {
		return 0, errors.New("the database knows nothing of it")
	}
	return rows, nil
}

// exportTable reads row by row: a history of any length takes no more memory.
func (s *Store) exportTable(ctx context.Context, t table, lines *json.Encoder) error {
	found, err := s.rows(ctx).Model(t.row).Order(t.order(s.db)).Rows()
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		row := reflect.New(t.ModelType)
		if err := s.db.ScanRows(found, row.Interface()); err != nil {
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
