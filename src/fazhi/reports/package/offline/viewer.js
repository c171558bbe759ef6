"use strict";
/* Shows and checks a package from disk, with the network off. Names and texts come from strangers: they are only ever put in as text. */

/* SHA-256 (FIPS 180-4), fed piece by piece: a page opened from disk has no crypto.subtle in every browser. */
function sha256() {
  const K = new Int32Array(64), state = new Int32Array(8), w = new Int32Array(64), block = new Uint8Array(64);
  for (let n = 2, found = 0; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (!prime) continue;
    if (found < 8) state[found] = (Math.sqrt(n) % 1) * 4294967296;
    K[found++] = (Math.cbrt(n) % 1) * 4294967296;
  }
  let held = 0, size = 0;
  const mix = (e, f, g) => ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (g ^ e & (f ^ g)) | 0;
  const most = (a, b, c) => ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b | c & (a | b)) | 0;
  function turn(bytes, at) {
    for (let i = 0; i < 16; i++, at += 4) w[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i += 8) { /* eight steps without moving the letters along */
      h = h + mix(e, f, g) + K[i] + w[i] | 0; d = d + h | 0; h = h + most(a, b, c) | 0;
      g = g + mix(d, e, f) + K[i + 1] + w[i + 1] | 0; c = c + g | 0; g = g + most(h, a, b) | 0;
      f = f + mix(c, d, e) + K[i + 2] + w[i + 2] | 0; b = b + f | 0; f = f + most(g, h, a) | 0;
      e = e + mix(b, c, d) + K[i + 3] + w[i + 3] | 0; a = a + e | 0; e = e + most(f, g, h) | 0;
      d = d + mix(a, b, c) + K[i + 4] + w[i + 4] | 0; h = h + d | 0; d = d + most(e, f, g) | 0;
      c = c + mix(h, a, b) + K[i + 5] + w[i + 5] | 0; g = g + c | 0; c = c + most(d, e, f) | 0;
      b = b + mix(g, h, a) + K[i + 6] + w[i + 6] | 0; f = f + b | 0; b = b + most(c, d, e) | 0;
      a = a + mix(f, g, h) + K[i + 7] + w[i + 7] | 0; e = e + a | 0; a = a + most(b, c, d) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }
  return {
    update(bytes) {
      size += bytes.length;
      let at = 0;
      if (held) {
        while (held < 64 && at < bytes.length) block[held++] = bytes[at++];
        if (held < 64) return this;
        turn(block, 0); held = 0;
      }
      for (; at + 64 <= bytes.length; at += 64) turn(bytes, at);
      while (at < bytes.length) block[held++] = bytes[at++];
      return this;
    },
    hex() {
      const tail = new Uint8Array(held < 56 ? 64 : 128), view = new DataView(tail.buffer);
      tail.set(block.subarray(0, held)); tail[held] = 128;
      view.setUint32(tail.length - 8, Math.floor(size / 536870912)); view.setUint32(tail.length - 4, size * 8 >>> 0);
      for (let at = 0; at < tail.length; at += 64) turn(tail, at);
      return Array.from(state, word => (word >>> 0).toString(16).padStart(8, "0")).join("");
    },
  };
}

async function digestOf(file, more) {
  const digest = sha256(), step = 4194304;
  if (file.size <= 16 * step && self.crypto && self.crypto.subtle) { /* the browser's own is faster, but takes a file in one piece */
    const found = new Uint8Array(await self.crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    more(file.size);
    return Array.from(found, byte => byte.toString(16).padStart(2, "0")).join("");
  }
  for (let at = 0; at < file.size; at += step) {
    const bytes = new Uint8Array(await file.slice(at, at + step).arrayBuffer());
    digest.update(bytes);
    more(bytes.length);
  }
  return digest.hex();
}

/* A worker keeps the page alive while it reads; where the browser allows none from disk, the page reads by itself. */
function reader() {
  const own = { digest: digestOf, end() {} };
  let worker;
  try {
    const source = `${sha256}\n${digestOf}\nonmessage = async said => {
      try { postMessage({ hex: await digestOf(said.data, more => postMessage({ more })) }); } catch (error) { postMessage({ error: String(error) }); }
    };`;
    worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  } catch { return own; }
  let broken = false;
  return {
    digest: (file, more) => broken ? digestOf(file, more) : new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => data.more ? more(data.more) : data.error ? reject(new Error(data.error)) : resolve(data.hex);
      worker.onerror = () => { broken = true; resolve(digestOf(file, more)); };
      worker.postMessage(file);
    }),
    end() { worker.terminate(); },
  };
}

