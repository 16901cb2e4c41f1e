// The chat page. What is said is the server's; kept here: the session, the unsent text, the person's own lines.
// Written for old phones too: no build, no library, nothing newer than async functions.

const FILES_AT_ONCE = 5;
const LARGEST_FILE = 10 * 1024 * 1024;
const OWN_LINES_KEPT = 60;
const PATIENCE = 130000; // ms; a turn takes seconds, the server gives up before this
const RETRIES = [2000, 4000, 8000, 15000, 30000]; // ms between tries; the last goes on
const SERVER_TRIES = 3; // beyond this a failing server is told about, and the person decides

const words = JSON.parse(document.getElementById("words").textContent);
const at = (id) => document.getElementById(id);
const log = at("log");
const box = at("text");
const picker = at("files");
let language = document.documentElement.lang;

// ------------------------------------------------------------------ what stays on this device
const memory = {};
const store = {
  get(key) {
    try { return JSON.parse(localStorage.getItem("langnghe." + key)); } catch (error) { return key in memory ? memory[key] : null; }
  },
  set(key, value) {
    memory[key] = value;
    try { localStorage.setItem("langnghe." + key, JSON.stringify(value)); } catch (error) { /* private window: this visit only */ }
  },
  clear() {
    ["session", "draft", "pending", "own"].forEach((key) => {
      delete memory[key];
      try { localStorage.removeItem("langnghe." + key); } catch (error) { /* as above */ }
    });
  },
};

function randomHex(bytes) {
  const numbers = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(numbers, (number) => ("0" + number.toString(16)).slice(-2)).join("");
}

function session() {
  let value = store.get("session");
  if (!value) {
    value = randomHex(16); // 128 bits
    store.set("session", value);
  }
  return value;
}

// ------------------------------------------------------------------ words of the page itself
function say(key) { return words[language][key]; }

function speak(wanted) {
  if (!wanted || wanted === language || !words[wanted]) return;
  language = wanted;
  document.documentElement.lang = wanted;
  document.cookie = "lang=" + wanted + ";path=/;max-age=31536000;samesite=lax";
  const fill = (name, put) => document.querySelectorAll("[data-" + name + "]").forEach((node) => put(node, say(node.dataset[name])));
  fill("say", (node, text) => { node.textContent = text; });
  fill("label", (node, text) => { node.setAttribute("aria-label", text); });
  fill("placeholder", (node, text) => { node.placeholder = text; });
}

function tell(key) { at("state").textContent = key ? say(key) : ""; }

// ------------------------------------------------------------------ bubbles
const seen = new Set();
let newest = 0;

function bubble(own) {
  const node = document.createElement("article");
  node.className = own ? "bubble own" : "bubble";
  const who = document.createElement("span");
  who.className = "unseen";
  who.textContent = say(own ? "you" : "bot") + " ";
  node.appendChild(who);
  return node;
}

function addOwn(text) {
  retire();
  const node = bubble(true);
  node.appendChild(document.createTextNode(text));
  log.appendChild(node);
  return node;
}

function addMessage(message) {
  if (seen.has(message.id)) return null;
  seen.add(message.id);
  newest = Math.max(newest, message.id);
  retire();
  const node = bubble(false);
  const body = document.createElement("span");
  body.innerHTML = message.html; // made by the server from its own catalogue, with four tags and links alone
  node.appendChild(body);
  log.appendChild(node);
  message.files.forEach((file) => node.appendChild(fileLink(file)));
  if (message.buttons.length) log.appendChild(choices(message));
  return node;
}

function fileLink(file) {
  const link = document.createElement("a");
  link.href = file.path + "?session=" + encodeURIComponent(session());
  link.textContent = file.name;
  const line = document.createElement("div");
  line.appendChild(link);
  return line;
}

function choices(message) { // in rows as the dialogue means them
  const group = document.createElement("div");
  group.className = "choices";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", say("choices"));
  const left = message.buttons.slice();
  message.rows.forEach((length) => {
    const row = document.createElement("div");
    left.splice(0, length).forEach((button) => row.appendChild(choice(button)));
    group.appendChild(row);
  });
  return group;
}

function choice(button) {
  const node = document.createElement("button");
  node.type = "button";
  node.textContent = button.title;
  node.dataset.payload = button.payload;
  return node;
}

