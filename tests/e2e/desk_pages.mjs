// The desk in a real browser, behind the story's way: the second factor, versions, records of review, quotas.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { desktop, launch, phone, scrollsSideways, smallTargets, violations } from './support/browser.mjs';
import { Desk } from './support/desk.mjs';
import { Newsroom, Workplace } from './support/gazette.mjs';
import { oneTimeCode } from './support/one_time_code.mjs';

const people = [
  ['reporter', 'reporter', '沈青禾'], ['first', 'first-reviewer', '林砚'], ['second', 'second-reviewer', '高原野'],
  ['editor', 'editor', '郑一苇'], ['admin', 'administrator', '技术'],
  ['member', 'member', '小许', 'chess-association'], ['manager', 'manager', '老林', 'chess-association'],
];

export function deskPages() {
  let workplace, desk, browser;

  before(async () => {
    workplace = new Workplace();
    desk = new Desk(workplace, new Newsroom(workplace, 'desk-pages-newsroom'));
    for (const person of people) await desk.addUser(...person);
    await desk.start();
    browser = await launch();
  }, { timeout: 120_000 });
  after(async () => {
    await browser?.close();
    await desk?.stop();
    workplace?.remove();
  });

  /** No violation, nothing cut off, targets for fingers, nothing refused. */
  async function look(page) {
    const wrong = [...await violations(page), ...page.complaints];
    if (await scrollsSideways(page)) wrong.push('scrolls sideways');
    if (page.viewportSize().width < 500) wrong.push(...await smallTargets(page));
    assert.deepEqual(wrong, [], page.url());
  }

  async function typed(page, field, text) {
    const answer = page.waitForResponse((response) => response.request().method() === 'POST' && response.ok());
    await page.fill(field, text);
    await answer;
  }

  async function written(page, title) {
    await page.goto(`${desk.address}/stories`);
    await page.click('text=写新稿');
    const id = /stories\/([a-z2-7]+)\/edit/.exec(page.url())[1];
    await typed(page, '#title', title);
    await typed(page, '#byline', '融媒体 沈青禾');
    await typed(page, '#body', '东昌府讯 7月5日，象棋协会走进课堂。');
    return id;
  }

  async function submitted(page) {
    await page.press('.bar button.main', 'Enter');
    await page.waitForURL(/done=submitted/);
  }

  test('a code of the phone is set up on a phone, asked for from then on, also after a kill, and a recovery code opens once', { timeout: 120_000 }, async () => {
    let page = await desk.visitor(browser, 'editor', { viewport: phone });
    await page.goto(`${desk.address}/account`);
    await look(page);
    await page.click('text=设置验证码');
    await look(page);
    await page.fill('#offer-password', desk.passwords.get('editor'));
    await page.click('button:has-text("开始设置")');
    await page.locator('.qr svg').waitFor();
    await look(page);
    const secret = await page.locator('p.secret').textContent();
    await page.fill('#first', oneTimeCode(secret));
    await page.click('button:has-text("启用")');
    const codes = await page.locator('.codes li').allTextContents();
    assert.equal(codes.length, 10);
    await look(page);

    desk.process.kill('SIGKILL');
    await desk.ended;
    await desk.start();
    const half = async (viewport, scheme) => {
      const context = await browser.newContext({ viewport, colorScheme: scheme, locale: 'zh-CN' });
      page = await context.newPage();
      page.complaints = [];
      await page.goto(`${desk.address}/login`);
      await page.fill('#name', 'editor');
      await page.fill('#password', desk.passwords.get('editor'));
      await page.click('form.small button');
      await page.waitForURL(/login\/code/);
    };
    await half(desktop, 'dark');
    await page.goto(`${desk.address}/queue`);
    assert.match(page.url(), /\/login/, 'the password alone opens nothing');
    await half(phone, 'dark');
    await look(page);
    await page.fill('#code', oneTimeCode(secret, 1));
    await page.click('form.small button');
    await page.waitForURL(`${desk.address}/queue`);
    for (const works of [true, false]) {
      await half(phone, 'light');
      await page.click('summary');
      await page.fill('#recovery', codes[0]);
      await page.click('form.small button');
      if (works) await page.waitForURL(/recovery-used/);
      else await page.locator('.is-error').waitFor();
      await look(page);
    }

    const admin = await desk.visitor(browser, 'admin', { viewport: phone });
    await admin.click('button:has-text("取消验证码")');
    await admin.waitForURL(/factor-reset/);
    await look(admin);
    await desk.visitor(browser, 'editor', { viewport: phone });  // by the password alone again
  });

  test('an old version is found, compared and taken up again', { timeout: 120_000 }, async () => {
    const page = await desk.visitor(browser, 'reporter', { viewport: phone, scheme: 'dark' });
    const id = await written(page, '象棋进了临河小学');
    await typed(page, '#body', '写坏了。');
    await page.goto(`${desk.address}/stories/${id}`);
    await page.press('a:has-text("历次存稿")', 'Enter');  // a click may go to the frame above, which still moves
    await page.waitForURL(/versions/);
    await look(page);
    await page.click('button:has-text("看改了什么")');
    assert.match(await page.locator('del').first().textContent(), /象棋协会走进课堂/);
    assert.match(await page.locator('ins').first().textContent(), /写坏了/);
    await look(page);
    await page.click('button:has-text("取回第")');
    await page.waitForURL(/version-restored/);
    await page.goto(`${desk.address}/stories/${id}/edit`);
    assert.match(await page.inputValue('#body'), /象棋协会走进课堂/);
  });

  test('who checked what is listed by day, as a table, and prints', { timeout: 120_000 }, async () => {
    const reporter = await desk.visitor(browser, 'reporter', { viewport: desktop });
    const id = await written(reporter, '=象棋进了临河小学');
    await reporter.selectOption('#section', { index: 1 });
    await submitted(reporter);
    const first = await desk.visitor(browser, 'first', { viewport: desktop });
    await first.goto(`${desk.address}/stories/${id}/review`);
    await first.press('section.decide form:not(.back) button', 'Enter');
    await first.waitForURL(/done=signed/);
    const second = await desk.visitor(browser, 'second', { viewport: desktop });
    await second.goto(`${desk.address}/stories/${id}/review`);
    await second.fill('#reason', '写清楚是哪个年级。');
    await second.press('button[value=return]', 'Enter');
    await second.waitForURL(/done=sent-back/);
    for (const [viewport, scheme] of [[phone, 'light'], [desktop, 'dark']]) {
      const editor = await desk.visitor(browser, 'editor', { viewport, scheme });
      await editor.click('nav >> text=审校记录');
      assert.match(await editor.locator('tbody').textContent(), /林砚.*审签.*高原野.*退修.*写清楚是哪个年级/s);
      await look(editor);
      const saving = editor.waitForEvent('download');
      await editor.click('text=下载表格');
      const file = await saving;
      assert.match(file.suggestedFilename(), /^审校记录-\d{4}-\d\d-\d\d-.*\.csv$/);
      const table = readFileSync(await file.path(), 'utf8');
      assert.ok(table.startsWith('\uFEFF"时间","标题",'));
      assert.ok(table.includes(`,"'=象棋进了临河小学",`), 'no formula');
      await editor.emulateMedia({ media: 'print' });
      assert.ok(await editor.locator('table.records thead').isVisible());
      assert.ok(!await editor.locator('nav').isVisible());
    }
  });

  test('several pictures are dropped in at once, get their words, stand in the text and in the preview', { timeout: 120_000 }, async () => {
    const page = await desk.visitor(browser, 'reporter', { viewport: phone });
    const id = await written(page, '图片一起放进来');
    await page.click('.pictures summary');
    await look(page);
    await page.setInputFiles('#picture', ['kitchen.jpg', 'dyke.jpg'].map((name) => `${desk.newsroom.source}/assets/${name}`));
    assert.equal(await page.locator('.card').count(), 2);
    await page.locator('.card canvas:not([hidden])').nth(1).waitFor();
    await look(page);
    await page.click('#add-pictures');
    await page.locator('#picture-problem', { hasText: '每张图都要写替代文字' }).waitFor();
    const words = page.locator('.card');
    await words.nth(0).locator('[name=alt]').fill('村口的公告栏');
    await words.nth(1).locator('[name=alt]').fill('河堤上的人');
    await words.nth(1).locator('[name=caption]').fill('傍晚的河堤');
    await words.nth(1).locator('[name=credit]').fill('林砚 摄');
    await page.focus('#body');
    const saved = page.waitForResponse((response) => response.url().endsWith('/edit') && response.ok());
    await page.click('#add-pictures');
    await saved;
    const body = await page.inputValue('#body');
    assert.match(body, /象棋协会走进课堂。\n\n!\[村口的公告栏\]\([a-z2-7]{26}\.jpg\)\n\n!\[河堤上的人\]\([a-z2-7]{26}\.jpg "傍晚的河堤　林砚 摄"\)$/);
    const preview = page.frameLocator('#preview');
    await preview.locator('figcaption', { hasText: '傍晚的河堤　林砚 摄' }).waitFor();
    assert.ok(await preview.locator('figure img').nth(1).evaluate((image) => image.complete && image.naturalWidth > 0));
    await look(page);

    // What is no picture is named, and nothing is lost.
    await page.click('.pictures summary');
    await page.setInputFiles('#picture', [{ name: '假的.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') }]);
    await page.locator('.card [name=alt]').fill('假的');
    await page.click('#add-pictures');
    await page.locator('#picture-problem', { hasText: '“假的.png”不是图片' }).waitFor();
    assert.equal(await page.inputValue('#body'), body);
    await page.context().close();

    const plain = await desk.visitor(browser, 'reporter', { viewport: desktop, scheme: 'dark', script: false });
    await plain.goto(`${desk.address}/stories/${id}/edit`);
    await plain.fill('#body', `${body}\n\n没有脚本时写的一段。`);
    await plain.click('.pictures summary');
    await plain.setInputFiles('#picture', `${desk.newsroom.source}/assets/dyke.jpg`);
    await plain.fill('.card [name=alt]', '又是河堤');
    await plain.click('#add-pictures');
    await plain.waitForURL(/done=saved/);
    assert.match(await plain.inputValue('#body'), /没有脚本时写的一段。\s+!\[又是河堤\]/);
  });

  test('a manager sends a link, and who opens it on a phone has an account; it works once', { timeout: 120_000 }, async () => {
    const manager = await desk.visitor(browser, 'manager', { viewport: phone });
    await manager.goto(`${desk.address}/organisation`);
    await manager.fill('#shown', '小满');
    await manager.press('#shown', 'Enter');
    const link = await manager.locator('.secret.link').textContent();
    assert.ok(link.startsWith(`${desk.address}/invitations/`), link);
    await look(manager);
    await manager.goto(`${desk.address}/organisation`);
    assert.equal(await manager.locator('.secret.link').count(), 0, 'it is shown once');
    assert.match(await manager.locator('.people').textContent(), /小满/);

    for (const [viewport, scheme] of [[desktop, 'dark'], [phone, 'light']]) {
      const context = await browser.newContext({ viewport, colorScheme: scheme, locale: 'zh-CN' });
      const page = await context.newPage();
      page.complaints = [];
      await page.goto(link);
      assert.match(await page.locator('main').textContent(), /小满.*老林.*象棋协会/s);
      await look(page);
      await page.fill('#login', 'member');
      await page.fill('#password', '运河边的旧书摊 1998');
      await page.click('button.main');
      await page.locator('#wrong-login', { hasText: '已经有人用了' }).waitFor();
      assert.equal(await page.inputValue('#login'), 'member', 'what was typed is still there');
      await look(page);
      if (viewport === desktop) continue;
      await page.fill('#login', 'xiaoman');
      await page.fill('#password', '运河边的旧书摊 1998');
      await page.click('button.main');
      await page.waitForURL(`${desk.address}/stories`);
      await page.goto(link);
      await page.locator('h1', { hasText: '不能用了' }).waitFor();
      await look(page);
    }
    const admin = await desk.visitor(browser, 'admin', { viewport: phone });
    await admin.fill('#shown', '老周');
    await admin.selectOption('#role', 'reporter');
    await admin.click('button:has-text("生成邀请链接")');
    await admin.locator('.secret.link').waitFor();
    await admin.click('summary');
    await look(admin);
    await admin.locator('.people form[action$="/revoke"] button').click();
    await admin.waitForURL(/invitation-revoked/);
    assert.equal(await admin.locator('.people form[action$="/revoke"]').count(), 0);
  });

  test('an organisation sees what it may send, and is told plainly when that is used up', { timeout: 120_000 }, async () => {
    const admin = await desk.visitor(browser, 'admin', { viewport: phone });
    await admin.click('nav >> text=各组织');
    const form = admin.locator('section', { hasText: '象棋协会' }).locator('form');
    await form.locator('[name=posts_a_day]').fill('1');
    await form.locator('[name=open_drafts]').fill('1');
    await form.locator('button').press('Enter');
    await admin.waitForURL(/quota-set/);
    await look(admin);
    const member = await desk.visitor(browser, 'member', { viewport: phone });
    await written(member, '第一篇');
    await submitted(member);
    const id = await written(member, '第二篇');
    await member.press('.bar button.main', 'Enter');
    await member.locator('.problem', { hasText: '已经到了额度' }).waitFor();
    assert.equal(await member.inputValue('#title'), '第二篇');
    await member.goto(`${desk.address}/stories`);
    assert.equal(await member.locator(`a[href*="${id}"]`).count(), 1, 'it is kept');
    await member.click('text=写新稿');
    await member.locator('h1', { hasText: '草稿太多了' }).waitFor();
    await look(member);
    for (const [viewport, scheme] of [[phone, 'dark'], [desktop, 'light']]) {
      const manager = await desk.visitor(browser, 'manager', { viewport, scheme });
      assert.match(await manager.locator('.uses .is-full').first().textContent(), /1 \/ 1/);
      assert.match(await manager.locator('.members').textContent(), /小许.*老林/s);
      await look(manager);
    }
  });
}