const ROLES = { cover: "说明", proof: "佐证", "public-copy": "公开件", frozen: "冻结网页", readable: "网页文本", figure: "数据",
  journal: "经过", report: "报告", tool: "工具", text: "文字" };
const LEFT_BY_SYSTEMS = /(^|\/)(\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$|^__MACOSX\//i;
const byId = id => document.getElementById(id);

function bytesOf(id) {
  const text = atob(byId(id).textContent.trim()), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/* el("td", { class: "main" }, "text", node): text stays text. */
function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === false || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter(child => child !== "" && child !== null && child !== undefined));
  return made;
}

const word = value => value === null || value === undefined ? "" : String(value);
const size = bytes => bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${(bytes / 1024).toFixed(0)} KB`
  : bytes < 1073741824 ? `${(bytes / 1048576).toFixed(1)} MB` : `${(bytes / 1073741824).toFixed(2)} GB`;
const grouped = hex => hex.replace(/(.{4})(?=.)/g, "$1 ");
const nameOf = file => word(file.title) || file.path.split("/").pop();
const numbered = /^([一二三四五六七八九十百]+、|（[一二三四五六七八九十百]+）)/; /* a title that brings its own number needs no code before it */
const labelOf = node => numbered.test(word(node.title)) ? word(node.title) : `${word(node.code)} ${word(node.title)}`;
const isSafe = path => path.split("/").every(part => part && part !== "." && part !== "..") && !/[\\\0]/.test(path);
const address = path => "./" + path.split("/").map(encodeURIComponent).join("/");

function tone(state) {
  if (/否决/.test(state)) return "veto";
  if (/未达标|不达标|逾期|缺|不足|退回|没有|不合|改动/.test(state)) return "bad";
  if (/风险|临期|部分|待|陈旧/.test(state)) return "warn";
  if (/进行|审核|在办|准备|补充/.test(state)) return "work";
  return /达标|通过|认可|齐|充分|完成|采纳|一致/.test(state) ? "good" : "";
}
const stateMark = state => word(state) ? el("span", { class: `state ${tone(word(state))}` }, word(state)) : "";

const manifestBytes = bytesOf("manifest");
const digest = sha256().update(manifestBytes).hex();
const manifest = JSON.parse(new TextDecoder().decode(manifestBytes));
const texts = (() => { const bytes = bytesOf("texts"); return bytes.length ? JSON.parse(new TextDecoder().decode(bytes)) : {}; })();
const textOf = path => Object.hasOwn(texts, path) ? word(texts[path]) : "";
const files = manifest.files || [];
const nodes = new Map(), filesOf = new Map();
const handed = new Map(); /* path → File, once the reader has handed the folder over */
const checked = new Map(); /* path → word */

(function learn(children, parent) {
  for (const node of children || []) {
    nodes.set(word(node.code), { ...node, code: word(node.code), title: word(node.title), parent });
    learn(node.children, word(node.code));
  }
})(manifest.tree, null);
files.forEach((file, number) => {
  file.number = number;
  const code = nodes.has(word(file.indicator)) ? word(file.indicator) : "";
  if (!filesOf.has(code)) filesOf.set(code, []);
  filesOf.get(code).push(file);
});
const leaves = node => node.children && node.children.length ? node.children.flatMap(leaves) : [node];
const filesBelow = node => (filesOf.get(word(node.code)) || []).concat((node.children || []).flatMap(filesBelow));
const inTree = (code, step = "i") => `#${step}/${encodeURIComponent(code)}`;

/* The tree */

function branch(node, level) {
  const below = node.children || [], code = word(node.code);
  return el("li", { role: "treeitem", class: `level-${level}`, "data-code": code, tabindex: "-1", "aria-selected": "false", "aria-expanded": below.length ? "false" : undefined },
    el("div", { class: "row" }, el("span", { class: below.length ? "fold" : "fold none" }),
      el("span", { class: "text" }, numbered.test(word(node.title)) ? "" : el("span", { class: "code" }, code), word(node.title)), stateMark(node.state)),
    below.length ? el("ul", { role: "group" }, below.map(child => branch(child, level + 1))) : "");
}

