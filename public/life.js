// What a page looks after beside the app: the tab that syncs, another version, a phone that was emptied, an app that stops
// again and again. Brought when it is asked for (boot.js).
const paragraph = (text) => {
  const words = document.createElement("p");
  words.className = "page-message__text";
  words.textContent = text;
  return words;
};

const STOPS = "taccuino.stops";

/**
 * The app has stopped, and this page says so. Where it is the third time with a minute between at most, nothing may be opened any
 * more: what is unsent lies on the shelf still, and goes into a file.
 */
async function stopped({ page }) {
  const now = Date.now();
  const before = JSON.parse(sessionStorage.getItem(STOPS)) ?? { count: 0, at: 0 };
  const count = now - before.at < 60_000 ? before.count + 1 : 1;
  sessionStorage.setItem(STOPS, JSON.stringify({ count, at: now }));
  if (count < 3 || !(await taccuinoSealing({ task: "rest" }))) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--soft";
  button.textContent = "Salva in un file";
  button.addEventListener("click", async () => {
    const day = new Date().toLocaleDateString("it-IT", { day: "2-digit", month: "2-digit", year: "numeric" });
    const name = `taccuino-${day.replaceAll("/", "-")}.txt`;
    const done = await taccuinoSealing({ task: "rest", name, now: Date.now() });
    if (done !== "left") button.replaceWith(paragraph("Consegna il file a chi coordina. Quello che contiene resta anche su questo telefono."));
  });
  page.append(paragraph("Quello che non è ancora partito si può salvare in un file, che solo l’Ambito può leggere."), button);
}

/**
 * What a browser throws away by itself leaves the session. A phone that has sent something to the API and has no notebook has lost
 * it, and the page that asks for a code says so.
 */
async function emptied() {
  if (location.search === "?cancellato") {
    history.replaceState(null, "", "/attiva");
    return tell(
      "L’Ambito ha cancellato il taccuino da questo telefono, che risultava perso.",
      " Quello che era salvato e non ancora partito è stato consegnato prima. Se il telefono è in mano tua, avvisa chi coordina: serve un codice nuovo.",
    );
  }
  const there = await indexedDB.databases();
  if (there.some(({ name }) => !["taccuino-keys", "taccuino-sealing"].includes(name))) return;
  const answer = await fetch("/v1/session", { headers: { "x-taccuino": "1" }, cache: "no-store" });
  if (!answer.ok || !answer.headers.has("x-sync-protocol")) return;
  const { lastClientSeq } = await answer.json();
  if (!lastClientSeq) return;
  return tell(
    "I dati di Taccuino non sono più su questo telefono: li ha cancellati il browser, o qualcuno.",
    " Quello che l’Ambito ha ricevuto non è perso e torna con un codice nuovo. Quello che non era ancora partito non si può" +
      " recuperare: se lo ricordi scrivilo di nuovo, e avvisa chi coordina.",
  );
}

/** Says something on the page that asks for a code, once it is there. */
async function tell(title, text) {
  const patience = Date.now() + 10_000;
  let place;
  while (!(place = document.getElementById("avviso")) && Date.now() < patience) await new Promise(requestAnimationFrame);
  const strong = document.createElement("strong");
  strong.textContent = title;
  place.hidden = false;
  place.className = "notice notice--err";
  const words = document.createElement("span");
  words.append(strong, text);
  place.append(words);
}

/** The lock of the tab that syncs, on a page with an open notebook, and whether this is the one. */
let lead;

/**
 * Looks after the tab that syncs: a browser may put it to sleep with the lock in its hand. One that does not answer from one look
 * to the next, while somebody looks at this page, loses it to the next in line.
 */
function watch(work) {
  lead = work;
  const channel = new BroadcastChannel(work.lock);
  let asked = false;
  channel.onmessage = ({ data }) => {
    if (data === "awake") asked = false;
    else if (work.leads) channel.postMessage("awake");
  };
  const looks = setInterval(() => {
    if (work.over) {
      clearInterval(looks);
      channel.close();
    } else if (work.leads || document.hidden) {
      asked = false;
    } else if (asked) {
      asked = false;
      navigator.locks.request(work.lock, { steal: true }, () => {});
    } else {
      asked = true;
      channel.postMessage("awake?");
    }
  }, 10_000);
}

// Another version takes over, whichever tab agreed to it: no page stays under a version that is not its own. An open notebook
// writes down first what is being typed. The very first version takes over from none.
const workers = globalThis.navigator?.serviceWorker;
let served = workers?.controller;
workers?.addEventListener("controllerchange", () => {
  // One that was taken away with all else (a phone that is wiped) makes no page one of another version.
  if (!workers.controller) return;
  if (served && lead && !lead.over) new BroadcastChannel(lead.lock.replace(/sync$/, "store")).postMessage("shut");
  else if (served && location.pathname !== "/attiva" && !document.getElementById("appunto")?.value) location.reload();
  served = workers.controller;
});

const tasks = { watch, stopped, emptied };

/** Does what boot.js asks. */
export default (work) => tasks[work.task](work);
