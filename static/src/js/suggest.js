// <input data-suggest-url data-suggest-target="#id">: similar entries as links under the field; focus never moves.
// <template data-state> and <template data-ending> in the box: what a hit shows besides, and the button that ends the asking.
for (const input of document.querySelectorAll("[data-suggest-url]")) {
  const box = document.querySelector(input.dataset.suggestTarget);
  const [status, list] = [box.querySelector("[role=status]"), box.querySelector("ul")];
  let timer;
  let running;

  const clear = () => {
    clearTimeout(timer);
    running?.abort();
    list.replaceChildren();
    status.textContent = "";
  };

  const part = (which) => [...(box.querySelector(`template${which}`)?.content.cloneNode(true).children ?? [])];

  const ending = (hit) => {
    const [button] = part("[data-ending]");
    if (!button) return [];
    const address = box.querySelector("template[data-ending]").dataset.ending;
    button.setAttribute("formaction", address.replace("%n", hit.id));
    button.querySelector("[data-title]").textContent = `: ${hit.title}`;
    return [button];
  };

  const item = (hit) => {
    const [row, link, title, text] = ["li", "a", "strong", "span"].map((name) => document.createElement(name));
    link.href = hit.url;
    title.textContent = hit.title;
    text.textContent = hit.answer || (hit.excerpt ?? "");
    link.append(title, ...part(`[data-state="${hit.status}"]`), text);
    row.append(link);
    if (hit.status === "answered" || hit.status === "solved") row.append(...ending(hit));
    return row;
  };

  const ask = async (q) => {
    running = new AbortController();
    const url = `${input.dataset.suggestUrl}?${new URLSearchParams({ q })}`;
    const answer = await fetch(url, { signal: running.signal, headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const { hits } = await answer.json();
    list.replaceChildren(...hits.map(item));
    const { none, one, many } = box.dataset;
    status.textContent = hits.length ? (hits.length === 1 ? one : many.replace("%n", hits.length)) : none;
  };

  input.addEventListener("input", () => {
    clear();
    const q = input.value.trim();
    if (q.length >= 4) timer = setTimeout(() => ask(q).catch(() => {}), 300);
  });
  for (const part of [input, box])
    part.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !status.textContent) return;
      // a search field would empty itself too: what was typed stays until the second Escape
      event.preventDefault();
      clear();
      input.focus();
    });
}
