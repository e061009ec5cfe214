// What a person of the Pronto Intervento Sociale does: a report, the steps of an activation, an answer in a sheet.

/** The home, by the bar at the bottom. */
export function home(page) {
  return page.getByRole("navigation", { name: "Sezioni" }).getByRole("link", { name: "Aperte" }).click();
}

/** A new report, from the home back to the home. */
export async function report(page, { referrer, category, people, comune, triage }, beforeSave = async () => {}) {
  const choice = (field, name) => page.locator(`#campo-${field}`).getByRole("radio", { name, exact: true });
  await page.getByRole("link", { name: "Nuova segnalazione" }).click();
  await choice("referrerType", referrer).click();
  await choice("targetCategory", category).click();
  if (people) await choice("people", people).click();
  await choice("municipalityCode", comune).click();
  await choice("triage", triage).click();
  await beforeSave();
  await page.getByRole("button", { name: "Salva", exact: true }).click();
  await page.getByRole("heading", { name: "Pronto Intervento" }).waitFor();
}

/** The open activation with a title. */
export function card(page, title) {
  return page.getByRole("article").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
}

/** Its code, as the card has it. */
export function codeOf(open) {
  return open.locator(".card__aside").innerText();
}

/** One tap in the sheet that asks. */
export function choose(page, answer) {
  return page.getByRole("dialog").getByRole("button", { name: answer }).click();
}

/** The text of a card of the Consegna. */
export function handed(page, title) {
  return page.getByRole("article").filter({ hasText: title });
}

const DAY = 24 * 60 * 60 * 1000;
const HOLIDAYS = ["01-01", "01-06", "04-25", "05-01", "06-02", "08-15", "10-04", "11-01", "12-08", "12-25", "12-26"];

/** What Rome's clocks show. */
function rome(at) {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Rome", dateStyle: "short", timeStyle: "short", hour12: false });
  return Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** Whether the PIS runs in the daytime too: a Saturday, a Sunday, a holiday that is not Easter Monday. */
export function isFree(at) {
  const { year, month, day } = rome(at);
  const weekday = new Date(`${year}-${month}-${day}T12:00:00Z`).getUTCDay();
  return weekday % 6 === 0 || HOLIDAYS.includes(`${month}-${day}`);
}

/**
 * The next instant at which Rome's clocks show a time, of those that a test wants: within the three days that a phone may be
 * read with no network. With one, the clock of the API would be believed.
 */
export function nextAt(time, { after = Date.now(), wanted = () => true } = {}) {
  for (let at = Math.ceil(after / 60_000) * 60_000; at < Date.now() + 3 * DAY; at += 60_000) {
    const { hour, minute } = rome(at);
    if (`${hour}:${minute}` === time && wanted(at)) return new Date(at);
  }
  throw new Error(`no such ${time} in three days`);
}

/** Of an evening before a working day: the PIS has no shift in the night and none in the morning after it. */
export const eveningBeforeWork = (time) => nextAt(time, { wanted: (at) => !isFree(at + DAY) });
