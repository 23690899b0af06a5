import type { ErpState } from 'shared-model/erp-state.ts';
import type { StateAnswer } from 'shared-model/restlet.ts';
import type { Erp, Values } from './erp.ts';
import { isChanged, isDuplicate } from './refusals.ts';
import { countOf, textOf } from './values.ts';

export const stateType = 'customrecord_tl_state';
export const stateField = (name: string): string => `custrecord_tl_state_${name}`;
export const stateKey = (engagementId: string): string => `state:${engagementId}`;

type Written = StateAnswer['items'][number];

/**
 * Keeps what the tab shows of each engagement: one row each, of which the highest version wins.
 *
 * The rows lock optimistically, so that of two writers at once one is told to come again.
 */
export function writeStates(erp: Erp, states: readonly ErpState[]): Written[] {
  const known = knownRows(
    erp,
    states.map(({ engagementId }) => stateKey(engagementId)),
  );
  return states.map((state) => {
    return { engagementId: state.engagementId, ...writeOne(erp, state, known.get(stateKey(state.engagementId))) };
  });
}

function writeOne(erp: Erp, state: ErpState, rowId: string | undefined): Omit<Written, 'engagementId'> {
  if (rowId === undefined) {
    const created = erp.create(stateType, { externalid: stateKey(state.engagementId), ...valuesOf(erp, state) });
    if (created.kind === 'saved') return { result: 'written' };
    return { result: isDuplicate(created) ? 'busy' : 'refused' };
  }
  const opened = erp.open(stateType, rowId);
  if (opened.kind === 'refused') return { result: 'refused' };
  const heldVersion = countOf(opened.read(stateField('version')));
  if (heldVersion > state.version) return { result: 'superseded', heldVersion };
  const saved = opened.save(valuesOf(erp, state));
  if (saved.kind === 'saved') return { result: 'written' };
  return { result: isChanged(saved) ? 'busy' : 'refused' };
}

function knownRows(erp: Erp, keys: readonly string[]): Map<string, string> {
  const marks = keys.map(() => '?').join(', ');
  const sql = `select id, externalid from ${stateType} where externalid in (${marks}) order by id`;
  return new Map(erp.rows(sql, keys).map((row) => [textOf(row['externalid']) ?? '', textOf(row['id']) ?? '']));
}

function valuesOf(erp: Erp, state: ErpState): Values {
  return {
    [stateField('engagement')]: state.engagementId,
    [stateField('version')]: state.version,
    [stateField('state')]: state.state,
    [stateField('shown')]: JSON.stringify(state),
    [stateField('asof')]: erp.now(),
  };
}
