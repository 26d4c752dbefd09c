// <button data-swap="#id"> or <form data-swap="#id">: sends the form, replaces that element by the one in the answer.
import { page } from "./page.js";

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const selector = submitter?.dataset.swap ?? form.dataset.swap;
  if (!selector || event.defaultPrevented) return;
  event.preventDefault();
  const focused = document.activeElement?.id;
  const options = { method: "POST", body: new URLSearchParams(new FormData(form, submitter)) };
  const [doc, answer] = await page(submitter?.getAttribute("formaction") ?? form.action, options).catch(() => []);
  const fresh = doc?.querySelector(selector);
  if (!fresh) {
    form.removeAttribute("data-swap");
    submitter?.removeAttribute("data-swap");
    return answer?.redirected ? void (location = answer.url) : form.requestSubmit(submitter);
  }
  document.querySelector(selector).replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus();
});
