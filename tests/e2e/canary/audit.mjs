// `cargo xtask audit canary`: node canary/audit.mjs sealed|control <seed>.
import { Api } from "../support/api.mjs";
import { Markers } from "./markers.mjs";
import { CONTROL, MOMENTS } from "./moments.mjs";
import { PLACES, missed, plant } from "./planted.mjs";
import { Report } from "./report.mjs";
import { Search } from "./search.mjs";
import { SERVICES } from "./services.mjs";
import { Walk } from "./walk.mjs";

const [what, seed] = process.argv.slice(2);
const sealed = what === "sealed";
// The API says more than it does anywhere else.
process.env.RUST_LOG = "debug";

const report = new Report();
const unseen = [];
const api = await (await Api.prepare()).start();
try {
  // Two at a time: a phone mostly waits.
  const waiting = [...SERVICES];
  const lane = async () => {
    for (let service; (service = waiting.shift()); ) await audit(service);
  };
  await Promise.all([lane(), lane()]);
} finally {
  await api.dispose();
}
console.log(`\n${what}\n${report}\n`);
// The control says what it did not find, the app that is served what was found.
const wrong = sealed ? report.places().map((place) => `LEAK ${place}`) : unseen.map((place) => `NOT FOUND ${place}`);
for (const each of wrong) console.log(each);
process.exitCode = wrong.length > 0 || (!sealed && report.hits === 0) ? 1 : 0;

/** One service's phone, through its moments. */
async function audit(service) {
  const markers = new Markers(`${seed} ${service.service}`, ["passphrase", ...service.fields, ...Object.keys(PLACES)]);
  const walk = await Walk.begin(api, { service, markers, sealed });
  const found = [];
  let planted;
  try {
    for (const moment of sealed ? Object.keys(MOMENTS) : CONTROL) {
      await MOMENTS[moment](walk).catch((error) => {
        throw new Error(`${service.service}, ${moment}: ${error.message}`, { cause: error });
      });
      found.push(...(await searched(walk, moment)));
    }
    if (!sealed && service === SERVICES[0]) {
      await walk.at("/elenco");
      planted = new Search(markers);
      for (const [where, text] of await plant(walk)) planted.text(where, text);
      await walk.close();
      found.push(...(await searched(walk, "planted elsewhere")));
    }
  } finally {
    await walk.end();
  }
  if (!sealed) unseen.push(...missed(service, found, planted?.hits).map((each) => `${service.service}: ${each}`));
}

/** Looks through all there is after a moment. */
async function searched(walk, moment) {
  const search = new Search(walk.markers);
  await search.folder(walk.phone.profile);
  search.file("the log of the API", Buffer.from(api.log));
  for (const [where, text] of walk.shown ?? []) search.text(where, text);
  for (const { route } of walk.proxy.seen) search.text("the address of a request", route);
  walk.shown = [];
  report.add(walk.service.service, moment, search);
  return search.hits;
}
