// The page draws one user's Screen, which the server streams whole at every change, and posts what
// the person does. Whatever comes from an app is put on the page as text nodes, never as HTML.
"use strict";

const $ = (id) => document.getElementById(id);

/** h makes an element: h("p", {class: "x", onclick: f}, "text", node, [nodes], null). */
function h(tag, attrs, ...children) {
  const svg = [
    "svg",
    "path",
    "rect",
    "line",
    "circle",
    "polyline",
    "polygon",
    "text",
    "g",
    "title",
  ].includes(tag);
  const node = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attrs || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (["value", "checked", "selected", "disabled", "htmlFor"].includes(name))
      node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(
    ...children.flat(9).filter((c) => c !== null && c !== undefined && c !== false && c !== ""),
  );
  return node;
}

// The few signs of the page itself, drawn so that they do not hang on the fonts of the machine.
const icons = {
  eye: "M1 8s2.5-5 7-5 7 5 7 5-2.5 5-7 5-7-5-7-5zm7 2.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  bubble: "M2 3h12v8H8l-4 3v-3H2z",
  lock: "M4 7h8v7H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
};
const icon = (name) =>
  h(
    "svg",
    {viewBox: "0 0 16 16", class: "sign", "aria-hidden": "true"},
    h("path", {d: icons[name]}),
  );

// ---- what is shown -------------------------------------------------------------------------

let screen = null; // the last Screen
let source = null; // its stream
let place = ""; // a channel's id, or "home"
let me = ""; // a user's id
const busy = new Set(); // elements whose press has not been answered yet
const unfolded = new Set(); // threads that are open
const drafts = new Map(); // what is typed in a modal and not yet sent
const drawn = new Map(); // messages on the page, by ts, with the JSON they were made of
const dismissed = new Set(); // problems that were put away

const channelOf = (id) => screen.channels.find((c) => c.id === id);
const userOf = (id) => screen.users.find((u) => u.id === id);
const nameOf = (id) => (id === screen.bot_id ? screen.bot : (userOf(id) || {name: id}).name);
const remember = (key, value) => {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    /* private */
  }
};
const recall = (key) => {
  try {
    return sessionStorage.getItem(key) || "";
  } catch {
    return "";
  }
};

/** go moves to a user and a place; the address keeps both, so that two tabs can be two people. */
function go(user, where) {
  location.hash = user + "/" + where;
}

function follow() {
  const [user, where] = decodeURIComponent(location.hash.slice(1)).split("/");
  const changedUser = user !== me;
  const changedPlace = changedUser || where !== place;
  me = user || "";
  place = where || "";
  if (changedPlace) {
    drawn.clear();
    $("log").replaceChildren();
    $("newer").hidden = true;
  }
  if (changedUser || !source) listen();
  else draw(changedPlace);
  if (place === "home" && changedPlace && me) act("home", {});
  closeMenu();
}

function listen() {
  if (source) source.close();
  screen = null;
  source = new EventSource("/screens/" + encodeURIComponent(me || "-"));
  source.onmessage = (e) => {
    const first = screen === null;
    screen = JSON.parse(e.data);
    if (!screen.me.id) return start();
    if (!place) return go(me, screen.channels[0].id);
    draw(first);
  };
  source.onerror = () => {
    $("link").textContent = "The workspace is not running";
    $("link").className = "link off";
  };
}

/** start picks somebody, when the address names nobody that there is. */
function start() {
  const user = userOf(recall("user")) || screen.users[0];
  go(user.id, recall("place/" + user.id));
}

let turn = Promise.resolve(); // what is typed into a modal arrives before the modal is submitted

/** act posts what the person did. The Screen tells what came of it. */
function act(verb, deed) {
  if (verb !== "fill" && verb !== "submit") return post(verb, deed);
  turn = turn.then(
    () => post(verb, deed),
    () => post(verb, deed),
  );
  return turn;
}

async function post(verb, deed) {
  const body = JSON.stringify({user: me, ...deed});
  const sent = await fetch("/act/" + verb, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body,
  });
  return sent.ok ? (await sent.json()).error : "the workspace did not answer";
}

// ---- the frame -----------------------------------------------------------------------------

let held = false; // the mouse is down: what is under it must not be drawn anew
let waiting = null; // the drawing that waits for it to come up

function draw(fresh) {
  if (!screen || !screen.me.id) return;
  if (held) {
    waiting = {fresh: fresh || waiting?.fresh};
    return;
  }
  remember("user", me);
  if (place !== "home") remember("place/" + me, place);
  document.title =
    (place === "home" ? screen.bot : placeName(channelOf(place))) + " · " + screen.team;
  $("team").textContent = screen.team;
  $("link").textContent = screen.sockets ? "App connected" : "App not connected";
  $("link").className = "link " + (screen.sockets ? "on" : "off");
  drawWho();
  drawSide();
  drawProblems();
  const atHome = place === "home";
  $("home").hidden = !atHome;
  $("log").hidden = $("composer").hidden = atHome;
  if (atHome) drawHome();
  else drawRoom(fresh);
  drawModals();
}

const placeName = (c) => (!c ? "" : c.dm ? c.name : "#" + c.name);

function drawWho() {
  const who = $("who");
  if (!changed(who, me, screen.users)) return;
  who.replaceChildren(
    h("legend", {}, "Acting as"),
    ...screen.users.map((u) =>
      h(
        "label",
        {class: u.id === me ? "person on" : "person"},
        h("input", {
          type: "radio",
          name: "who",
          value: u.id,
          checked: u.id === me,
          onchange: () => {
            const stay = place === "home" || (channelOf(place) && !channelOf(place).dm);
            go(u.id, stay ? place : "D" + u.id.slice(1));
          },
        }),
        avatar(u.id, u.name),
        h("span", {class: "name"}, u.name),
        h("span", {class: "locale"}, u.locale),
      ),
    ),
  );
}

function avatar(id, name) {
  const tint =
    id === screen.bot_id
      ? "bot"
      : id === "USLACKBOT"
        ? "slack"
        : "t" + (screen.users.findIndex((u) => u.id === id) % 6);
  return h("span", {class: "avatar " + tint, "aria-hidden": "true"}, [...name][0] || "?");
}

function drawSide() {
  const row = (where, mark, name, note) => {
    const c = channelOf(where);
    const fresh =
      c &&
      where !== place &&
      c.messages?.length &&
      c.messages.at(-1).ts > recall("seen/" + me + "/" + where);
    return h(
      "a",
      {
        href: "#" + me + "/" + where,
        class: (where === place ? "row on" : "row") + (fresh ? " fresh" : ""),
        "aria-current": where === place ? "page" : null,
      },
      h("span", {class: "mark", "aria-hidden": "true"}, mark),
      h("span", {class: "label"}, name),
      note && h("span", {class: "note"}, note),
      fresh && h("span", {class: "sr"}, " (unread)"),
    );
  };
  const newest = screen.channels.map((c) => [c.id, c.bot_in, c.messages?.at(-1)?.ts]);
  if (!changed($("side"), me, place, newest)) return;
  const rooms = screen.channels.filter((c) => !c.dm);
  const dms = screen.channels.filter((c) => c.dm);
  $("side").replaceChildren(
    h("h2", {}, "Channels"),
    ...rooms.map((c) =>
      row(c.id, c.private ? icon("lock") : "#", c.name, c.bot_in ? "" : "without the app"),
    ),
    h("h2", {}, "Apps"),
    row("home", "⌂", screen.bot, "Home"),
    ...dms.map((c) => row(c.id, "✉", c.name, "Messages")),
  );
}

