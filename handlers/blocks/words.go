package blocks

import "kotsukotsu/data/study"

// All words that a learner reads, Japanese first, then English. Those with a verb such as %d are
// used with fmt.Sprintf. Handlers say the exported ones as they are, with Tell.

// Question
var (
	questionNumber = study.Text{JA: "第%d問", EN: "Question %d"}
	chooseN        = study.Text{JA: "%dつ選ぶ", EN: "Choose %d"}
	submit         = study.Text{JA: "回答する", EN: "Submit"}
	nobodyYet      = study.Text{JA: "まだ誰も答えていません", EN: "Nobody has answered yet"}
	oneAnswered    = study.Text{JA: "1人が回答済み", EN: "1 answered"}
	answered       = study.Text{JA: "%d人が回答済み", EN: "%d answered"}
	choiceLabel    = study.Text{JA: "%sを選ぶ: %s", EN: "Choose %s: %s"}
	closed         = study.Text{JA: "締め切りました。正解は %s", EN: "Closed. The answer is %s"}
	closedCount    = study.Text{JA: "%d人が回答、正答率 %d%%", EN: "%d answered, %d%% of them right"}
	nobodyAnswered = study.Text{JA: "回答はありませんでした", EN: "Nobody answered"}
	rightMark      = study.Text{JA: "正解", EN: "right"}
	rationales     = study.Text{JA: "第%d問の解説", EN: "Why, for question %d"}
	readOn         = study.Text{JA: "ノートを読む", EN: "Read the note"}
)

// Verdict
var (
	correct     = study.Text{JA: "正解です", EN: "That's right"}
	wrong       = study.Text{JA: "残念、不正解です", EN: "Not this time"}
	youChose    = study.Text{JA: "あなたの回答: %s", EN: "You chose: %s"}
	theAnswerIs = study.Text{JA: "正解: %s", EN: "The answer: %s"}
	firstStands = study.Text{
		JA: "この問題はすでに回答済みです。最初の回答が有効です。",
		EN: "You have answered this question before. Your first answer stands.",
	}
	lateAnswer = study.Text{
		JA: "締め切り後の回答です。採点はしますが、連続記録は変わりません。",
		EN: "This came after the close. It is graded, but changes no streak.",
	}
	decisive   = study.Text{JA: "決め手になる言葉: %s", EN: "The words that decide: %s"}
	yourPick   = study.Text{JA: "あなたの回答", EN: "your choice"}
	wrongCount = study.Text{
		JA: "%dつ選んでください（いま %dつ）。まだ何も記録していません。",
		EN: "Choose exactly %d, please (now %d). Nothing is recorded yet.",
	}
	RoundGone = study.Text{
		JA: "この問題はもう見つかりません。新しい問題をお待ちください。",
		EN: "This question can't be found any more. The next one will come.",
	}
	QuestionGone = study.Text{
		JA: "この問題は問題集から外されたため、採点できません。回答は記録していません。",
		EN: "This question was taken out of the bank and can't be graded. Your answer was not recorded.",
	}
)