const tree = byId("tree");
const items = () => [...tree.querySelectorAll("[role=treeitem]")];
const inSight = () => items().filter(item => !item.parentElement.closest("[aria-expanded=false]"));
const fold = (item, open) => item.hasAttribute("aria-expanded") && item.setAttribute("aria-expanded", open);

function focusOn(item) {
  if (!item) return;
  items().forEach(other => { other.tabIndex = -1; });
  item.tabIndex = 0;
  item.focus();
}

function choose(code) {
  for (const item of items()) {
    const chosen = item.dataset.code === code;
    item.setAttribute("aria-selected", chosen);
    if (!chosen) continue;
    for (let above = item.parentElement.closest("li"); above; above = above.parentElement.closest("li")) fold(above, true);
    items().forEach(other => { other.tabIndex = -1; });
    item.tabIndex = 0;
    item.firstElementChild.scrollIntoView({ block: "nearest" });
  }
}

tree.addEventListener("click", event => {
  const item = event.target.closest("[role=treeitem]");
  if (!item) return;
  const open = item.getAttribute("aria-expanded") === "true", already = item.getAttribute("aria-selected") === "true";
  if (event.target.classList.contains("fold") && item.hasAttribute("aria-expanded")) return fold(item, !open);
  fold(item, already ? !open : true);
  location.hash = inTree(item.dataset.code);
  if (!item.hasAttribute("aria-expanded")) shut();
});
tree.addEventListener("keydown", event => {
  const item = event.target.closest("[role=treeitem]"), shown = inSight(), at = shown.indexOf(item);
  const open = item.getAttribute("aria-expanded");
  const act = {
    ArrowDown: () => focusOn(shown[at + 1]),
    ArrowUp: () => focusOn(shown[at - 1]),
    Home: () => focusOn(shown[0]),
    End: () => focusOn(shown[shown.length - 1]),
    ArrowRight: () => open === "false" ? fold(item, true) : open && focusOn(shown[at + 1]),
    ArrowLeft: () => open === "true" ? fold(item, false) : focusOn(item.parentElement.closest("[role=treeitem]")),
    Enter: () => { fold(item, true); location.hash = inTree(item.dataset.code); },
  }[event.key];
  if (act) { event.preventDefault(); act(); }
});

/* The pages */

const main = byId("main");
const cell = (kind, name, ...content) => el("td", { class: kind, "data-name": name || undefined }, ...content);
const table = (heads, rows) => el("table", {}, el("thead", {}, el("tr", {}, heads.map(([text, kind]) => el("th", { class: kind }, text)))), el("tbody", {}, rows));
const facts = pairs => el("dl", {}, pairs.filter(([, value]) => value).map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));

function listOf(some) {
  const anyChecked = checked.size > 0, anyUnit = some.some(file => file.unit);
  return table([["材料", "main"], ["类别", "tight"], ...(anyUnit ? [["单位", ""]] : []), ["大小", "number"], ["SHA-256", "tight"], ...(anyChecked ? [["核对", "tight"]] : [])], some.map(file =>
    el("tr", {}, cell("main", "", el("a", { href: `#f/${file.number}` }, nameOf(file))), cell("tight", "", ROLES[file.role] || word(file.role)), anyUnit ? cell("", "", word(file.unit)) : "",
      cell("number", "", size(file.size)), cell("tight hex", "", word(file.sha256).slice(0, 8)), anyChecked ? cell("tight", "", stateMark(checked.get(file.path) || "未核")) : "")));
}

function crumbs(code) {
  const above = [];
  for (let node = nodes.get(code); node; node = nodes.get(node.parent)) above.unshift(node);
  return el("p", { class: "crumbs" }, el("a", { href: "#" }, "总览"),
    above.flatMap(node => [" / ", el("a", { href: inTree(node.code) }, labelOf(node))]));
}

function tally(node) {
  const counts = new Map();
  for (const leaf of leaves(node)) if (word(leaf.state)) counts.set(leaf.state, (counts.get(leaf.state) || 0) + 1);
  const order = ["veto", "bad", "warn", "work", "good", ""], place = ([state]) => order.indexOf(tone(state));
  return [...counts].sort((a, b) => place(a) - place(b)).map(([state, count]) => el("span", { class: `state several ${tone(state)}` }, `${state} ${count}`));
}

