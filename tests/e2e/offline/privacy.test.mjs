// What the browser keeps and shows of a normal day of work: records in IndexedDB alone, and no script but ours.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { fillPerson, go, openPersonForm, row, save, sections, statusSays, surname } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { Proxy } from "../support/proxy.mjs";

describe("A normal day", () => {
  let api;
  let proxy;
  let phone;
  const name = surname();
  const secrets = [name, "Via dei Pini", "Désirée", "333 1234567", encodeURIComponent("Désirée")];
  const addresses = new Set();

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
    await phone.open("/status");
    phone.context.on("request", (request) => addresses.add(request.url()));
    phone.context.on("page", (page) => page.on("framenavigated", (frame) => addresses.add(frame.url())));
    const page = await phone.tab(`/attiva#${api.operator("proximity_operator").code}`);
    await phone.page.close();
    phone.page = page;
    page.on("framenavigated", (frame) => addresses.add(frame.url()));
    await phone.activate();
    await sections(page).waitFor();
    // A phone that nobody uses yet asks for its session once and is told 401, which the browser logs.
    phone.errors.length = 0;
    await phone.readyForOffline();

    await openPersonForm(page);
    await fillPerson(page, name);
    await page.getByLabel("Nome", { exact: false }).first().fill("Désirée");
    await page.getByLabel("Telefono").first().fill("333 1234567");
    await save(page);
    await statusSays(page, "Tutto ricevuto alle");
    for (const section of ["Elenco", "Invio", "Altro", "Oggi", "Elenco"]) await go(page, section);
    await page.getByRole("searchbox", { name: "Cerca" }).fill(name);
    await row(page, name, "Ricevuto").click();
    await page.getByText(/ricevuta/).waitFor();
    await page.getByRole("link", { name: "Modifica" }).click();
    await page.getByLabel("Via e numero").fill("Via dei Pini 15");
    await save(page);
    await statusSays(page, "Tutto ricevuto alle");
    await page.reload();
    await go(page, "Elenco");
    await row(page, name, "Ricevuto").waitFor();
  });
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  const holdsNoSecret = (text, where) => {
    for (const secret of secrets) assert.ok(!text.includes(secret), `${where} holds ${secret}: ${text.slice(0, 300)}`);
  };

  it("no error on the console", () => {
    assert.deepEqual(phone.errors, []);
  });

  it("no address, of a page or a request or a link, holds a name", async () => {
    const session = await phone.context.newCDPSession(phone.page);
    const { entries } = await session.send("Page.getNavigationHistory");
    const links = await phone.page.locator("a[href]").evaluateAll((all) => all.map((link) => link.href));
    assert.ok(addresses.size > 20 && links.length > 4, "the addresses were seen");
    for (const address of [...addresses, ...entries.map((entry) => entry.url), ...links]) {
      holdsNoSecret(decodeURI(address), "an address");
      holdsNoSecret(address, "an address");
    }
  });

  it("everything came from our own origin", () => {
    for (const address of addresses) {
      assert.ok(address.startsWith(`${proxy.origin}/`) || address.startsWith("blob:") || address === "about:blank", address);
    }
  });

  it("W7: the caches hold the files of the build, no answer of the API and no personal text", async () => {
    const kept = await phone.page.evaluate(async () => {
      const found = [];
      for (const key of await caches.keys()) {
        const cache = await caches.open(key);
        for (const request of await cache.keys()) {
          const answer = await cache.match(request);
          found.push({ url: new URL(request.url).pathname, type: answer.headers.get("content-type"), text: await answer.text() });
        }
      }
      return found;
    });
    const precache = await (await fetch(`${proxy.origin}/precache.json`)).json();
    const expected = (precache.assets ?? precache).map((asset) => asset.url).sort();
    assert.deepEqual(kept.map(({ url }) => url).sort(), expected);
    for (const { url, type, text } of kept) {
      assert.ok(!/^\/(v\d|status|health)/.test(url), url);
      assert.ok(!/application\/(problem\+)?json/.test(type), `${url} is ${type}`);
      holdsNoSecret(text, url);
    }
  });

  it("localStorage holds the theme at most, sessionStorage and readable cookies nothing", async () => {
    await go(phone.page, "Altro");
    await phone.page.getByRole("radio", { name: "Notte" }).click();
    const kept = await phone.page.evaluate(() => ({
      local: Object.entries(localStorage),
      session: Object.entries(sessionStorage),
      cookie: document.cookie,
    }));
    assert.deepEqual(kept, { local: [["taccuino.theme", "night"]], session: [], cookie: "" });
  });

  it("the session cookie cannot be read by a script nor sent by another site", async () => {
    const cookies = await phone.context.cookies();
    assert.deepEqual(
      cookies.map(({ name: called, httpOnly, secure, sameSite, path }) => ({
        called: called.replace(/-[0-9a-f]{8}$/, "-<device>"),
        httpOnly,
        secure,
        sameSite,
        path,
      })),
      ["__Host-taccuino", "__Host-taccuino-<device>"].map((called) => ({
        called,
        httpOnly: true,
        secure: true,
        sameSite: "Strict",
        path: "/",
      })),
    );
  });
});

