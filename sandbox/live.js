// Shows new messages without a reload; the page works without it, by its «Обновить» link.
const list = document.querySelector("[data-live]");
if (list) setInterval(refresh, 2000);

async function refresh() {
  if (document.hidden) return;
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const current = document.querySelector("[data-live]");
  const fresh = page.querySelector("[data-live]");
  if (fresh && fresh.outerHTML !== current.outerHTML) current.replaceWith(fresh);
}