function children(below) {
  const deep = below.some(node => node.children && node.children.length);
  return table([["指标", "main"], [deep ? "三级指标" : "", "number"], ["情况", ""], ["材料", "number"]], below.map(node => el("tr", {},
    cell("main", "", el("a", { href: inTree(word(node.code)) }, labelOf(node))), deep ? cell("number", "三级指标", `${leaves(node).length}`) : el("td"),
    cell("", "", deep ? tally(node) : stateMark(node.state)), cell("number", "材料", `${filesBelow(node).length}`))));
}

function homePage() {
  const others = filesOf.get("") || [];
  return [
    el("h1", {}, word(manifest.title)),
    el("p", { class: "soft" }, [word(manifest.city), word(manifest.campaign), word(manifest.as_of) && `截至 ${word(manifest.as_of)}`].filter(Boolean).join("　")),
    manifest.is_sample ? el("p", { class: "note" }, "这是示例数据制成的材料包，不是真实申报材料。") : "",
    facts([["材料", `${files.length} 个文件，${size(files.reduce((sum, file) => sum + file.size, 0))}`], ["种类", word(manifest.profile)],
      ["材料包摘要", el("span", { class: "hex", id: "digest" }, grouped(digest))]]),
    el("p", { class: "soft" }, "摘要由本页按所带清单当场算出，应与纸面、回执上的一致。"),
    (manifest.tree || []).length ? [el("h2", {}, "指标"), children(manifest.tree)] : el("p", { class: "note" }, "清单里没有指标。"),
    others.length ? [el("h2", {}, "其他文件"), listOf(others)] : "",
  ];
}

/* The words of a cover are in the page; where they are not, the file beside it is shown. */
function coverOf(file) {
  const words = textOf(file.path), given = handed.get(file.path);
  if (words) return el("div", { class: "cover" }, words);
  if (!isSafe(file.path)) return "";
  const frame = el("iframe", { class: "cover", sandbox: true, title: nameOf(file), src: given ? undefined : address(file.path) }), box = el("div", { class: "cover" });
  if (given) wordsOf(given).then(text => box.append(text));
  return given ? box : frame;
}

function indicatorPage(code) {
  const node = nodes.get(code);
  if (!node) return [el("h1", {}, "没有这个指标"), el("p", {}, el("a", { href: "#" }, "回到总览"))];
  const own = filesOf.get(code) || [], covers = own.filter(file => file.role === "cover"), rest = own.filter(file => file.role !== "cover");
  const below = node.children || [];
  return [
    crumbs(node.parent),
    el("h1", {}, labelOf(node)), el("p", {}, below.length ? tally(node) : stateMark(node.state)),
    covers.map(file => coverOf(file)),
    below.length ? children(below) : "",
    rest.length ? [el("h2", {}, `材料（${rest.length} 件）`), listOf(rest)] : below.length ? "" : el("p", { class: "note" }, "这一项没有附材料。"),
  ];
}

const kindOf = file => {
  const type = word(file.media_type), end = file.path.split(".").pop().toLowerCase();
  if (type === "text/html" || end === "html" || end === "htm") return "page";
  if (type.startsWith("image/")) return "image";
  if (type === "application/pdf" || end === "pdf") return "pdf";
  if (type.startsWith("video/")) return "video";
  if (type.startsWith("audio/")) return "audio";
  return type.startsWith("text/") || /^(txt|csv|json|jsonl|md|py)$/.test(end) ? "text" : "";
};

async function wordsOf(file) {
  const bytes = await file.slice(0, 524288).arrayBuffer();
  try { return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true }); } catch { return new TextDecoder("gb18030").decode(bytes); }
}

/* A page goes into a frame without scripts. Handed over, it takes on this page's policy and so cannot reach the network;
   by its address alone only those pages are shown that the system has cleaned itself. */
