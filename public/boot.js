// The only script of the page besides the app's module. A classic script in <head>, so that it runs before the first
// paint: it sets the theme, installs the one Trusted Types policy, starts the app, registers the service worker, and
// keeps a way out when the app cannot start or has stopped. The build fills its placeholders (README.md).
(() => {
  "use strict";

  // ---- Theme: the only thing that this app keeps in localStorage.

  const root = document.documentElement;
  const GROUND = { day: "#f5f7fa", night: "#0b1420", contrast: "#000000" };

  function savedTheme() {
    try {
      const theme = localStorage.getItem("taccuino.theme");
      return Object.hasOwn(GROUND, theme) ? theme : "auto";
    } catch {
      return "auto"; // storage is closed: the app will say so itself
    }
  }

  // What the browser paints around the page, and before the style has come, follows the theme too.
  function paintSurroundings() {
    const { theme } = root.dataset;
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
      meta.content = GROUND[theme] ?? GROUND[meta.media.includes("dark") ? "night" : "day"];
    }
    const scheme = document.querySelector('meta[name="color-scheme"]');
    scheme.content = { auto: "light dark", day: "light" }[theme] ?? "dark";
  }

  root.dataset.theme = savedTheme();
  paintSurroundings();
  new MutationObserver(paintSurroundings).observe(root, { attributeFilter: ["data-theme"] });

  // ---- Nobody looks: a page that is hidden is blank at once, for the task switcher too, and so is one that comes back
  // after its time, until the app has put its key away. The app says how long that is, and asks since when.

  let touched = Infinity; // nothing is open yet
  let left = Infinity; // it is in sight
  let keeps = 0;
  let grace = Infinity;
  const past = (since, time) => Date.now() - since > time;
  const cover = () => root.toggleAttribute("data-covered", document.hidden || past(touched, keeps) || past(left, grace));
  window.taccuinoIdle = () => past(touched, keeps);
  window.taccuinoTouched = () => touched;
  window.taccuinoLeft = () => left;
  window.taccuinoTimes = (...times) => {
    [keeps, grace] = times;
    cover();
  };
  window.taccuinoOpened = (time, device, notebook) => {
    keeps = time;
    touched = Date.now();
    left = Infinity;
    cover();
    // While there is a network: what the phone could not send later is sealed with it.
    seal("prepare", device, notebook);
  };
  for (const sign of ["pointerdown", "keydown"]) {
    window.addEventListener(sign, () => (touched = touched === Infinity ? touched : Date.now()), { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      left = Math.min(left, Date.now());
      seal("carry");
    } else if (!past(left, grace)) {
      left = Infinity;
    }
    cover();
  });
  // A page that the browser kept as it was may be of somebody whose notebook was shut since.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());

  // ---- Trusted Types: what may become a script address or markup. Null refuses: the sink throws.

  const WORKER = "/sw.js";
  const KDF = "{{kdf}}";
  const ACTIVE_MARKUP = /<\/?script|[\s"'/]on[a-z]+\s*=|javascript:|srcdoc\s*=/i;

  window.trustedTypes?.createPolicy("default", {
    createScriptURL: (url) => [WORKER, KDF].find((known) => url === known || url === location.origin + known) ?? null,
    createHTML: (html) => (ACTIVE_MARKUP.test(html) ? null : html),
  });

  // ---- The way out. Plain DOM, for it must work when nothing else does.

  const STOPPED = {
    title: "Taccuino si è fermato.",
    text: "I dati salvati sono al sicuro sul telefono.",
    more: "Se succede ancora, avvisa il coordinatore.",
  };
  const NOT_OPENED = {
    title: "Taccuino non si è aperto.",
    text: "I dati salvati sono al sicuro sul telefono.",
    more: "Se lo apri per la prima volta, serve la rete: controllala e riprova.",
  };

  function make(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function showWayOut(words) {
    if (document.getElementById("recovery")) return;
    touched = Infinity; // there is nothing to shut, and this must be seen
    cover();
    const title = make("h1", "page-message__title", words.title);
    title.tabIndex = -1;
    const button = make("button", "btn btn--main", "Riapri");
    button.type = "button";
    button.addEventListener("click", reopen);
    const page = make("main", "page-message page-message--err", "");
    page.id = "recovery";
    page.append(title, make("p", "page-message__text", words.text), make("p", "text-small", words.more), button);
    document.body.replaceChildren(page);
    document.title = "Taccuino";
    title.focus();
    if (words === STOPPED) live({ task: "stopped", page });
  }

  // A newer build may be waiting to replace a broken one: here nothing is open that an update could disturb.
  async function reopen() {
    try {
      const registration = await navigator.serviceWorker?.getRegistration();
      if (registration?.waiting) {
        const changed = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done));
        registration.waiting.postMessage({ type: "SKIP_WAITING" });
        await Promise.race([changed, new Promise((done) => setTimeout(done, 2000))]);
      }
    } finally {
      location.reload();
    }
  }

  const isCrash = (error) => typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError;
  window.addEventListener("taccuino:panic", () => showWayOut(STOPPED));
  window.addEventListener("error", (event) => isCrash(event.error) && showWayOut(STOPPED));
  window.addEventListener("unhandledrejection", (event) => isCrash(event.reason) && showWayOut(STOPPED));

  // ---- Passphrases: stretched in a worker, which is thrown away with all that it knows.

  window.taccuinoStretch = (work) =>
    new Promise((done, fail) => {
      const worker = new Worker(KDF, { type: "module" });
      const end = (settle) => (value) => {
        worker.terminate();
        settle(value);
      };
      worker.onmessage = ({ data }) => end(done)(data);
      worker.onerror = end(fail);
      worker.postMessage(work);
    });

  // Passkeys: few need them, so their script comes when it is asked for.
  window.taccuinoPasskey = async (work) => (await import("{{passkey}}")).default(work);

  // Cards before the camera, likewise.
  window.taccuinoScan = async (work) => (await import("{{scan}}")).default(work);

  // What is sealed to the Ambito, for whoever brings it: what is unsent goes at a start, while the notebook is shut still, and
  // after it was left.
  window.taccuinoSealing = async (work) => (await import("{{sealing}}")).default(work);
  const seal = (task, deviceId, notebook) =>
    window.taccuinoSealing({ task, deviceId, notebook }).catch(() => {}); // the next start tries again

  // What a page looks after beside the app; where its script does not come, the next start has it.
  window.taccuinoLife = async (work) => (await import("{{life}}")).default(work);
  const live = (work) => window.taccuinoLife(work).catch(() => {});

  // Of several tabs one syncs, as long as it lives or until it leaves the line by what is answered. A browser without locks has
  // no second tab to fear more than none that syncs.
  window.taccuinoLead = (lock, on) => {
    const { locks } = navigator;
    const lead = { task: "watch", lock };
    let end = () => {};
    const hold = () => {
      if (lead.over) return undefined;
      on((lead.leads = true));
      return new Promise((done) => (end = done));
    };
    const robbed = ({ name }) => {
      if (name !== "AbortError" || lead.over) return;
      on((lead.leads = false));
      stand();
    };
    const stand = () => locks.request(lock, hold).catch(robbed);
    if (locks) {
      stand();
      live(lead);
    } else {
      on(true);
    }
    return () => {
      lead.over = true;
      lead.leads = false;
      end();
    };
  };

  // ---- Start.

  // Asked for at once, and with its hash, which a preload cannot check.
  const wasm = fetch("{{wasm}}", { integrity: "{{integrity:wasm}}" });
  wasm.catch(() => {}); // start() awaits it and says so

  async function start() {
    try {
      const [app, parts] = await Promise.all([import("{{js}}"), import("{{loader}}")]);
      parts.started(await app.default(wasm));
      document.getElementById("first-paint")?.remove();
    } catch (error) {
      showWayOut(isCrash(error) ? STOPPED : NOT_OPENED);
    }
  }

  async function keepOffline() {
    try {
      await navigator.serviceWorker?.register(WORKER, { scope: "/", updateViaCache: "none" });
    } catch {
      // Private windows and full disks refuse: the app works with the network and its diagnostics page says so.
    }
  }

  const ready = () => start().then(keepOffline).then(() => (seal("carry"), seal("obey").then(() => live({ task: "emptied" }))));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
