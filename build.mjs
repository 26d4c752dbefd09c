// Builds static/dist from static/src and the packages in package.json. `--check` compares instead of writing.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { browserslistToTargets, transform } from "lightningcss";
import { PurgeCSS } from "purgecss";
import * as sass from "sass";

const SRC = "static/src";
const DIST = "static/dist";
const FONTS = "node_modules/@fontsource/fira-sans/files";
const KERN = "node_modules/@kern-ux/native";
const TARGETS = browserslistToTargets(["chrome 120", "firefox 121", "safari 17.2"]);

// Where KERN classes may be named. Page templates use the macros; a class they write themselves belongs on KEPT.
const CONTENT = ["templates/layout.html", "templates/macros/*.html", "templates/errors/*.html", `${SRC}/js/*.js`];
const KEPT = [
  /^kern-(alert|badge)--(info|success|warning|danger)$/,
  /^kern-btn--(primary|secondary|tertiary|block)$/,
  /^kern-form-check__(radio|checkbox)$/,
  /^kern-fieldset__body(--horizontal)?$/,
  /^kern-form-(input__(input|select)|check__checkbox)--error$/,
  /^(body|html|kern-hint|kern-label)$/,
];

const read = (path) => readFileSync(path);
const compile = (name) => sass.compile(`${SRC}/scss/${name}.scss`, { loadPaths: [`${KERN}/src/scss`], quietDeps: true }).css;

async function purge(css) {
  const [result] = await new PurgeCSS().purge({
    content: CONTENT,
    css: [{ raw: css }],
    safelist: KEPT,
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
  });
  return result.css;
}

/** Drops custom properties that no var() reads, until none is left: exact, because nothing outside this file reads them. */
function shake(css) {
  const used = new Set([...css.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]));
  // lightningcss calls every property it has no type for "custom", hence the two dashes
  const unread = (property) => property.name.startsWith("--") && !used.has(property.name);
  const visitor = { Declaration: { custom: (property) => (unread(property) ? [] : undefined) } };
  const smaller = minify(css, visitor);
  return smaller.length < css.length ? shake(smaller) : smaller;
}

/** Drops the layers of KERN that no page stands on. */
const withoutLevels = (css) => css.replaceAll(/(^|})\s*(\.kern-layer)?\.kern-level-[1-9][^{}]*\{[^{}]*\}/g, "$1");

function minify(css, visitor) {
  const { code } = transform({ filename: "app.css", code: Buffer.from(css), minify: true, targets: TARGETS, visitor });
  return code.toString();
}

const hashed = (name, content) => {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  return name.replace(/(\.\w+)$/, `.${hash}$1`);
};

async function styles(urls) {
  const tokens = withoutLevels(minify(compile("tokens")));
  const css = shake(tokens + (await purge(compile("kern"))) + compile("app"));
  return Object.entries(urls).reduce((text, [from, to]) => text.replaceAll(from, to), css);
}

async function scripts() {
  const options = { entryPoints: [`${SRC}/js/app.js`], bundle: true, minify: true, format: "esm", target: "es2022", write: false };
  return (await esbuild.build(options)).outputFiles[0].text;
}

function licenses() {
  const parts = [
    ["KERN UX (@kern-ux/native), styles compiled as a subset", "https://gitlab.opencode.de/kern-ux/kern-ux-plain", `${KERN}/LICENSE.md`],
    ["Fira Sans (@fontsource/fira-sans), two Latin weights", "https://github.com/mozilla/Fira", "node_modules/@fontsource/fira-sans/LICENSE"],
  ];
  return parts.map(([what, where, file]) => `${what}\nSource: ${where}\n\n${read(file).toString().trim()}\n`).join(`\n${"=".repeat(80)}\n\n`);
}

const svg = (name) => read(`${SRC}/${name}`).toString().replace(/<!--.*?-->/gs, "").replace(/>\s+</g, "><").trim();

async function assets() {
  const fonts = Object.fromEntries([400, 600].map((w) => [`fira-sans-${w}.woff2`, read(`${FONTS}/fira-sans-latin-${w}-normal.woff2`)]));
  const urls = Object.fromEntries(Object.entries(fonts).map(([name, content]) => [name, hashed(name, content)]));
  return {
    ...fonts,
    "app.css": await styles(urls),
    "app.js": await scripts(),
    "icons.svg": svg("icons.svg"),
    "favicon.svg": svg("favicon.svg"),
  };
}

function compressed(name, content) {
  const data = Buffer.from(content);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length };
  return { [`${name}.br`]: brotliCompressSync(data, { params }), [`${name}.gz`]: gzipSync(data, { level: 9 }) };
}

async function output() {
  const manifest = {};
  const files = { "LICENSES.txt": licenses() };
  for (const [name, content] of Object.entries(await assets())) {
    const target = (manifest[name] = hashed(name, content));
    files[target] = content;
    if (!name.endsWith(".woff2")) Object.assign(files, compressed(target, content));
  }
  files["manifest.json"] = `${JSON.stringify(manifest, null, 2)}\n`;
  return files;
}

/** Names that differ; compressed copies count by presence, because zlib versions pack differently. */
function stale(files) {
  const there = new Set(readdirSync(DIST));
  const packed = (name) => /\.(br|gz)$/.test(name);
  const missing = Object.keys(files).filter((name) => !there.has(name) || !(packed(name) || read(join(DIST, name)).equals(Buffer.from(files[name]))));
  return [...missing, ...[...there].filter((name) => !(name in files))];
}

function write(files) {
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(DIST, name), content);
  for (const [name, content] of Object.entries(files)) if (name.endsWith(".br") || name.endsWith(".woff2")) console.log(`${content.length} ${name}`);
}

const files = await output();
if (process.argv.includes("--check")) {
  const names = stale(files);
  if (names.length) {
    console.error(`static/dist is stale, run "npm run build": ${names.join(", ")}`);
    process.exit(1);
  }
} else {
  write(files);
}
