// A desk of its own over a copy of the sample newsroom, and people who are logged in at it.
import { spawn } from 'node:child_process';
import { program, succeed } from './gazette.mjs';

export class Desk {
  constructor(workplace, newsroom) {
    this.newsroom = newsroom;
    this.data = workplace.path('desk');
    this.passwords = new Map();
  }

  async addUser(name, role, shown, organisation) {
    const where = organisation ? ['--organisation', organisation] : [];
    const made = await succeed(['desk', 'user', 'add', name, '--role', role, '--shown-name', shown, ...where,
      '--source', this.newsroom.source, '--data', this.data]);
    this.passwords.set(name, made.stdout.trim());
  }

  async start() {
    this.process = spawn(program, ['desk', '--source', this.newsroom.source, '--data', this.data, '--listen', '127.0.0.1:0'],
      { env: { ...process.env, LC_ALL: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'inherit'] });
    this.ended = new Promise((done) => this.process.on('close', done));
    this.address = await new Promise((ready, failed) => {
      let printed = '';
      this.process.stdout.on('data', (bytes) => {
        printed += bytes;
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed);
        if (found) ready(found[0]);
      });
      this.process.on('close', () => failed(new Error(`the desk ended: ${printed}`)));
    });
  }

  async stop() {
    if (!this.process) return;
    this.process.kill('SIGTERM');
    await this.ended;
  }

  /** A page of a browser of one's own, logged in; `complaints` collects what a script or a policy refused. */
  async visitor(browser, name, { viewport, scheme = 'light', script = true } = {}) {
    const context = await browser.newContext({ viewport, colorScheme: scheme, locale: 'zh-CN', javaScriptEnabled: script });
    const page = await context.newPage();
    page.complaints = [];
    page.on('console', (message) => {
      // The theme's script in a preview, and what a test provokes.
      const expected = /sandboxed and the 'allow-scripts'|status of (4\d\d)|ERR_INTERNET_DISCONNECTED/;
      if (message.type() === 'error' && !expected.test(message.text())) page.complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => page.complaints.push(`${page.url()}: ${error.message}`));
    await this.logIn(page, name);
    return page;
  }

  async logIn(page, name) {
    if (!page.url().includes('/login')) await page.goto(`${this.address}/login`);
    await page.fill('#name', name);
    await page.fill('#password', this.passwords.get(name));
    await page.click('form.small button');
    await page.waitForURL((url) => !url.pathname.startsWith('/login'));
  }
}

