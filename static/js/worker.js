// The service worker, which the site answers with as /sw.js, below a line that says which RELEASE this is: its version, and
// what the note about a missing connection needs. It keeps that and static files of which the address holds the hash.
// Pages, parts of them and pictures are never kept here: they are somebody's.
"use strict";

const CACHE = `release-${RELEASE.version}`;
const NOTE = RELEASE.needed.find((address) => address.startsWith("/offline"));
// More than the site has. Whoever asks for others cannot fill the disk.
const MOST = 100;

addEventListener("install", (event) => event.waitUntil(prepare()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function prepare() {
  const cache = await caches.open(CACHE);
  await Promise.all(RELEASE.needed.map(async (address) => {
    const response = await fetch(address, { cache: "no-cache" });
    if (!mayKeep(response)) throw new Error(`${address} is not of this release`);
    await cache.put(address, response);
  }));
  await skipWaiting();
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  // Pages are asked for while the worker is still waking up.
  await registration.navigationPreload?.enable();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  // What htmx asks for is no visit, so it fails where it stands and never becomes the note.
  if (request.mode === "navigate") event.respondWith(visit(event));
  else if (isKept(new URL(request.url))) event.respondWith(file(event));
});

function isKept(url) {
  if (url.origin !== location.origin || !url.pathname.startsWith("/static/")) return false;
  return url.searchParams.has("v") || RELEASE.needed.includes(url.pathname);
}

async function visit(event) {
  try {
    // What was asked for too early may fail where asking again does not.
    return (await Promise.resolve(event.preloadResponse).catch(() => undefined)) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(NOTE, { ignoreVary: true }).catch(() => undefined)) ?? Response.error();
  }
}

async function file(event) {
  // A disk that is full or broken is no reason to show a page without its looks.
  const cache = await caches.open(CACHE).catch(() => undefined);
  const kept = await cache?.match(event.request, { ignoreVary: true }).catch(() => undefined);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (cache && mayKeep(response)) event.waitUntil(keep(cache, event.request, response.clone()).catch(() => {}));
  return response;
}

// Of a file that is not what its hash says, as between two releases, the site says that it must not be kept.
function mayKeep(response) {
  return response.status === 200 && !response.headers.get("Cache-Control")?.includes("no-store");
}

async function keep(cache, request, response) {
  await cache.put(request, response);
  const others = (await cache.keys()).filter(({ url }) => !RELEASE.needed.includes(url.slice(location.origin.length)));
  await Promise.all(others.slice(0, Math.max(others.length - MOST, 0)).map((oldest) => cache.delete(oldest)));
}