/** changed tells whether what a node shows has changed, and remembers what it shows now. */
function changed(node, ...shown) {
  const of = JSON.stringify(shown);
  const same = shownBy.get(node) === of;
  shownBy.set(node, of);
  return !same;
}
const shownBy = new WeakMap();

const maxProblems = 3; // more would leave no room for the channel

function drawProblems() {
  const all = (screen.problems || []).filter((p) => !dismissed.has(p.id));
  if (!changed($("problems"), all)) return;
  const dismiss = () => {
    all.forEach((p) => dismissed.add(p.id));
    drawProblems();
  };
  const lines = all
    .slice(-maxProblems)
    .map((p) => [
      h("strong", {}, p.method + " was refused: " + p.error),
      p.detail && h("pre", {}, p.detail),
    ]);
  if (all.length > maxProblems)
    lines.unshift(h("p", {}, all.length - maxProblems + " more before"));
  const close = h(
    "button",
    {class: "icon", type: "button", "aria-label": "Dismiss", onclick: dismiss},
    "✕",
  );
  $("problems").replaceChildren(
    ...(all.length ? [h("div", {class: "problem"}, h("div", {}, lines), close)] : []),
  );
}

function closeMenu() {
  document.body.classList.remove("menu");
  $("menu").setAttribute("aria-expanded", "false");
}

// ---- messages ------------------------------------------------------------------------------

function drawRoom(fresh) {
  const c = channelOf(place);
  $("place").textContent = c ? placeName(c) : "No such channel";
  $("topic").textContent = c ? c.topic || (c.dm ? "Only you and the app are here" : "") : "";
  $("text").placeholder = c ? "Message " + placeName(c) : "";
  const log = $("log");
  const below = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const before = log.lastElementChild?.dataset.ts || "";
  const focus = holdFocus();
  const messages = (c && c.messages) || [];
  const nodes = messages.map((m, i) => messageNode(c, m, messages[i - 1]));
  if (!messages.length)
    nodes.push(
      h(
        "p",
        {class: "empty"},
        c && !c.bot_in
          ? "Nobody has written here, and the app is not a member. Type /invite @" +
              screen.bot +
              " to bring it in."
          : "Nobody has written here yet.",
      ),
    );
  patch(log, nodes);
  focus();
  const last = messages.at(-1);
  if (last) remember("seen/" + me + "/" + place, last.ts);
  const arrived = last && last.ts > before;
  if (fresh || (arrived && (below || last.only_you || last.user === me))) {
    log.scrollTop = log.scrollHeight;
    $("newer").hidden = true;
  } else if (arrived) $("newer").hidden = false;
}

/** patch makes a node's children the given ones and leaves those alone that are there already. */
function patch(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((n, i) => {
    if (parent.children[i] !== n) parent.insertBefore(n, parent.children[i] || null);
  });
}

/** holdFocus gives the focus, and the caret, back to the element with the same key. */
function holdFocus() {
  const held = document.activeElement?.dataset?.key;
  const at = held && document.activeElement.selectionStart;
  return () => {
    if (!held || document.activeElement?.dataset?.key === held) return;
    const again = document.querySelector(`[data-key="${CSS.escape(held)}"]`);
    if (!again) return;
    again.focus({preventScroll: true});
    if (typeof at === "number")
      try {
        again.setSelectionRange(at, at);
      } catch {
        /* not a text field */
      }
  };
}

const timeOf = (ts) => new Date(Number(ts) * 1000);
const clock = (ts) =>
  new Intl.DateTimeFormat(screen.me.locale, {
    timeZone: screen.me.tz,
    hour: "numeric",
    minute: "2-digit",
  }).format(timeOf(ts));
const dayOf = (ts) =>
  new Intl.DateTimeFormat(screen.me.locale, {
    timeZone: screen.me.tz,
    weekday: "long",
    month: "long",
    day: "numeric",
  }).format(timeOf(ts));

function messageNode(c, m, before) {
  const mine = [...busy].filter((k) => k.startsWith(c.id + "/" + m.ts));
  const day = !before || dayOf(before.ts) !== dayOf(m.ts) ? dayOf(m.ts) : "";
  const follows =
    !day &&
    !m.blocks?.length &&
    before &&
    before.user === m.user &&
    !before.only_you &&
    !m.only_you &&
    !before.note &&
    !m.note &&
    !before.replies?.length &&
    Number(m.ts) - Number(before.ts) < 300;
  const of = JSON.stringify([m, mine, day, follows, unfolded.has(m.ts), c.name]);
  const old = drawn.get(m.ts);
  if (old && old.of === of) return old.node;
  const node = h(
    "div",
    {class: "slot", "data-ts": m.ts},
    day && h("div", {class: "day"}, h("span", {}, day)),
    article(c, m, follows),
    thread(c, m),
  );
  drawn.set(m.ts, {of, node});
  return node;
}

function article(c, m, follows) {
  if (m.note) return h("p", {class: "joined"}, h("strong", {}, m.author), " ", mrkdwn(m.text));
  return h(
    "article",
    {
      class: "message" + (m.only_you ? " private" : "") + (follows ? " follows" : ""),
      "aria-label": m.author + ", " + clock(m.ts),
    },
    follows ? h("time", {class: "ago"}, clock(m.ts)) : avatar(m.user, m.author),
    h(
      "div",
      {class: "body"},
      m.only_you && h("p", {class: "eye"}, icon("eye"), " Only visible to you"),
      !follows &&
        h(
          "p",
          {class: "head"},
          h("strong", {}, m.author),
          m.user === screen.bot_id && h("span", {class: "app"}, "APP"),
          h("time", {}, clock(m.ts)),
        ),
      content(c, m),
      m.edited && h("span", {class: "edited"}, "(edited)"),
    ),
    !m.only_you &&
      h(
        "button",
        {
          type: "button",
          class: "icon reply",
          title: "Reply in thread",
          "aria-label": "Reply in thread",
          onclick: () => {
            unfolded.add(m.ts);
            drawRoom();
            document.querySelector(`[data-key="thread/${m.ts}"]`)?.focus();
          },
        },
        icon("bubble"),
      ),
  );
}

/** content is a message's blocks, or its text where it has none, and its attachments. */
function content(c, m) {
  const ctx = {
    values: m.values || {},
    warnings: m.warnings || {},
    errors: {},
    key: (k) => c.id + "/" + m.ts + "/" + k,
    press: (key) => act("press", {channel: c.id, ts: m.ts, element: key}),
    choose: (key, values) => act("choose", {channel: c.id, ts: m.ts, element: key, values}),
  };
  return [
    m.blocks?.length
      ? h(
          "div",
          {class: "blocks"},
          m.blocks.map((b) => block(b, ctx)),
        )
      : m.text && h("div", {class: "text"}, mrkdwn(m.text)),
    (m.attachments || []).map((a) =>
      h(
        "div",
        {class: "attachment"},
        a.pretext && mrkdwn(a.pretext),
        a.title && h("strong", {}, a.title),
        a.blocks ? a.blocks.map((b) => block(b, ctx)) : mrkdwn(a.text || a.fallback || ""),
      ),
    ),
  ];
}

