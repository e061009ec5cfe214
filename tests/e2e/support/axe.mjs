// Accessibility by axe-core: what it finds of WCAG A and AA that is serious or critical.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** One line for each violation of the page as it stands. */
export async function violations(page) {
  // By DevTools, for no script of ours may add one to the page; once, for a page is looked at more than once.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  return page.evaluate(async (values) => {
    const found = await axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return found.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, impact, nodes }) =>
        nodes.map(({ target, any }) => `${impact} ${id}: ${target.join(" ")} (${any[0]?.message ?? "no detail"})`),
      );
  }, TAGS);
}
