package data

import "gorm.io/gorm"

// upgrades bring what an older program has kept into today's form. Each changes nothing the second
// time.
var upgrades = []string{
	// Columns that are new are empty where rows are older.
	`UPDATE courses SET off = '', country = '', skips = '', stopped = '' WHERE stopped IS NULL`,
	`UPDATE slots SET until = 0, tries = 0 WHERE until IS NULL`,
	`UPDATE rounds SET remind = 0, excused = false, cut = false, mends = 0, took = 0, correct = 0, team = 0
		WHERE mends IS NULL`,
	`UPDATE streaks SET counted = 0, spared = '', told = 0, gone = false WHERE gone IS NULL`,
	`UPDATE answers SET untold = false WHERE untold IS NULL`,
	`UPDATE audits SET team = (SELECT team FROM courses WHERE courses.id = audits.course) WHERE team IS NULL`,
	`UPDATE learners SET reminded = '', review_day = '', reviewed = 0 WHERE reviewed IS NULL`,
	`UPDATE streaks SET counted = "last" - "first" + 1 WHERE counted = 0 AND "last" > 0`,
	`INSERT INTO slots (course, kind, planned, state, until, tries, reason, ts)
		SELECT course, 'reveal:' || id, opens, 'planned', closes, 0, '', '' FROM rounds
		WHERE revealed = false AND ts <> ''
		ON CONFLICT DO NOTHING`,
}

func upgrade(db *gorm.DB) error {
	for _, u := range upgrades {
		if err := db.Exec(u).Error; err != nil {
			return err
		}
	}
	return nil
}
