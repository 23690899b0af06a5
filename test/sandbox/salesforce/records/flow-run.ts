import { evaluate, isTrue } from '../formula/evaluate.ts';
import type { FormulaScope } from '../formula/evaluate.ts';
import type { Flow, FlowElement, FlowValue } from '../metadata/flow.ts';
import { findField } from '../metadata/object-type.ts';
import type { ObjectType } from '../metadata/object-type.ts';
import { systemAccess } from './access.ts';
import type { Access } from './access.ts';
import { formulaScope } from './checks.ts';
import type { Draft } from './checks.ts';
import { meets } from './flow-conditions.ts';
import type { RowInput } from './inputs.ts';
import { done, refused } from './record.ts';
import type { Outcome, StoredRecord, Value } from './record.ts';
import type { OrgState } from './state.ts';
import { readValue } from './values.ts';

/** Source: Flow limits, "Executed elements at runtime per flow" of older API versions; a bound against endless loops. */
const maxElements = 2_000;

export type FlowContext = {
  /** The row's values before the save; missing after it. */
  draft?: Map<string, Value>;
  /** Saves what an element creates, in the same transaction. */
  create(access: Access, type: ObjectType, input: RowInput): Outcome<StoredRecord>;
  /** Saves what an element changes, in the same transaction. */
  update(access: Access, type: ObjectType, id: string, input: RowInput): Outcome<StoredRecord>;
};

/** Runs every active flow of this object and moment, in the order of their names. */
export function runFlows(
  state: OrgState,
  moment: Flow['runs'],
  subject: Draft,
  context: FlowContext,
): Outcome<undefined> {
  for (const flow of state.metadata.flows) {
    if (flow.runs !== moment || flow.object !== subject.type.name) continue;
    const run: Run = { state, flow, subject: withDraft(subject, context), context, variables: new Map() };
    if (!hasStarted(run)) continue;
    const outcome = runElements(run);
    if (!outcome.ok) return outcome;
  }
  return done(undefined);
}

type Run = {
  state: OrgState;
  flow: Flow;
  subject: Draft;
  context: FlowContext;
  /** Also holds `$Flow.FaultMessage`. */
  variables: Map<string, Value | undefined>;
};

/** Before the save, `$Record` is the draft itself: what one element sets, the next one reads. */
function withDraft(subject: Draft, { draft }: FlowContext): Draft {
  return draft ? { ...subject, record: { ...subject.record, values: draft } } : subject;
}

function hasStarted(run: Run): boolean {
  const { flow, subject } = run;
  const isNew = subject.before === undefined;
  if (isNew ? !flow.onCreate : !flow.onUpdate) return false;
  const isMet = (draft: Draft) => {
    const seen = { ...run, subject: draft };
    const scope = flowScope(seen);
    return meets(flow.when, scopeReader(seen)) && (!flow.whenFormula || isTrue(flow.whenFormula, scope));
  };
  if (!isMet(subject)) return false;
  const { before } = subject;
  return !flow.onlyWhenNewlyMet || !before || !isMet({ ...subject, record: before });
}

function runElements(run: Run): Outcome<undefined> {
  for (const [name, value] of run.flow.variables) run.variables.set(name, value && readFlowValue(run, value));
  let name: string | undefined = run.flow.first;
  for (let count = 0; name !== undefined; count += 1) {
    const element = run.flow.elements.get(name);
    if (!element || count >= maxElements) return failed(run, name, 'the flow ran too many elements');
    const next = runElement(run, element);
    if (!next.ok) return next;
    name = next.value;
  }
  return done(undefined);
}

function runElement(run: Run, element: FlowElement): Outcome<string | undefined> {
  switch (element.kind) {
    case 'assignment':
      return assign(run, element);
    case 'decision': {
      const outcome = element.outcomes.find((one) => meets(one.when, scopeReader(run)));
      return done(outcome ? outcome.next : element.next);
    }
    case 'create':
    case 'update':
      return save(run, element);
  }
}

function assign(run: Run, element: Extract<FlowElement, { kind: 'assignment' }>): Outcome<string | undefined> {
  for (const { target, value } of element.items) {
    const given = readFlowValue(run, value);
    const [head = '', name] = target;
    if (head !== '$Record') {
      run.variables.set(head, given);
      continue;
    }
    const field = findField(run.subject.type, name ?? '');
    const read = field && readValue(field, field.type === 'text' && given !== undefined ? String(given) : given);
    if (!field || !read?.ok || !run.context.draft)
      return read && !read.ok ? read : failed(run, element.name, 'no such field');
    if (read.value === undefined) run.context.draft.delete(field.name);
    else run.context.draft.set(field.name, read.value);
  }
  return done(element.next);
}

function save(run: Run, element: Extract<FlowElement, { kind: 'create' | 'update' }>): Outcome<string | undefined> {
  const { state, subject, context } = run;
  const type = state.metadata.objects.get(element.object);
  if (!type) throw new Error(`The flow check let ${element.object} through`);
  const userId = String(subject.record.values.get('LastModifiedById'));
  const input = Object.fromEntries(element.inputs.map(({ field, value }) => [field, readFlowValue(run, value)]));
  const access = systemAccess(userId, `flow ${run.flow.name}`);
  const saved =
    element.kind === 'create'
      ? context.create(access, type, input)
      : context.update(access, type, String(readFlowValue(run, element.id)), input);
  if (saved.ok) return done(element.next);
  const text = saved.errors.map((error) => `${error.code}: ${error.message}`).join('; ');
  if (element.onFault === undefined) return failed(run, element.name, text);
  run.variables.set('$Flow.FaultMessage', text);
  return done(element.onFault);
}

function failed({ flow }: Run, element: string, text: string): Outcome<never> {
  const words = `We can't save this record because the “${flow.label}” process failed. Give your Salesforce admin these details. ${element}: ${text}`;
  return refused('CANNOT_EXECUTE_FLOW_TRIGGER', words);
}

function readFlowValue(run: Run, value: FlowValue): Value | undefined {
  return value.kind === 'literal' ? value.value : flowScope(run).read(value.path);
}

function scopeReader(run: Run) {
  const scope = flowScope(run);
  return {
    isNew: scope.isNew,
    read: scope.read,
    readPrior: (path: readonly string[]) => scope.readPrior(path),
    value: (value: FlowValue) => readFlowValue(run, value),
  };
}

/** `$Record`, `$Record__Prior`, `$Flow`, variables and formulas; a bare field name is one of the record. */
function flowScope(run: Run): FormulaScope {
  const record = formulaScope(run.state, run.subject);
  const read = (path: readonly string[]): Value | undefined => {
    const [head = '', ...rest] = path;
    if (head === '$Record') return record.read(rest);
    if (head === '$Record__Prior') return run.subject.before && record.readPrior(rest);
    if (head === '$Flow') return readGlobal(run, rest.join('.'));
    if (rest.length === 0 && run.variables.has(head)) return run.variables.get(head);
    const formula = rest.length === 0 ? run.flow.formulas.get(head) : undefined;
    return formula ? evaluate(formula, flowScope(run)) : record.read(path);
  };
  const readPrior = (path: readonly string[]) => record.readPrior(path[0] === '$Record' ? path.slice(1) : path);
  return { isNew: record.isNew, read, readPrior };
}

function readGlobal(run: Run, name: string): Value | undefined {
  if (name === 'CurrentDateTime') return new Date(run.state.clock.now()).toISOString();
  return run.variables.get(`$Flow.${name}`);
}
