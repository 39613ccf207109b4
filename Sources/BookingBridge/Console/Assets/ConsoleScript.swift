/// The console's one script.
///
/// Pages live, keys in the tape chart, questions before what can't be undone. Everything works without it by links and forms.
enum ConsoleScript {
  static let text = #"""
    "use strict";
    (() => {
      const live = () => [...document.querySelectorAll("[data-live][id]")];

      // A page asks for itself anew and puts its live parts in place of the old ones.
      let asking = false, again = false;
      async function refresh() {
        if (asking) { again = true; return; }
        asking = true;
        try {
          const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
          if (answer.redirected && answer.url.includes("/office/login")) {
            location.reload();
            return;
          }
          if (!answer.ok) return;
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          for (const old of live()) {
            const fresh = page.getElementById(old.id);
            if (!fresh || fresh.outerHTML === old.dataset.was) continue;
            const focused = document.activeElement;
            const isTyping = old.contains(focused) && focused.matches("input, textarea, select");
            if (isTyping) continue;
            const name = old.contains(focused) ? focused.id : "";
            const was = fresh.outerHTML;
            const scroll = [...old.querySelectorAll(".tape-box")].map((e) => [e.scrollLeft, e.scrollTop]);
            old.replaceChildren(...fresh.childNodes);
            old.dataset.was = was;
            old.querySelectorAll(".tape-box").forEach((e, i) => {
              if (scroll[i]) [e.scrollLeft, e.scrollTop] = scroll[i];
            });
            setUpTape();
            if (name) document.getElementById(name)?.focus({ preventScroll: true });
          }
          document.documentElement.dataset.refreshed = String(Date.now());
        } catch {
          // The hub is restarting; the stream comes back by itself.
        } finally {
          asking = false;
          if (again) { again = false; refresh(); }
        }
      }

      if (live().length > 0) {
        for (const region of live()) region.dataset.was = region.outerHTML;
        const feed = new EventSource("/office/live");
        feed.addEventListener("hello", () => {
          if (document.documentElement.dataset.live === "lost") refresh();
          document.documentElement.dataset.live = "on";
        });
        feed.addEventListener("change", refresh);
        feed.addEventListener("error", () => { document.documentElement.dataset.live = "lost"; });
      }

      document.addEventListener("submit", (event) => {
        const words = event.submitter?.dataset.confirm;
        if (words && !window.confirm(words)) event.preventDefault();
      });

      document.addEventListener("click", (event) => {
        const copy = event.target.closest("[data-copy]");
        if (copy) {
          const source = document.getElementById(copy.dataset.copy);
          if (source) navigator.clipboard?.writeText(source.innerText);
        }
      });

      // The tape chart: one cell is in the order of tabs, arrows walk, digits set.
      const cellAt = (row, column) =>
        document.querySelector(`.tape [data-row="${row}"][data-column="${column}"]`);
      let current = null;

      function setUpTape() {
        const cells = [...document.querySelectorAll(".tape .cell")];
        if (cells.length === 0) return;
        const kept = current && document.getElementById(current);
        const hash = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
        const home = kept ?? (hash?.matches?.(".cell") ? hash : cells[0]);
        for (const cell of cells) cell.tabIndex = cell === home ? 0 : -1;
        return home;
      }

      function go(cell) {
        if (!cell) return;
        const old = current && document.getElementById(current);
        if (old) old.tabIndex = -1;
        for (const other of document.querySelectorAll('.tape .cell[tabindex="0"]')) other.tabIndex = -1;
        current = cell.id;
        cell.tabIndex = 0;
        cell.focus();
        cell.scrollIntoView({ block: "nearest", inline: "nearest" });
      }

      let typed = "", timer = 0, sentAt = -10000;
      async function commit(cell) {
        clearTimeout(timer);
        const rooms = typed;
        typed = "";
        sentAt = performance.now();
        const table = cell.closest(".tape");
        const body = new URLSearchParams({ form: table.dataset.tape, rooms, back: "/office/tape" });
        const say = document.getElementById("tape-status");
        const answer = await fetch(cell.href.split("#")[0], { method: "POST", body, headers: { "X-Cell": "1" } });
        const text = await answer.text();
        await refresh();
        if (say) say.textContent = answer.ok
          ? (document.getElementById(cell.id)?.getAttribute("aria-label") ?? "") : text;
      }

      document.addEventListener("keydown", (event) => {
        const cell = event.target.closest?.(".tape .cell");
        if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
        const row = Number(cell.dataset.row), column = Number(cell.dataset.column);
        const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
          PageUp: [-10, 0], PageDown: [10, 0] };
        const move = moves[event.key];
        if (move) {
          event.preventDefault();
          typed = "";
          let target = cellAt(row + move[0], column + move[1]);
          if (!target && Math.abs(move[0]) > 1) {
            const all = document.querySelectorAll(`.tape [data-column="${column}"]`);
            target = move[0] < 0 ? all[0] : all[all.length - 1];
          }
          go(target);
        } else if (event.key === "Home" || event.key === "End") {
          event.preventDefault();
          const all = document.querySelectorAll(`.tape [data-row="${row}"]`);
          go(event.key === "Home" ? all[0] : all[all.length - 1]);
        } else if (/^[0-9]$/.test(event.key) && cell.dataset.max) {
          event.preventDefault();
          typed += event.key;
          clearTimeout(timer);
          if (typed.length >= cell.dataset.max.length) commit(cell);
          else timer = setTimeout(() => commit(cell), 900);
        } else if (event.key === "Enter" && typed) {
          event.preventDefault();
          commit(cell);
        } else if (event.key === "Enter" && performance.now() - sentAt < 1500) {
          // The number has gone already: an Enter out of habit opens nothing.
          event.preventDefault();
        }
      });

      document.addEventListener("focusin", (event) => {
        const cell = event.target.closest?.(".tape .cell");
        if (cell) current = cell.id;
      });

      // A click opens the night's form in place of a page of its own.
      document.addEventListener("click", async (event) => {
        const cell = event.target.closest?.(".tape .cell");
        const box = document.getElementById("night");
        if (!cell || !box || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const answer = await fetch(cell.href);
        if (!answer.ok) { location.href = cell.href; return; }
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const part = page.querySelector("[data-night]");
        if (!part) { location.href = cell.href; return; }
        for (const back of part.querySelectorAll('input[name="back"]')) {
          back.value = location.pathname + location.search + "#" + cell.id;
        }
        document.getElementById("night-part").replaceChildren(part);
        box.showModal();
        box.addEventListener("close", () => go(document.getElementById(cell.id)), { once: true });
      });

      const start = setUpTape();
      if (start && location.hash) go(start);
    })();

    """#
}
