// Builds src/didim/web/static/build/ from the npm packages and the sources beside this file.
// Run by ./didim (npm run build); servers need no Node.
import { build } from "esbuild";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(root, "src/didim/web/static/build");
const kit = join(root, "node_modules/krds-uiux/resources");
const font = join(root, "node_modules/pretendard-gov/dist/web/variable");
// Papers (PDF) are set on the server, with whole fonts of their own.
const paperFonts = join(root, "node_modules/pretendard-gov/dist/public/static");
const paperOut = join(root, "src/didim/documents/pdf/fonts");

// The parts of the kit we take over. The rest of its 570 KB (menus, calendar, carousel, its own dark and
// high-contrast copies of every rule) is left out: phones should not have to read it.
const FAMILIES = [
  "krds-btn", "krds-input", "krds-form-select", "krds-badge", "krds-breadcrumb-wrap", "krds-pagination",
  "krds-table-wrap", "tbl", "krds-step-wrap", "krds-spinner", "sr-only",
];
// … and what hides check boxes, radio buttons, legends, captions and lines: ours are the real ones.
const FOREIGN = /data-krds-mode|swiper|krds-(main-menu|header|help|calendar|structured|in-page|side|modal|file)|#krds|sch-form|^\s*(hr|legend|caption|input\[type="?(radio|checkbox))/;

// Icons of the kit that become symbols of one sprite; a name is what <c-icon name="…"> says.
const ICONS = {
  search: "sch", down: "angle", close: "close", calendar: "calendar", filter: "filter", person: "my", home: "bread_home",
  call: "call", mail: "email", download: "download", file: "file", go: "go", global: "global", help: "help",
  information: "information", logout: "logout", login: "login", more: "more", plus: "plus", print: "print", reset: "reset",
  save: "scrap", settings: "setting", share: "share", view: "view_mode", delete: "delete", upload: "upload",
};

/** Split a style sheet (no nested rules but @media) into its top-level statements. */
function* statements(css) {
  const text = css.replace(/\/\*[\s\S]*?\*\//g, "");
  for (let start = 0, depth = 0, at = 0; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    const closed = text[at] === "}" && (depth -= 1) === 0;
    if (closed || (depth === 0 && text[at] === ";")) {
      yield text.slice(start, at + 1).trim();
      start = at + 1;
    }
  }
}

function keeps(selector) {
  if (FOREIGN.test(selector)) return false;
  const classes = [...selector.matchAll(/\.([\w-]+)/g)].map((match) => match[1]);
  return classes.length === 0 || FAMILIES.includes(classes[0]);
}

/** Keep the rules of the families above; a selector list keeps the selectors that belong to them. */
export function prune(css) {
  return [...statements(css)].map((statement) => {
    const brace = statement.indexOf("{");
    const head = statement.slice(0, brace).trim();
    if (brace < 0) return "";
    if (head.startsWith("@media")) {
      const inner = head.includes("prefers-color-scheme") ? "" : prune(statement.slice(brace + 1, -1));
      return inner && `${head}{${inner}}`;
    }
    if (head.startsWith("@")) return statement;
    const kept = head.split(/,(?![^()]*\))/).filter(keeps);
    return kept.length ? `${kept.join(",")}${statement.slice(brace)}` : "";
  }).filter(Boolean).join("\n");
}

async function sprite() {
  const symbol = (name, svg) => {
    const view = svg.match(/viewBox="([^"]+)"/)[1];
    const body = svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/(fill|stroke)="#[0-9A-Fa-f]+"/g, '$1="currentColor"');
    return `<symbol id="${name}" viewBox="${view}" fill="none">${body.replace(/ id="[^"]*"/g, "").replace(/\s+/g, " ")}</symbol>`;
  };
  const symbols = await Promise.all(Object.entries(ICONS).map(async ([name, file]) =>
    symbol(name, await readFile(join(kit, `img/component/icon/ico_${file}.svg`), "utf8"))));
  const own = join(here, "icons");
  for (const file of (await readdir(own)).sort()) {
    symbols.push(symbol(file.replace(".svg", ""), await readFile(join(own, file), "utf8")));
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

const sources = {
  name: "sources",
  setup(builder) {
    builder.onResolve({ filter: /^(kit|dark):/ }, ({ path }) => ({ path, namespace: path.split(":")[0] }));
    builder.onLoad({ filter: /.*/, namespace: "kit" }, async () => ({
      contents: prune(await readFile(join(kit, "css/component/output.css"), "utf8")),
      loader: "css", resolveDir: join(kit, "css/component"),
    }));
    // Dark is written once and applies when chosen, or when the device asks and nothing is chosen.
    builder.onLoad({ filter: /.*/, namespace: "dark" }, async () => {
      const values = await readFile(join(here, "css/dark.css"), "utf8");
      const body = values.slice(values.indexOf("{") + 1, values.lastIndexOf("}"));
      return {
        contents: `[data-theme="dark"]{${body}}\n@media (prefers-color-scheme: dark){[data-theme="auto"]{${body}}}`,
        loader: "css", watchFiles: [join(here, "css/dark.css")],
      };
    });
  },
};

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "fonts"), { recursive: true });
await cp(join(font, "woff2-dynamic-subset"), join(out, "fonts"), { recursive: true });
const faces = (await readFile(join(font, "pretendardvariable-gov-dynamic-subset.css"), "utf8"))
  .replaceAll("./woff2-dynamic-subset/", "./fonts/").replaceAll("woff2-variations", "woff2");
await rm(paperOut, { recursive: true, force: true });
await mkdir(paperOut, { recursive: true });
for (const weight of ["Regular", "SemiBold", "Bold"]) {
  await cp(join(paperFonts, `PretendardGOV-${weight}.otf`), join(paperOut, `PretendardGOV-${weight}.otf`));
}
await cp(join(paperFonts, "../../LICENSE.txt"), join(paperOut, "LICENSE.txt"));
await build({
  stdin: { contents: `${faces}\n@import "app.css";`.replace(/([\s\S]*)\n(@import .*)$/, "$2\n$1"), loader: "css", resolveDir: join(here, "css") },
  outfile: join(out, "app.css"), bundle: true, minify: true, external: ["./fonts/*"],
  target: ["chrome111", "safari16.4", "firefox115"], loader: { ".svg": "dataurl" }, plugins: [sources], logLevel: "warning",
});
await build({
  entryPoints: [join(here, "js/app.js"), join(here, "js/upload.js"), join(here, "js/room.js")], outdir: out, bundle: true, minify: true, format: "iife",
  target: ["chrome111", "safari16.4", "firefox115"], logLevel: "warning",
});
await writeFile(join(out, "icons.svg"), await sprite());
await cp(join(here, "img"), out, { recursive: true });
