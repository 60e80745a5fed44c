package blocks

import "kotsukotsu/data/study"

// All words that a learner reads, Japanese first, then English. Those with a verb such as %d are
// used with fmt.Sprintf. Handlers say the exported ones as they are, with Tell.

// Question
var (
	questionNumber = study.Text{JA: "第%d問", EN: "Question %d"}
	chooseN        = study.Text{JA: "%dつ選ぶ", EN: "Choose %d"}
	submit         = study.Text{JA: "回答する", EN: "Submit"}
	putInOrder     = study.Text{JA: "順に並べる", EN: "Put in order"}
	matchUp        = study.Text{JA: "対応を選ぶ", EN: "Match them"}
	inPlace        = study.Text{JA: "%d番目", EN: "Number %d"}
	choosePlace    = study.Text{JA: "選ぶ", EN: "Choose"}
	twice          = study.Text{JA: "同じものを二度選んでいます。", EN: "This one is chosen twice."}
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
	correct       = study.Text{JA: "正解です", EN: "That's right"}
	wrong         = study.Text{JA: "残念、不正解です", EN: "Not this time"}
	youChose      = study.Text{JA: "あなたの回答: %s", EN: "You chose: %s"}
	theAnswerIs   = study.Text{JA: "正解: %s", EN: "The answer: %s"}
	excusedAnswer = study.Text{
		JA: "この問題は連続記録に数えません。",
		EN: "This question counts for nobody's streak.",
	}
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

// Objections
var (
	objectTo   = study.Text{JA: "この問題を報告", EN: "Report this question"}
	send       = study.Text{JA: "送る", EN: "Send"}
	faultLabel = study.Text{JA: "どこがおかしいですか", EN: "What is wrong?"}
	textLabel  = study.Text{JA: "くわしく", EN: "In your words"}
	linkLabel  = study.Text{JA: "根拠のリンク", EN: "Where it can be read"}
	linkHint   = study.Text{JA: "AWSドキュメントのURLなど", EN: "A page of AWS's documentation, for example"}
	Thanks     = study.Text{
		JA: "報告を受け付けました。出題の管理者が確かめて、結果をお知らせします。",
		EN: "Thank you. Whoever looks after the questions will check it, and you will hear what was decided.",
	}
	objectionsTitle = study.Text{JA: "問題への報告", EN: "Reports on questions"}
	objectedBy      = study.Text{JA: "%sさん: %s", EN: "%s: %s"}
	decide          = study.Text{JA: "判断する", EN: "Decide"}
	changeLabel     = study.Text{JA: "どうしますか", EN: "What is to be done?"}
	choicesLabel    = study.Text{JA: "新しい正解、または外す選択肢", EN: "The right choices, or those to drop"}
	choicesHint     = study.Text{
		JA: "正解を変えるときは、正解をすべて選びます。",
		EN: "For a new key choose all that are right.",
	}
	replyLabel = study.Text{JA: "報告した人への一言", EN: "A word to who reported it"}
	BadMend    = study.Text{
		JA: "この選び方では、正解と不正解の選択肢がそれぞれ一つ以上残りません。並べ替えと対応の問題は、外すことだけができます。",
		EN: "With these, no right or no wrong choice would be left. Ordering and matching questions can only be retired.",
	}
	OwnersOnly = study.Text{
		JA: "これは、出題を設定した人だけができます。",
		EN: "Only those who set questions up can do that.",
	}
	DecidedBefore = study.Text{JA: "この報告は、もう判断されています。", EN: "That was decided already."}
	DecisionKept  = study.Text{
		JA: "判断を記録し、報告した人に知らせました。採点が変わる人には、個別に知らせます。",
		EN: "It is kept, and who reported it is told. Those whose verdict changes will be told, each alone.",
	}
	regraded = study.Text{
		JA: "第%d問の採点を直しました。連続記録は変わりません。",
		EN: "Question %d was graded again. Streaks stay as they are.",
	}
	droppedMark = study.Text{JA: "取り消し", EN: "taken out"}
)

// faults are what can be wrong with a question.
var faults = map[study.Fault]study.Text{
	study.WrongKey:  {JA: "正解が違う", EN: "the answer is wrong"},
	study.Ambiguous: {JA: "正解が一つに決まらない", EN: "another choice is right too"},
	study.Outdated:  {JA: "内容が古い", EN: "it is out of date"},
	study.Unclear:   {JA: "文章が分かりにくい、誤字", EN: "it is unclear, or misspelt"},
	study.OtherWise: {JA: "その他", EN: "something else"},
}

// decisions are what an owner can do about an objection, and outcomes how who objected hears of it.
var (
	decisions = map[study.Change]study.Text{
		study.Decline: {JA: "このままにする", EN: "Leave it as it is"},
		study.NewKey:  {JA: "正解を変える", EN: "Change the answer"},
		study.Drop:    {JA: "選択肢を外す", EN: "Take a choice out"},
		study.Retire:  {JA: "この問題をもう出さない", EN: "Ask it no more"},
	}
	outcomes = map[study.Change]study.Text{
		study.Decline: {JA: "報告いただいた問題は、このままにします。", EN: "The question you reported stays as it is."},
		study.NewKey:  {JA: "報告いただいた問題の正解を直しました。", EN: "The answer of the question you reported was changed."},
		study.Drop:    {JA: "報告いただいた問題の選択肢を外しました。", EN: "A choice of the question you reported was taken out."},
		study.Retire:  {JA: "報告いただいた問題は、もう出しません。", EN: "The question you reported will not be asked any more."},
	}
	deeds = map[study.Deed]study.Text{
		study.ExcusedRound:      {JA: "第%s問を数えない", EN: "excused question %s"},
		study.AcceptedObjection: {JA: "%s への報告を認めた", EN: "accepted a report on %s"},
		study.DeclinedObjection: {JA: "%s への報告を退けた", EN: "declined a report on %s"},
		study.ApprovedQuestion:  {JA: "提案 %s を承認", EN: "approved question %s"},
		study.DeclinedQuestion:  {JA: "提案 %s を見送り", EN: "declined question %s"},
	}
)

// A team's own questions
var (
	ownTitle    = study.Text{JA: "問題を提案", EN: "Propose a question"}
	propose     = study.Text{JA: "提案する", EN: "Propose"}
	askLabel    = study.Text{JA: "問題文", EN: "The question"}
	choiceOf    = study.Text{JA: "選択肢 %s", EN: "Choice %s"}
	whyOf       = study.Text{JA: "%s の解説", EN: "Why %s is right or wrong"}
	rightLabel  = study.Text{JA: "正解（二つ以上なら、その数だけ選ぶ問題になります）", EN: "Right (with several it asks for as many)"}
	noteLabel   = study.Text{JA: "サービス", EN: "Service"}
	noteHint    = study.Text{JA: "例: s3", EN: "s3, for example"}
	domainLabel = study.Text{JA: "試験と分野", EN: "Exam and domain"}
	BadNote     = study.Text{JA: "「%s」のノートが見つかりません。", EN: "There is no note on “%s”."}
	BadRight    = study.Text{
		JA: "書いた選択肢の中から、正解を一つ以上、不正解も一つ以上残るように選んでください。",
		EN: "Choose at least one of the choices that you wrote, and leave one that is wrong.",
	}
	SameChoice  = study.Text{JA: "同じ選択肢があります。", EN: "This choice is there twice."}
	OwnProposed = study.Text{
		JA: "提案しました。出題の管理者が承認すると出題されます。あなたには出題されず、連続記録も途切れません。",
		EN: "It is proposed. When whoever looks after the questions approves it, it will be asked. You can't answer it, and your streak won't suffer.",
	}
	OwnByYou = study.Text{
		JA: "あなたの作った問題です。答えはほかの人に任せましょう。連続記録は途切れません。",
		EN: "You wrote this question, so leave the answer to others. Your streak doesn't suffer.",
	}
	proposalsTitle = study.Text{JA: "提案された問題", EN: "Questions that are proposed"}
	writtenBy      = study.Text{JA: "作問: %s", EN: "By %s"}
	approve        = study.Text{JA: "承認", EN: "Approve"}
	refuse         = study.Text{JA: "見送る", EN: "Decline"}
	ownApproved    = study.Text{JA: "提案した問題が承認されました。", EN: "The question that you proposed is approved."}
	ownRefused     = study.Text{JA: "提案した問題は見送られました。", EN: "The question that you proposed was declined."}
	OwnDecidedNow  = study.Text{JA: "記録しました。", EN: "It is kept."}
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
	streakLegend = study.Text{
		JA: "🟩 回答  🟦 おやすみ券  ⬜ 未回答",
		EN: "🟩 answered  🟦 freeze  ⬜ missed",
	}
	NoCourse = study.Text{
		JA: "このチャンネルではまだ出題していません。`/study` で始められます。",
		EN: "No questions are posted in this channel yet. `/study` begins.",
	}
	boardTitle  = study.Text{JA: "みんなの連続記録", EN: "Everybody's streaks"}
	boardEmpty  = study.Text{JA: "いま続いている記録はありません。", EN: "No streak goes on at the moment."}
	boardAround = study.Text{JA: "あなたのまわり", EN: "Around you"}
	boardYou    = study.Text{JA: "（あなた）", EN: " (you)"}
	Hidden      = study.Text{
		JA: "名前を一覧とレポートに出さないようにしました。戻すには `/streak show`。",
		EN: "Your name stays out of boards and reports from now on. `/streak show` brings it back.",
	}
	Shown = study.Text{
		JA: "名前を一覧とレポートに出すようにしました。",
		EN: "Your name is in boards and reports from now on.",
	}
	milestone = study.Text{
		JA: "🎉 %d回続きました。",
		EN: "🎉 That makes %d in a row.",
	}
	tellMilestone = study.Text{JA: "チャンネルに知らせる", EN: "Tell the channel"}
	milestoneTold = study.Text{
		JA: "🎉 %sさんが%d回続けて回答しました。",
		EN: "🎉 %s has answered %d in a row.",
	}
	MilestoneKnown = study.Text{
		JA: "もう知らせてあります。",
		EN: "The channel knows already.",
	}
)

// Absence and reminder
var (
	away = study.Text{
		JA: "お休みの予定: %s。この間の問題は、答えなくても連続記録が途切れません。答えれば数えます。リマインダーも止まります。",
		EN: "You are away: %s. What is posted then breaks nothing if you don't answer, and counts if you do. There are no reminders.",
	}
	notAway = study.Text{
		JA: "お休みの予定はありません。`/streak pause 12/29..1/3` のように入れられます。",
		EN: "No absence is planned. `/streak pause 12/29..1/3` plans one.",
	}
	BackAgain = study.Text{
		JA: "お休みは今日までとし、これからの予定を取り消しました。おかえりなさい。",
		EN: "Your absence ends today, and what was planned is taken back. Welcome back.",
	}
	BadSpan = study.Text{
		JA: "「%s」を日付として読めません。`12/29..1/3` や `2026-12-29..2027-01-03` のように書いてください。",
		EN: "“%s” can't be read as dates. Write them like `12/29..1/3` or `2026-12-29..2027-01-03`.",
	}
	PastSpan = study.Text{
		JA: "「%s」はもう過ぎています。今日からの日付を入れてください。",
		EN: "“%s” is over already. Give days from today on.",
	}
	LongSpan = study.Text{
		JA: "「%s」は終わりが始まりより前か、366日を超えています。",
		EN: "“%s” ends before it begins, or has more than 366 days.",
	}
	ForgetHow = study.Text{
		JA: "名前、連続記録、復習、お休み、リマインダーの設定を消し、回答は誰のものか分からない形で集計にだけ残します。あなたが設定したチャンネルには担当者がいなくなります。元には戻せません。消すには `/streak forget me` と入力してください。",
		EN: "This forgets your name, streaks, reviews, absences and reminders. Your answers stay in the totals as nobody's, and channels that you set up have no owner any more. It can't be taken back. To do it, type `/streak forget me`.",
	}
	Forgotten = study.Text{
		JA: "あなたについての記録を消しました。また答えれば、新しい人として始まります。",
		EN: "All that was kept of you is forgotten. If you answer again, you begin anew.",
	}
	TooManyAbsences = study.Text{
		JA: "お休みの予定が多すぎます。`/streak resume` で取り消してから入れ直してください。",
		EN: "That is too many planned absences. `/streak resume` takes them back; then plan anew.",
	}
	TooLong = study.Text{
		JA: "長すぎます。%d文字までで書いてください。",
		EN: "That is too long. Write at most %d characters, please.",
	}
	RemindOn = study.Text{
		JA: "このチャンネルの問題に答えていないとき、締め切り前にDMで知らせます（1日1回まで。休みの日とお休み中はなし）。やめるには `/streak remind off`。",
		EN: "If you have not answered this channel's question, I'll remind you by direct message before it closes: once a day at most, never on days off. `/streak remind off` ends that.",
	}
	RemindOff = study.Text{
		JA: "締め切り前のリマインダーをやめました。",
		EN: "No more reminders.",
	}
	reminder = study.Text{
		JA: "第%d問がまだです（%s に締め切り）。",
		EN: "You have not answered question %d yet; it closes on %s.",
	}
	reminderWhere = study.Text{JA: "出題チャンネル: ", EN: "It is in "}
	theChannel    = study.Text{JA: "チャンネル", EN: "the channel"}
)

// Report
var (
	reportTitle = study.Text{JA: "今週の学習 %s 〜 %s", EN: "The week's studies, %s to %s"}
	reportTaken = study.Text{
		JA: "%d人が参加、%d問に延べ%d回答",
		EN: "Learners: %d, questions: %d, answers: %d",
	}
	reportJoined   = study.Text{JA: "はじめて参加: %d人", EN: "For the first time: %d"}
	reportTogether = study.Text{
		JA: "チームの連続記録: %d回（半分以上が答えた回）",
		EN: "The team's own streak: %d (rounds that at least half answered)",
	}
	reportAccuracy = study.Text{JA: "正答率 %d%%", EN: "Right: %d%%"}
	reportMore     = study.Text{JA: "（前の期間より%+dポイント）", EN: " (%+d points against the days before)"}
	reportStreaks  = study.Text{JA: "続いている人", EN: "Keeping at it"}
	reportHardest  = study.Text{
		JA: "いちばん難しかった問題（第%d問、正答率 %d%%）",
		EN: "The hardest question (number %d, %d%% right)",
	}
	reportMostChose = study.Text{
		JA: "いちばん多かった誤答は %s「%s」（%d人）。%s",
		EN: "Most of those who erred chose %s, “%s” (%d). %s",
	}
	reportRead     = study.Text{JA: "読んでおきたいノート", EN: "Worth reading"}
	reportNew      = study.Text{JA: "古い資料から変わった点", EN: "What has changed since old notes"}
	reportStanding = study.Text{JA: "%s 連続%d回", EN: "%s, %d in a row"}
	reportRound    = study.Text{JA: "第%d問: %d人", EN: "Question %d: %d"}
	reportRight    = study.Text{JA: "、正答率 %d%%", EN: ", %d%% right"}
	chartAnswers   = study.Text{JA: "回答した人数", EN: "How many answered"}
	chartAccuracy  = study.Text{JA: "正答率 (%)", EN: "Right (%)"}
	chartRound     = study.Text{JA: "第%d問", EN: "Q%d"}
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
	nextSlots   = study.Text{JA: "次の出題（%s）", EN: "Next questions (%s)"}
	nextNone    = study.Text{JA: "予定がありません。", EN: "There are none."}
	nextRest    = study.Text{JA: "  休み: %s", EN: "  no question: %s"}
	recentTitle = study.Text{JA: "最近、出題がなかった回", EN: "Lately there was no question on"}
	Paused      = study.Text{
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
	stoppedNote = study.Text{
		JA: "投稿できないため止まっています（%s）。直したら `/study resume` で再開します。",
		EN: "Stopped, as nothing can be posted (%s). When that is mended, `/study resume` goes on.",
	}
	skipAdded = study.Text{
		JA: "%s は出題しません。取り消すには `/study` の「休みの日」から消してください。",
		EN: "No questions on %s. To take that back, remove it from the days off in `/study`.",
	}
	excused = study.Text{
		JA: "第%d問は、誰の連続記録にも数えません。理由: %s",
		EN: "Question %d counts for nobody's streak. The reason: %s",
	}
	excusedBefore = study.Text{
		JA: "第%d問は、すでに数えないことになっています。",
		EN: "Question %d was excused before.",
	}
	noSuchRound = study.Text{
		JA: "このチャンネルに第%s問はありません。",
		EN: "There is no question %s in this channel.",
	}
	ExcuseHow = study.Text{
		JA: "数えない問題の番号と理由を書いてください。例: `/study excuse 12 障害で答えられなかった`",
		EN: "Give the number of the question and the reason: `/study excuse 12 the outage on Monday`",
	}
	OwnerOnly = study.Text{
		JA: "これは、このチャンネルの出題を設定した人だけができます。",
		EN: "Only the one who set this channel's questions up can do that.",
	}
	auditTitle = study.Text{JA: "決めたことの記録", EN: "Decisions"}
	auditNone  = study.Text{JA: "まだ何もありません。", EN: "There are none yet."}
	auditLine  = study.Text{JA: "%s  %s  %s: %s", EN: "%s  %s  %s: %s"}
	courseStop = study.Text{
		JA: "出題を止めました。Slackが投稿を受け付けません（%s）。",
		EN: "I have stopped posting questions: Slack will not take them (%s).",
	}
	stopOutside = study.Text{
		JA: "チャンネルで `/invite` して私を招き、`/study resume` と入力すると再開します。",
		EN: "Type `/invite` in the channel to let me in, then `/study resume` there.",
	}
	stopArchived = study.Text{
		JA: "チャンネルがアーカイブされています。元に戻して `/study resume` と入力するか、別のチャンネルで `/study` を使ってください。",
		EN: "The channel is archived. Bring it back and type `/study resume` there, or use `/study` in another.",
	}
	stopOther = study.Text{
		JA: "ワークスペースの管理者に、このアプリがチャンネルに投稿できるか確かめてもらい、`/study resume` と入力してください。",
		EN: "Ask an administrator of the workspace whether this app may post in the channel, then type `/study resume` there.",
	}
	StillPosting = study.Text{
		JA: "前の問題を投稿しているところです。1分ほど待ってからお試しください。",
		EN: "The question before is still on its way. Try again in a minute.",
	}
	TooManySkips = study.Text{
		JA: "休みの日が多すぎます。`/study` の「休みの日」から過ぎたものを消してください。",
		EN: "That is too many days off. Remove some from the days off in `/study`.",
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
	offLabel  = study.Text{JA: "出題しない曜日", EN: "Days of the week without posts"}
	restLabel = study.Text{JA: "祝日に休む国", EN: "Rest on the public holidays of"}
	noCountry = study.Text{JA: "なし", EN: "No country"}
	skipLabel = study.Text{JA: "休みの日（1行に1つ）", EN: "Days off, one a line"}
	skipHint  = study.Text{
		JA: "例: 2026-12-29..2027-01-03 年末年始",
		EN: "2026-12-29..2027-01-03 New Year, for example",
	}
	ReportRests = study.Text{
		JA: "レポートの曜日が、出題しない曜日になっています。",
		EN: "The report's day is one without posts.",
	}
	AllRest         = study.Text{JA: "すべての曜日が休みになっています。", EN: "With these, no day is left."}
	NoTime          = study.Text{JA: "時刻を選んでください。", EN: "Choose a time."}
	NothingToReport = study.Text{
		JA: "この期間は出題がなかったので、レポートはありません。",
		EN: "No questions were posted in these days, so there is nothing to report.",
	}
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
	// Busy is what a person reads whose request was left undone, as there was too much to do.
	Busy = study.Text{
		JA: "いま混み合っているため、処理しませんでした。少し待ってから、もう一度お試しください。",
		EN: "There is too much to do right now, so nothing was done. Please wait a moment and try again.",
	}
	sorry = study.Text{
		JA: "うまくいきませんでした。もう一度お試しください。続くようなら管理者に番号 %s を伝えてください。",
		EN: "That didn't work. Please try again. If it goes on, tell your administrator the number %s.",
	}
	helpTitle         = study.Text{JA: "使い方", EN: "How to use it"}
	unknownSubcommand = study.Text{JA: "「%s」という使い方はありません。", EN: "There is no “%s”."}
)

// reasons are why there was, or will be, no question.
var reasons = map[study.Reason]study.Text{
	study.ReasonPaused:    {JA: "一時停止中", EN: "paused"},
	study.ReasonStopped:   {JA: "投稿できず停止中", EN: "stopped, as nothing could be posted"},
	study.ReasonMissed:    {JA: "ボットが動いていなかった", EN: "the bot was not running"},
	study.ReasonLate:      {JA: "遅くなりすぎた", EN: "it became too late"},
	study.ReasonUnknown:   {JA: "投稿できたか確かめられなかった", EN: "it could not be found out whether it was posted"},
	study.ReasonWeekday:   {JA: "出題しない曜日", EN: "a day of the week without posts"},
	study.ReasonHoliday:   {JA: "祝日", EN: "public holiday"},
	study.ReasonSkip:      {JA: "休みの日", EN: "day off"},
	study.ReasonEmpty:     {JA: "条件に合う問題がない", EN: "no question fits the course"},
	study.ReasonGone:      {JA: "問題が問題集から外された", EN: "the question was taken out of the bank"},
	study.ReasonPending:   {JA: "別の問題を投稿していた", EN: "another question was on its way"},
	study.ReasonClosed:    {JA: "出したときには締め切りを過ぎていた", EN: "it would have been closed already"},
	study.ReasonRefused:   {JA: "Slackが受け付けなかった", EN: "refused by Slack"},
	study.ReasonTrying:    {JA: "投稿をくり返し試みています", EN: "it is being tried again"},
	study.ReasonUnplanned: {JA: "設定が変わった", EN: "the plan had changed"},
}

// holidays are Japan's, as scheduler names them. Those of other countries keep their names.
var holidays = map[string]string{
	"New Year's Day": "元日", "Coming of Age Day": "成人の日", "National Foundation Day": "建国記念の日",
	"The Emperor's Birthday": "天皇誕生日", "Vernal Equinox Day": "春分の日", "Showa Day": "昭和の日",
	"Constitution Memorial Day": "憲法記念日", "Greenery Day": "みどりの日", "Children's Day": "こどもの日",
	"Marine Day": "海の日", "Mountain Day": "山の日", "Respect for the Aged Day": "敬老の日",
	"Autumnal Equinox Day": "秋分の日", "Sports Day": "スポーツの日", "Culture Day": "文化の日",
	"Labor Thanksgiving Day": "勤労感謝の日",
	"National holiday between Respect for the Aged Day and Autumnal Equinox Day": "国民の休日",
}

// weekdays begin with Sunday, as time.Weekday does.
var weekdays = [7]study.Text{
	{JA: "日", EN: "Sun"}, {JA: "月", EN: "Mon"}, {JA: "火", EN: "Tue"}, {JA: "水", EN: "Wed"},
	{JA: "木", EN: "Thu"}, {JA: "金", EN: "Fri"}, {JA: "土", EN: "Sat"},
}
