// The newsroom's desk in a real browser: a post from a phone to the site, and texts that must not be lost.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { desktop, launch, phone, scrollsSideways, smallTargets, violations } from './support/browser.mjs';
import { Desk } from './support/desk.mjs';
import { Newsroom, Workplace } from './support/gazette.mjs';

const people = [
  ['reporter', 'reporter', '沈青禾'], ['first', 'first-reviewer', '林砚'], ['second', 'second-reviewer', '高原野'],
  ['final', 'final-reviewer', '许知禾'], ['editor', 'editor', '郑一苇'], ['admin', 'administrator', '技术'],
  ['member', 'member', '小许', 'chess-association'], ['manager', 'manager', '老林', 'chess-association'],
];

const saved = (page) => page.locator('#saved', { hasText: '已保存' }).waitFor();
/** Until the desk has acknowledged the text that stands in the field now. */
async function savedWith(page, act) {
  const answer = page.waitForResponse((response) => response.request().method() === 'POST' && response.ok());
  await act();
  await answer;
  await saved(page);
}

export function desk() {
  let workplace, newsroom, desk, browser;

  before(async () => {
    workplace = new Workplace();
    newsroom = new Newsroom(workplace, 'desk-newsroom');
    desk = new Desk(workplace, newsroom);
    for (const person of people) await desk.addUser(...person);
    await desk.start();
    browser = await launch();
  }, { timeout: 120_000 });
  after(async () => {
    await browser?.close();
    await desk?.stop();
    workplace?.remove();
  });

  const wrong = [];
  const looked = new Set();
  /** Each page once at each width: no violation, nothing cut off, targets for fingers. */
  async function look(page, name) {
    const viewport = page.viewportSize();
    if (looked.has(`${name} ${viewport.width}`)) return;
    looked.add(`${name} ${viewport.width}`);
    for (const violation of await violations(page)) wrong.push(`${name}: ${violation}`);
    if (await scrollsSideways(page)) wrong.push(`${name}: scrolls sideways`);
    if (viewport.width < 500) for (const small of await smallTargets(page)) wrong.push(`${name}: ${small}`);
  }

  async function sign(page, id) {
    await page.goto(`${desk.address}/stories/${id}/review`);
    await look(page, 'review');
    // By the keyboard: right after it scrolled, Chromium may still give a click to the sandboxed frame that stood there.
    await page.press('section.decide form:not(.back) button', 'Enter');
    await page.waitForURL(/\/queue\?done=signed/);
  }

  test('a member posts from a phone, the manager approves, three review with one return, and the site has it', { timeout: 240_000 }, async () => {
    const member = await desk.visitor(browser, 'member', { viewport: phone });
    await look(member, 'no stories');
    await member.click('text=写新稿');
    const id = /stories\/([a-z2-7]+)\/edit/.exec(member.url())[1];
    await savedWith(member, () => member.fill('#title', '象棋进了临河小学'));
    await savedWith(member, () => member.fill('#byline', '通讯员 小许'));
    await savedWith(member, () => member.fill('#body', '东昌府讯 7月5日，象棋协会走进课堂。'));
    assert.equal(await member.locator('#section').count(), 0, 'a member chooses no section');
    await look(member, 'editor');
    await member.click('text=交给负责人');
    await member.waitForURL(/done=submitted/);
    await look(member, 'story');

    const manager = await desk.visitor(browser, 'manager', { viewport: phone });
    await look(manager, 'organisation');
    await manager.click('text=象棋进了临河小学');
    await look(manager, 'approve');
    await manager.click('text=同意，转给编辑部');
    await manager.waitForURL(/done=approved/);

    const first = await desk.visitor(browser, 'first', { viewport: desktop });
    await look(first, 'queue');
    await sign(first, id);
    const second = await desk.visitor(browser, 'second', { viewport: desktop, scheme: 'dark' });
    await second.click('text=象棋进了临河小学');
    await second.fill('#reason', '写清楚是哪个年级、多少人。');
    await second.press('button[value=return]', 'Enter');
    await second.waitForURL(/done=sent-back/);

    await member.goto(`${desk.address}/stories`);
    await member.click('text=象棋进了临河小学');
    assert.match(await member.locator('blockquote').textContent(), /哪个年级/);
    await savedWith(member, () => member.fill('#body', '东昌府讯 7月5日，象棋协会走进课堂，三年级52名学生学会了开局。'));
    await member.click('text=交给负责人');
    await member.waitForURL(/done=submitted/);
    await manager.goto(`${desk.address}/organisation`);
    await manager.click('text=象棋进了临河小学');
    await manager.click('text=同意，转给编辑部');
    await manager.waitForURL(/done=approved/);
    await sign(first, id);
    await second.goto(`${desk.address}/stories/${id}/review`);
    assert.match(await second.locator('ins').allTextContents().then((all) => all.join('')), /三年级52名学生/);
    await sign(second, id);
    const final = await desk.visitor(browser, 'final', { viewport: phone });
    await sign(final, id);
    await final.goto(`${desk.address}/stories/${id}`);
    await assert.doesNotReject(async () => {
      while (!/已入库/.test(await final.locator('.where .state').textContent())) await final.reload();
    });
    await look(final, 'published');

    assert.ok(existsSync(join(newsroom.source, 'reviews', `${id}.jsonl`)));
    assert.equal(readFileSync(join(newsroom.source, 'reviews', `${id}.jsonl`), 'utf8').trim().split('\n').length, 5);
    await newsroom.build();
    const address = newsroom.addresses().find((path) => /jinle-linhe-xiaoxue\.html$/.test(path));
    assert.ok(address, 'the story has its page');
    assert.match(newsroom.file(address).toString().replaceAll('<wbr>', ''), /三年级52名学生学会了开局/);
    assert.match(newsroom.file('/channels/youth/index.html').toString().replaceAll('<wbr>', ''), /象棋进了临河小学/);
    for (const page of [member, manager, first, second, final]) assert.deepEqual(page.complaints, []);
  });

  test('an input method is never disturbed: nothing is saved or changed while it composes', { timeout: 60_000 }, async () => {
    const page = await desk.visitor(browser, 'reporter', { viewport: desktop });
    await page.click('text=写新稿');
    await page.click('#body');
    const keyboard = await page.context().newCDPSession(page);
    let posts = 0;
    page.on('request', (request) => { if (request.method() === 'POST') posts += 1; });
    for (const text of ['l', 'lin', 'linx', 'linxi']) {
      await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    }
    await page.waitForTimeout(1500);  // longer than the pause after which it saves
    assert.equal(posts, 0, 'letters of an input method are no text yet');
    assert.equal(await page.inputValue('#body'), 'linxi');
    await savedWith(page, () => keyboard.send('Input.insertText', { text: '临溪讯' }));
    assert.equal(await page.inputValue('#body'), '临溪讯');
    // A letter, and before its save is due it composes again.
    posts = 0;
    await page.keyboard.type('a');
    await keyboard.send('Input.imeSetComposition', { text: 'ge', selectionStart: 2, selectionEnd: 2 });
    await page.waitForTimeout(1500);
    assert.equal(posts, 0);
    await savedWith(page, () => keyboard.send('Input.insertText', { text: '各' }));
    assert.equal(await page.inputValue('#body'), '临溪讯a各');
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  test('what is typed before the script has come is saved', { timeout: 60_000 }, async () => {
    const page = await desk.visitor(browser, 'reporter', { viewport: phone });
    let come;
    const waits = new Promise((resolve) => { come = resolve; });
    await page.route('**/desk.js', async (route) => { await waits; await route.continue(); });
    await page.goto(`${desk.address}/stories`, { waitUntil: 'commit' });
    await page.click('text=写新稿', { noWaitAfter: true });
    await page.fill('#title', '脚本还没有到');
    await savedWith(page, async () => come());
    assert.equal(await page.inputValue('#title'), '脚本还没有到');
    await page.context().close();
  });

  test('what is typed survives a dropped line and an ended session', { timeout: 60_000 }, async () => {
    const page = await desk.visitor(browser, 'reporter', { viewport: phone });
    await page.goto(`${desk.address}/stories`);
    await page.click('text=写新稿');
    await savedWith(page, () => page.fill('#title', '断线也不丢'));
    await page.context().setOffline(true);
    await page.fill('#body', '断线时写的字。');
    await page.locator('#notes', { hasText: '连不上编务台' }).waitFor();
    await savedWith(page, () => page.context().setOffline(false));
    assert.equal(await page.locator('#notes .problem').count(), 0);
    await page.reload();
    assert.equal(await page.inputValue('#body'), '断线时写的字。');

    await page.context().clearCookies();
    await page.fill('#body', '断线时写的字。登录过期以后写的字。');
    await page.locator('#notes', { hasText: '登录过期了' }).waitFor();
    await page.click('#notes a');
    await desk.logIn(page, 'reporter');
    await page.locator('#notes', { hasText: '没有存上去的文字' }).waitFor();
    await look(page, 'editor with a kept text');
    await savedWith(page, () => page.click('text=用这一份'));
    await page.reload();
    assert.equal(await page.inputValue('#body'), '断线时写的字。登录过期以后写的字。');
    assert.equal(await page.locator('#notes .problem').count(), 0);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  test('two tabs: other fields join, one field shows both texts, and nothing is overwritten unseen', { timeout: 60_000 }, async () => {
    const one = await desk.visitor(browser, 'editor', { viewport: desktop });
    await one.goto(`${desk.address}/stories`);
    await one.click('text=写新稿');
    const other = await one.context().newPage();
    await other.goto(one.url());
    await savedWith(one, () => one.fill('#title', '第一个标签页的标题'));
    await savedWith(other, () => other.fill('#summary', '第二个标签页的提要'));
    assert.equal(await other.inputValue('#title'), '第一个标签页的标题');
    await savedWith(one, () => one.fill('#body', '第一个标签页的正文'));
    await other.fill('#body', '第二个标签页的正文');
    await other.locator('.theirs', { hasText: '第一个标签页的正文' }).waitFor();
    assert.equal(await other.inputValue('#body'), '第二个标签页的正文');
    await look(other, 'conflict');
    await savedWith(other, () => other.fill('#body', '两边合成的正文'));
    assert.equal(await other.locator('.theirs').count(), 0);
    await one.context().close();
  });

  test('without scripts the editor is a form like any other', { timeout: 60_000 }, async () => {
    const page = await desk.visitor(browser, 'reporter', { viewport: phone, script: false });
    await page.goto(`${desk.address}/stories`);
    await page.click('text=写新稿');
    await page.fill('#title', '没有脚本也能写');
    await page.fill('#byline', '融媒体 沈青禾');
    await page.fill('#body', '东昌府讯 照样能写。');
    await page.click('#save');
    assert.match(page.url(), /done=saved/);
    await page.context().clearCookies();
    await page.fill('#body', '东昌府讯 过期了也照样能写。');
    await page.click('#save');
    assert.match(await page.locator('.lead').textContent(), /刚才写的字都还在/);
    await page.fill('#name', 'reporter');
    await page.fill('#password', desk.passwords.get('reporter'));
    await page.click('form.small button');
    assert.match(page.url(), /done=saved/);
    assert.equal(await page.inputValue('#body'), '东昌府讯 过期了也照样能写。');
    await page.context().close();
  });

  test('a page of another port can send the desk no form and see none of its pages', { timeout: 60_000 }, async () => {
    const page = await desk.visitor(browser, 'admin', { viewport: desktop });
    await page.route('http://127.0.0.1:9/**', (route) => route.fulfill({ contentType: 'text/html',
      body: `<iframe id="f" src="${desk.address}/people"></iframe>
        <form method="post" action="${desk.address}/people"><input name="shown" value="x"><input name="login" value="evil"><input name="role" value="editor"></form>` }));
    await page.goto('http://127.0.0.1:9/');
    const frame = await page.locator('#f').elementHandle().then((handle) => handle.contentFrame());
    assert.doesNotMatch(await frame.content().catch(() => ''), /人员/);
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.evaluate(() => document.forms[0].submit());
    assert.equal((await answer).status(), 403);
    await page.waitForURL(`${desk.address}/people`);
    await page.goto(`${desk.address}/people`);
    assert.doesNotMatch(await page.content(), /evil/);
    await page.context().close();
  });

  test('every page is right at both widths and in both schemes', { timeout: 120_000 }, async () => {
    const pages = { reporter: ['/stories', '/account', '/nowhere'], first: ['/queue', '/people'], editor: ['/queue'], admin: ['/people'],
      manager: ['/organisation', '/stories'] };
    for (const [viewport, scheme] of [[phone, 'dark'], [desktop, 'light']]) {
      for (const [name, paths] of Object.entries(pages)) {
        const page = await desk.visitor(browser, name, { viewport, scheme });
        for (const path of paths) {
          await page.goto(desk.address + path);
          await look(page, `${path} as ${name}`);
        }
        if (name === 'reporter') {
          await page.context().clearCookies();
          await page.goto(`${desk.address}/login`);
          await look(page, 'log-in');
        }
        assert.deepEqual(page.complaints, []);
        await page.context().close();
      }
    }
    assert.deepEqual(wrong, []);
  });
}
