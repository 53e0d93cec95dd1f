// The programs under test: a copy of the sample newsroom, builds of it, and an endpoint of its own.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const program = join(resolve(process.env.GAZETTE_BUILD ?? join(root, 'build/debug')), 'gazette');

/** Runs gazette to its end; what it printed and its exit status. Never throws for a failing exit. */
export function gazette(args, env = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '', stderr = '';
    child.stdout.on('data', (bytes) => { stdout += bytes; });
    child.stderr.on('data', (bytes) => { stderr += bytes; });
    child.on('close', (status) => done({ status, stdout, stderr }));
  });
}

/** As above, but a failing exit is an exception with what was printed. */
export async function succeed(args, env) {
  const result = await gazette(args, env);
  if (result.status !== 0) throw new Error(`gazette ${args.join(' ')}: exit ${result.status}\n${result.stdout}${result.stderr}`);
  return result;
}

export async function freePort() {
  const probe = createServer();
  await new Promise((ready) => probe.listen(0, '127.0.0.1', ready));
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

/** A folder that vanishes with the tests. */
export class Workplace {
  constructor() { this.folder = mkdtempSync(join(tmpdir(), 'gazette-e2e-')); }
  path(...names) { return join(this.folder, ...names); }
  remove() { rmSync(this.folder, { recursive: true, force: true }); }
}

/** The sample newsroom, copied, so that a test may edit it. */
export class Newsroom {
  constructor(workplace, name = 'newsroom') {
    this.source = workplace.path(name);
    this.out = workplace.path(`${name}-public`);
    const made = new Set([join(root, 'articles/public'), join(root, 'articles/.gazette')]);
    cpSync(join(root, 'articles'), this.source, { recursive: true, filter: (path) => !made.has(path) });
  }

  build(...options) { return succeed(['build', '--source', this.source, '--out', this.out, ...options]); }

  file(address) { return readFileSync(join(this.out, decodeURIComponent(address))); }

  /** Addresses of all built files, sorted. */
  addresses() {
    const found = [];
    const folders = [''];
    while (folders.length > 0) {
      const folder = folders.pop();
      for (const entry of readdirSync(join(this.out, folder), { withFileTypes: true })) {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory()) folders.push(path);
        else found.push(path);
      }
    }
    return found.sort();
  }
}

/** An endpoint with its own data folder and token. */
export class Endpoint {
  constructor(workplace, name = 'endpoint') {
    this.data = workplace.path(name);
    mkdirSync(this.data);
  }

  async makeToken(scope = 'publish') {
    const made = await succeed(['endpoint', 'token', 'add', `e2e-${scope.replaceAll(',', '-')}`, '--scope', scope, '--data', this.data]);
    this.token = made.stdout.trim().split('\n').at(-1).trim();
  }

  async start() {
    const port = await freePort();
    this.address = `http://127.0.0.1:${port}`;
    this.process = spawn(program, ['endpoint', '--data', this.data, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.log = '';
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on('data', (bytes) => { this.log += bytes; });
    this.ended = new Promise((done) => this.process.on('close', (status, signal) => { this.isOver = true; done({ status, signal }); }));
    const deadline = Date.now() + 20_000;
    for (;;) {
      try { await fetch(`${this.address}/`); return; } catch {
        if (this.isOver || Date.now() > deadline) throw new Error(`the endpoint does not answer:\n${this.log}`);
        await new Promise((soon) => setTimeout(soon, 20));
      }
    }
  }

  publish(newsroom, { token = this.token, options = [] } = {}) {
    return gazette(['publish', '--no-build', '--source', newsroom.source, '--out', newsroom.out, '--url', `${this.address}/`, ...options], { GAZETTE_TOKEN: token });
  }

  /** Any other command that speaks to it. */
  ask(command, newsroom, ...options) {
    const env = { GAZETTE_TOKEN: this.token };
    return succeed([command, ...options, '--source', newsroom.source, '--url', `${this.address}/`], env);
  }

  async stop() {
    if (!this.process || this.isOver) return this.ended;
    this.process.kill('SIGTERM');
    return this.ended;
  }
}
