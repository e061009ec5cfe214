// Codes that do not hold: a plain sentence, and the code stays in the field.
import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, recordPerson, row, statusSays } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { Proxy, portal, problem } from "../support/proxy.mjs";

const ENROL = "POST /v1/enrol";

describe("Enrolment with a code that does not hold", () => {
  let api;
  let proxy;
  let phone;
  let other;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
    await phone.open("/attiva");
  });
  after(async () => {
    await phone?.dispose();
    await other?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  const field = () => phone.page.getByLabel("Codice di attivazione");
  const tryCode = async (code) => {
    await field().fill(code);
    await phone.page.getByRole("button", { name: "Attiva" }).click();
  };
  /** The sentence at the field, which a screen reader reads with it, and the code that nobody has to type again. */
  const refused = async (code, sentence) => {
    await phone.page.getByRole("alert").filter({ hasText: sentence }).waitFor();
    assert.equal(await field().inputValue(), code);
    const described = await field().getAttribute("aria-describedby");
    const texts = await Promise.all(described.split(" ").map((id) => phone.page.locator(`#${id}`).innerText()));
    assert.ok(texts.join(" ").includes(sentence), "the sentence belongs to the field");
    assert.equal(new URL(phone.page.url()).pathname, "/attiva");
  };

  it("empty", async () => {
    await tryCode("");
    await refused("", "Scrivi il codice di attivazione");
  });

  it("unknown", async () => {
    await tryCode("00000-00000");
    await refused("00000-00000", "Questo codice non esiste. Controlla le lettere una per una.");
  });

  it("not a code at all", async () => {
    await tryCode("ciao");
    await refused("ciao", "Questo codice non esiste.");
  });

  it("used, as a code and as a link", async () => {
    const { code } = api.operator("volunteer");
    other = await Phone.buy(proxy.origin);
    await other.enrol({ code });

    await tryCode(code);
    await refused(code, "Questo codice è già stato usato. Chiedine uno nuovo al coordinatore.");

    await phone.page.goto("about:blank");
    await phone.page.goto(`${proxy.origin}/attiva#${code}`);
    await phone.page.getByRole("button", { name: "Attiva" }).click();
    await refused(code, "Questo codice è già stato usato.");
  });

  it("expired", async () => {
    proxy.put(ENROL, problem(410, "code_expired"));
    await tryCode("ABCDE-12345");
    await refused("ABCDE-12345", "Questo codice è scaduto. Chiedine uno nuovo al coordinatore.");
    proxy.clear();
  });

  it("N6: a network that asks to sign in first", async () => {
    proxy.put(ENROL, portal);
    await tryCode("ABCDE-12345");
    await refused("ABCDE-12345", "forse la rete Wi-Fi chiede un accesso");
    proxy.clear();
  });

  it("N9: no API, whatever the browser believes of the network", async () => {
    await api.kill();
    await tryCode("ABCDE-12345");
    await refused("ABCDE-12345", "Non c’è rete: per attivare il telefono serve una volta.");
    await api.start();
  });

  it("V8: many tries are slowed down, and the code stays", async () => {
    const slowed = phone.page.getByRole("alert").filter({ hasText: "Troppi tentativi. Aspetta un minuto e riprova." });
    const unknown = phone.page.getByRole("alert").filter({ hasText: "Questo codice non esiste." });
    let tries = 0;
    do {
      assert.ok(++tries <= 30, "thirty wrong codes in a row and none was slowed down");
      await tryCode(`00000-${String(tries).padStart(5, "0")}`);
      await phone.page.getByRole("button", { name: "Attiva", exact: true }).and(phone.page.locator(":enabled")).waitFor();
      await slowed.or(unknown).waitFor();
    } while (!(await slowed.isVisible()));
    assert.equal(await field().inputValue(), `00000-${String(tries).padStart(5, "0")}`);
    assert.ok(tries > 3, "a person may mistype a few times");
  });
});

describe("Enrolment by link", () => {
  let api;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  it("the code leaves address and history at once and never reaches the server in an address", async () => {
    const { code } = api.operator("proximity_operator");
    const asked = [];
    await phone.open("/status");
    phone.context.on("request", (request) => asked.push(request.url() + JSON.stringify(request.headers())));
    await phone.page.goto(`${api.origin}/attiva#${code}`);
    assert.equal(await phone.page.getByLabel("Codice di attivazione").inputValue(), code);
    assert.equal(phone.page.url(), `${api.origin}/attiva`);
    await phone.activate();
    await phone.page.getByRole("navigation", { name: "Sezioni" }).waitFor();
    const session = await phone.context.newCDPSession(phone.page);
    const { entries } = await session.send("Page.getNavigationHistory");
    assert.ok(entries.length > 0);
    for (const { url } of entries) assert.ok(!url.includes(code), url);
    assert.ok(asked.some((text) => text.includes("/v1/enrol")), "the requests were seen");
    for (const text of asked) assert.ok(!text.includes(code), text);
  });
});

describe("An Ambito that nobody is in yet", () => {
  let api;
  let phone;

  before(async () => {
    api = await Api.empty(await mkdtemp(join(tmpdir(), "taccuino-empty-")));
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  it("gets its first operator, who finds an empty round and records a person", async () => {
    const first = await api.addOperator("Désirée D’Angelo", "proximity_operator");
    await api.start({ demo: false });
    phone = await Phone.buy(api.origin);
    const page = await phone.enrol(first);
    assert.equal(new URL(page.url()).pathname, "/giro");
    await page.getByRole("heading", { level: 2 }).first().waitFor();
    await phone.picture("giro-vuoto");
    const name = await recordPerson(page);
    await statusSays(page, "Tutto ricevuto alle");
    await go(page, "Elenco");
    await row(page, name, "Ricevuto").waitFor();
  });
});
