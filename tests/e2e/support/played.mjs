// Scripted days, played through the app as people would, with the phone's clock moved on from one to the next.
import { deskAndPhone } from "./stage.mjs";

/** Whole numbers below a limit, the same in each run (mulberry32). */
export function dice(seed) {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Who plays: a phone whose clock may be moved, and the table that asks for the figures. */
export const player = (role) => deskAndPhone(role, { clock: true });

/** The phone's clock stands at an instant, and its page at an address. */
export async function moveTo(phone, at, path) {
  await phone.page.clock.setSystemTime(new Date(at));
  await phone.page.goto(phone.origin + path);
}