function retire() { // older buttons still work, but step back
  log.querySelectorAll(".choices:not(.old)").forEach((group) => group.classList.add("old"));
}

function reveal(node) { // the end of the page, unless that hides the beginning of what is new
  if (!node) return;
  window.scrollTo(0, document.documentElement.scrollHeight);
  if (node.getBoundingClientRect().top < 80) node.scrollIntoView({ block: "start" });
}

function receive(body) {
  let first = null;
  body.messages.forEach((message) => {
    const node = addMessage(message);
    first = first || node;
  });
  speak(body.language);
  at("leave").hidden = newest === 0;
  return first;
}

// ------------------------------------------------------------------ the network
async function ask(address, options) {
  const ends = new AbortController();
  const timer = setTimeout(() => ends.abort(), PATIENCE);
  const headers = Object.assign({ "Accept-Language": language }, options && options.headers);
  try {
    const response = await fetch(address, Object.assign({ cache: "no-store" }, options, { headers, signal: ends.signal }));
    let body = null;
    try { body = await response.json(); } catch (error) { /* a proxy's page */ }
    return { status: response.status, body };
  } finally {
    clearTimeout(timer);
  }
}

function request(item) {
  const fields = Object.assign({ session: session(), message_id: item.id, language }, item.said);
  if (!item.files.length) {
    return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields) };
  }
  const form = new FormData();
  Object.keys(fields).forEach((name) => form.append(name, fields[name]));
  item.files.forEach((file) => form.append("files", file, file.name));
  return { method: "POST", body: form };
}

function pause(ms) { // ends early when the network comes back
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    window.addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });
}

// ------------------------------------------------------------------ sending, one at a time, never twice
const queue = [];
let busy = false;

function typing(on) {
  at("typing").hidden = !on;
  at("typing-said").textContent = on ? say("typing") : "";
  if (on) at("typing").scrollIntoView({ block: "end" });
}

function note(item, key, text) {
  if (item.note) item.note.remove();
  item.note = null;
  if (!key && !text) return;
  item.note = document.createElement("p");
  item.note.className = key === "retrying" ? "note" : "note bad";
  item.note.textContent = text || say(key);
  item.bubble.insertAdjacentElement("afterend", item.note);
}

function send(said, files, shown) {
  const item = { id: randomHex(16), said, files: files || [], bubble: addOwn(shown) };
  keepOwn(shown);
  post(item);
}

function post(item) {
  queue.push(item);
  keepPending();
  reveal(item.bubble);
  pump();
}

async function pump() {
  if (busy || !queue.length) return;
  busy = true;
  typing(true);
  const item = queue[0];
  const answer = await delivered(item);
  typing(false);
  queue.shift();
  keepPending();
  if (answer.status === 200) {
    note(item);
    reveal(receive(answer.body));
  } else {
    failed(item, answer);
  }
  busy = false;
  pump();
}

async function delivered(item) { // the same id each time, so the server works on it once
  for (let tried = 0; ; tried += 1) {
    let answer = null;
    try { answer = await ask("/api/chat", request(item)); } catch (error) { /* no network */ }
    if (answer && (answer.status < 500 || tried + 1 >= SERVER_TRIES)) {
      tell("");
      return answer;
    }
    typing(false);
    note(item, "retrying");
    tell(answer ? "" : "offline");
    reveal(item.note);
    await pause(RETRIES[Math.min(tried, RETRIES.length - 1)]);
    typing(true);
  }
}

function failed(item, answer) {
  const line = answer.body && answer.body.error;
  note(item, "not_sent", line ? say("not_sent") + " " + line : null);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "outline";
  again.textContent = say("again");
  again.addEventListener("click", () => { note(item); post(item); });
  item.note.appendChild(again);
  reveal(item.note);
  if (answer.status < 500 && item.said.text && !box.value) {
    box.value = item.said.text; // it is to be changed before it can be sent
    grown();
  }
}

function keepPending() { // files cannot be kept; their text can
  store.set("pending", queue.filter((item) => !item.files.length).map((item) => ({ id: item.id, said: item.said })));
}

function keepOwn(text) {
  const lines = store.get("own") || [];
  lines.push({ text, after: newest });
  store.set("own", lines.slice(-OWN_LINES_KEPT));
}

// ------------------------------------------------------------------ hearing what came since
let failures = 0;

