// Compares the checksums that npm noted while installing with those in package.json.
import { readFileSync } from "node:fs";

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url)));
const installed = read("node_modules/.package-lock.json").packages;
for (const [name, wanted] of Object.entries(read("package.json").integrity)) {
  const found = installed[`node_modules/${name}`]?.integrity;
  if (found !== wanted) {
    console.error(`${name} is not the package that was reviewed: ${found} instead of ${wanted}`);
    process.exitCode = 1;
  }
}
