// Reads a code from a card with the camera. It is brought when somebody asks for it (boot.js), where the browser knows how
// to read one (BarcodeDetector). Nothing of the picture is kept: a frame is looked at and forgotten.

/** Between two looks, in milliseconds. */
const PAUSE = 150;

/**
 * The first text before the camera that `isWanted`. The camera is off when this ends, and it ends when `signal` says so, when the
 * page is out of sight and when `video` has left it.
 */
export default async function scan({ video, signal, isWanted }) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const wanted = { facingMode: "environment", width: { ideal: 1280 } };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: wanted });
  const off = () => stream.getTracks().forEach((track) => track.stop());
  const over = () => signal.aborted || document.hidden || !video.isConnected || !stream.active;
  const hidden = () => document.hidden && off();
  signal.addEventListener("abort", off);
  document.addEventListener("visibilitychange", hidden);
  try {
    if (!over()) {
      video.srcObject = stream;
      await video.play();
    }
    while (!over()) {
      const found = await looked(detector, video);
      const code = found.map(({ rawValue }) => rawValue).find(isWanted);
      if (code !== undefined && !over()) return code;
      await new Promise((next) => setTimeout(next, PAUSE));
    }
    throw new DOMException("the camera was put away", "AbortError");
  } finally {
    off();
    video.srcObject = null;
    signal.removeEventListener("abort", off);
    document.removeEventListener("visibilitychange", hidden);
  }
}

/** What is in this frame; nothing where there is no frame yet. */
async function looked(detector, video) {
  try {
    return await detector.detect(video);
  } catch (error) {
    if (error.name === "InvalidStateError") return [];
    throw error;
  }
}
