// The moments at which a phone is lost. Each ends with the browser killed, closed, or still there.

/** In this order, with one phone: what one moment left on it lies there in the next. */
export const MOMENTS = {
  async "typed, killed at once"(walk) {
    walk.offline();
    await walk.type();
    await walk.kill();
  },
  async "draft kept, killed"(walk) {
    await walk.type();
    await walk.kept();
    await walk.seen();
    await walk.kill();
  },
  async "draft and fields kept, browser closed"(walk) {
    await walk.type();
    await walk.fieldsKept();
    await walk.kept();
    await walk.close();
  },
  async "tap on Salva, killed at once"(walk) {
    await walk.type();
    await walk.tap();
    await walk.kill();
  },
  async "saved with no network, killed"(walk) {
    walk.offline();
    await walk.type();
    await walk.save();
    await walk.seen();
    await walk.kill();
  },
  async "searched, fields kept, browser closed"(walk) {
    await walk.at("/elenco");
    await walk.look();
    await walk.fieldsKept();
    await walk.close();
  },
  async "while sending, killed"(walk) {
    walk.online();
    await walk.sending();
    await walk.seen();
    await walk.kill();
  },
  async "received, killed"(walk) {
    walk.online();
    await walk.received();
    await walk.seen();
    await walk.kill();
  },
  async "shut over a draft, browser open"(walk) {
    await walk.type();
    await walk.shut();
    await walk.seen();
  },
  async "passphrase written, fields kept, browser open"(walk) {
    await walk.writePassphrase({ shown: false });
    await walk.seen();
    await walk.fieldsKept();
  },
  async "passphrase shown, fields kept, killed"(walk) {
    await walk.writePassphrase({ shown: true });
    await walk.seen();
    await walk.fieldsKept();
    await walk.kill();
  },
  async "opened with a passphrase shown, browser closed"(walk) {
    await walk.atDoor();
    await walk.writePassphrase({ shown: true });
    await walk.openDoor();
    await walk.seen();
    await walk.close();
  },
  async "reopened, browser open"(walk) {
    await walk.at("/elenco");
    await walk.seen();
  },
  async "reopened, browser closed"(walk) {
    await walk.at("/elenco");
    await walk.close();
  },
};

/** Those of the control: what they leave in clear must be found. */
export const CONTROL = ["draft kept, killed", "saved with no network, killed", "reopened, browser closed"];
