// <form data-draft-ends="key">: sending it gives up what was typed there.
// <form data-draft="key">: keeps typed text in this browser until a page says that it was saved (data-done), or until sign-out.
// A checkbox with data-kept is kept too: what was to be asked without a name must not come back with one.
const SENT = "draft-sent";
const typed = (form) => [...form.elements].filter((e) => e.name && (e.type === "text" || e.type === "textarea"));
const ticked = (form) => [...form.elements].filter((e) => e.type === "checkbox" && "kept" in e.dataset);

try {
  const sent = sessionStorage.getItem(SENT);
  if (sent && document.querySelector("[data-done]")) localStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);

  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = `draft:${form.dataset.draft}`;
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
    for (const field of typed(form)) field.value ||= kept[field.name] ?? "";
    for (const box of ticked(form)) box.checked ||= kept[box.name] ?? false;
    form.addEventListener("input", () => {
      const now = [...typed(form).map((f) => [f.name, f.value]), ...ticked(form).map((f) => [f.name, f.checked])];
      localStorage.setItem(key, JSON.stringify(Object.fromEntries(now)));
    });
    form.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
  }
  for (const form of document.querySelectorAll("form[data-draft-ends]"))
    form.addEventListener("submit", () => sessionStorage.setItem(SENT, `draft:${form.dataset.draftEnds}`));
  document.querySelector("[data-sign-out]")?.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
  });
} catch {
  // storage is switched off: the form works as it is
}
