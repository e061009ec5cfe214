// Many records of a kind, and the days on which they lie.

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const COMUNI = ["015189", "015159", "015173", "015125", "015115", "015024"];

/** One of a list, each in its turn. */
export const pick = (list, at) => list[at % list.length];

/** So many, each made of its number. */
export const many = (count, make) => Array.from({ length: count }, (_, at) => make(at));

export const iso = (at) => new Date(at).toISOString();

/** The day of Rome. */
export const romeDay = (at) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Rome" }).format(at);

/** When this day began in Rome, but for the two nights on which its clocks change. */
export function midnight() {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Rome", timeStyle: "medium" }).format(Date.now());
  const [hours, minutes, seconds] = clock.split(":").map(Number);
  return Math.floor(Date.now() / 1000) * 1000 - ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
