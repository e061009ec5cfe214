// What a browser shows of a page to its history, its task switcher and its other storages.

/** `[where, text]`, for each place. */
export async function outside({ context, page }) {
  const session = await context.newCDPSession(page);
  const { entries } = await session.send("Page.getNavigationHistory");
  await session.detach();
  const kept = await page.evaluate(async () => {
    const found = [
      ["the state of the history", JSON.stringify(history.state)],
      ["localStorage", JSON.stringify(localStorage)],
      ["sessionStorage", JSON.stringify(sessionStorage)],
      ["a cookie", document.cookie],
      ["the window's name", window.name],
    ];
    for (const key of await caches.keys()) {
      const cache = await caches.open(key);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        const heads = JSON.stringify([...answer.headers]);
        found.push(["the Cache API", `${key} ${request.url} ${heads} ${await answer.text()}`]);
      }
    }
    return found;
  });
  for (const { name, value, path } of await context.cookies()) kept.push(["a cookie", `${name}=${value};${path}`]);
  for (const { url, userTypedURL, title } of entries) kept.push(["an address", `${url} ${userTypedURL}`], ["a title", title]);
  return kept;
}
