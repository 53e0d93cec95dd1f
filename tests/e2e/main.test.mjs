// All end-to-end tests on one stage: node --test main.test.mjs
import { after, before, describe } from 'node:test';
import { raise, strike } from './support/stage.mjs';
import { reading } from './reading.mjs';
import { looking } from './looking.mjs';
import { publishing } from './publishing.mjs';
import { desk } from './desk.mjs';
import { deskPages } from './desk_pages.mjs';

describe('the sample newsroom, published', () => {
  before(raise, { timeout: 120_000 });
  after(strike);
  describe('reading', reading);
  describe('looking', looking);
  describe('publishing', publishing);
});

describe('the desk', desk);
describe('pages of the desk', deskPages);
