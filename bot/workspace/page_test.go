package workspace_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"kotsukotsu/bot/workspace"
)

const chromium = "/usr/bin/chromium"

// newBrowser opens Chromium for one test. Without one the test is skipped, but not on CI.
func newBrowser(t testing.TB) context.Context {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the page cannot be tried without %s", chromium)
		}
		t.Skipf("the page is not tried: there is no %s", chromium)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, leave := chromedp.NewContext(ctx)
	t.Cleanup(leave)
	if err := chromedp.Do(ctx); err != nil { // the first run starts it, and must have no deadline
		t.Fatal(err)
	}
	return ctx
}

func browse(t testing.TB, browser context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	look(t, browser, chromedp.Steps(steps...))
}

// look runs an action that finds something out.
func look[T any](t testing.TB, browser context.Context, action chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(browser, patience)
	defer cancel()
	found, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// css selects by CSS: a plain string would be searched for as text too.
func css(selector string) chromedp.CSS { return chromedp.CSS(selector) }

// typeInto types into a field. It does not use SendKeys, which reads the field's attributes
// while the page changes them: a race, within chromedp, that fails the test.
func typeInto(field chromedp.CSS, keys string) chromedp.Action[chromedp.Void] {
	return chromedp.Steps(chromedp.Focus(field), chromedp.KeyEvent(keys))
}

// script runs JavaScript for what it does.
func script(js string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[bool]("(() => {"+js+"; return true})()")(ctx, target)
		return chromedp.Void{}, err
	}
}

// answering lets the app answer what the page sends, in the background, until the test ends.
func (a *app) answering(t testing.TB, answer func(socketmode.Event) any) {
	ctx, done := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	t.Cleanup(func() { done(); <-stopped })
	go func() {
		defer close(stopped)
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-a.heard:
				if payload := answer(e); payload != nil {
					_ = a.socket.Ack(*e.Request, payload)
				} else {
					_ = a.socket.Ack(*e.Request)
				}
			}
		}
	}()
}

func TestAPersonAtThePage(t *testing.T) {
	browser := newBrowser(t)
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	typed := make(chan string, 1)
	a.answering(t, func(e socketmode.Event) any {
		click, ok := e.Data.(slack.InteractionCallback)
		switch {
		case !ok:
			return nil
		case click.Type == slack.InteractionTypeViewSubmission:
			typed <- click.View.State.Values["name"]["typed"].Value
		case click.ActionCallback.BlockActions[0].Value == "A":
			_, _ = a.PostEphemeral(
				"C0STUDY",
				click.User.ID,
				slack.MsgOptionText("Well done", false),
			)
		default:
			if _, err := a.OpenView(click.TriggerID, nameModal()); err != nil {
				t.Error(err)
			}
		}
		return nil
	})
	_, ts, err := a.PostMessage("C0STUDY", slack.MsgOptionBlocks(buttons("q", "A", "B")))
	if err != nil {
		t.Fatal(err)
	}
	browse(t, browser,
		chromedp.Navigate(w.PageURL()+"#U0KEN/C0STUDY"),
		chromedp.Click(css(`[data-key="C0STUDY/`+ts+`/q/pick_A"]`)),
		chromedp.WaitVisible(css(`.message.private`)),
		chromedp.Click(css(`[data-key="C0STUDY/`+ts+`/q/pick_B"]`)),
		chromedp.WaitVisible(css(`.modal input`)),
		typeInto(css(`.modal input`), "健"),
		chromedp.Click(css(`.modal button[type=submit]`)),
		chromedp.WaitNotPresent(css(`.modal`)))
	if got := receive(t, typed, "the submission"); got != "健" {
		t.Errorf("the modal was submitted with %q, not 健", got)
	}
	if !w.Screen("ken").Channel("study").Last().OnlyYou {
		t.Error("ken does not see what is for him alone")
	}
	browse(t, browser,
		chromedp.Click(css(`.person:has(input[value="U0ANA"])`)),
		chromedp.WaitVisible(css(`.person.on:has(input[value="U0ANA"])`)),
		chromedp.WaitVisible(css(`[data-ts="`+ts+`"]`)))
	if look(t, browser, chromedp.Evaluate[bool](`document.querySelector(".private") !== null`)) {
		t.Error("ana sees what is for ken alone")
	}
}