// Look-up
var (
	alsoFound  = study.Text{JA: "ほかの候補", EN: "Also found"}
	notFound   = study.Text{JA: "「%s」は見つかりませんでした。", EN: "Nothing was found for “%s”."}
	nearest    = study.Text{JA: "近い名前:", EN: "Names that are near:"}
	askAnother = study.Text{
		JA: "別の言葉や略称でも探せます。例: `/aws s3 ライフサイクル`",
		EN: "Try another word or the abbreviation, such as `/aws s3 lifecycle`",
	}
	browse         = study.Text{JA: "一覧から選ぶ", EN: "Choose from the list"}
	otherTopics    = study.Text{JA: "ほかの項目", EN: "Topics of this note"}
	docsLabel      = study.Text{JA: "AWSドキュメント", EN: "AWS documentation"}
	changed        = study.Text{JA: "変更 %s: %s", EN: "Changed %s: %s"}
	changedUndated = study.Text{JA: "変更: %s", EN: "Changed: %s"}
	statusRenamed  = study.Text{JA: "%sに改名", EN: "renamed %s"}
	statusClosed   = study.Text{JA: "%sから新規受付終了", EN: "closed to new customers since %s"}
	statusRetired  = study.Text{JA: "%sに提供終了", EN: "retired %s"}
	successor      = study.Text{JA: "後継: %s", EN: "successor: %s"}
	checkedOn      = study.Text{JA: "%s 確認", EN: "checked %s"}
	howToAsk       = study.Text{
		JA: "サービス名、略称、機能名、日本語の言葉で調べられます。例: `/aws s3`、`/aws エススリー`、`/aws 終了ポリシー`、`/aws rds マルチAZ`。答えはあなたにだけ見えます。",
		EN: "Ask by service, abbreviation, feature, or a word in English or Japanese: `/aws s3`, `/aws エススリー`, `/aws termination policy`, `/aws rds multi-az`. Only you see the answer.",
	}
	TopicGone   = study.Text{JA: "その項目はもうありません。", EN: "That topic isn't there any more."}
	compute     = study.Text{JA: "コンピューティング", EN: "Compute"}
	container   = study.Text{JA: "コンテナ", EN: "Containers"}
	storage     = study.Text{JA: "ストレージ", EN: "Storage"}
	database    = study.Text{JA: "データベース", EN: "Databases"}
	network     = study.Text{JA: "ネットワーク", EN: "Networking"}
	security    = study.Text{JA: "セキュリティ", EN: "Security"}
	integration = study.Text{JA: "アプリケーション統合", EN: "Application integration"}
	analytics   = study.Text{JA: "分析", EN: "Analytics"}
	developer   = study.Text{JA: "開発者ツール", EN: "Developer tools"}
	management  = study.Text{JA: "管理とガバナンス", EN: "Management and governance"}
	migration   = study.Text{JA: "移行と転送", EN: "Migration and transfer"}
	ml          = study.Text{JA: "機械学習", EN: "Machine learning"}
	frontend    = study.Text{JA: "エンドユーザー", EN: "End user"}
	billing     = study.Text{JA: "料金", EN: "Billing"}
	concept     = study.Text{JA: "考え方と用語", EN: "Concepts"}
)

// Ways on from a note
var (
	related      = study.Text{JA: "まちがえやすい相手", EN: "Easily confused with"}
	readWhole    = study.Text{JA: "それぞれのノート", EN: "Each by itself"}
	practiseThis = study.Text{JA: "練習する", EN: "Practise this"}
	share        = study.Text{JA: "チャンネルに共有", EN: "Share in the channel"}
	ownResults   = study.Text{
		JA: "あなたはこのノートの問題に%d回答え、%d回正解しています",
		EN: "You have answered %d questions on this note, %d of them right",
	}
	toWrite = study.Text{
		JA: "今週 `/aws` で調べられて見つからなかった言葉（ノートに書くとよいもの）",
		EN: "Looked up with `/aws` this week and not found: notes to write",
	}
	missed = study.Text{JA: "%s（%d回）", EN: "%s (%d)"}
)

// Streak
var (
	streakTitle = study.Text{JA: "あなたの記録", EN: "Your streak"}
	streakNone  = study.Text{
		JA: "まだ記録がありません。次の問題に答えると始まります。",
		EN: "No answers yet. It begins with the next question that you answer.",
	}
	streakLine    = study.Text{JA: "連続 %d回（最高 %d回）", EN: "%d in a row (best: %d)"}
	streakRecent  = study.Text{JA: "直近%d回のうち%d回に回答", EN: "Of the last %d you answered %d"}
	streakFreezes = study.Text{
		JA: "おやすみ券 %d枚（5回答えるごとに1枚、最大2枚。答えられなかった回に自動で使われます）",
		EN: "Freezes: %d (one for every 5 answers, 2 at most; spent by themselves on a round that you miss)",
	}
	NoCourse = study.Text{
		JA: "このチャンネルではまだ出題していません。`/study` で始められます。",
		EN: "No questions are posted in this channel yet. `/study` begins.",
	}
	boardTitle = study.Text{JA: "みんなの連続記録", EN: "Everybody's streaks"}
	boardEmpty = study.Text{JA: "まだ誰も答えていません。", EN: "Nobody has answered yet."}
	Hidden     = study.Text{
		JA: "名前を一覧とレポートに出さないようにしました。戻すには `/streak show`。",
		EN: "Your name stays out of boards and reports from now on. `/streak show` brings it back.",
	}
	Shown = study.Text{
		JA: "名前を一覧とレポートに出すようにしました。",
		EN: "Your name is in boards and reports from now on.",
	}
)