function preview(file) {
  const kind = kindOf(file), given = handed.get(file.path), box = el("div", { class: "preview" });
  const source = given && isSafe(file.path) ? URL.createObjectURL(given) : address(file.path);
  const failed = () => box.replaceChildren(el("p", { class: "words" }, "这里显示不了。请点“打开文件”；如果也打不开，请先把材料包整个解压。"));
  if (!isSafe(file.path)) return el("p", { class: "note" }, "这个文件的路径不合规，没有打开。");
  if (kind === "image") box.append(el("img", { src: source, alt: nameOf(file), onerror: failed }));
  else if (kind === "video" || kind === "audio") box.append(el(kind, { src: source, controls: true, preload: "metadata", onerror: failed }));
  else if (kind === "pdf") box.append(el("iframe", { src: source, title: nameOf(file) }));
  else if (kind === "page" && given) {
    const frame = el("iframe", { sandbox: true, title: nameOf(file) });
    wordsOf(given).then(text => { frame.srcdoc = text; });
    box.append(frame);
  } else if (kind === "page" && ["cover", "readable", "report", "text", "figure"].includes(file.role)) box.append(el("iframe", { sandbox: true, src: source, title: nameOf(file) }));
  else if (kind === "text" && given) wordsOf(given).then(text => box.append(el("p", { class: "words" }, text)));
  else if (textOf(file.path)) box.append(el("p", { class: "words" }, highlighted(textOf(file.path))));
  else if (kind === "text") box.append(el("iframe", { sandbox: true, src: source, title: nameOf(file) }));
  else return el("p", { class: "note" }, "这种文件浏览器不能直接显示，请点“打开文件”，用相应的程序查看。");
  return box;
}

function filePage(number) {
  const file = files[number];
  if (!file) return [el("h1", {}, "没有这个文件"), el("p", {}, el("a", { href: "#" }, "回到总览"))];
  return [
    crumbs(word(file.indicator)),
    el("div", { class: "head" }, el("h1", {}, nameOf(file)),
      isSafe(file.path) ? el("a", { class: "button plain", href: address(file.path), target: "_blank", rel: "noopener" }, "打开文件") : ""),
    preview(file),
    facts([["位置", file.path], ["类别", ROLES[file.role] || word(file.role)], ["单位", word(file.unit)], ["大小", `${size(file.size)}（${file.size} 字节）`], ["核对", stateMark(checked.get(file.path))],
      ["SHA-256", el("span", { class: "hex" }, grouped(word(file.sha256)))], ["SM3", el("span", { class: "hex" }, grouped(word(file.sm3)))]]),
    textOf(file.path) && kindOf(file) !== "text" && (kindOf(file) || handed.has(file.path)) ? [el("h2", {}, "正文开头"), el("p", { class: "words" }, highlighted(textOf(file.path)))] : "",
  ];
}

/* Search */

const field = byId("find");
const wanted = () => field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);

function highlighted(text) {
  const words = wanted(), low = text.toLowerCase(), parts = [];
  if (!words.length || low.length !== text.length) return [text];
  for (let at = 0; at < text.length;) {
    const next = words.map(each => [low.indexOf(each, at), each]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0] || b[1].length - a[1].length)[0];
    if (!next) { parts.push(text.slice(at)); break; }
    parts.push(text.slice(at, next[0]), el("mark", {}, text.slice(next[0], next[0] + next[1].length)));
    at = next[0] + next[1].length;
  }
  return parts;
}

function snippet(text, words) {
  const low = text.toLowerCase(), place = Math.min(...words.map(each => low.indexOf(each)).filter(at => at >= 0));
  if (!Number.isFinite(place)) return "";
  const from = Math.max(0, place - 40);
  return (from ? "…" : "") + text.slice(from, place + 120).replace(/\s+/g, " ") + (place + 120 < text.length ? "…" : "");
}

let lowered;
function searchPage() {
  const words = wanted(), most = 200;
  lowered = lowered || files.map(file => [nameOf(file), file.path, file.unit, textOf(file.path)].map(word).join("\n").toLowerCase());
  const found = [...nodes.values()].filter(node => words.every(each => `${node.code} ${node.title}`.toLowerCase().includes(each)));
  const hits = files.filter((file, number) => words.every(each => lowered[number].includes(each)));
  return [
    el("h1", {}, `搜索：${field.value.trim()}`),
    el("p", { class: "soft" }, found.length + hits.length ? `${found.length} 个指标，${hits.length} 个文件` + (hits.length > most ? `，下面列出前 ${most} 个` : "") : "没有找到。可以换短一些的词，多个词之间用空格。"),
    el("ul", { class: "hits" }, found.map(node => el("li", {}, el("a", { href: inTree(node.code) }, highlighted(labelOf(node))), " ", leaves(node).length > 1 ? "" : stateMark(node.state))),
      hits.slice(0, most).map(file => el("li", {}, el("a", { href: `#f/${file.number}` }, highlighted(nameOf(file))), " ",
        el("span", { class: "soft about" }, highlighted([word(file.indicator), ROLES[file.role] || word(file.role), word(file.unit)].filter(Boolean).join(" · "))),
        el("span", { class: "snippet" }, highlighted(snippet(textOf(file.path), words)))))),
  ];
}

