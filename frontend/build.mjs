// Builds everything the browser gets into tryggve/foundation/web/static/web/dist/ (never committed).
//
//   src/*.js       each an entry of its own, as a module; src/*.css too, with what they import
//   maplibre-gl    its style sheet, and its worker in one file: setWorkerUrl(".../maplibre-gl-worker.js")
//   Source Sans 3  latin and latin-ext, and fonts.css
//   icons.txt      icons.svg, one <symbol id="name"> for each line
//
// Every text also lies there compressed (.gz): WhiteNoise sends that to whoever takes it.
import { build } from "esbuild";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const dist = path.resolve(here, "../tryggve/foundation/web/static/web/dist");
const sets = ["latin", "latin-ext"];

async function scripts() {
  const source = path.join(here, "src");
  const files = await readdir(source).catch(() => []);
  const names = files.filter((name) => name.endsWith(".js"));
  const styles = files.filter((name) => name.endsWith(".css"));
  const common = {
    bundle: true,
    format: "esm",
    legalComments: "linked",
    logLevel: "warning",
    minify: true,
    outdir: dist,
    sourcemap: true,
    target: "es2022",
  };
  await build({
    ...common,
    chunkNames: "chunks/[name]-[hash]",
    entryPoints: names.sort().map((name) => path.join(source, name)),
    splitting: true,
  });
  await build({ ...common, entryPoints: styles.map((name) => path.join(source, name)), format: undefined, sourcemap: false });
  // The worker is loaded by its address, so it stands alone.
  await build({
    ...common,
    entryPoints: { "maplibre-gl-worker": path.join(modules, "maplibre-gl/dist/maplibre-gl-worker.mjs") },
    sourcemap: false,
  });
  await build({
    ...common,
    entryPoints: { "maplibre-gl": path.join(modules, "maplibre-gl/dist/maplibre-gl.css") },
    format: undefined,
    sourcemap: false,
  });
  return names.length;
}

async function fonts() {
  const family = path.join(modules, "@fontsource-variable/source-sans-3");
  const ranges = JSON.parse(await readFile(path.join(family, "unicode.json"), "utf8"));
  await mkdir(path.join(dist, "fonts"), { recursive: true });
  const faces = [];
  for (const set of sets) {
    const file = `source-sans-3-${set}-wght-normal.woff2`;
    await cp(path.join(family, "files", file), path.join(dist, "fonts", file));
    faces.push(
      `@font-face{font-family:"Source Sans 3";font-style:normal;font-display:swap;font-weight:200 900;` +
        `src:url("fonts/${file}") format("woff2");unicode-range:${ranges[set]}}`,
    );
  }
  await cp(path.join(family, "LICENSE"), path.join(dist, "fonts/LICENSE"));
  await writeFile(path.join(dist, "fonts.css"), faces.join("\n") + "\n");
}

async function icons() {
  const lines = (await readFile(path.join(here, "icons.txt"), "utf8")).split("\n");
  const names = [...new Set(lines.map((line) => line.trim()).filter((line) => line && !line.startsWith("#")))];
  const symbols = [];
  for (const name of names) {
    const file = path.join(modules, "@tabler/icons/icons/outline", `${name}.svg`);
    const svg = await readFile(file, "utf8").catch(() => {
      throw new Error(
        `icons.txt names an icon that Tabler does not have. Got "${name}". ` +
          `Look in frontend/node_modules/@tabler/icons/icons/outline and correct the line.`,
      );
    });
    const inner = svg
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
      .replace(/\s*\n\s*/g, "");
    symbols.push(
      `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
        `stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`,
    );
  }
  await writeFile(
    path.join(dist, "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
  );
  return names.length;
}

async function compress() {
  const texts = (await readdir(dist, { recursive: true })).filter((name) => /\.(?:js|css|svg)$/.test(name));
  await Promise.all(texts.map(async (name) => {
    const file = path.join(dist, name);
    await writeFile(`${file}.gz`, await promisify(gzip)(await readFile(file), { level: 9 }));
  }));
}

try {
  await rm(dist, { force: true, recursive: true });
  await mkdir(dist, { recursive: true });
  const [scriptCount, , iconCount] = await Promise.all([scripts(), fonts(), icons()]);
  await compress();
  console.log(`${scriptCount} scripts, ${sets.length} font files, ${iconCount} icons`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