func TestNothingThatIsSaidRunsOnThePage(t *testing.T) {
	browser := newBrowser(t)
	w := newWorkspace(t, workspace.Config{})
	a := newApp(t, w)
	const evil = `<img src=x onerror="hacked=1"><script>hacked=1</script>`
	_, ts, err := a.PostMessage("C0STUDY", slack.MsgOptionText(evil, false),
		slack.MsgOptionBlocks(slack.NewHeaderBlock(plain(evil)), buttons("q", evil),
			slack.NewSectionBlock(mrkdwn(evil+" <javascript:hacked=1|here>"), nil, nil),
			slack.NewMarkdownBlock("", evil+" [here](javascript:hacked=1)")))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Say(t.Context(), "ana", "study", "", evil); err != nil {
		t.Fatal(err)
	}
	browse(t, browser, chromedp.Navigate(w.PageURL()+"#U0KEN/C0STUDY"),
		chromedp.WaitVisible(css(`[data-ts="`+ts+`"] .header`)))
	made := look(t, browser, chromedp.Evaluate[int](
		`document.querySelectorAll("#log img, #log script, #log a").length + (window.hacked ? 1 : 0)`))
	if made != 0 {
		t.Errorf("what was said made %d elements, or ran", made)
	}
}

func TestThePageIsUsedByKeyboard(t *testing.T) {
	browser := newBrowser(t)
	w := newWorkspace(t, workspace.Config{Commands: []workspace.Command{{Name: "/aws"}, {Name: "/study"}}})
	a := newApp(t, w)
	a.answering(t, func(e socketmode.Event) any {
		return map[string]any{"text": "found " + e.Data.(slack.SlashCommand).Text}
	})
	browse(t, browser, chromedp.Navigate(w.PageURL()+"#U0KEN/C0STUDY"),
		typeInto(css(`#text`), "hello\r"),
		chromedp.WaitVisible(css(`.message`)),
		typeInto(css(`#text`), "/a"), chromedp.WaitVisible(css(`#hints li`)),
		typeInto(css(`#text`), "\t"), chromedp.WaitNotVisible(css(`#hints`)),
		typeInto(css(`#text`), "s3\r"), chromedp.WaitVisible(css(`.message.private`)))
	seen := w.Screen("ken").Channel("study").Messages
	if len(seen) != 2 || seen[0].Text != "hello" || seen[1].Text != "found s3" {
		t.Errorf("ken sees %+v", seen)
	}
}

func nameModal() slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, Title: plain("Who are you?"),
		Submit: plain("Save"), Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("name", plain("Name"), nil,
				slack.NewPlainTextInputBlockElement(plain("As on your badge"), "typed"))}}}
}

