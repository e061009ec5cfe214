// What lies between phone and API in the field: a portal, a broken gateway, a connection cut in the middle.
import { createServer, request } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { gunzipSync } from "node:zlib";

export const PUSH = "POST /v1/sync/push";
export const PULL = "POST /v1/sync/pull";
export const HEARTBEAT = "POST /v1/heartbeat";
export const SEALED = "POST /v1/sync/sealed";

/**
 * Passes everything on to the API until a test puts a fault on a route. The phone's origin is this one. What comes sealed gets
 * nowhere: it would bring past the fault what the fault is to keep from the API.
 */
export class Proxy {
  #faults = new Map([[SEALED, gone]]);
  #sockets = new Set();

  /** Operations of the pushes that came by, one entry a push, in their order. */
  pushes = [];
  /** The device that pushed last. */
  device;

  /** The incarnation of the API, once it said so. */
  epoch = "prova";

  /** Every request that came by: route, headers, body as text. */
  seen = [];

  /** With a certificate `{key, cert}` the phone talks TLS to this one. */
  static async before(api, certificate) {
    const proxy = new Proxy();
    proxy.api = api;
    const serve = (incoming, outgoing) => proxy.#serve(incoming, outgoing);
    proxy.server = certificate ? createTlsServer(certificate, serve) : createServer(serve);
    // A browser sends a request again by itself when a connection that it used before breaks: then a test could not count.
    proxy.server.maxRequestsPerSocket = 1;
    proxy.server.on(certificate ? "secureConnection" : "connection", (socket) => {
      proxy.#sockets.add(socket);
      socket.once("close", () => proxy.#sockets.delete(socket));
    });
    await new Promise((done) => proxy.server.listen(0, "127.0.0.1", done));
    proxy.origin = `${certificate ? "https" : "http"}://localhost:${proxy.server.address().port}`;
    return proxy;
  }

  /** From now on this fault answers on the route, for instance `PUSH`. */
  put(route, fault) {
    this.#faults.set(route, fault);
  }

  /** Everything passes again. */
  clear() {
    this.#faults = new Map([[SEALED, gone]]);
  }

  dispose() {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((done) => this.server.close(done));
  }

  async #serve(incoming, outgoing) {
    const chunks = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk);
    } catch {
      return; // the phone went away in the middle
    }
    const sent = Buffer.concat(chunks);
    const body = incoming.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent;
    const route = `${incoming.method} ${incoming.url}`;
    this.seen.push({ route, headers: incoming.headers, body: String(body) });
    if (route === PUSH) {
      const { deviceId, ops } = JSON.parse(body);
      this.device = deviceId;
      this.pushes.push(ops);
    }
    const forward = () => this.#forward(incoming, sent);
    const fault = this.#faults.get(route);
    try {
      if (fault) await fault({ body, forward, outgoing, epoch: this.epoch });
      else write(outgoing, await forward());
    } catch {
      outgoing.destroy(); // the API is away: so is its answer
    }
  }

  #forward(incoming, body) {
    return new Promise((done, fail) => {
      const to = { host: "127.0.0.1", port: this.api.port, method: incoming.method, path: incoming.url };
      // Whole and uncompressed, so that a fault can read what it passes on.
      const { "if-modified-since": _since, "if-none-match": _match, ...asked } = incoming.headers;
      const headers = { ...asked, "accept-encoding": "identity" };
      const passed = request({ ...to, headers, agent: false }, async (answer) => {
        const chunks = [];
        try {
          for await (const chunk of answer) chunks.push(chunk);
        } catch (error) {
          return fail(error);
        }
        const said = /"epoch":"([^"]+)"/.exec(Buffer.concat(chunks).toString("latin1"));
        if (said) this.epoch = said[1];
        done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) });
      });
      passed.once("error", fail);
      passed.end(body);
    });
  }
}

function write(outgoing, { status, headers, body }) {
  const { "transfer-encoding": _chunked, ...kept } = headers;
  outgoing.writeHead(status, { ...kept, "content-length": body.length });
  outgoing.end(body);
}

/** An answer of somebody's own making. */
export const answer = (status, type, body, headers = {}) => ({ outgoing }) =>
  write(outgoing, { status, headers: { "content-type": type, ...headers }, body: Buffer.from(body) });

/** An answer as the API words its refusals. */
export const problem = (status, code) =>
  answer(status, "application/problem+json", JSON.stringify({
    type: `urn:taccuino:problem:${code}`,
    title: "Prova",
    status,
    code,
  }));

/** The API's answer to a push that refuses each of its operations; the API hears nothing of it. */
export const refused = (code, issues = []) => ({ body, outgoing, epoch }) => {
  const { batchId, ops } = JSON.parse(body);
  const results = ops.map(({ opId }) => ({ opId, outcome: "rejected", code, issues }));
  const said = JSON.stringify({ batchId, epoch, results, serverTime: Date.now() });
  answer(200, "application/json", said, { "x-sync-protocol": "1" })({ outgoing });
};

/** The API's own answer, with something changed in it. */
export const changed = (change) => async ({ forward, outgoing }) => {
  const { status, headers, body } = await forward();
  const said = JSON.parse(body);
  change(said);
  write(outgoing, { status, headers, body: Buffer.from(JSON.stringify(said)) });
};

/** The same of a text. */
export const reworded = (change) => async ({ forward, outgoing }) => {
  const { status, headers, body } = await forward();
  write(outgoing, { status, headers, body: Buffer.from(change(body.toString())) });
};

/** The API's own answer, as one that speaks this version of the protocol would head it. */
export const speaking = (version) => async ({ forward, outgoing }) => {
  const { status, headers, body } = await forward();
  write(outgoing, { status, headers: { ...headers, "x-sync-protocol": String(version) }, body });
};

/** Never an answer; `asked` is called once somebody waits for it. */
export const held = (asked) => () => {
  asked();
  return new Promise(() => {});
};

/** Nothing there. */
export const gone = ({ outgoing }) => outgoing.destroy();

/** The sign-in page of a Wi-Fi. */
export const portal = answer(200, "text/html; charset=utf-8", "<!doctype html><title>Wi-Fi</title><h1>Accedi</h1>");

/** The API commits and answers, and the answer is cut in the middle; `whole` says what the phone should have got. */
export const cut = (whole = () => {}) => async ({ forward, outgoing }) => {
  const { status, headers, body } = await forward();
  whole(JSON.parse(body));
  // The length of the half, as a gateway that buffered only that much would say it: to the browser all is well.
  write(outgoing, { status, headers, body: body.subarray(0, body.length >> 1) });
};

/** The API commits and answers, and nothing of it arrives. `then` runs in between. */
export const lost = (then = () => {}) => async ({ forward, outgoing }) => {
  const { body } = await forward();
  await then(JSON.parse(body));
  outgoing.destroy();
};
