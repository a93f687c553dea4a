// Builds src/xiaobian/web/static/dist/: fonts, icon sprite, htmx and the bundled islands.
// Usage: node assets/build.mjs [output folder]
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildFonts } from "./fonts.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const out = resolve(process.argv[2] ?? join(here, "../src/xiaobian/web/static/dist"));

// Every island is one entry file here and becomes dist/NAME.js (and .css when it imports any).
const islands = ["editor", "calendar"];

/** One sprite with just the icons named in icons.json, so that a page loads them once. */
async function buildIcons() {
  const names = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const symbols = await Promise.all(
    [...new Set(names)].sort().map(async (name) => {
      const svg = await readFile(join(modules, "lucide-static/icons", `${name}.svg`), "utf8");
      const inner = svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
      const shapes = inner.replace(/\s*\n\s*/g, "").trim();
      return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
    }),
  );
  const licence = "<!-- Lucide, ISC licence, https://lucide.dev -->";
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${licence}\n${symbols.join("\n")}\n</svg>\n`;
  await writeFile(join(out, "icons.svg"), sprite);
  return symbols.length;
}

function buildIslands() {
  return build({
    entryPoints: islands.map((name) => join(here, `${name}.js`)),
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    legalComments: "eof",
    logLevel: "warning",
  });
}

/** FullCalendar carries an icon font as a data: URL, which our policy refuses and nothing here uses. */
async function dropIconFont() {
  const file = join(out, "calendar.js");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/@font-face\{font-family:fcicons;[^}]*\}/, ""));
}

const started = performance.now();
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const [fonts, icons] = await Promise.all([
  buildFonts(modules, out),
  buildIcons(),
  copyFile(join(modules, "htmx.org/dist/htmx.min.js"), join(out, "htmx.js")),
  buildIslands().then(dropIconFont),
]);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`assets: ${fonts} font files, ${icons} icons, htmx, ${islands.join(", ")} in ${seconds} s`);