// The page draws every block, and nothing of it is wider than a telephone. With
// WORKSPACE_SHOTS=/tmp/shots it leaves pictures to look at.
func TestThePageDrawsEveryBlock(t *testing.T) {
	browser := newBrowser(t)
	w := newWorkspace(t, workspace.Config{Team: "Night school", Bot: "steady",
		Commands: []workspace.Command{
			{Name: "/aws", Hint: "[service]", Description: "Looks a service up"},
			{Name: "/study", Hint: "help | now", Description: "Questions and settings"}}})
	a := newApp(t, w)
	a.answering(t, func(e socketmode.Event) any {
		if click, ok := e.Data.(slack.InteractionCallback); ok && click.TriggerID != "" {
			if _, err := a.OpenView(click.TriggerID, settingsModal()); err != nil {
				t.Error(err)
			}
		}
		if _, ok := e.Data.(slack.SlashCommand); ok {
			return map[string]any{"blocks": lookup()}
		}
		return nil
	})
	ts := stage(t, w, a)
	shots := os.Getenv("WORKSPACE_SHOTS")
	for name, width := range map[string]int64{"desktop": 1200, "phone": 400} {
		visit := func(shot, hash, ready string, steps ...chromedp.Action[chromedp.Void]) {
			t.Helper()
			browse(t, browser, chromedp.EmulateViewport(width, 800),
				chromedp.Navigate("about:blank"), chromedp.Navigate(w.PageURL()+"#"+hash),
				chromedp.WaitVisible(css(ready)))
			browse(t, browser, steps...)
			wide := look(
				t,
				browser,
				chromedp.Evaluate[int64](`document.documentElement.scrollWidth`),
			)
			unknown := look(
				t,
				browser,
				chromedp.Evaluate[int](`document.querySelectorAll(".unknown").length`),
			)
			if wide > width || unknown > 0 {
				t.Errorf("%s on the %s: %v px wide, %d unknown blocks", shot, name, wide, unknown)
			}
			if shots == "" {
				return
			}
			picture := look(t, browser, chromedp.CaptureScreenshot())
			if err := os.WriteFile(filepath.Join(shots, shot+"-"+name+".png"), picture, 0o644); err != nil {
				t.Error(err)
			}
		}
		top := script(`document.querySelector("#log").scrollTop = 0`)
		middle := script(`document.querySelector(".chart").scrollIntoView()`)
		visit("end", "U0KEN/C0STUDY", `.message.private`)
		visit("top", "U0KEN/C0STUDY", `.message.private`, top)
		visit("chart", "U0KEN/C0STUDY", `.message.private`, middle)
		visit("home", "U0KEN/home", `.home .header`)
		visit("hints", "U0ANA/C0STUDY", `.chart`, typeInto(css(`#text`), "/"))
		visit("modal", "U0ANA/C0STUDY", `.chart`,
			chromedp.Click(css(`[data-key="C0STUDY/`+ts+`/setup/pick_Settings"]`)),
			chromedp.WaitVisible(css(`.modal`)))
		visit("modal-errors", "U0ANA/C0STUDY", `.modal`,
			chromedp.Click(css(`.modal button[type=submit]`)), chromedp.WaitVisible(css(`.fault`)))
		browse(
			t,
			browser,
			chromedp.Click(css(`.modal .icon`)),
			chromedp.WaitNotPresent(css(`.modal`)),
		)
	}
}

