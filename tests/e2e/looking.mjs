// Every kind of page at a phone's and a desk's width, in both schemes: no violation, nothing cut off, nothing foreign.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desktop, phone, scrollsSideways, smallTargets, violations, visit } from './support/browser.mjs';
import { articles, pageKinds, stage } from './support/stage.mjs';

export function looking() {
  // The colours differ by scheme and the layout by width: two of the four pairs meet both of each.
  // The markup is the same in both, so the second is asked for what styles alone decide.
  const ofStyles = { type: 'rule', values: ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'] };
  for (const [name, viewport, scheme, rules] of [['a phone', phone, 'light'], ['a desktop', desktop, 'dark', ofStyles]]) {
    test(`every page kind is right on ${name}, ${scheme}`, { timeout: 240_000 }, async () => {
      const kinds = pageKinds();
      assert.ok(kinds.length >= 5, `only ${kinds}`);
      const wrong = [];
      const complaints = await visit(stage.browser, stage.address, { viewport, scheme }, async (page) => {
        for (const address of kinds) {
          await page.goto(stage.address + address);
          for (const violation of await violations(page, rules)) wrong.push(`${address}: ${violation}`);
          if (await scrollsSideways(page)) wrong.push(`${address}: scrolls sideways`);
          if (viewport === phone) for (const small of await smallTargets(page)) wrong.push(`${address}: ${small}`);
        }
      });
      assert.deepEqual(wrong, []);
      assert.deepEqual(complaints.filter((line) => !/\b(404|410)\b/.test(line)), []);
    });
  }

  test('no kind of page and no story scrolls sideways, on a narrow phone and with large text', { timeout: 120_000 }, async () => {
    const wide = [];
    const complaints = await visit(stage.browser, stage.address, { viewport: { width: 320, height: 640 } }, async (page) => {
      await page.goto(`${stage.address}/`);
      await page.locator('#large-text').click();
      for (const address of new Set([...pageKinds(), ...articles()])) {
        await page.goto(stage.address + address);
        if (await scrollsSideways(page)) wide.push(address);
      }
    });
    assert.deepEqual(wide, []);
    assert.deepEqual(complaints.filter((line) => !/\b(404|410)\b/.test(line)), []);
  });

  test('every picture has its alternative text, its size and loads', async () => {
    const wrong = [];
    await visit(stage.browser, stage.address, {}, async (page) => {
      for (const address of ['/', ...articles()]) {
        await page.goto(stage.address + address);
        for (const picture of await page.locator('main img').all()) {
          await picture.scrollIntoViewIfNeeded();
          const seen = await picture.evaluate(async (image) => {
            await image.decode().catch(() => {});
            return { src: image.currentSrc, alt: image.hasAttribute('alt'), sized: image.hasAttribute('width') && image.hasAttribute('height'), loaded: image.naturalWidth > 0 };
          });
          if (!seen.alt || !seen.sized || !seen.loaded) wrong.push(`${address}: ${JSON.stringify(seen)}`);
        }
      }
    });
    assert.deepEqual(wrong, []);
  });
}
