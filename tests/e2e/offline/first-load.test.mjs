// What `cargo xtask size` weighs is what a phone needs: the home of each role opens with that and nothing else.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, sections } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { Proxy } from "../support/proxy.mjs";

const HOMES = [
  { role: "street_educator", part: "street", path: "/uscita" },
  { role: "proximity_operator", part: "proximity", path: "/giro" },
  { role: "pis_operator", part: "pis", path: "/pis" },
  { role: "digital_facilitator", part: "hub", path: "/hub" },
];

const missing = async ({ outgoing }) => {
  outgoing.writeHead(503, { "content-type": "text/plain" });
  outgoing.end();
};

for (const { role, part, path } of HOMES) {
  describe(`The first load, ${role}`, () => {
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

    it("the home opens with the files of its list, though everything else fails", async () => {
      const loads = await (await fetch(`${proxy.origin}/first-load.json`)).json();
      const kept = await (await fetch(`${proxy.origin}/precache.json`)).json();
      const others = kept.assets.map(({ url }) => url).filter((url) => !loads[part].home.includes(url));
      assert.ok(others.some((url) => url.includes(`/${part}_pages-`)), "the pages behind the home come later");
      for (const url of others) proxy.put(`GET ${url}`, missing);
      await phone.open(`/attiva#${api.operator(role).code}`);
      await phone.activate();
      await phone.page.waitForURL((url) => url.pathname === path);
      await sections(phone.page).waitFor();
    });

    it("W3: a page that has not come says so, and opens once the network is back", async () => {
      const { page } = phone;
      await go(page, "Elenco");
      await page.getByRole("heading", { level: 1, name: "Questa pagina non è ancora sul telefono." }).waitFor();
      await phone.picture(`parte-assente-${part}`);
      proxy.clear();
      await page.getByRole("button", { name: "Riprova" }).click();
      await page.getByRole("heading", { level: 1, name: "Elenco" }).waitFor();
    });
  });
}