function thread(c, m) {
  const replies = m.replies || [];
  const open = unfolded.has(m.ts);
  if (!replies.length && !open) return null;
  const box = h("textarea", {
    rows: 1,
    "aria-label": "Reply",
    placeholder: "Reply…",
    "data-key": "thread/" + m.ts,
    value: drafts.get("thread/" + m.ts) || "",
    oninput: () => drafts.set("thread/" + m.ts, box.value),
    onkeydown: (e) => {
      if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
      e.preventDefault();
      const text = box.value.trim();
      if (text) {
        box.value = "";
        drafts.delete("thread/" + m.ts);
        act("say", {channel: c.id, ts: m.ts, text});
      }
    },
  });
  return h(
    "div",
    {class: "thread"},
    h(
      "button",
      {
        type: "button",
        class: "fold",
        "aria-expanded": String(open),
        "data-key": "fold/" + m.ts,
        onclick: () => {
          if (open) unfolded.delete(m.ts);
          else unfolded.add(m.ts);
          drawRoom();
          document.querySelector(`[data-key="thread/${m.ts}"]`)?.scrollIntoView({block: "nearest"});
        },
      },
      (open ? "▾ " : "▸ ") + (replies.length === 1 ? "1 reply" : replies.length + " replies"),
    ),
    open &&
      h(
        "div",
        {class: "replies"},
        replies.map((r) => article(c, r, false)),
        box,
      ),
  );
}

// ---- blocks --------------------------------------------------------------------------------

const textOf = (t) =>
  !t ? "" : t.type === "mrkdwn" ? mrkdwn(t.text) : plain(t.text, t.emoji !== false);

/** plain is plain text with its :emoji: drawn and its lines kept. */
function plain(text, emoji = true) {
  return h("span", {class: "plain"}, emoji ? emojied(unescape(text || "")) : text || "");
}

const blocks = {
  section: (b, ctx) =>
    h(
      "div",
      {class: "section"},
      h(
        "div",
        {class: "words"},
        b.text && h("div", {class: "text"}, textOf(b.text)),
        b.fields &&
          h(
            "div",
            {class: "fields"},
            b.fields.map((f) => h("div", {class: "text"}, textOf(f))),
          ),
      ),
      b.accessory && h("div", {class: "accessory"}, element(b, b.accessory, ctx)),
    ),
  header: (b) => h(b.level > 2 ? "h4" : "h3", {class: "header"}, textOf(b.text)),
  divider: () => h("hr"),
  context: (b) =>
    h(
      "div",
      {class: "context"},
      b.elements.map((e) => (e.type === "image" ? picture(e, "small") : h("span", {}, textOf(e)))),
    ),
  actions: (b, ctx) =>
    h(
      "div",
      {class: "actions"},
      b.elements.map((e) => element(b, e, ctx)),
    ),
  context_actions: (b, ctx) =>
    h(
      "div",
      {class: "actions"},
      b.elements.map((e) => element(b, e, ctx)),
    ),
  input: (b, ctx) => input(b, ctx),
  rich_text: (b) => h("div", {class: "rich"}, b.elements.map(rich)),
  image: (b) =>
    h(
      "figure",
      {class: "image"},
      b.title && h("figcaption", {}, textOf(b.title)),
      picture(b, "large"),
    ),
  video: (b) =>
    h(
      "figure",
      {class: "image"},
      h("figcaption", {}, textOf(b.title)),
      picture({image_url: b.thumbnail_url, alt_text: b.alt_text}, "large"),
    ),
  markdown: (b) => markdown(b.text),
  table: (b) => table(b.rows, b.column_settings || []),
  data_table: (b) =>
    h("figure", {class: "table"}, h("figcaption", {}, b.caption), table(b.rows, [], true)),
  data_visualization: (b) => chart(b),
  alert: (b) => h("div", {class: "alert " + (b.level || "default")}, textOf(b.text)),
  card: (b, ctx) =>
    h(
      "div",
      {class: "card"},
      b.hero_image && picture(b.hero_image, "large"),
      b.title && h("strong", {}, textOf(b.title)),
      b.subtitle && h("span", {class: "dim"}, textOf(b.subtitle)),
      b.body && h("div", {class: "text"}, textOf(b.body)),
      b.subtext && h("span", {class: "dim"}, textOf(b.subtext)),
      b.actions &&
        h(
          "div",
          {class: "actions"},
          b.actions.map((e) => element(b, e, ctx)),
        ),
    ),
  carousel: (b, ctx) =>
    h(
      "div",
      {class: "carousel"},
      b.elements.map((e) => block(e, ctx)),
    ),
  container: (b, ctx) =>
    h(
      "div",
      {class: "card"},
      b.title && h("strong", {}, textOf(b.title)),
      b.subtitle && h("span", {class: "dim"}, textOf(b.subtitle)),
      b.child_blocks.map((e) => block(e, ctx)),
    ),
};

function block(b, ctx) {
  try {
    if (blocks[b.type]) return blocks[b.type](b, ctx);
  } catch (e) {
    console.error(e);
  }
  return h("pre", {class: "unknown"}, JSON.stringify(b, null, 1));
}

