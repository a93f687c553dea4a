// Turns the font packages into dist/fonts/*.woff2, dist/fonts.css and dist/fonts-cjk.css. The list of
// Chinese slices is long, so pages load it last and never wait for it.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

// Chinese comes in about 100 slices a face; a page loads only those whose characters it shows.
const families = [
  { package: "inter", css: ["wght.css"], keep: /-(latin|latin-ext)-/ },
  { package: "source-serif-4", css: ["opsz.css", "opsz-italic.css"], keep: /-(latin|latin-ext)-/ },
  { package: "noto-sans-sc", css: ["wght.css"], keep: /./, quotes: "Xiaobian Sans Quotes" },
  { package: "noto-serif-sc", css: ["wght.css"], keep: /./, quotes: "Xiaobian Serif Quotes" },
];

// Latin faces draw these narrow; in Chinese text they must fill the square (see tokens.css).
const QUOTES = [0x2018, 0x2019, 0x201c, 0x201d, 0x2026];

export async function buildFonts(modules, out) {
  const folder = join(out, "fonts");
  await mkdir(folder, { recursive: true });
  const rules = { "fonts.css": [], "fonts-cjk.css": [] };
  const files = new Map();
  for (const family of families) {
    const list = rules[family.quotes ? "fonts-cjk.css" : "fonts.css"];
    const root = join(modules, "@fontsource-variable", family.package);
    for (const name of family.css) {
      for (const face of await facesOf(join(root, name))) {
        if (!family.keep.test(face.file)) continue;
        files.set(face.file, join(root, "files", face.file));
        list.push(face.rule);
        if (family.quotes) list.push(...quotesRule(face, family.quotes));
      }
    }
  }
  await Promise.all([...files].map(([name, from]) => copyFile(from, join(folder, name))));
  for (const [name, list] of Object.entries(rules)) await writeFile(join(out, name), list.join("\n"));
  return files.size;
}

async function facesOf(path) {
  const css = await readFile(path, "utf8");
  return [...css.matchAll(/@font-face\s*{[^}]*}/g)].map(([block]) => {
    const file = block.match(/\.\/files\/([^)]+\.woff2)/)[1];
    const rule = block
      .replace(/url\([^)]*\)\s*format\([^)]*\)/, `url(./fonts/${file}) format("woff2")`)
      .replace(/\s+/g, " ");
    return { file, rule, ranges: rangesOf(block) };
  });
}

function rangesOf(block) {
  const list = block.match(/unicode-range:\s*([^;]+);/)?.[1] ?? "";
  return list.split(",").map((range) => {
    const [from, to] = range.trim().replace(/^U\+/i, "").split("-").map((n) => parseInt(n, 16));
    return [from, to ?? from];
  });
}

/** The same file under a second family name that covers nothing but quotation marks and dots. */
function quotesRule(face, family) {
  if (/-(latin|latin-ext)-/.test(face.file)) return [];
  const covered = QUOTES.filter((code) => face.ranges.some(([a, b]) => a <= code && code <= b));
  if (!covered.length) return [];
  const range = covered.map((code) => `U+${code.toString(16)}`).join(",");
  return [
    face.rule
      .replace(/font-family: '[^']*'/, `font-family: '${family}'`)
      .replace(/unicode-range: [^;]+;/, `unicode-range: ${range};`),
  ];
}
