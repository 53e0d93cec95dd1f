// The sample newsroom, built and published once for all tests that only read.
import { Endpoint, Newsroom, Workplace } from './gazette.mjs';
import { launch } from './browser.mjs';

export const stage = {};

export async function raise() {
  stage.workplace = new Workplace();
  stage.newsroom = new Newsroom(stage.workplace);
  await stage.newsroom.build();
  stage.endpoint = new Endpoint(stage.workplace);
  await stage.endpoint.makeToken();
  await stage.endpoint.start();
  const published = await stage.endpoint.publish(stage.newsroom);
  if (published.status !== 0) throw new Error(`publish: exit ${published.status}\n${published.stdout}${published.stderr}`);
  stage.address = stage.endpoint.address;
  stage.browser = await launch();
}

export async function strike() {
  await stage.browser?.close();
  await stage.endpoint?.stop();
  stage.workplace?.remove();
}

const stub = /http-equiv="?refresh/i;

/** One page of each kind, by the shape of its address; redirects' stubs are left out. */
export function pageKinds() {
  const kinds = new Map();
  for (const address of stage.newsroom.addresses()) {
    if (!address.endsWith('.html')) continue;
    const shape = address.replace(/[^/]+\/index\.html$/, 'x/index.html').replace(/[^/]+\.html$/, (name) => {
      if (name === 'index.html' || name === '404.html') return name;
      return name.replace(/\d/g, 'N').replace(/[^N.-]+/g, 'x');
    }).replace(/\d/g, 'N');
    const text = stage.newsroom.file(address).toString();
    if (stub.test(text.slice(0, 2000))) continue;
    const key = `${shape} ${/<body class="([^"]*)"/.exec(text)?.[1] ?? ''}`;
    if (!kinds.has(key)) kinds.set(key, address);
  }
  return [...new Set(kinds.values())].map((address) => address.replace(/index\.html$/, ''));
}

/** Addresses of all articles. */
export const articles = () => stage.newsroom.addresses().filter((address) => /^\/\d{4}\/\d{2}\/\d{2}\/.+\.html$/.test(address)
  && !stub.test(stage.newsroom.file(address).toString().slice(0, 2000)));