// Report
var (
	reportTitle   = study.Text{JA: "今週の学習 %s 〜 %s", EN: "The week's studies, %s to %s"}
	reportNothing = study.Text{JA: "今週は出題がありませんでした。", EN: "No questions were posted this week."}
	reportTaken   = study.Text{
		JA: "%d人が参加、%d問に延べ%d回答",
		EN: "Learners: %d, questions: %d, answers: %d",
	}
	reportAccuracy = study.Text{JA: "正答率 %d%%", EN: "Right: %d%%"}
	reportStreaks  = study.Text{JA: "続いている人", EN: "Keeping at it"}
	reportHardest  = study.Text{
		JA: "いちばん難しかった問題（第%d問、正答率 %d%%）",
		EN: "The hardest question (number %d, %d%% right)",
	}
	reportMostChose = study.Text{
		JA: "いちばん多かった誤答: %s（%d人）。%s",
		EN: "Most of those who erred chose “%s” (%d). %s",
	}
	reportRead     = study.Text{JA: "読んでおきたいノート: %s", EN: "Worth reading: %s"}
	reportStanding = study.Text{JA: "%s 連続%d回", EN: "%s, %d in a row"}
)

// Course
var (
	courseTitle = study.Text{JA: "このチャンネルの出題", EN: "Questions here"}
	save        = study.Text{JA: "保存", EN: "Save"}
	cancel      = study.Text{JA: "やめる", EN: "Cancel"}
	daysLabel   = study.Text{JA: "曜日", EN: "Days"}
	timeLabel   = study.Text{JA: "時刻", EN: "Time"}
	cronLabel   = study.Text{
		JA: "cron 式（書いた場合は曜日と時刻より優先）",
		EN: "Cron spec (if given, it replaces days and time)",
	}
	cronHint = study.Text{
		JA: "例: 0 9 * * 1-5（平日9時）",
		EN: "0 9 * * 1-5 is every weekday at 9",
	}
	zoneLabel = study.Text{JA: "タイムゾーン", EN: "Time zone"}
	zoneHint  = study.Text{
		JA: "IANA の名前。例: Asia/Tokyo",
		EN: "An IANA name such as Asia/Tokyo",
	}
	languageLabel   = study.Text{JA: "出題の言語", EN: "Language of the questions"}
	examLabel       = study.Text{JA: "試験", EN: "Exam"}
	allExams        = study.Text{JA: "すべての試験", EN: "All exams"}
	reportDayLabel  = study.Text{JA: "週次レポートの曜日", EN: "Day of the weekly report"}
	reportTimeLabel = study.Text{JA: "週次レポートの時刻", EN: "Time of the weekly report"}
	courseSet       = study.Text{
		JA: "このチャンネルの出題を設定しました。",
		EN: "The questions of this channel are set up.",
	}
	nextSlots = study.Text{JA: "次の出題: %s", EN: "Next questions: %s"}
	Paused    = study.Text{
		JA: "出題を止めました。再開するには `/study resume`。",
		EN: "No more questions for now. `/study resume` goes on.",
	}
	Resumed      = study.Text{JA: "出題を再開しました。", EN: "Questions go on."}
	PostingNow   = study.Text{JA: "問題を出しました。", EN: "The question is posted."}
	ReportingNow = study.Text{JA: "レポートを出しました。", EN: "The report is posted."}
	pausedNote   = study.Text{
		JA: "いまは止まっています（`/study resume` で再開）。",
		EN: "Paused (`/study resume` goes on).",
	}
	AlreadyPosted = study.Text{JA: "たったいま出したところです。", EN: "One was posted this very moment."}
	BadZone       = study.Text{
		JA: "タイムゾーン「%s」が見つかりません。Asia/Tokyo のように書いてください。",
		EN: "There is no time zone “%s”. Write it like Asia/Tokyo.",
	}
	BadSchedule = study.Text{
		JA: "cron 式「%s」が読めません。例: 0 9 * * 1-5",
		EN: "The cron spec “%s” can't be read. An example: 0 9 * * 1-5",
	}
	NoDays     = study.Text{JA: "曜日を一つ以上選んでください。", EN: "Choose one day at least."}
	NeedCourse = study.Text{
		JA: "このチャンネルではまだ出題していません。まず `/study` で設定してください。",
		EN: "No questions are posted in this channel yet. Set it up with `/study` first.",
	}
	NotAChannel = study.Text{
		JA: "出題はチャンネルで行います。チャンネルで `/study` と入力してください。",
		EN: "Questions are posted in a channel. Type `/study` in one.",
	}
	JoinFirst = study.Text{
		JA: "このチャンネルにまだ招待されていません。`/invite` で招待してから、もう一度お試しください。",
		EN: "I am not in this channel yet. Invite me with `/invite`, then try again.",
	}
	SlotFailed = study.Text{
		JA: "投稿できませんでした。少し待ってからもう一度お試しください。",
		EN: "It could not be posted. Try again in a while.",
	}
	SlotUnsure = study.Text{
		JA: "投稿できたかまだ分かりません。1分ほどで確かめ、届いていなければ自動で投稿します。",
		EN: "It isn't known yet whether it was posted. I look in a minute, and post it if it isn't there.",
	}
	NoTime       = study.Text{JA: "時刻を選んでください。", EN: "Choose a time."}
	NothingToAsk = study.Text{
		JA: "条件に合う問題がありません。`/study` で試験の条件を変えてください。",
		EN: "No question fits the course. Change its exam with `/study`.",
	}
)

