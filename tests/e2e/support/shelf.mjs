// What lies sealed outside of the notebooks of a phone (public/sealing.js), and the worker that brings it.

/** What lies in a store of it as one text, once something does, or once nothing does any more. */
export function lying(page, store, some) {
  return page.evaluate(
    async ({ store, some }) => {
      const settled = (request) =>
        new Promise((done, fail) => {
          request.onsuccess = () => done(request.result);
          request.onerror = () => fail(request.error);
        });
      const patience = performance.now() + 20_000;
      while (performance.now() < patience) {
        const database = await settled(indexedDB.open("taccuino-sealing"));
        const there = database.objectStoreNames.contains(store);
        const kept = there ? await settled(database.transaction(store).objectStore(store).getAll()) : [];
        const all = kept.filter(({ brought, parked }) => !brought && !parked);
        database.close();
        if (all.length > 0 === some) return JSON.stringify(all);
        await new Promise(requestAnimationFrame);
      }
      throw new Error(some ? `nothing came into ${store}` : `something stays in ${store}`);
    },
    { store, some },
  );
}

/** The shelf, once something lies on it, or once nothing does any more. */
export const shelf = (page, some) => lying(page, "parcels", some);

/** Waits until the phone was told what to seal with. */
export const told = (page) => lying(page, "keys", true);
