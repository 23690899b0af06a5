import { faults } from 'shared-model/faults.ts';
import { ownerLabels } from 'shared-model/finding.ts';

import { commandName } from '#api/run-acts.ts';
import type { RunRow, WaitingCommand } from '#store/desk.ts';

import { ageText, clause, ownerName } from './words.ts';

/** @property who the role that must act; absent when nobody must */
export type Waits = { readonly who?: string; readonly text: string };

/** What a run waits for, in one sentence; what only a machine does names no person. */
export function waitsFor(run: RunRow, now: number): Waits {
  switch (run.status) {
    case 'done':
      return { text: shownText(run) ?? 'Nothing: it is done' };
    case 'ended':
      return { text: 'A new press on the Opportunity; nothing of this attempt is left in NetSuite' };
    case 'not-ready':
    case 'failed':
      return byPerson(run, run.command);
    case 'running':
      return run.command === undefined ? ofRun(run) : ofCommand(run, run.command, now);
  }
}

function ofCommand(run: RunRow, command: WaitingCommand, now: number): Waits {
  const { state, type, ahead, notBefore, changedAt, fault, attempts } = command;
  const { heldBy } = run;
  const name = commandName(type);
  switch (state) {
    case 'leased':
    case 'staged':
      return { text: `NetSuite, at work on the ${name} for ${ageText(now - Date.parse(changedAt))}` };
    case 'unknown':
      return {
        text: `NetSuite did not answer on the ${name}, so we look before we act${soon('; next look in', notBefore, now)}`,
      };
    case 'held':
    case 'rejected':
      return byPerson(run, command);
    case 'waiting': {
      if (heldBy !== undefined)
        return { who: ownerLabels['finance-ops'], text: `A release in NetSuite, where ${heldBy} holds it` };
      if (fault !== undefined && notBefore !== undefined) {
        const tries = attempts === 0 ? '' : `, ${attempts} ${attempts === 1 ? 'try' : 'tries'} so far`;
        return { text: `${clause(faults[fault.code].meaning)}${soon('; next try in', notBefore, now)}${tries}` };
      }
      return {
        text:
          ahead === 0
            ? `A free call to NetSuite for the ${name}; next in line`
            : `A free call to NetSuite for the ${name}; ${ahead} ahead`,
      };
    }
    case 'applied':
    case 'superseded':
      return ofRun(run);
  }
}

function soon(words: string, at: string | undefined, now: number): string {
  return at === undefined ? '' : `${words} ${ageText(Date.parse(at) - now)}`;
}

/** A run without a command waits for what the CRM shows of it, or for its own next decision. */
function ofRun(run: RunRow): Waits {
  const who = ownerName(run.shown?.['ownerRole']);
  return { ...(who === undefined ? {} : { who }), text: shownText(run) ?? 'Its next decision, within a second' };
}

function byPerson(run: RunRow, command: WaitingCommand | undefined): Waits {
  const fault = command?.fault;
  const who =
    ownerName(run.shown?.['ownerRole']) ?? (fault && ownerLabels[faults[fault.code].owner]) ?? ownerLabels.admin;
  const text =
    shownText(run) ?? (fault === undefined ? 'A look at its exceptions' : clause(faults[fault.code].meaning));
  return { who, text: clause(text.replace(new RegExp(`^Waiting on ${who}: `), '')) };
}

function shownText(run: RunRow): string | undefined {
  const text = run.shown?.['text'];
  return typeof text === 'string' && text !== '' ? text : undefined;
}
