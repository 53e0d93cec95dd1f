// What a reader does: from the front page to a story, with and without JavaScript, from a feed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desktop, phone, visit } from './support/browser.mjs';
import { articles, pageKinds, stage } from './support/stage.mjs';

export function reading() {
  test('a reader goes from the front page to a section, to a story, and home again', async () => {
    const complaints = await visit(stage.browser, stage.address, {}, async (page) => {
      await page.goto(`${stage.address}/`);
      const paper = (await page.locator('.nameplate').innerText()).trim();
      assert.notEqual(paper, '');
      const section = page.locator('#sections a[href*="/sections/"]').first();
      const name = (await section.innerText()).trim();
      await section.click();
      assert.match(await page.locator('main').innerText(), new RegExp(name));
      const story = page.locator('main a[href$=".html"]').filter({ hasText: /\p{Script=Han}{4}/u }).first();
      await story.click();
      await page.locator('article h1').waitFor();
      assert.match(await page.title(), new RegExp(`\\s*\\S+.*${paper}`));
      await page.locator('.nameplate a').click();
      await page.waitForURL(`${stage.address}/`);
    });
    assert.deepEqual(complaints, []);
  });

  test('the lead story opens from its headline', async () => {
    const complaints = await visit(stage.browser, stage.address, {}, async (page) => {
      await page.goto(`${stage.address}/`);
      const lead = page.locator('.lead h2 a');
      const address = await lead.getAttribute('href');
      await lead.click();
      await page.waitForURL(stage.address + address);
      const headline = (await page.locator('article h1').innerText()).trim();
      assert.ok(stage.newsroom.file(address).toString().includes(headline) && headline.length > 5, headline);
    });
    assert.deepEqual(complaints, []);
  });

  test('every page kind shows its text without JavaScript', async () => {
    const complaints = await visit(stage.browser, stage.address, { viewport: phone, script: false }, async (page) => {
      for (const address of pageKinds()) {
        await page.goto(stage.address + address);
        assert.ok((await page.locator('main').innerText()).trim().length > 5, `${address} shows no text`);
      }
    });
    assert.deepEqual(complaints.filter((line) => !/404|410/.test(line)), []);
  });

  test('the feeds that the front page names are there and agree on the newest story', async () => {
    const newest = new Map();
    await visit(stage.browser, stage.address, {}, async (page) => {
      await page.goto(`${stage.address}/`);
      const feeds = await page.locator('link[rel="alternate"]').evaluateAll((links) => links.map((link) => [link.type, link.getAttribute('href')]));
      assert.ok(feeds.length >= 3);
      for (const [type, href] of feeds) {
        const response = await fetch(new URL(href, stage.address));
        assert.equal(response.status, 200, href);
        assert.ok(response.headers.get('content-type').startsWith(type), `${href}: ${response.headers.get('content-type')}`);
        const text = await response.text();
        if (type.includes('json')) newest.set(href, JSON.parse(text).items[0].title);
        else {
          newest.set(href, await page.evaluate((xml) => {
            const parsed = new DOMParser().parseFromString(xml, 'application/xml');
            return parsed.querySelector('item > title, entry > title').textContent;
          }, text));
        }
      }
    });
    assert.equal(new Set(newest.values()).size, 1, JSON.stringify([...newest]));
  });

  test('every internal link of every page leads somewhere', async () => {
    const known = new Map();
    const broken = [];
    for (const address of stage.newsroom.addresses().filter((name) => name.endsWith('.html'))) {
      const text = stage.newsroom.file(address).toString();
      for (const [, target] of text.matchAll(/\s(?:href|src)="(\/[^"#?]*)/g)) {
        if (!known.has(target)) known.set(target, (await fetch(stage.address + target.replaceAll('&amp;', '&'), { method: 'HEAD', redirect: 'manual' })).status);
        if (known.get(target) >= 400 && known.get(target) !== 410) broken.push(`${address} -> ${target}: ${known.get(target)}`);
      }
    }
    assert.ok(known.size > 50);
    assert.deepEqual(broken, []);
  });

  test('an unknown address answers 404 with the paper around it', async () => {
    const response = await fetch(`${stage.address}/2022/07/06/there-is-no-such-story.html`);
    assert.equal(response.status, 404);
    assert.equal(await response.text(), stage.newsroom.file('/404.html').toString());
    await visit(stage.browser, stage.address, {}, async (page) => {
      await page.goto(`${stage.address}/nothing-here`);
      assert.ok(await page.locator('.nameplate a').isVisible());
    });
  });

  test('大字 makes the text larger and is remembered on the next page', async () => {
    const complaints = await visit(stage.browser, stage.address, { viewport: phone }, async (page) => {
      const size = () => page.locator('.text').evaluate((text) => Number.parseFloat(getComputedStyle(text).fontSize));
      const [first, second] = articles();
      await page.goto(stage.address + first);
      const usual = await size();
      await page.locator('#large-text').click();
      const large = await size();
      assert.ok(large >= 24 && large > usual, `${usual} px, then ${large} px`);
      await page.goto(stage.address + second);
      assert.equal(await size(), large);
      assert.equal(await page.locator('#large-text').getAttribute('aria-pressed'), 'true');
      await page.locator('#large-text').click();
      await page.goto(stage.address + first);
      assert.equal(await size(), usual);
    });
    assert.deepEqual(complaints.filter((line) => !/410/.test(line)), []);
  });

  test('print shows the story with its address, without menus and buttons', async () => {
    await visit(stage.browser, stage.address, { viewport: desktop }, async (page) => {
      await page.goto(`${stage.address}/`);
      await page.locator('.lead h2 a').click();
      await page.locator('article h1').waitFor();
      await page.emulateMedia({ media: 'print' });
      assert.ok(await page.locator('article h1').isVisible());
      assert.ok(await page.locator('article .address').isVisible());
      for (const hidden of ['nav.sections', '#large-text', '#print', '.skip']) {
        assert.ok(!(await page.locator(hidden).first().isVisible()), `${hidden} is printed`);
      }
    });
  });

  test('a story is whole for the keyboard: the first stop leads to the text', async () => {
    await visit(stage.browser, stage.address, { viewport: desktop }, async (page) => {
      await page.goto(`${stage.address}/`);
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    });
  });
}