function picture(b, size) {
  const alt = b.alt_text || "";
  const img = h("img", {
    src: b.image_url || b.slack_file?.url,
    alt,
    class: size,
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
  img.addEventListener("error", () =>
    img.replaceWith(h("span", {class: "noimage"}, "(image) " + alt)),
  );
  return img;
}

function input(b, ctx) {
  const key = b.block_id + "/" + b.element.action_id;
  const id = "in-" + ctx.key(key).replace(/[^\w-]/g, "_");
  const wrong = ctx.errors[b.block_id];
  const group = ["checkboxes", "radio_buttons"].includes(b.element.type);
  const label = [textOf(b.label), b.optional && h("span", {class: "dim"}, " (optional)")];
  const inner = element(b, b.element, {...ctx, id, describe: wrong ? id + "-wrong" : null});
  return h(
    group ? "fieldset" : "div",
    {class: "input" + (wrong ? " wrong" : "")},
    h(group ? "legend" : "label", {class: "name", for: group ? null : id}, label),
    inner,
    wrong && h("p", {class: "fault", id: id + "-wrong"}, "⚠ " + wrong),
    b.hint && h("p", {class: "hint"}, textOf(b.hint)),
  );
}

// ---- elements ------------------------------------------------------------------------------

function element(b, e, ctx) {
  const key = b.block_id + "/" + e.action_id;
  const draw = elements[e.type];
  if (!draw) return h("pre", {class: "unknown"}, JSON.stringify(e, null, 1));
  const warning = ctx.warnings[key];
  const node = draw(b, e, key, ctx);
  return warning
    ? h(
        "span",
        {class: "warned"},
        node,
        h("span", {class: "warning", role: "alert"}, "⚠ " + warning),
      )
    : node;
}

/** press marks an element as busy until the app has answered, after asking if it wants asking. */
async function press(e, key, ctx, do_) {
  if (e.confirm && !(await confirmed(e.confirm))) return draw();
  const full = ctx.key(key);
  if (busy.has(full)) return;
  busy.add(full);
  draw();
  try {
    await do_();
  } finally {
    busy.delete(full);
    draw();
  }
}

const options = (e) => [...(e.options || []), ...(e.option_groups || []).flatMap((g) => g.options)];

function boxes(kind) {
  return (b, e, key, ctx) => {
    const chosen = ctx.values[key] || [];
    const name = "box-" + ctx.key(key);
    const box = h(
      "div",
      {class: "boxes"},
      e.options.map((o) =>
        h(
          "label",
          {class: "box"},
          h("input", {
            type: kind,
            name,
            value: o.value,
            checked: chosen.includes(o.value),
            disabled: busy.has(ctx.key(key)) || null,
            "data-key": ctx.key(key) + "/" + o.value,
            "aria-describedby": ctx.describe || null,
            onchange: () =>
              press(e, key, ctx, () =>
                ctx.choose(
                  key,
                  [...box.querySelectorAll("input:checked")].map((i) => i.value),
                ),
              ),
          }),
          h(
            "span",
            {},
            h("span", {}, textOf(o.text)),
            o.description && h("span", {class: "dim desc"}, textOf(o.description)),
          ),
        ),
      ),
    );
    return box;
  };
}

/** select is a native menu: of options, of people, or of channels. */
function select(of) {
  return (b, e, key, ctx) => {
    const chosen = ctx.values[key] || [];
    const option = (o) =>
      h("option", {value: o.value, selected: chosen.includes(o.value)}, o.label);
    const all = of(e);
    return h(
      "select",
      {
        id: ctx.id || null,
        "data-key": ctx.key(key),
        disabled: busy.has(ctx.key(key)) || null,
        "aria-label": ctx.id ? null : e.placeholder?.text || "Choose",
        "aria-describedby": ctx.describe || null,
        onchange: (ev) =>
          press(e, key, ctx, () => ctx.choose(key, ev.target.value ? [ev.target.value] : [])),
      },
      h(
        "option",
        {value: "", disabled: (chosen.length > 0 && !b.optional) || null, selected: !chosen.length},
        e.placeholder?.text || "Choose an option",
      ),
      all.map((o) =>
        o.group ? h("optgroup", {label: o.group}, o.options.map(option)) : option(o),
      ),
    );
  };
}

/** multi is a menu of check boxes that opens in place. */
function multi(of) {
  return (b, e, key, ctx) => {
    const chosen = ctx.values[key] || [];
    const all = of(e).flatMap((o) => (o.group ? o.options : [o]));
    const names = all
      .filter((o) => chosen.includes(o.value))
      .map((o) => o.label)
      .join(", ");
    const list = h(
      "div",
      {class: "boxes"},
      all.map((o) =>
        h(
          "label",
          {class: "box"},
          h("input", {
            type: "checkbox",
            value: o.value,
            checked: chosen.includes(o.value),
            "data-key": ctx.key(key) + "/" + o.value,
            onchange: () =>
              press(e, key, ctx, () =>
                ctx.choose(
                  key,
                  [...list.querySelectorAll("input:checked")].map((i) => i.value),
                ),
              ),
          }),
          h("span", {}, o.label),
        ),
      ),
    );
    const fold = "multi/" + ctx.key(key);
    return h(
      "details",
      {
        class: "multi",
        open: unfolded.has(fold),
        ontoggle: (ev) => {
          if (ev.target.open) unfolded.add(fold);
          else unfolded.delete(fold);
        },
      },
      h(
        "summary",
        {id: ctx.id || null, "data-key": fold},
        names || e.placeholder?.text || "Choose options",
      ),
      list,
    );
  };
}

const fromOptions = (e) =>
  e.option_groups
    ? e.option_groups.map((g) => ({
        group: g.label.text,
        options: g.options.map((o) => ({value: o.value, label: o.text.text})),
      }))
    : (e.options || []).map((o) => ({value: o.value, label: o.text.text}));
const fromUsers = () => screen.users.map((u) => ({value: u.id, label: u.name}));
const fromRooms = () =>
  screen.channels.filter((c) => !c.dm).map((c) => ({value: c.id, label: "#" + c.name}));
const fromPlaces = (e) =>
  screen.channels
    .filter(
      (c) =>
        !e.filter?.include ||
        e.filter.include.includes(c.dm ? "im" : c.private ? "private" : "public"),
    )
    .map((c) => ({value: c.id, label: placeName(c)}));

/** field is a native input that is sent when it is left, or when Enter is pressed. */
function field(type, attrs) {
  return (b, e, key, ctx) => {
    const full = ctx.key(key);
    const given = drafts.has(full) ? drafts.get(full) : (ctx.values[key] || [""])[0];
    const long = e.multiline || e.type === "rich_text_input";
    const send = (ev) => {
      drafts.delete(full);
      return press(e, key, ctx, () => ctx.choose(key, ev.target.value ? [ev.target.value] : []));
    };
    return h(long ? "textarea" : "input", {
      id: ctx.id || null,
      type: long ? null : type,
      rows: long ? 4 : null,
      value: given,
      "data-key": full,
      placeholder: e.placeholder?.text || null,
      maxlength: e.max_length || null,
      "aria-label": ctx.id ? null : e.placeholder?.text || e.type,
      "aria-describedby": ctx.describe || null,
      ...(attrs ? attrs(e) : {}),
      oninput: (ev) => {
        if (ctx.draft) drafts.set(full, ev.target.value);
      },
      onchange: send,
    });
  };
}

const elements = {
  button: (b, e, key, ctx) =>
    h(
      "button",
      {
        type: "button",
        class: "button " + (e.style || ""),
        "data-key": ctx.key(key),
        "aria-label": e.accessibility_label || null,
        "aria-busy": busy.has(ctx.key(key)) || null,
        "aria-disabled": busy.has(ctx.key(key)) || null,
        onclick: () =>
          press(e, key, ctx, () => {
            if (/^https?:/.test(e.url || "")) window.open(e.url, "_blank", "noopener");
            return ctx.press(key);
          }),
      },
      plain(e.text.text),
    ),
  icon_button: (b, e, key, ctx) => elements.button(b, {...e, style: ""}, key, ctx),
  workflow_button: (b, e, key, ctx) => elements.button(b, e, key, ctx),
  overflow: (b, e, key, ctx) =>
    h(
      "select",
      {
        class: "overflow",
        "aria-label": "More",
        "data-key": ctx.key(key),
        onchange: (ev) => {
          const value = ev.target.value;
          const to = e.options.find((o) => o.value === value)?.url;
          ev.target.value = "";
          press(e, key, ctx, () => {
            if (/^https?:/.test(to || "")) window.open(to, "_blank", "noopener");
            return ctx.choose(key, [value]);
          });
        },
      },
      h("option", {value: "", disabled: true, selected: true}, "⋯"),
      e.options.map((o) => h("option", {value: o.value}, o.text.text)),
    ),
  image: (b, e) => picture(e, "thumb"),
  checkboxes: boxes("checkbox"),
  radio_buttons: boxes("radio"),
  static_select: select(fromOptions),
  external_select: select(fromOptions),
  users_select: select(fromUsers),
  channels_select: select(fromRooms),
  conversations_select: select(fromPlaces),
  multi_static_select: multi(fromOptions),
  multi_external_select: multi(fromOptions),
  multi_users_select: multi(fromUsers),
  multi_channels_select: multi(fromRooms),
  multi_conversations_select: multi(fromPlaces),
  datepicker: field("date"),
  timepicker: field("time"),
  datetimepicker: field("number"),
  plain_text_input: field("text"),
  rich_text_input: field("text"),
  email_text_input: field("email"),
  url_text_input: field("url"),
  number_input: field("number", (e) => ({
    step: e.is_decimal_allowed ? "any" : "1",
    min: e.min_value ?? null,
    max: e.max_value ?? null,
  })),
};

// ---- rich text -----------------------------------------------------------------------------

function rich(e) {
  switch (e.type) {
    case "rich_text_section":
      return h("p", {class: "line"}, e.elements.map(richInline));
    case "rich_text_quote":
      return h("blockquote", {}, e.elements.map(richInline));
    case "rich_text_preformatted":
      return h("pre", {}, e.elements.map(richInline));
    case "rich_text_list":
      return h(
        e.style === "ordered" ? "ol" : "ul",
        {
          class: "list indent" + Math.min(e.indent || 0, 5),
          start: e.style === "ordered" ? (e.offset || 0) + 1 : null,
        },
        e.elements.map((i) => h("li", {}, i.elements.map(richInline))),
      );
  }
  return h("pre", {class: "unknown"}, JSON.stringify(e, null, 1));
}

function richInline(e) {
  let node;
  switch (e.type) {
    case "text":
      node = document.createTextNode(e.text);
      break;
    case "emoji":
      node = h(
        "span",
        {class: "emoji", title: ":" + e.name + ":"},
        emojiOf(e.name) || ":" + e.name + ":",
      );
      break;
    case "link":
      node = anchor(e.url, [e.text || e.url]);
      break;
    case "user":
      node = h("span", {class: "mention"}, "@" + nameOf(e.user_id));
      break;
    case "channel":
      node = h(
        "span",
        {class: "mention"},
        placeName(channelOf(e.channel_id)) || "#" + e.channel_id,
      );
      break;
    case "broadcast":
      node = h("span", {class: "mention loud"}, "@" + e.range);
      break;
    case "usergroup":
      node = h("span", {class: "mention"}, "@" + e.usergroup_id);
      break;
    case "date":
      node = h("time", {}, dated(e.timestamp, e.format, e.fallback));
      break;
    case "color":
      node = h("code", {}, e.value);
      break;
    default:
      return h("code", {class: "unknown"}, JSON.stringify(e));
  }
  const s = e.style || {};
  if (s.code) node = h("code", {}, node);
  if (s.bold) node = h("strong", {}, node);
  if (s.italic) node = h("em", {}, node);
  if (s.strike) node = h("s", {}, node);
  if (s.underline) node = h("u", {}, node);
  return node;
}

function anchor(url, children) {
  return /^(https?|mailto):/i.test(url)
    ? h("a", {href: url, target: "_blank", rel: "noopener noreferrer"}, children)
    : h("span", {title: url}, children);
}

// ---- mrkdwn --------------------------------------------------------------------------------

const unescape = (s) => s.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** mrkdwn draws Slack's own markup: fences, then quotes, then what is inside a line. */
function mrkdwn(text) {
  return (text || "").split(/```/).map((part, i) => {
    if (i % 2) return h("pre", {}, unescape(part.replace(/^\n|\n$/g, "")));
    return quoted(i ? part.replace(/^\n/, "") : part);
  });
}

function quoted(text) {
  const out = [];
  let quote = null;
  text.split("\n").forEach((line, i) => {
    const q = line.match(/^(?:&gt;|>) ?(.*)$/);
    if (q) {
      if (!quote) out.push((quote = h("blockquote")));
      else quote.append(h("br"));
      quote.append(...inline(q[1]));
      return;
    }
    if (i > 0 && !quote) out.push(h("br"));
    quote = null;
    out.push(...inline(line));
  });
  return out;
}

// A mark opens and closes only at the edge of a word, as at Slack: "a*b*c" has nothing bold in it,
// and neither has Japanese text that runs on without a space.
const edge = "(?<![\\p{L}\\p{N}])";
const after = "(?![\\p{L}\\p{N}])";
const marks = new RegExp(
  [
    "`([^`\\n]+)`",
    "<([^<>\\n]+)>",
    ":([a-z0-9_+'-]+):",
    edge + "\\*(?=\\S)([^*\\n]*?\\S)\\*" + after,
    edge + "_(?=\\S)([^_\\n]*?\\S)_" + after,
    edge + "~(?=\\S)([^~\\n]*?\\S)~" + after,
  ].join("|"),
  "gu",
);

function inline(text) {
  const out = [];
  let at = 0;
  for (const m of text.matchAll(marks)) {
    if (m.index > at) out.push(unescape(text.slice(at, m.index)));
    out.push(marked(m));
    at = m.index + m[0].length;
  }
  if (at < text.length) out.push(unescape(text.slice(at)));
  return out;
}

function marked([whole, code, angle, emoji, bold, italic, strike]) {
  if (code !== undefined) return h("code", {}, unescape(code));
  if (angle !== undefined) return bracketed(angle);
  if (emoji !== undefined)
    return emojiOf(emoji) ? h("span", {class: "emoji", title: whole}, emojiOf(emoji)) : whole;
  if (bold !== undefined) return h("strong", {}, inline(bold));
  if (italic !== undefined) return h("em", {}, inline(italic));
  return h("s", {}, inline(strike));
}

/** bracketed is what stands in <…>: a mention, a channel, a date, or a link. */
function bracketed(inside) {
  const bar = inside.indexOf("|");
  const what = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : inside.slice(bar + 1);
  if (what[0] === "@") return h("span", {class: "mention"}, "@" + nameOf(what.slice(1)));
  if (what[0] === "#")
    return h(
      "span",
      {class: "mention"},
      placeName(channelOf(what.slice(1))) || "#" + (label || what.slice(1)),
    );
  if (what.startsWith("!date^")) {
    const [, ts, format] = what.split("^");
    return h("time", {}, dated(Number(ts), format, label));
  }
  if (what[0] === "!")
    return h("span", {class: "mention loud"}, "@" + (label || what.slice(1)).replace(/^@/, ""));
  if (!/^[a-z][a-z0-9+.-]*:/i.test(what)) return "<" + unescape(inside) + ">";
  return anchor(unescape(what), label ? inline(label) : [unescape(what).replace(/^mailto:/, "")]);
}

/** dated writes a date in the acting user's own zone and language. */
function dated(ts, format, fallback) {
  const when = new Date(ts * 1000);
  const style = {
    date_num: {year: "numeric", month: "2-digit", day: "2-digit"},
    date: {year: "numeric", month: "long", day: "numeric"},
    date_short: {year: "numeric", month: "short", day: "numeric"},
    date_long: {weekday: "long", year: "numeric", month: "long", day: "numeric"},
    time: {hour: "numeric", minute: "2-digit"},
    time_secs: {hour: "numeric", minute: "2-digit", second: "2-digit"},
  };
  try {
    return (format || "").replace(/\{(\w+)\}/g, (_, name) =>
      name === "ago"
        ? ago(when)
        : new Intl.DateTimeFormat(screen.me.locale, {
            timeZone: screen.me.tz,
            ...style[name.replace(/_pretty$/, "")],
          }).format(when),
    );
  } catch {
    return fallback || "";
  }
}

function ago(when) {
  const minutes = Math.round((when - Date.now()) / 60000);
  const f = new Intl.RelativeTimeFormat(screen.me.locale, {numeric: "auto"});
  if (Math.abs(minutes) < 60) return f.format(minutes, "minute");
  if (Math.abs(minutes) < 1440) return f.format(Math.round(minutes / 60), "hour");
  return f.format(Math.round(minutes / 1440), "day");
}

const emojis = Object.fromEntries(
  `tada 🎉 white_check_mark ✅ heavy_check_mark ✔️ x ❌ warning ⚠️ fire 🔥 books 📚 book 📖 bulb 💡 star ⭐ sparkles ✨
  rocket 🚀 thumbsup 👍 +1 👍 thumbsdown 👎 -1 👎 clap 👏 wave 👋 eyes 👀 pray 🙏 muscle 💪 100 💯 thinking_face 🤔 smile 😄 slightly_smiling_face 🙂
  grinning 😀 joy 😂 wink 😉 heart ❤️ calendar 📅 spiral_calendar_pad 🗓️ date 📅 clock9 🕘 alarm_clock ⏰ hourglass ⌛ hourglass_flowing_sand ⏳ bell 🔔
  no_bell 🔕 mag 🔍 lock 🔒 unlock 🔓 key 🔑 memo 📝 pencil ✏️ pencil2 ✏️ speech_balloon 💬 question ❓ grey_question ❔ exclamation ❗ information_source ℹ️
  bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 trophy 🏆 medal 🏅 sports_medal 🏅 first_place_medal 🥇 second_place_medal 🥈
  third_place_medal 🥉 seedling 🌱 herb 🌿 deciduous_tree 🌳 snowflake ❄️ ice_cube 🧊 sunny ☀️ cloud ☁️ zap ⚡ repeat 🔁 arrows_counterclockwise 🔄
  arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ point_right 👉 point_left 👈 link 🔗 gear ⚙️ wrench 🔧 hammer_and_wrench 🛠️ package 📦 inbox_tray 📥
  outbox_tray 📤 file_folder 📁 floppy_disk 💾 computer 💻 desktop_computer 🖥️ globe_with_meridians 🌐 earth_asia 🌏 house 🏠 coffee ☕ tea 🍵 zzz 💤
  large_green_circle 🟢 large_yellow_circle 🟡 red_circle 🔴 large_blue_circle 🔵 white_circle ⚪ black_circle ⚫ small_blue_diamond 🔹 dart 🎯 crossed_fingers 🤞
  raised_hands 🙌 ok_hand 👌 ok 🆗 new 🆕 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ robot_face 🤖 hugging_face 🤗 partying_face 🥳 sob 😭 sweat_smile 😅
  palm_tree 🌴 beach_with_umbrella 🏖️ umbrella ☔ graduation_cap 🎓 mortar_board 🎓 card_index 📇 pushpin 📌 paperclip 📎 lightning ⚡ gem 💎 gift 🎁`
    .trim()
    .split(/\s+/)
    .reduce((pairs, word, i, all) => (i % 2 ? pairs : [...pairs, [word, all[i + 1]]]), []),
);
const emojiOf = (name) => (Object.hasOwn(emojis, name) ? emojis[name] : "");

function emojied(text) {
  return text.split(/(:[a-z0-9_+'-]+:)/).map((part) => {
    const found = /^:.+:$/.test(part) && emojiOf(part.slice(1, -1));
    return found ? h("span", {class: "emoji", title: part}, found) : part;
  });
}

// ---- markdown ------------------------------------------------------------------------------

/** markdown draws the markdown block: headings, lists, quotes, fences, tables and paragraphs. */
function markdown(text) {
  const out = h("div", {class: "rich"});
  let list = null;
  let rows = null;
  (text || "").split(/^```.*$/m).forEach((part, i) => {
    if (i % 2) return out.append(h("pre", {}, part.replace(/^\n|\n$/g, "")));
    part.split("\n").forEach((line) => {
      const m = line.match(
        /^(#{1,6}) (.*)|^\s*(?:[-*+]|(\d+)[.)]) (.*)|^> ?(.*)|^(\|.*\|)\s*$|^(?:---+|\*\*\*+)\s*$/,
      );
      if (!m || !m[4]) list = null;
      if (!m || !m[6]) rows = null;
      if (!m) return line.trim() && out.append(h("p", {class: "line"}, mdInline(line)));
      if (m[1])
        return out.append(h(m[1].length > 2 ? "h4" : "h3", {class: "header"}, mdInline(m[2])));
      if (m[4]) {
        if (!list) out.append((list = h(m[3] ? "ol" : "ul", {class: "list"})));
        return list.append(h("li", {}, mdInline(m[4])));
      }
      if (m[5] !== undefined) return out.append(h("blockquote", {}, mdInline(m[5])));
      if (!m[6]) return out.append(h("hr"));
      if (/^[|\s:-]+$/.test(m[6])) return null;
      if (!rows) {
        rows = h("table");
        out.append(h("div", {class: "scroll"}, rows));
      }
      return rows.append(
        h(
          "tr",
          {},
          m[6]
            .split("|")
            .slice(1, -1)
            .map((c) => h(rows.children.length ? "td" : "th", {}, mdInline(c.trim()))),
        ),
      );
    });
  });
  return out;
}

const mdMarks =
  /`([^`]+)`|\*\*(.+?)\*\*|\*(\S[^*]*)\*|~~(.+?)~~|\[([^\]]+)\]\(([^)\s]+)\)|:([a-z0-9_+'-]+):/;

function mdInline(text) {
  const m = mdMarks.exec(text);
  if (!m) return [text];
  const [whole, code, bold, italic, strike, label, url, emoji] = m;
  const node = code
    ? h("code", {}, code)
    : bold
      ? h("strong", {}, mdInline(bold))
      : italic
        ? h("em", {}, mdInline(italic))
        : strike
          ? h("s", {}, mdInline(strike))
          : label
            ? anchor(url, mdInline(label))
            : emojiOf(emoji) || whole;
  return [text.slice(0, m.index), node, ...mdInline(text.slice(m.index + whole.length))];
}

// ---- tables and charts ---------------------------------------------------------------------

function table(rows, settings) {
  const cell = (c) =>
    !c
      ? ""
      : c.type === "rich_text"
        ? c.elements.map(rich)
        : c.type === "action"
          ? c.element.text.text
          : (c.text ?? String(c.value));
  const align = (i, c) =>
    "cell " + (settings[i]?.align || (c?.type === "raw_number" ? "right" : "left"));
  return h(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": "Table"},
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          rows[0].map((c, i) => h("th", {class: align(i, c), scope: "col"}, cell(c))),
        ),
      ),
      h(
        "tbody",
        {},
        rows.slice(1).map((r) =>
          h(
            "tr",
            {},
            r.map((c, i) => h("td", {class: align(i, c)}, cell(c))),
          ),
        ),
      ),
    ),
  );
}

function chart(b) {
  const c = b.chart;
  const drawing = c.type === "pie" ? pie(c) : axes(c);
  return h("figure", {class: "chart"}, h("figcaption", {}, b.title), drawing);
}

const numeral = (n) => new Intl.NumberFormat(screen.me.locale).format(n);
const legend = (items) =>
  h(
    "ul",
    {class: "legend"},
    items.map(([name, value], i) =>
      h(
        "li",
        {},
        h("span", {class: "dot c" + (i % 6), "aria-hidden": "true"}),
        name,
        value && h("span", {class: "dim"}, " " + value),
      ),
    ),
  );

function pie(c) {
  const total = c.segments.reduce((n, s) => n + s.value, 0);
  let turned = 0;
  const at = (share) =>
    [60 + 54 * Math.sin(2 * Math.PI * share), 60 - 54 * Math.cos(2 * Math.PI * share)]
      .map((n) => n.toFixed(2))
      .join(" ");
  const slices = c.segments.map((s, i) => {
    const from = turned / total;
    turned += s.value;
    if (s.value === total) return h("circle", {cx: 60, cy: 60, r: 54, class: "f" + (i % 6)});
    return h("path", {
      class: "f" + (i % 6),
      d: `M60 60 L${at(from)} A54 54 0 ${s.value / total > 0.5 ? 1 : 0} 1 ${at(turned / total)} Z`,
    });
  });
  return h(
    "div",
    {class: "pie"},
    h("svg", {viewBox: "0 0 120 120", "aria-hidden": "true"}, slices),
    legend(
      c.segments.map((s) => [
        s.label,
        numeral(s.value) + " (" + Math.round((100 * s.value) / total) + "%)",
      ]),
    ),
  );
}

/** axes draws bars, lines or areas; every number also stands in a table for who cannot see them. */
function axes(c) {
  const names = c.axis_config.categories;
  const value = (s, name) => s.data.find((p) => p.label === name)?.value ?? 0;
  const all = c.series.flatMap((s) => s.data.map((p) => p.value));
  const top = nice(Math.max(0, ...all)),
    floor = Math.min(0, ...all) < 0 ? -nice(-Math.min(...all)) : 0;
  const W = window.innerWidth < 640 ? 320 : 520,
    H = 220,
    left = 44,
    bottom = 30,
    up = 16,
    wide = W - left - 8,
    high = H - bottom - up;
  const y = (v) => up + (high * (top - v)) / (top - floor || 1);
  const step = wide / names.length;
  const x = (i) => left + step * (i + 0.5);
  const lines = [0, 1, 2, 3, 4]
    .map((i) => floor + ((top - floor) * i) / 4)
    .map((v) => [
      h("line", {x1: left, x2: W - 8, y1: y(v), y2: y(v), class: "grid"}),
      h(
        "text",
        {x: left - 6, y: y(v) + 4, class: "tick", "text-anchor": "end"},
        numeral(Math.round(v * 100) / 100),
      ),
    ]);
  const few = names.length * c.series.length <= 12;
  const labels = names.map((n, i) =>
    h(
      "text",
      {x: x(i), y: H - 10, class: "tick", "text-anchor": "middle"},
      short(n, Math.floor(step / 7)),
    ),
  );
  const shapes = c.series.map((s, k) => {
    if (c.type === "bar") {
      const w = Math.min((step * 0.7) / c.series.length, 44);
      return names.map((n, i) => {
        const v = value(s, n),
          from = x(i) - (w * c.series.length) / 2 + k * w;
        return [
          h("rect", {
            x: from + 1,
            width: Math.max(w - 2, 1),
            y: Math.min(y(v), y(0)),
            height: Math.abs(y(v) - y(0)),
            rx: 2,
            class: "f" + (k % 6),
          }),
          few &&
            h(
              "text",
              {
                x: from + w / 2,
                y: Math.min(y(v), y(0)) - 4,
                class: "tick value",
                "text-anchor": "middle",
              },
              numeral(v),
            ),
        ];
      });
    }
    const points = names.map((n, i) => x(i) + "," + y(value(s, n)));
    return [
      c.type === "area" &&
        h("polygon", {
          class: "area f" + (k % 6),
          points: [x(0) + "," + y(0), ...points, x(names.length - 1) + "," + y(0)].join(" "),
        }),
      h("polyline", {class: "s" + (k % 6), points: points.join(" ")}),
      names.map((n, i) => [
        h("circle", {cx: x(i), cy: y(value(s, n)), r: 3, class: "f" + (k % 6)}),
        few &&
          h(
            "text",
            {x: x(i), y: y(value(s, n)) - 8, class: "tick value", "text-anchor": "middle"},
            numeral(value(s, n)),
          ),
      ]),
    ];
  });
  return [
    c.axis_config.y_label && h("p", {class: "dim axis"}, c.axis_config.y_label),
    h("svg", {viewBox: `0 0 ${W} ${H}`, "aria-hidden": "true"}, lines, shapes, labels),
    c.axis_config.x_label && h("p", {class: "dim axis x"}, c.axis_config.x_label),
    c.series.length > 1 && legend(c.series.map((s) => [s.name])),
    h(
      "table",
      {class: "sr"},
      h(
        "tr",
        {},
        h("th", {}, ""),
        names.map((n) => h("th", {}, n)),
      ),
      c.series.map((s) =>
        h(
          "tr",
          {},
          h("th", {}, s.name),
          names.map((n) => h("td", {}, numeral(value(s, n)))),
        ),
      ),
    ),
  ];
}

const short = (s, n) =>
  [...s].length > Math.max(n, 4) ? [...s].slice(0, Math.max(n, 4) - 1).join("") + "…" : s;

/** nice is the next round number above n: the top of an axis that divides by four. */
function nice(n) {
  if (n <= 0) return 4;
  const unit = 10 ** Math.floor(Math.log10(n));
  return [1, 2, 4, 6, 8, 10].map((k) => k * unit).find((k) => k >= n) || 10 * unit;
}

// ---- home and modals -----------------------------------------------------------------------

function viewContext(v, press_, choose, draft) {
  return {
    values: v.values || {},
    warnings: v.warnings || {},
    errors: v.errors || {},
    draft,
    key: (k) => v.id + "/" + k,
    press: (key) => act(press_, {element: key}),
    choose: (key, values) => act(choose, {element: key, values}),
  };
}

function drawHome() {
  $("place").textContent = screen.bot;
  $("topic").textContent = "Home";
  $("newer").hidden = true;
  const focus = holdFocus();
  const v = screen.home;
  if (!changed($("home"), me, v, [...busy])) return;
  $("home").replaceChildren(
    v
      ? h(
          "div",
          {class: "blocks"},
          v.blocks.map((b) => block(b, viewContext(v, "press-home", "choose-home"))),
        )
      : h("p", {class: "empty"}, "The app has published no home for you yet."),
  );
  focus();
}

let opener = null; // what had the focus before a modal took it

function drawModals() {
  const stack = screen.modals || [];
  const box = $("modals");
  if (!changed(box, stack, [...busy])) return;
  const had = box.childElementCount > 0;
  if (!had && stack.length) opener = document.activeElement?.dataset?.key || "text";
  const focus = holdFocus();
  const inside = box.contains(document.activeElement);
  box.replaceChildren(...stack.map((v, i) => modal(v, i < stack.length - 1)));
  focus();
  if (stack.length && (!inside || !box.contains(document.activeElement)))
    box.lastElementChild.querySelector("input, textarea, select, .button")?.focus();
  if (had && !stack.length) {
    for (const key of drafts.keys()) if (!key.startsWith("thread/")) drafts.delete(key);
    (document.querySelector(`[data-key="${CSS.escape(opener)}"]`) || $("text")).focus();
  }
}

function modal(v, under) {
  const ctx = viewContext(v, "press-view", "fill", true);
  const sending = v.sending || busy.has("submit");
  const titleId = "title-" + v.id;
  return h(
    "div",
    {class: "veil", hidden: under || null},
    h(
      "form",
      {
        class: "modal",
        role: "dialog",
        "aria-modal": "true",
        "aria-labelledby": titleId,
        novalidate: true,
        onsubmit: (e) => {
          e.preventDefault();
          submit(v);
        },
        onkeydown: (e) => keepInside(e),
      },
      h(
        "header",
        {},
        h("h2", {id: titleId}, plain(v.title)),
        h(
          "button",
          {type: "button", class: "icon", "aria-label": "Close", onclick: () => act("close", {})},
          "✕",
        ),
      ),
      h(
        "div",
        {class: "content blocks"},
        v.blocks.map((b) => block(b, ctx)),
      ),
      v.failure && h("p", {class: "failure", role: "alert"}, "⚠ " + v.failure),
      h(
        "footer",
        {},
        h(
          "button",
          {type: "button", class: "button", onclick: () => act("close", {})},
          v.close || "Close",
        ),
        v.submit &&
          h(
            "button",
            {
              type: "submit",
              class: "button primary",
              disabled: sending || null,
              "data-key": "submit/" + v.id,
            },
            sending ? "Sending…" : plain(v.submit),
          ),
      ),
    ),
  );
}

/** submit sends what is typed and not sent yet, then the modal. */
async function submit(v) {
  if (busy.has("submit")) return;
  busy.add("submit");
  draw();
  try {
    for (const b of v.blocks.filter((b) => b.type === "input")) {
      const key = b.block_id + "/" + b.element.action_id;
      const typed = drafts.get(v.id + "/" + key);
      if (typed === undefined) continue;
      drafts.delete(v.id + "/" + key);
      await act("fill", {element: key, values: typed ? [typed] : []});
    }
    await act("submit", {});
  } finally {
    busy.delete("submit");
    draw();
  }
}

/** keepInside keeps Tab within a dialog and lets Escape close it. */
function keepInside(e) {
  if (e.isComposing) return;
  if (e.key === "Escape") {
    e.preventDefault();
    e.stopPropagation();
    return e.currentTarget.dispatchEvent(new CustomEvent("leave", {bubbles: true}));
  }
  if (e.key !== "Tab") return;
  const all = [
    ...e.currentTarget.querySelectorAll(
      "button:not(:disabled), input:not(:disabled), textarea, select, summary, a[href]",
    ),
  ];
  const edgeNode = e.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement === edgeNode) {
    e.preventDefault();
    (e.shiftKey ? all.at(-1) : all[0]).focus();
  }
}

/** confirmed asks what a confirm object asks. */
function confirmed(c) {
  const before = document.activeElement;
  return new Promise((resolve) => {
    const done = (yes) => {
      veil.remove();
      before?.focus?.();
      resolve(yes);
    };
    const veil = h(
      "div",
      {
        class: "veil ask",
        onleave: (e) => {
          e.stopPropagation();
          done(false);
        },
      },
      h(
        "div",
        {
          class: "modal narrow",
          role: "alertdialog",
          "aria-modal": "true",
          "aria-label": c.title.text,
          onkeydown: keepInside,
        },
        h("header", {}, h("h2", {}, plain(c.title.text))),
        h("div", {class: "content"}, h("div", {class: "text"}, textOf(c.text))),
        h(
          "footer",
          {},
          h(
            "button",
            {type: "button", class: "button", onclick: () => done(false)},
            c.deny?.text || "No",
          ),
          h(
            "button",
            {type: "button", class: "button " + (c.style || "primary"), onclick: () => done(true)},
            c.confirm?.text || "Yes",
          ),
        ),
      ),
    );
    document.body.append(veil);
    veil.querySelector("footer .button:last-child").focus();
  });
}

// ---- the composer --------------------------------------------------------------------------

let picked = 0; // which suggestion Enter takes

function suggestions() {
  const typed = $("text").value;
  if (!/^\/\S*$/.test(typed) || !screen) return [];
  return (screen.commands || []).filter((c) => c.name.startsWith(typed));
}

function drawHints() {
  const all = suggestions();
  picked = Math.min(picked, Math.max(all.length - 1, 0));
  $("hints").hidden = !all.length;
  $("hints").replaceChildren(
    ...all.map((c, i) =>
      h(
        "li",
        {
          role: "option",
          id: "hint-" + i,
          "aria-selected": String(i === picked),
          onmousedown: (e) => {
            e.preventDefault();
            take(c);
          },
        },
        h("strong", {}, c.name),
        c.hint && h("code", {}, c.hint),
        h("span", {class: "dim"}, c.description),
      ),
    ),
  );
  if (all.length) $("text").setAttribute("aria-activedescendant", "hint-" + picked);
  else $("text").removeAttribute("aria-activedescendant");
}

function take(c) {
  $("text").value = c.name + " ";
  drawHints();
  grow();
  $("text").focus();
}

function grow() {
  const t = $("text");
  t.style.height = "auto";
  t.style.height = Math.min(t.scrollHeight, 160) + "px";
}

function send() {
  const text = $("text").value.trim();
  if (!text || !screen || place === "home") return;
  $("text").value = "";
  drawHints();
  grow();
  act(text.startsWith("/") ? "command" : "say", {channel: place, text});
}

$("text").addEventListener("input", () => {
  picked = 0;
  drawHints();
  grow();
});
$("text").addEventListener("keydown", (e) => {
  if (e.isComposing) return; // Enter that ends a kana conversion sends nothing
  const all = suggestions();
  const exact = all.length === 1 && all[0].name === $("text").value;
  if (all.length && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
    e.preventDefault();
    picked = (picked + (e.key === "ArrowDown" ? 1 : all.length - 1)) % all.length;
    drawHints();
  } else if (all.length && ((e.key === "Tab" && !e.shiftKey) || (e.key === "Enter" && !exact))) {
    e.preventDefault();
    take(all[picked]);
  } else if (e.key === "Escape") {
    $("hints").hidden = true;
  } else if (e.key === "Enter" && !e.shiftKey) {
    e.preventDefault();
    send();
  }
});
// A browser that is driven sends the character of a key even when its keydown was prevented.
document.addEventListener("keypress", (e) => {
  const sends = e.target.id === "text" || e.target.dataset.key?.startsWith("thread/");
  if (sends && e.key === "Enter" && !e.shiftKey) e.preventDefault();
});
$("composer").addEventListener("submit", (e) => {
  e.preventDefault();
  send();
});
$("newer").addEventListener("click", () => {
  $("log").scrollTop = $("log").scrollHeight;
  $("newer").hidden = true;
});
$("menu").addEventListener("click", () => {
  const open = document.body.classList.toggle("menu");
  $("menu").setAttribute("aria-expanded", String(open));
});
function release() {
  held = false;
  const {fresh} = waiting || {};
  if (waiting) {
    waiting = null;
    draw(fresh);
  }
}

let tired = 0;
window.addEventListener(
  "pointerdown",
  () => {
    held = true;
    clearTimeout(tired);
    tired = setTimeout(release, 1000);
  },
  true,
);
for (const up of ["pointerup", "pointercancel"])
  window.addEventListener(up, () => setTimeout(release), true);
$("modals").addEventListener("leave", () => act("close", {}));
window.addEventListener("hashchange", follow);
follow();
