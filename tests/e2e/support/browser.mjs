// A real Chromium, and what a page does in it that a reader should never meet.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const launch = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

/**
 * Gives `use` a page whose documents carry `default-src 'self'`, whatever the server sends, and the list of
 * complaints: errors on the console, refused or failed requests, requests to another host. Returns that list.
 */
export async function visit(browser, address, { viewport = desktop, scheme = 'light', script = true } = {}, use) {
  const context = await browser.newContext({ viewport, colorScheme: scheme, locale: 'zh-CN', javaScriptEnabled: script });
  const complaints = [];
  const page = await context.newPage();
  await page.route('**/*', async (route) => {
    if (!route.request().url().startsWith(address)) {
      complaints.push(`asks another host: ${route.request().url()}`);
      return route.abort();
    }
    if (route.request().resourceType() !== 'document') return route.continue();
    const response = await route.fetch({ maxRedirects: 0 });
    return route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': "default-src 'self'" } });
  });
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`); });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${why}`);  // left behind by the next goto
  });
  try {
    await use(page, complaints);
  } finally {
    await context.close();
  }
  return complaints;
}

/** WCAG 2.2 AA and best practice, by axe; one line a violation. */
export async function violations(page, runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']) {
  await page.evaluate(axeSource);
  const result = await page.evaluate((only) => window.axe.run({ runOnly: only }), runOnly);
  return result.violations.map((found) => `${found.id}: ${found.nodes[0].html.slice(0, 160)}`);
}

/** Links and buttons that stand alone, not in running text, and are less than a finger high or wide (44 px). */
export const smallTargets = (page) => page.evaluate(() => {
  const running = '.text :is(p, li, table), .note, .corrections, figcaption';
  const small = [];
  for (const target of document.querySelectorAll('a[href]:not(.skip), button')) {
    if (target.closest(running) || getComputedStyle(target).visibility === 'hidden') continue;
    // A story's link reaches over the whole of its card.
    const over = getComputedStyle(target, '::after');
    const reached = over.position === 'absolute' && over.inset === '0px' ? target.closest('.card') : target;
    const { width, height } = reached.getBoundingClientRect();
    if (width > 0 && Math.min(width, height) < 43.5) small.push(`${Math.round(width)} x ${Math.round(height)}: ${target.outerHTML.slice(0, 120)}`);
  }
  return small;
});

export const scrollsSideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