describe("Content Security Policy", () => {
  let api;
  let proxy;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
  });
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  it("markup that somebody slipped into the page does not run, and the app works", async () => {
    const slipped = `<script>window.slipped = "script"</script><img src="/none.png" onerror="window.slipped = 'handler'">
      <style>body { display: none }</style><base href="https://example.org/"><a id="lure" href="javascript:window.slipped='link'">x</a>`;
    proxy.put("GET /attiva", async ({ forward, outgoing }) => {
      const { status, headers, body } = await forward();
      const page = Buffer.from(body.toString().replace("</body>", `${slipped}</body>`));
      outgoing.writeHead(status, { ...headers, "content-length": page.length });
      outgoing.end(page);
    });
    await phone.open("/attiva");
    await phone.page.getByRole("button", { name: "Attiva" }).waitFor();
    await phone.page.locator("#lure").evaluate((link) => link.click());
    const found = await phone.page.evaluate(() => ({
      slipped: window.slipped,
      base: document.baseURI,
      display: getComputedStyle(document.body).display,
    }));
    assert.deepEqual(found, { slipped: undefined, base: `${proxy.origin}/attiva`, display: "block" });
    const refused = phone.errors.filter((error) => error.includes("Content Security Policy"));
    assert.ok(refused.length >= 4, `the browser said so: ${phone.errors.join("\n")}`);
    proxy.clear();
  });

  const inPage = {
    "eval": () => eval("1"),
    "new Function": () => new Function("return 1")(),
    "a string for a timer": () => setTimeout("window.slipped = 1"),
    "an inline script": () => {
      const script = document.createElement("script");
      script.textContent = "window.slipped = 1";
      document.head.append(script);
    },
    "a script from elsewhere": () => {
      document.createElement("script").src = "https://example.org/x.js";
    },
    "markup with a handler": () => {
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.slipped = 1'>");
    },
    "a worker of another path": () => new Worker("/assets/other.js"),
    "a policy of one's own": () => trustedTypes.createPolicy("other", { createHTML: (html) => html }),
  };
  for (const [what, script] of Object.entries(inPage)) {
    it(`W8: ${what} is refused`, async () => {
      // From a timer of the page: what DevTools calls itself may use eval whatever the policy says.
      const outcome = await phone.page.evaluate(`new Promise((done) => setTimeout(() => {
        try { (${script})(); done("ran"); } catch (error) { done(error.name); }
      }))`);
      assert.match(outcome, /^(EvalError|TypeError)$/);
      assert.equal(await phone.page.evaluate(() => window.slipped), undefined);
    });
  }

  it("W8: no other service worker can be registered", async () => {
    const outcome = await phone.page.evaluate(() =>
      navigator.serviceWorker.register("/assets/other.js", { scope: "/" }).then(() => "registered", (error) => error.name),
    );
    assert.match(outcome, /^(TypeError|SecurityError)$/);
  });
});
