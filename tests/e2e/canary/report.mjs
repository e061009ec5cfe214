// What was looked at, moment by moment, as a table and its hits.

export class Report {
  #rows = new Map();
  #hits = [];

  /** One search of one phone at one moment. */
  add(service, moment, { files, bytes, hits }) {
    const row = this.#rows.get(moment) ?? { phones: 0, files: 0, bytes: 0, hits: 0 };
    row.phones += 1;
    row.files += files;
    row.bytes += bytes;
    row.hits += hits.length;
    this.#rows.set(moment, row);
    for (const hit of hits) this.#hits.push({ service, moment, ...hit });
  }

  get hits() {
    return this.#hits.length;
  }

  /** Each place that holds a word, with the first file and moment; files that Chromium numbers are one place. */
  places() {
    const first = new Map();
    for (const { service, moment, where, form, word } of this.#hits) {
      const place = [service, where.replaceAll(/\d+/g, "#"), form, word].join();
      if (!first.has(place)) first.set(place, `${service}: ${where} holds ${word} in ${form}, since "${moment}"`);
    }
    return [...first.values()];
  }

  toString() {
    const cells = [...this.#rows].map(([moment, { phones, files, bytes, hits }]) => [moment, phones, files, (bytes / 1e6).toFixed(1), hits]);
    const sum = (at) => cells.reduce((total, row) => total + Number(row[at]), 0);
    cells.push([`${this.#rows.size} moments`, sum(1), sum(2), sum(3).toFixed(1), sum(4)]);
    const table = [["moment", "phones", "files", "MB", "hits"], ...cells].map((row) => row.map(String));
    const widths = table[0].map((_, at) => Math.max(...table.map((row) => row[at].length)));
    return table.map((row) => row.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join("  ")).join("\n");
  }
}
