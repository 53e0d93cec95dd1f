// What the endpoint promises: one release or the other, right answers to plain HTTP, nothing without a token.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Endpoint, Newsroom } from './support/gazette.mjs';
import { stage } from './support/stage.mjs';

const page = async (address, options = {}) => {
  const response = await fetch(address, { redirect: 'manual', ...options });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/** Gives the story at `address` another headline, everywhere it stands; its file is found by its slug. */
function retitle(newsroom, address, headline) {
  const slug = /([^/]+)\.html$/.exec(address)[1];
  const folders = [newsroom.source];
  while (folders.length > 0) {
    const folder = folders.pop();
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.name.endsWith('.md')) {
        const text = readFileSync(path, 'utf8');
        if (!text.split('\n').includes(`slug: ${slug}`)) continue;
        const changed = text.replace(/^title: .*$/m, `title: ${headline}`).replace(/^( +list): .*$/m, `$1: ${headline}`);
        assert.notEqual(changed, text, path);
        writeFileSync(path, changed);
        return;
      }
    }
  }
  throw new Error(`no story has the slug ${slug}`);
}

export function publishing() {
  test('what is served is what was built, byte for byte', async () => {
    const wrong = [];
    for (const address of stage.newsroom.addresses()) {
      if (address.split('/').some((name) => name.startsWith('.'))) continue;
      const response = await fetch(stage.address + address.split('/').map(encodeURIComponent).join('/'), { redirect: 'manual' });
      const body = Buffer.from(await response.arrayBuffer());
      if (response.status === 200 && !body.equals(stage.newsroom.file(address))) wrong.push(address);
      if (address === '/404.html' ? response.status !== 404 : ![200, 301, 410].includes(response.status)) wrong.push(`${address}: ${response.status}`);
    }
    assert.deepEqual(wrong, []);
  });

  test('a page answers HEAD, If-None-Match and Range as HTTP says', async () => {
    const plain = { 'Accept-Encoding': 'identity' };  // compressed forms come in the background
    const whole = await page(`${stage.address}/`, { headers: plain });
    assert.equal(whole.status, 200);
    assert.match(whole.headers.get('content-type'), /^text\/html; ?charset=utf-8$/i);
    const tag = whole.headers.get('etag');
    assert.match(tag, /^"[^"]+"$/);
    const head = await page(`${stage.address}/`, { method: 'HEAD', headers: plain });
    assert.deepEqual([head.status, head.text, head.headers.get('etag')], [200, '', tag]);
    assert.equal(head.headers.get('content-length'), String(Buffer.byteLength(whole.text)));
    assert.equal((await page(`${stage.address}/`, { headers: { ...plain, 'If-None-Match': tag } })).status, 304);
    assert.equal((await page(`${stage.address}/`, { headers: { ...plain, 'If-None-Match': '"other"' } })).status, 200);
    const part = await page(`${stage.address}/`, { headers: { ...plain, Range: 'bytes=0-14' } });
    assert.equal(part.status, 206);
    assert.equal(part.text, whole.text.slice(0, 15));
    assert.equal(part.headers.get('content-range'), `bytes 0-14/${Buffer.byteLength(whole.text)}`);
    assert.equal((await page(`${stage.address}/`, { method: 'DELETE' })).status, 405);
  });

  test('a page comes compressed once that form is made, the same page with a tag of its own', { timeout: 120_000 }, async () => {
    const plain = await page(`${stage.address}/`, { headers: { 'Accept-Encoding': 'identity' } });
    for (const coding of ['gzip', 'br']) {
      const headers = { 'Accept-Encoding': coding };
      let coded = await page(`${stage.address}/`, { headers });
      while (coded.headers.get('content-encoding') === null) coded = await page(`${stage.address}/`, { headers });
      assert.equal(coded.headers.get('content-encoding'), coding);
      assert.equal(coded.headers.get('vary'), 'Accept-Encoding');
      assert.equal(coded.text, plain.text);
      assert.ok(Number(coded.headers.get('content-length')) < plain.text.length / 2);
      assert.notEqual(coded.headers.get('etag'), plain.headers.get('etag'));
      const again = await page(`${stage.address}/`, { headers: { ...headers, 'If-None-Match': coded.headers.get('etag') } });
      assert.equal(again.status, 304);
    }
  });

  test('publishing without the right token changes nothing and says so', async () => {
    const before = await page(`${stage.address}/`);
    for (const token of ['', 'wrong']) {
      const refused = await stage.endpoint.publish(stage.newsroom, { token });
      assert.notEqual(refused.status, 0);
      assert.ok((refused.stdout + refused.stderr).trim().length > 0);
    }
    assert.equal((await page(`${stage.address}/`)).text, before.text);
  });

  test('publishing the same again is right and changes nothing', async () => {
    const plain = { headers: { 'Accept-Encoding': 'identity' } };
    const before = await page(`${stage.address}/`, plain);
    const again = await stage.endpoint.publish(stage.newsroom);
    assert.equal(again.status, 0, again.stdout + again.stderr);
    assert.equal((await page(`${stage.address}/`, plain)).headers.get('etag'), before.headers.get('etag'));
  });

  test('readers see the old release or the new one while it is published, never a mix, and never go back', { timeout: 180_000 }, async () => {
    const newsroom = new Newsroom(stage.workplace, 'edited');
    const endpoint = new Endpoint(stage.workplace, 'edited-endpoint');
    try {
      await newsroom.build();
      await endpoint.makeToken();
      await endpoint.start();
      assert.equal((await endpoint.publish(newsroom)).status, 0);
      const home = newsroom.file('/index.html').toString();
      const lead = /class="lead[\s\S]*?<h2><a href="([^"]+)"/.exec(home)[1];
      const old = new Map([['/', home], [lead, newsroom.file(lead).toString()]]);
      retitle(newsroom, lead, '改过的头条标题');
      await newsroom.build();
      const fresh = new Map([['/', newsroom.file('/index.html').toString()], [lead, newsroom.file(lead).toString()]]);
      for (const address of old.keys()) assert.notEqual(old.get(address), fresh.get(address), address);

      let over = false;
      const publish = endpoint.publish(newsroom).finally(() => { over = true; });
      let switched = false, rounds = 0;
      const mixes = [];
      while (!over || rounds < 5) {
        for (const address of old.keys()) {
          const { text } = await page(endpoint.address + address);
          if (text === fresh.get(address)) switched = true;
          else if (text !== old.get(address)) mixes.push(`${address}: neither release`);
          else if (switched) mixes.push(`${address}: the old release after the new one`);
        }
        rounds += 1;
      }
      assert.equal((await publish).status, 0);
      assert.deepEqual(mixes, []);
      for (const address of old.keys()) assert.equal((await page(endpoint.address + address)).text, fresh.get(address), address);
    } finally {
      await endpoint.stop();
    }
  });

  test('a story that is taken back is at no address any more, in no coding, nor after a rollback', { timeout: 180_000 }, async () => {
    const newsroom = new Newsroom(stage.workplace, 'recalled');
    const endpoint = new Endpoint(stage.workplace, 'recalled-endpoint');
    try {
      await newsroom.build();
      await endpoint.makeToken('publish,recall,rollback');
      await endpoint.start();
      assert.equal((await endpoint.publish(newsroom)).status, 0);
      const addresses = newsroom.addresses().filter((address) => !address.startsWith('/.'));
      const lead = /class="lead[\s\S]*?<h2><a href="([^"]+)"/.exec(newsroom.file('/index.html'))[1];
      const bare = (text) => text.replaceAll('<wbr>', '');
      const story = bare(newsroom.file(lead).toString());
      const markers = [/<h1[^>]*>([^<]+)/.exec(story)[1], /name="description"[^>]*content="([^"]{20})/.exec(story)[1]];
      const id = JSON.parse(newsroom.file('/feed.json')).items.find((item) => item.url.endsWith(lead)).id.split(':').at(-1);
      const found = async () => {
        const places = [];
        for (const address of addresses) {
          for (const coding of ['identity', 'gzip', 'br']) {
            const { text } = await page(endpoint.address + encodeURI(address), { headers: { 'Accept-Encoding': coding } });
            if (markers.some((marker) => bare(text).includes(marker))) places.push(`${address} ${coding}`);
          }
        }
        return places;
      };
      assert.ok((await found()).length > 6, 'the story is seen before');

      const recalled = await endpoint.ask('recall', newsroom, id, '--reason', 'test', '--out', newsroom.out);
      assert.match(recalled.stdout, /410/);
      assert.deepEqual(await found(), []);
      assert.equal((await page(endpoint.address + lead)).status, 410);
      assert.equal((await page(`${endpoint.address}/feed.json`)).status, 200);
      const { recalled: told } = JSON.parse((await page(`${endpoint.address}/app/v1/changes/1.json`)).text);
      assert.deepEqual(told, [id]);

      await endpoint.ask('rollback', newsroom, '1');
      assert.deepEqual(await found(), []);
      assert.equal((await page(endpoint.address + lead)).status, 410);
    } finally {
      await endpoint.stop();
    }
  });

  test('what was published is still there after the endpoint was killed', async () => {
    const endpoint = new Endpoint(stage.workplace, 'killed-endpoint');
    try {
      await endpoint.makeToken();
      await endpoint.start();
      assert.equal((await endpoint.publish(stage.newsroom)).status, 0);
      const before = await page(`${endpoint.address}/`);
      endpoint.process.kill('SIGKILL');
      await endpoint.ended;
      endpoint.isOver = false;
      await endpoint.start();
      const after = await page(`${endpoint.address}/`);
      assert.deepEqual([after.status, after.text], [200, before.text]);
    } finally {
      await endpoint.stop();
    }
  });
}
