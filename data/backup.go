package data

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup copies an SQLite database into a new file, as of one moment. The bot may go on meanwhile.
func (d *Database) Backup(ctx context.Context, file string) error {
	if d.db.Name() == "postgres" {
		return errors.New(
			"back up the database: a database of PostgreSQL is backed up with its own pg_dump",
		)
	}
	ctx, cancel := context.WithTimeout(ctx, longTime)
	defer cancel()
	err := d.copyTo(ctx, file)
	if err != nil {
		return fmt.Errorf("back up the database: %w", err)
	}
	return nil
}

func (d *Database) copyTo(ctx context.Context, file string) error {
	file, err := filepath.Abs(file) // as SQLite would take "file:x" for an address
	if err != nil {
		return err
	}
	// SQLite would let others read the file. It takes one that is empty.
	to, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = d.db.WithContext(ctx).Exec("VACUUM INTO ?", file).Error
	if err == nil {
		err = to.Sync() // SQLite leaves that to us
	}
	if err = errors.Join(err, to.Close()); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return nil
}