/* The check of files that the reader hands over */

const verdict = el("div", { id: "verdict", role: "status" });
let running = 0;

function checkPage() {
  const folder = el("input", { type: "file", id: "folder", webkitdirectory: true, multiple: true, onchange: event => check([...event.target.files].map(file => ({ path: file.webkitRelativePath || file.name, file }))) });
  const drop = el("div", { class: "drop", ondragover: event => { event.preventDefault(); drop.classList.add("over"); }, ondragleave: () => drop.classList.remove("over") },
    folder, el("label", { class: "button", for: "folder" }, "选择材料包所在文件夹"), el("span", { class: "soft" }, "或者把文件夹、文件拖到这里。文件只在本机读取，不会传出去。"));
  drop.addEventListener("drop", async event => {
    event.preventDefault();
    drop.classList.remove("over");
    check(await dropped(event.dataTransfer));
  });
  return [el("h1", {}, "核对文件"), el("p", { class: "soft" }, `逐个计算 SHA-256，与清单里的 ${files.length} 个文件比对。签名、经过和时间戳请用包里的 verify.py 核验。`), drop, verdict];
}

async function dropped(transfer) {
  const found = [], entries = [...transfer.items].map(item => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
  async function walk(entry, within) {
    const path = within + entry.name;
    if (entry.isFile) return found.push({ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) });
    const from = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => from.readEntries(resolve, reject));
      if (!some.length) return undefined;
      for (const child of some) await walk(child, path + "/");
    }
  }
  if (!entries.length) return [...transfer.files].map(file => ({ path: file.name, file }));
  for (const entry of entries) await walk(entry, "");
  return found;
}

/* Paths as the manifest has them: below the folder in which 清单.json lies, in one spelling (macOS gives names in pieces). */
function rooted(given) {
  const all = given.map(({ path, file }) => ({ path: path.normalize("NFC"), file }));
  const roots = all.map(({ path }) => path).filter(path => /(^|\/)清单\.json$/.test(path)).map(path => path.slice(0, -"清单.json".length)).sort((a, b) => a.length - b.length);
  const folder = all.length && all.every(({ path }) => path.includes("/")) ? all[0].path.split("/")[0] + "/" : "";
  const root = roots.length ? roots[0] : folder;
  return { whole: roots.length > 0 || folder !== "", found: all.filter(({ path }) => path.startsWith(root)).map(({ path, file }) => ({ path: path.slice(root.length), file })) };
}

async function check(given) {
  const run = ++running, { whole, found } = rooted(given), total = found.reduce((sum, { file }) => sum + file.size, 0) || 1;
  const bar = el("progress", { max: "1", value: "0", "aria-label": "进度" }), said = el("p", { class: "soft" }, "正在核对…");
  let done = 0, shown = 0;
  const more = bytes => {
    done += bytes;
    if (performance.now() - shown < 100) return;
    shown = performance.now();
    bar.value = done / total;
    said.textContent = `正在核对：${size(done)}，共 ${size(total)}`;
  };
  verdict.replaceChildren(bar, said);
  handed.clear(); checked.clear();
  const read = reader(), digests = new Map(), unread = [];
  for (const { path, file } of found) {
    try { digests.set(path, await read.digest(file, more)); } catch { unread.push(path); }
    if (run !== running) return read.end();
    handed.set(path, file);
  }
  read.end();
  showVerdict(whole ? compared(digests, unread) : recognised(digests, unread), digests.size);
}

