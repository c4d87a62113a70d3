/* The manual editor: what its helpers do at the cursor. Without this script they work at the end of the text. */
(function () {
  "use strict";

  var body, status;

  document.addEventListener("DOMContentLoaded", begin);
  if (document.readyState !== "loading") { begin(); }

  function begin() {
    if (body || !document.getElementById("editor-form")) { return; }
    body = document.getElementById("body");
    status = document.getElementById("editor-status");
    each("[data-editor-buttons]", function (part) { part.hidden = false; });
    each("[data-without-script]", function (part) { part.hidden = true; });
    each("[data-script-label]", function (part) { part.textContent = part.getAttribute("data-script-label"); });
    each("[data-quiet]", function (panel) { // looking for a link is no edit
      panel.addEventListener("input", function (event) { event.stopPropagation(); });
    });
    document.addEventListener("click", click);
    document.addEventListener("keydown", key);
    document.getElementById("files").addEventListener("change", function () {
      upload(this.files);
      this.value = "";
    });
    body.addEventListener("paste", paste);
    body.addEventListener("dragover", function (event) {
      if (hasFiles(event.dataTransfer)) { event.preventDefault(); }
    });
    body.addEventListener("drop", function (event) {
      if (hasFiles(event.dataTransfer)) { event.preventDefault(); upload(event.dataTransfer.files); }
    });
    document.body.addEventListener("htmx:afterSwap", function (event) {
      if (event.target.id === "link-choices") {
        each("[data-insert-link]", function (button) { button.hidden = false; });
        each("#link-choices [data-copy]", function (button) { button.hidden = true; });
      }
    });
    var leaving = false; // once a button was pressed, a late autosave would make a draft of what was just published
    document.getElementById("editor-form").addEventListener("submit", function () { leaving = true; });
    window.addEventListener("pageshow", function () { leaving = false; });
    document.body.addEventListener("htmx:beforeRequest", function (event) {
      if (leaving && event.target.id === "autosave") { event.preventDefault(); }
    });
    var links = document.getElementById("link-form");
    links.addEventListener("submit", function (event) { event.preventDefault(); });
    window.addEventListener("keydown", function (event) { // Enter in the search of links looks again, and leaves no page
      if (event.key === "Enter" && event.target.id === "link") {
        event.preventDefault();
        window.htmx.trigger(event.target, "input");
      }
    }, true);
  }

  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }

  function say(words) { status.textContent = words; }

  /* ---- putting text in ---- */

  function put(text, from, to) { // over the selection, or over from..to; Ctrl+Z takes it back
    body.focus();
    if (from !== undefined) { body.setSelectionRange(from, to); }
    if (!document.execCommand("insertText", false, text)) {
      body.setRangeText(text, body.selectionStart, body.selectionEnd, "end");
      body.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function putBlock(text) { // as a paragraph of its own
    var before = body.value.slice(0, body.selectionStart);
    var after = body.value.slice(body.selectionEnd);
    var head = !before || /\n\n$/.test(before) ? "" : /\n$/.test(before) ? "\n" : "\n\n";
    var tail = /^\n\n/.test(after) ? "" : /^\n/.test(after) || !after ? "\n" : "\n\n";
    var start = body.selectionStart + head.length;
    put(head + text + tail);
    return start;
  }

  function putLink(code) { // selected words become the words of the link
    var chosen = body.value.slice(body.selectionStart, body.selectionEnd);
    var target = /\]\((.*)\)$/.exec(code);
    put(chosen && target && chosen.indexOf("\n") < 0 ? "[" + chosen + "](" + target[1] + ")" : code);
  }

  function click(event) {
    var button = event.target.closest("button");
    if (!button) { return; }
    if (button.hasAttribute("data-insert-link")) { putLink(button.getAttribute("data-insert-link")); }
    else if (button.hasAttribute("data-block")) { putBlock(button.getAttribute("data-block")); }
    else if (button.hasAttribute("data-around")) { around(button.getAttribute("data-around")); }
    else if (button.hasAttribute("data-line")) { beginLines(button.getAttribute("data-line")); }
    else if (button.hasAttribute("data-table")) { event.preventDefault(); table(button.getAttribute("data-table")); }
  }

  function key(event) {
    if (!event.ctrlKey || event.altKey || event.shiftKey || event.metaKey) { return; }
    if (event.key === "s") { event.preventDefault(); document.getElementById("save-draft").click(); }
    if (event.key === "b" && event.target === body) { event.preventDefault(); around("**"); }
  }

  function around(mark) {
    var chosen = body.value.slice(body.selectionStart, body.selectionEnd) || "強調する語";
    var start = body.selectionStart + mark.length;
    put(mark + chosen + mark);
    body.setSelectionRange(start, start + chosen.length);
  }

  function beginLines(mark) {
    var start = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
    var end = body.value.indexOf("\n", body.selectionEnd);
    var lines = body.value.slice(start, end < 0 ? body.value.length : end).split("\n");
    put(lines.map(function (line) { return mark + line.replace(/^(#+|-|\d+\.) /, ""); }).join("\n"), start, end < 0 ? body.value.length : end);
  }

  /* ---- tables ---- */

  function table(what) {
    if (what === "new") {
      var rows = whole("table_rows", 50), columns = whole("table_columns", 12);
      if (!rows || !columns) { say("行は1から50、列は1から12までの数を入力してください。"); return; }
      var start = putBlock(blank(rows, columns));
      body.setSelectionRange(start + 2, start + 5);
      say(rows + "行" + columns + "列の表を入れました。");
      return;
    }
    var found = underCursor();
    if (!found) { say("表の中にカーソルを置いてから押してください。"); body.focus(); return; }
    if (what === "row") { addRow(found); } else if (what === "column") { addColumn(found); } else { dropColumn(found); }
  }

  function whole(id, most) {
    var text = document.getElementById(id).value.normalize("NFKC").trim();
    var number = /^\d+$/.test(text) ? Number(text) : 0;
    return number <= most ? number : 0;
  }

  function blank(rows, columns) {
    var head = "|", line = "|", row = "|";
    for (var n = 1; n <= columns; n += 1) { head += " 項目" + n + " |"; line += "---|"; row += "  |"; }
    var lines = [head, line];
    for (n = 0; n < rows; n += 1) { lines.push(row); }
    return lines.join("\n");
  }

  function cells(line) { // "| a | b |" is [" a ", " b "]; a bar after a backslash is a letter
    return line.trim().replace(/^\|/, "").replace(/([^\\]|^)\|$/, "$1").split(/(?<!\\)\|/);
  }

  function underCursor() { // the table around the cursor: its lines, where they stand, and which cell is meant
    var lines = body.value.split("\n"), at = 0, here = 0;
    while (at + lines[here].length < body.selectionStart) { at += lines[here].length + 1; here += 1; }
    var first = here, last = here;
    var isRow = function (line) { return line !== undefined && /^\s*\|/.test(line); };
    if (!isRow(lines[here])) { return null; }
    while (isRow(lines[first - 1])) { first -= 1; }
    while (isRow(lines[last + 1])) { last += 1; }
    if (last === first || !/^[\s|:-]+$/.test(lines[first + 1])) { return null; }
    var start = lines.slice(0, first).join("\n").length + (first ? 1 : 0);
    var rows = lines.slice(first, last + 1);
    var left = lines[here].slice(0, body.selectionStart - at);
    var column = Math.max(0, left.split(/(?<!\\)\|/).length - 2);
    return {
      rows: rows, start: start, end: start + rows.join("\n").length, row: here - first,
      column: Math.min(column, cells(rows[0]).length - 1)
    };
  }

  function addRow(found) {
    var width = cells(found.rows[0]).length, row = "|";
    for (var n = 0; n < width; n += 1) { row += "  |"; }
    var after = Math.max(found.row, 1);
    var place = found.start + found.rows.slice(0, after + 1).join("\n").length;
    put("\n" + row, place, place);
    body.setSelectionRange(place + 3, place + 3);
    say("行を足しました。");
  }

  function addColumn(found) {
    rewrite(found, function (parts, number) {
      parts.splice(found.column + 1, 0, number === 0 ? " 項目 " : number === 1 ? "---" : "  ");
    });
    say("右に列を足しました。");
  }

  function dropColumn(found) {
    if (cells(found.rows[0]).length < 2) { say("列は一つだけです。表ごと消すときは、行を選んで消してください。"); return; }
    rewrite(found, function (parts) { parts.splice(found.column, 1); });
    say("列を消しました。Ctrl＋Z で戻せます。");
  }

  function rewrite(found, change) {
    var before = found.rows.slice(0, found.row).join("\n").length;
    put(found.rows.map(function (line, number) {
      var parts = cells(line);
      change(parts, number);
      return "|" + parts.join("|") + "|";
    }).join("\n"), found.start, found.end);
    body.setSelectionRange(found.start + before + (found.row ? 1 : 0), found.start + before + (found.row ? 1 : 0));
  }

  /* ---- pasting and dropping ---- */

  function hasFiles(transfer) { return transfer && Array.prototype.indexOf.call(transfer.types, "Files") >= 0; }

  function paste(event) {
    var given = event.clipboardData;
    if (!given) { return; }
    var text = given.getData("text/plain"), html = given.getData("text/html");
    var pasted = text && /<table/i.test(html) ? fromTable(html) : "";
    if (pasted) { event.preventDefault(); putBlock(pasted); say("表として貼りました。文字のまま貼るときは、Ctrl＋Z のあと Ctrl＋Shift＋V を押してください。"); return; }
    if (!text && given.files.length) { event.preventDefault(); upload(given.files); } // Excel and Word give words and a picture: the words are meant
  }

  function fromTable(html) {
    var bare = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle=("[^"]*"|'[^']*'|[^\s>]+)/gi, ""); // looks are not taken along
    var shown = new DOMParser().parseFromString(bare, "text/html").querySelector("table");
    var rows = Array.prototype.map.call(shown.rows, function (row) {
      var texts = [];
      Array.prototype.forEach.call(row.cells, function (cell) {
        texts.push(cell.textContent.replace(/\s+/g, " ").trim().replace(/\|/g, "\\|"));
        for (var n = 1; n < Math.min(cell.colSpan, 12); n += 1) { texts.push(""); }
      });
      return texts;
    });
    var width = Math.max.apply(null, rows.map(function (row) { return row.length; }));
    if (rows.length < 2 || width < 2 || width > 30 || rows.length > 500) { return ""; }
    var lines = rows.map(function (row) {
      while (row.length < width) { row.push(""); }
      return "| " + row.join(" | ") + " |";
    });
    lines.splice(1, 0, "|" + new Array(width + 1).join("---|"));
    return lines.join("\n");
  }

  function upload(chosen) {
    var typed = document.getElementById("page_id");
    var page = status.getAttribute("data-page") || (typed ? typed.value.trim() : "");
    if (!page) { say("先に『ページの番号』を入力してください。画像は、そのページのものとして保存します。"); if (typed) { typed.focus(); } return; }
    var form = new FormData();
    form.append("csrf_token", document.querySelector("#editor-form [name=csrf_token]").value);
    Array.prototype.forEach.call(chosen, function (file) { form.append("files", file, file.name); });
    say("ファイルを送っています…");
    fetch(status.getAttribute("data-upload").replace("PAGE", encodeURIComponent(page)), { method: "POST", body: form, credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status === 413) { throw new Error("ファイルが大きすぎます。小さくしてから選んでください。"); }
        if (!answer.ok || answer.redirected) { throw new Error(""); }
        return answer.json();
      })
      .then(function (kept) {
        if (kept.codes.length) { show(kept.codes); }
        say(kept.problems.concat(kept.codes.length ? ["本文に入れました。画像には、見えない人にも分かる説明を書いてください。"] : []).join(" "));
      })
      .catch(function (error) {
        say(error.message && !/fetch/i.test(error.message) && error.name === "Error" ? error.message : "送れませんでした。つながりとサインインを確かめ、もう一度試してください。本文は消えていません。");
      });
  }

  function show(codes) {
    var start = putBlock(codes.join("\n\n"));
    var words = /^!\[(.*?)\]/.exec(codes[0]);
    if (words) { body.setSelectionRange(start + 2, start + 2 + words[1].length); } // the description is typed next
  }
})();