// Practice
var (
	practiceTitle = study.Text{JA: "練習問題", EN: "Practice"}
	practiceAgain = study.Text{JA: "もう一問", EN: "Another one"}
	NowAsked      = study.Text{
		JA: "この問題はいまチャンネルで出題中です。そちらで答えてください。",
		EN: "This question is being asked in a channel just now. Answer it there.",
	}
	NoReviews = study.Text{
		JA: "今日の復習はありません。間違えた問題は1、3、7、16、35日後に出てきます。",
		EN: "Nothing to review today. What you get wrong comes back after 1, 3, 7, 16 and 35 days.",
	}
	noPractice = study.Text{JA: "「%s」の問題はまだありません。", EN: "There are no questions on “%s” yet."}
)

// Home
var (
	homeTitle = study.Text{JA: "こつこつ", EN: "Kotsukotsu"}
	homeIntro = study.Text{
		JA: "毎日少しずつ、みんなでAWS認定を。",
		EN: "AWS certification, a little every day, together.",
	}
	homeCourses   = study.Text{JA: "連続記録", EN: "Streaks"}
	homeAnswers   = study.Text{JA: "最近の回答", EN: "Your last answers"}
	homeNoAnswers = study.Text{
		JA: "まだ回答がありません。チャンネルの問題のボタンを押すと、ここに残ります。",
		EN: "None yet. Press a button under a question, and it is kept here.",
	}
	homeShow   = study.Text{JA: "解説を見る", EN: "Show why"}
	closeLabel = study.Text{JA: "閉じる", EN: "Close"}
)

// Anywhere
var (
	sorry = study.Text{
		JA: "うまくいきませんでした。もう一度お試しください。続くようなら管理者に番号 %s を伝えてください。",
		EN: "That didn't work. Please try again. If it goes on, tell your administrator the number %s.",
	}
	helpTitle         = study.Text{JA: "使い方", EN: "How to use it"}
	unknownSubcommand = study.Text{JA: "「%s」という使い方はありません。", EN: "There is no “%s”."}
)

// weekdays begin with Sunday, as time.Weekday does.
var weekdays = [7]study.Text{
	{JA: "日", EN: "Sun"}, {JA: "月", EN: "Mon"}, {JA: "火", EN: "Tue"}, {JA: "水", EN: "Wed"},
	{JA: "木", EN: "Thu"}, {JA: "金", EN: "Fri"}, {JA: "土", EN: "Sat"},
}
