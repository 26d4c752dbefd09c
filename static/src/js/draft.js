// <form data-draft-ends="key">: sending it gives up what was typed there.
// <form data-draft="key">: keeps typed text in this browser until a page says that it was saved (data-done), or until sign-out.
const SENT = "draft-sent";
const typed = (form) => [...form.elements].filter((e) => e.name && (e.type === "text" || e.type === "textarea"));

try {
  const sent = sessionStorage.getItem(SENT);
  if (sent && document.querySelector("[data-done]")) localStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);

  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = `draft:${form.dataset.draft}`;
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
    for (const field of typed(form)) field.value ||= kept[field.name] ?? "";
    form.addEventListener("input", () =>
      localStorage.setItem(key, JSON.stringify(Object.fromEntries(typed(form).map((f) => [f.name, f.value])))),
    );
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