async function poll() {
  let answer = null;
  if (store.get("session") && !busy) {
    try {
      answer = await ask("/api/chat?session=" + encodeURIComponent(session()) + "&after=" + newest);
      if (failures) tell("");
      failures = 0;
    } catch (error) {
      failures += 1;
      tell("offline");
    }
  }
  if (answer && answer.status === 200) {
    const atEnd = window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 160;
    const first = receive(answer.body);
    if (atEnd) reveal(first);
  }
}

async function listen() {
  for (;;) {
    await pause(document.hidden ? 20000 : Math.min(5000 * (failures + 1), 30000));
    await poll();
  }
}

// ------------------------------------------------------------------ files to go along
let chosen = [];

function choose() {
  tell("");
  Array.from(picker.files).forEach((file) => {
    if (file.size > LARGEST_FILE) tell("too_large");
    else if (chosen.length >= FILES_AT_ONCE) tell("too_many");
    else chosen.push(file);
  });
  picker.value = "";
  showChosen();
}

function showChosen() {
  at("chips").textContent = "";
  chosen.forEach((file) => {
    const chip = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    const drop = document.createElement("button");
    drop.type = "button";
    drop.textContent = "×";
    drop.setAttribute("aria-label", say("drop_file") + ": " + file.name);
    drop.addEventListener("click", () => { chosen = chosen.filter((other) => other !== file); showChosen(); box.focus(); });
    chip.appendChild(name);
    chip.appendChild(drop);
    at("chips").appendChild(chip);
  });
}

// ------------------------------------------------------------------ hands on the page
function grown() { // the writing place grows with the text, up to its greatest height
  box.style.height = "auto";
  box.style.height = Math.min(box.scrollHeight + 2, 160) + "px";
}

function withKeyboard() { return window.matchMedia("(hover: hover)").matches; }

function submit(event) {
  event.preventDefault();
  const text = box.value.trim();
  if (!text && !chosen.length) { box.focus(); return; }
  const names = chosen.map((file) => say("file") + ": " + file.name);
  send({ text }, chosen, [text].concat(names).filter(Boolean).join("\n"));
  chosen = [];
  showChosen();
  box.value = "";
  store.set("draft", "");
  grown();
  if (withKeyboard()) box.focus(); else box.blur(); // the keyboard of a phone would cover the answer
}

function leave() {
  if (!window.confirm(say("forget_sure"))) return;
  store.clear();
  window.location.reload();
}

function start() {
  box.value = store.get("draft") || "";
  grown();
  box.addEventListener("input", () => { store.set("draft", box.value); grown(); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && withKeyboard()) submit(event);
  });
  at("composer").addEventListener("submit", submit);
  picker.addEventListener("change", choose);
  at("leave").addEventListener("click", leave);
  at("language").addEventListener("click", () => send({ button: language === "vi" ? "lang:en" : "lang:vi" }, [], say("other")));
  log.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-payload]");
    if (button) send({ button: button.dataset.payload }, [], button.textContent);
  });
  window.addEventListener("offline", () => tell("offline"));
  window.addEventListener("online", () => { tell(""); poll(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
}

async function resume() { // the conversation as it was, own lines between the answers they came before
  const session = store.get("session");
  if (!session) return;
  let answer = null;
  try { answer = await ask("/api/chat?session=" + encodeURIComponent(session)); } catch (error) { tell("offline"); }
  const own = store.get("own") || [];
  const messages = answer && answer.status === 200 ? answer.body.messages : [];
  speak(answer && answer.body && answer.body.language);
  log.setAttribute("aria-live", "off"); // what was heard before is not read out again
  messages.forEach((message) => {
    while (own.length && own[0].after < message.id) addOwn(own.shift().text);
    addMessage(message);
  });
  own.forEach((line) => addOwn(line.text));
  at("leave").hidden = newest === 0;
  window.scrollTo(0, document.documentElement.scrollHeight);
  setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
  resend();
}

function resend() { // a page closed in the middle of sending: same id, so nothing is said twice
  const bubbles = log.querySelectorAll(".bubble.own");
  const pending = store.get("pending") || [];
  pending.forEach((item, index) => {
    const bubbleOf = bubbles[bubbles.length - pending.length + index] || addOwn(item.said.text || "");
    queue.push({ id: item.id, said: item.said, files: [], bubble: bubbleOf });
  });
  pump();
}

start();
resume().then(listen);