// stage fills #study with what a real channel holds, and returns the message with Settings.
func stage(t testing.TB, w *workspace.Workspace, a *app) string {
	t.Helper()
	post := func(text string, blocks ...slack.Block) string {
		t.Helper()
		_, ts, err := a.PostMessage("C0STUDY", slack.MsgOptionText(text, false),
			slack.MsgOptionBlocks(blocks...))
		if err != nil {
			t.Fatal(err)
		}
		return ts
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(
		w.Say(t.Context(), "ana", "study", "", "Morning! Who is in for today's question? :coffee:"),
	)
	check(w.Say(t.Context(), "ken", "study", "", "はい、#study でやりましょう。`S3` が出ると思う。 *bold* a*b*c"))
	asked := post("Question 12", question()...)
	check(w.Say(t.Context(), "yuki", "study", asked, "これは難しい…"))
	check(w.Say(t.Context(), "ana", "study", asked, "No spoilers :eyes:"))
	post("Question 13", chooseTwo()...)
	setup := post("Report", report()...)
	check(w.Command(t.Context(), "ken", "study", "/aws s3"))
	if _, err := a.PublishView("U0KEN", slack.HomeTabViewRequest{Type: slack.VTHomeTab,
		Blocks: slack.Blocks{BlockSet: home()}}, ""); err != nil {
		t.Fatal(err)
	}
	_, err := a.PostEphemeral("C0STUDY", "U0KEN", slack.MsgOptionText("", false),
		slack.MsgOptionBlocks(verdict()...))
	check(err)
	return setup
}

func question() []slack.Block {
	section := slack.NewRichTextSection(slack.NewRichTextSectionTextElement(
		"A team must keep seven years of records that are read twice a year and must be there "+
			"within twelve hours. Which storage class costs least?", nil))
	item := func(letter, text string) *slack.RichTextSection {
		return slack.NewRichTextSection(
			slack.NewRichTextSectionTextElement(
				letter+"  ",
				&slack.RichTextSectionTextStyle{Bold: true},
			),
			slack.NewRichTextSectionTextElement(text, nil),
		)
	}
	options := slack.NewRichTextList(slack.RTEListBullet, 0, item("A", "S3 Standard"),
		item("B", "S3 Glacier Deep Archive"), item("C", "S3 One Zone-IA"), item("D", "EBS st1"))
	return []slack.Block{
		slack.NewHeaderBlock(plain("Question 12 · Storage")),
		slack.NewRichTextBlock("", section, options),
		buttons("q12", "A", "B", "C", "D"),
		slack.NewContextBlock(
			"",
			mrkdwn(
				"SAA-C03 · closes <!date^1795334400^{date_short_pretty} {time}|later> · *3* have answered",
			),
		),
	}
}

func chooseTwo() []slack.Block {
	option := func(v, text string) *slack.OptionBlockObject {
		return slack.NewOptionBlockObject(v, mrkdwn(text), nil)
	}
	boxes := slack.NewCheckboxGroupsBlockElement("two", option("a", "*A*  Enable versioning"),
		option("b", "*B*  Turn on MFA delete"), option("c", "*C*  Use a larger part size"))
	send := slack.NewButtonBlockElement("send", "x", plain("Answer")).WithStyle(slack.StylePrimary)
	return []slack.Block{
		slack.NewSectionBlock(
			mrkdwn("*Question 13* — which *two* keep objects from being deleted by mistake?"),
			nil,
			nil,
		),
		slack.NewActionBlock("boxes", boxes), slack.NewActionBlock("send", send,
			slack.NewButtonBlockElement("skip", "x", plain("Skip")).WithConfirm(
				slack.NewConfirmationBlockObject(
					plain("Skip it?"),
					mrkdwn("It counts as *not seen*."),
					plain("Skip"),
					plain("Stay"),
				),
			)),
	}
}

func report() []slack.Block {
	days := []string{"Mon", "Tue", "Wed", "Thu", "Fri"}
	var answered, right []slack.DataVisualizationDataPoint
	for i, d := range days {
		answered = append(answered, slack.NewDataVisualizationDataPoint(d, float64(5+i%3)))
		right = append(right, slack.NewDataVisualizationDataPoint(d, float64(3+i%2)))
	}
	chart := slack.NewDataVisualizationBarChart(
		slack.NewDataVisualizationAxisConfig(days...).WithYLabel("Answers"),
		slack.NewDataVisualizationDataSeries(
			"Answered",
			answered...),
		slack.NewDataVisualizationDataSeries("Right", right...),
	)
	pie := slack.NewDataVisualizationPieChart(
		slack.NewDataVisualizationSegment("Storage", 12),
		slack.NewDataVisualizationSegment(
			"Networking",
			7,
		),
		slack.NewDataVisualizationSegment("Security", 5),
	)
	table := slack.NewTableBlock(
		"",
	).AddRow(
		raw("Who"),
		raw("Answered"),
		raw("Streak"),
		raw("Best topic"),
	)
	for _, r := range []string{"Ana|5|12|Storage", "健|4|3|Networking", "雪|5|20|Security"} {
		cells := strings.Split(r, "|")
		table.AddRow(raw(cells[0]), raw(cells[1]), raw(cells[2]), raw(cells[3]))
	}
	return []slack.Block{
		slack.NewHeaderBlock(plain("The week :bar_chart:")),
		slack.NewDataVisualizationBlock("Answers a day", chart),
		slack.NewDataVisualizationBlock("By topic", pie), table, buttons("setup", "Settings"),
		slack.NewMarkdownBlock(
			"",
			"## Next\n- **Friday**: review\n- see [the notes](https://example.com)\n\n> steadily",
		),
	}
}

func raw(text string) *slack.TableRawTextCell { return slack.NewTableRawTextCell(text) }

func lookup() []slack.Block {
	return []slack.Block{
		slack.NewSectionBlock(
			mrkdwn(
				"*Amazon S3* — object storage with <https://example.com|eleven nines>.\n"+
					">Buckets hold objects.\n```aws s3 ls```",
			),
			nil,
			slack.NewAccessory(slack.NewButtonBlockElement("more", "s3", plain("More"))),
		),
		slack.NewSectionBlock(
			nil,
			[]*slack.TextBlockObject{mrkdwn("*Max object*\n5 TB"), mrkdwn("*Consistency*\nStrong")},
			nil,
		),
	}
}

func verdict() []slack.Block {
	return []slack.Block{
		slack.NewSectionBlock(
			mrkdwn(
				":white_check_mark: *Right.* Deep Archive is the cheapest, and twelve hours is "+
					"its standard retrieval.",
			),
			nil,
			nil,
		),
		slack.NewContextBlock("", mrkdwn("Streak: *13* · best 20 · 18 of the last 20")),
		buttons("after", "Explain"),
	}
}

func home() []slack.Block {
	radio := slack.NewRadioButtonsBlockElement(
		"lang",
		slack.NewOptionBlockObject("ja", plain("日本語"), nil),
		slack.NewOptionBlockObject("en", plain("English"), plain("Also for private replies")),
	)
	return []slack.Block{
		slack.NewHeaderBlock(plain("こんにちは、健さん")),
		slack.NewSectionBlock(nil, []*slack.TextBlockObject{mrkdwn("*連続*\n13"), mrkdwn("*最高*\n20"),
			mrkdwn("*最近*\n18 / 20"), mrkdwn("*復習*\n4 問")}, nil),
		slack.NewDividerBlock(), buttons("do", "復習する", "設定"),
		slack.NewSectionBlock(mrkdwn("*言語*"), nil, slack.NewAccessory(radio)),
	}
}

func settingsModal() slack.ModalViewRequest {
	option := func(v string) *slack.OptionBlockObject {
		return slack.NewOptionBlockObject(v, plain(v), nil)
	}
	notes := slack.NewPlainTextInputBlockElement(plain("Anything"), "typed")
	notes.Multiline = true
	optional := slack.NewInputBlock("notes", plain("Notes"), plain("Markdown is fine"), notes)
	optional.Optional = true
	return slack.ModalViewRequest{
		Type:   slack.VTModal,
		Title:  plain("Settings"),
		Submit: plain("Save"),
		Close:  plain("Cancel"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewSectionBlock(
				mrkdwn("For *#study*. You can change these at any time."),
				nil,
				nil,
			),
			slack.NewInputBlock(
				"name",
				plain("Course name"),
				nil,
				slack.NewPlainTextInputBlockElement(plain("SAA 2027"), "typed"),
			),
			slack.NewInputBlock(
				"exam",
				plain("Exam"),
				nil,
				slack.NewOptionsSelectBlockElement("static_select",
					plain("Choose an exam"), "pick", option("SAA-C03"), option("DVA-C02")),
			),
			slack.NewInputBlock(
				"days",
				plain("Days"),
				nil,
				slack.NewCheckboxGroupsBlockElement(
					"pick",
					option("Mon"),
					option("Tue"),
					option("Wed"),
				),
			),
			slack.NewInputBlock("at", plain("Time"), nil, slack.NewTimePickerBlockElement("pick")),
			optional,
		}},
	}
}
