// <a data-dialog href="confirm page">: shows that page's [data-confirm] part in a dialog instead of leaving.
import { page } from "./page.js";

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const part = await page(link.href).then(([doc]) => doc.querySelector("[data-confirm]"), () => null);
  if (!part) return void (location = link.href);
  const dialog = document.createElement("dialog");
  dialog.className = "kern-dialog";
  dialog.setAttribute("aria-labelledby", "confirm-title");
  dialog.append(part);
  document.body.append(dialog);
  dialog.addEventListener("close", () => (dialog.remove(), link.focus()));
  dialog.addEventListener("click", (inside) => {
    if (!inside.target.closest("[data-close]")) return;
    inside.preventDefault();
    dialog.close();
  });
  dialog.showModal();
  dialog.querySelector("[data-close]")?.focus();
});
