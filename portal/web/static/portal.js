/* Small conveniences; every flow works without them. */
(function () {
  "use strict";

  document.documentElement.classList.add("js");

  /* Rows that can be drawn into order by their handle; the buttons beside them do the same. */
  document.querySelectorAll("[data-sortable]").forEach(function (list) {
    var held = null, before = "";
    function order() { return Array.prototype.map.call(list.children, function (row) { return row.getAttribute("data-id"); }).join(","); }
    list.addEventListener("dragstart", function (event) {
      held = event.target.closest("[data-id]");
      if (!held) { return; }
      before = order();
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", held.getAttribute("data-id"));
      event.dataTransfer.setDragImage(held, 0, 0);
      held.classList.add("dragging");
    });
    list.addEventListener("dragover", function (event) {
      if (!held) { return; }
      event.preventDefault();
      var row = event.target.closest("[data-id]");
      if (!row || row === held || row.parentNode !== list) { return; }
      var box = row.getBoundingClientRect();
      list.insertBefore(held, event.clientY > box.top + box.height / 2 ? row.nextSibling : row);
    });
    list.addEventListener("dragend", function () {
      if (!held) { return; }
      held.classList.remove("dragging"); held = null;
      if (order() === before) { return; }
      list.closest("form").elements[list.getAttribute("data-sortable")].value = order();
      document.getElementById(list.getAttribute("data-submit")).click();
    });
  });

  function focusMarked() {
    var marked = document.querySelector("[data-focus]");
    if (marked) { marked.focus(); }
  }

  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.altKey && !event.metaKey) {
      var box = document.getElementById("site-search-box");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
  });

  document.addEventListener("click", function (event) {
    var asks = event.target.closest("[data-confirm]");
    if (asks && !window.confirm(asks.getAttribute("data-confirm"))) { event.preventDefault(); return; }
    var prints = event.target.closest("[data-print]");
    if (prints) { event.preventDefault(); window.print(); return; }
    var copies = event.target.closest("[data-copy]");
    if (copies) {
      var source = document.getElementById(copies.getAttribute("data-copy"));
      /* textContent: innerText is empty inside a closed <details>. */
      var text = source ? (source.value || source.textContent) : "";
      var done = function () { copies.textContent = "コピーしました"; };
      if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(done); }
      else if (source) {
        /* Over plain http there is no clipboard object: copy from a field outside the picture. */
        var carrier = document.createElement("textarea");
        carrier.value = text; carrier.readOnly = true; carrier.className = "visually-hidden";
        document.body.appendChild(carrier); carrier.select();
        document.execCommand("copy"); carrier.remove(); copies.focus(); done();
      }
    }
  });

  /* A file that the portal would refuse for its size is refused before it travels. */
  document.addEventListener("change", function (event) {
    var field = event.target;
    if (field.type !== "file") { return; }
    var largest = Number(document.body.getAttribute("data-largest-mb"));
    var bytes = Array.prototype.reduce.call(field.files, function (sum, file) { return sum + file.size; }, 0);
    var old = field.parentNode.querySelector(".error--size");
    if (old) { old.remove(); }
    if (largest && bytes > largest * 1024 * 1024) {
      var message = document.createElement("p");
      message.className = "error error--size"; message.setAttribute("role", "alert");
      message.textContent = "選んだファイルは合わせて" + Math.ceil(bytes / 1024 / 1024) + "MBで、一度に送れる大きさ（" + largest + "MB）を超えています。分けて選び直してください。";
      field.parentNode.insertBefore(message, field);
      field.value = "";
    }
  });

  /* Leaving a half-typed form asks first. */
  var dirty = false;
  document.addEventListener("input", function (event) {
    var form = event.target.closest("form.form");
    if (form && !form.hasAttribute("data-no-warning")) { dirty = true; }
  });
  document.addEventListener("submit", function (event) { if (!event.defaultPrevented) { dirty = false; sending = true; } });
  document.addEventListener("htmx:oobAfterSwap", function (event) { // a draft was saved as one typed
    if (event.target.hasAttribute && event.target.hasAttribute("data-saved")) { dirty = false; }
  });
  /* A page that keeps what is typed says so; what was typed while it answered is not kept yet. */
  var typed = 0, sent = 0;
  document.addEventListener("input", function () { typed += 1; });
  document.addEventListener("htmx:beforeRequest", function (event) { if (event.target.id === "autosave") { sent = typed; } });
  document.addEventListener("draft-saved", function () { if (sent === typed) { dirty = false; } });

  /* What is half typed is kept as one goes (forms marked data-draft). Files and passwords stay here. */
  var sending = false;
  function draftOf(form) {
    var data = new FormData(form);
    form.querySelectorAll("input[type=file], input[type=password]").forEach(function (field) { data.delete(field.name); });
    return data;
  }
  function clock() {
    var now = new Date();
    return now.getHours() + ":" + String(now.getMinutes()).padStart(2, "0");
  }
  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    var note = document.createElement("p"), waiting = null, changed = false;
    note.className = "hint"; note.setAttribute("role", "status");
    form.appendChild(note);
    function keep() {
      waiting = null;
      if (sending) { return; }
      fetch(form.getAttribute("data-draft"), { method: "POST", body: draftOf(form), credentials: "same-origin" })
        .then(function (answer) {
          if (!answer.ok || answer.redirected) { throw new Error(); }
          changed = false; dirty = false;
          note.textContent = "途中までの入力を残しました（" + clock() + "）。";
        })
        .catch(function () { note.textContent = "途中までの入力を残せませんでした。通信を確かめ、早めに保存してください。"; });
    }
    form.addEventListener("input", function () {
      changed = true;
      if (waiting) { clearTimeout(waiting); }
      waiting = setTimeout(keep, 1500);
    });
    window.addEventListener("pagehide", function () {
      if (changed && !sending && navigator.sendBeacon) { navigator.sendBeacon(form.getAttribute("data-draft"), draftOf(form)); }
    });
  });
  window.addEventListener("beforeunload", function (event) {
    if (dirty) { event.preventDefault(); event.returnValue = ""; }
  });

  document.addEventListener("DOMContentLoaded", focusMarked);
  if (document.readyState !== "loading") { focusMarked(); }
})();