/* [[word, path, remark]…] for a whole folder */
function compared(digests, unread) {
  const listed = new Map(files.map(file => [file.path.normalize("NFC"), file])), owner = new Map(files.map(file => [file.sha256, file.path]));
  const altered = new Map([...listed].filter(([path, file]) => digests.has(path) && digests.get(path) !== file.sha256).map(([path]) => [path, digests.get(path)]));
  for (const path of altered.keys()) owner.set(listed.get(path).sha256, path);
  const extra = new Map([...digests].filter(([path]) => !listed.has(path) && !/^(index\.html|清单\.json|封印\/.*)$/.test(path) && !LEFT_BY_SYSTEMS.test(path)).map(([path, hex]) => [hex, path]));
  const results = [], renamed = new Set();
  for (const [path, file] of listed) {
    const other = owner.get(altered.get(path));
    if (unread.includes(path)) results.push(["读不出来", path, ""]);
    else if (!digests.has(path) && extra.has(file.sha256)) { results.push(["改名", path, `现在叫 ${extra.get(file.sha256)}`]); renamed.add(extra.get(file.sha256)); }
    else if (!digests.has(path)) results.push(["缺少", path, ""]);
    else if (!altered.has(path)) results.push(["一致", path, ""]);
    else if (other && altered.get(other) === file.sha256) results.push(["对调", path, `与 ${other}`]);
    else results.push(["被改动", path, other ? `内容是 ${other}` : ""]);
  }
  for (const path of digests.keys()) if ([...extra.values()].includes(path) && !renamed.has(path)) results.push(["多出", path, ""]);
  if (!digests.has("清单.json")) results.push(["缺少", "清单.json", ""]);
  else if (digests.get("清单.json") !== digest) results.push(["被改动", "清单.json", "与本页所带的清单不同"]);
  return results;
}

/* The same for loose files, which are known by their digests alone */
function recognised(digests, unread) {
  const owner = new Map(files.map(file => [file.sha256, file.path]));
  return [...unread.map(path => ["读不出来", path, ""]), ...[...digests].map(([path, hex]) => owner.has(hex) ? ["一致", owner.get(hex), `拖入的 ${path}`]
    : path === "清单.json" && hex === digest ? ["一致", path, ""] : ["不在清单", path, "被改动，或不是这个材料包的文件"])];
}

function showVerdict(results, count) {
  for (const [state, path] of results) checked.set(path, state);
  const bad = results.filter(([state]) => state !== "一致"), most = 500, good = results.length - bad.length;
  verdict.replaceChildren(
    el("p", { class: `verdict ${bad.length || !count ? "bad" : "good"}` }, !count ? "没有读到文件" : bad.length ? `${bad.length} 处不合` : "全部一致"),
    el("p", { class: "soft" }, `读了 ${count} 个文件，清单所列的有 ${good} 个一致` + (bad.length > most ? `；下面列出前 ${most} 处` : "") + "。"),
    bad.length ? table([["文件", "main"], ["结果", "tight"], ["说明", ""]], bad.slice(0, most).map(([state, path, remark]) => el("tr", {}, cell("main", "", path), cell("tight", "", el("span", { class: "state bad" }, state)), cell("", "", remark)))) : "");
}

/* Where one is */

const side = byId("side"), contents = byId("contents");
function shut(open = false) { side.classList.toggle("shown", open); contents.setAttribute("aria-expanded", open); }
contents.addEventListener("click", () => shut(!side.classList.contains("shown")));

function show() {
  const [step, ...rest] = location.hash.slice(1).split("/");
  let at = "";
  try { at = decodeURIComponent(rest.join("/")); } catch { at = ""; }
  const file = step === "f" ? files[Number(at)] : null;
  const page = step === "i" ? indicatorPage(at) : step === "f" ? filePage(Number(at)) : step === "check" ? checkPage() : step === "q" && wanted().length ? searchPage() : homePage();
  main.replaceChildren(...page.flat(Infinity).filter(Boolean));
  choose(step === "i" ? at : file ? word(file.indicator) : "");
  if (step === "f" || step === "check") shut();
  window.scrollTo(0, 0);
}

field.addEventListener("input", () => {
  if (!wanted().length) { history.replaceState(null, "", "#"); return show(); }
  if (location.hash === "#q/") return show();
  location.hash = "#q/";
});
document.addEventListener("keydown", event => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); field.focus(); field.select(); }
  if (event.key === "Escape" && event.target === field) { field.value = ""; field.dispatchEvent(new Event("input")); field.blur(); }
});
for (const name of ["dragover", "drop"]) document.addEventListener(name, event => event.preventDefault()); /* a file beside the box must not replace the page */
window.addEventListener("hashchange", show);

document.title = word(manifest.title) || "申报材料包";
byId("title").textContent = document.title;
byId("city").textContent = word(manifest.city);
byId("sample").hidden = !manifest.is_sample;
tree.append(...(manifest.tree || []).map(node => branch(node, 1)));
const first = items()[0];
if (items().length && (manifest.tree || []).length <= 3) manifest.tree.forEach(node => fold(tree.querySelector(`[data-code="${CSS.escape(word(node.code))}"]`), true));
if (first) first.tabIndex = 0;
show();
