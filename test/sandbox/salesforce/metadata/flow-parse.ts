import { parseFormula } from '../formula/parse.ts';
import type { Formula } from '../formula/parse.ts';
import { optional } from './fields.ts';
import { flowOperators } from './flow.ts';
import type { Flow, FlowCondition, FlowConditions, FlowElement, FlowValue } from './flow.ts';
import type { SourceFile } from './source-files.ts';
import { allowOnly, childFlag, childNumber, childrenNamed, childText, requiredText } from './xml.ts';
import type { XmlElement } from './xml.ts';

const place = ['name', 'label', 'description', 'locationX', 'locationY', 'elementSubtype'];
const allowed = {
  flow: set(
    'apiVersion assignments decisions recordCreates recordUpdates formulas variables start status label description',
  )
    .add('processType')
    .add('interviewLabel')
    .add('environments')
    .add('processMetadataValues')
    .add('runInMode')
    .add('triggerOrder')
    .add('areMetricsLoggedToDataCloud'),
  start: set(
    'locationX locationY connector object recordTriggerType triggerType filterLogic filters filterFormula',
  ).add('doesRequireRecordChangedToMeetCriteria'),
  assignments: new Set([...place, 'assignmentItems', 'connector']),
  decisions: new Set([...place, 'rules', 'defaultConnector', 'defaultConnectorLabel']),
  rules: new Set([...place, 'conditionLogic', 'conditions', 'connector', 'doesRequireRecordChangedToMeetCriteria']),
  recordCreates: new Set([...place, 'object', 'inputAssignments', 'connector', 'faultConnector']),
  recordUpdates: new Set([
    ...place,
    'object',
    'filterLogic',
    'filters',
    'inputAssignments',
    'connector',
    'faultConnector',
  ]),
  formulas: new Set([...place, 'dataType', 'expression', 'scale']),
  variables: new Set([...place, 'dataType', 'isCollection', 'isInput', 'isOutput', 'scale', 'value']),
  condition: set('leftValueReference operator rightValue'),
  filter: set('field operator value'),
  item: set('assignToReference operator value field'),
  value: set('stringValue numberValue booleanValue dateValue dateTimeValue elementReference'),
};

function set(names: string): Set<string> {
  return new Set(names.split(' '));
}

/** Reads an active record-triggered flow; every element outside the subset is refused by name. Inactive ones are `undefined`. */
export function parseFlow(file: SourceFile): Flow | undefined {
  const { root, name: fileName } = file;
  if (requiredText(root, 'status', fileName) !== 'Active') return undefined;
  allowOnly(root, allowed.flow, fileName);
  const processType = requiredText(root, 'processType', fileName);
  if (processType !== 'AutoLaunchedFlow')
    throw new Error(`${fileName}: the process type ${processType} is not supported`);
  const [start] = childrenNamed(root, 'start');
  if (!start) throw new Error(`${fileName}: <Flow> has no <start>`);
  const elements = [
    ...childrenNamed(root, 'assignments').map((xml) => parseAssignment(xml, fileName)),
    ...childrenNamed(root, 'decisions').map((xml) => parseDecision(xml, fileName)),
    ...childrenNamed(root, 'recordCreates').map((xml) => parseCreate(xml, fileName)),
    ...childrenNamed(root, 'recordUpdates').map((xml) => parseUpdate(xml, fileName)),
  ];
  const formulas = childrenNamed(root, 'formulas').map((xml) => parseNamedFormula(xml, fileName));
  const variables = childrenNamed(root, 'variables').map((xml) => parseVariable(xml, fileName));
  refuseTwins([...elements.map(({ name }) => name), ...[...formulas, ...variables].map(([name]) => name)], fileName);
  return {
    name: file.fullName,
    label: requiredText(root, 'label', fileName),
    ...parseStart(start, fileName),
    elements: new Map(elements.map((element) => [element.name, element])),
    formulas: new Map(formulas),
    variables: new Map(variables),
  };
}

/** Every part of a flow has a name of its own; a deployment refuses two of one name. */
function refuseTwins(names: readonly string[], fileName: string): void {
  const twin = names.find((name, place) => names.indexOf(name) < place);
  if (twin !== undefined) throw new Error(`${fileName}: the name ${twin} is used twice`);
}

type Start = Pick<
  Flow,
  'object' | 'runs' | 'onCreate' | 'onUpdate' | 'when' | 'whenFormula' | 'onlyWhenNewlyMet' | 'first'
>;

function parseStart(start: XmlElement, fileName: string): Start {
  allowOnly(start, allowed.start, fileName);
  const triggerType = requiredText(start, 'triggerType', fileName);
  const runs = triggerType === 'RecordBeforeSave' ? 'before-save' : 'after-save';
  if (runs === 'after-save' && triggerType !== 'RecordAfterSave')
    throw new Error(`${fileName}: the trigger type ${triggerType} is not supported`);
  const on = requiredText(start, 'recordTriggerType', fileName);
  if (!['Create', 'Update', 'CreateAndUpdate'].includes(on))
    throw new Error(`${fileName}: the record trigger type ${on} is not supported`);
  const first = nextOf(start, 'connector', fileName);
  if (first === undefined) throw new Error(`${fileName}: <start> has no <connector>`);
  const filters = childrenNamed(start, 'filters').map((xml) => parseFilter(xml, fileName));
  const formula = childText(start, 'filterFormula');
  return {
    object: requiredText(start, 'object', fileName),
    runs,
    onCreate: on !== 'Update',
    onUpdate: on !== 'Create',
    when: { logic: parseLogic(childText(start, 'filterLogic'), fileName), conditions: filters },
    ...optional('whenFormula', formula === undefined ? undefined : parseFormula(formula)),
    onlyWhenNewlyMet: childFlag(start, 'doesRequireRecordChangedToMeetCriteria'),
    first,
  };
}

function parseAssignment(xml: XmlElement, fileName: string): FlowElement {
  allowOnly(xml, allowed.assignments, fileName);
  const items = childrenNamed(xml, 'assignmentItems').map((item) => {
    allowOnly(item, allowed.item, fileName);
    const operator = requiredText(item, 'operator', fileName);
    if (operator !== 'Assign') throw new Error(`${fileName}: the assignment operator ${operator} is not supported`);
    return {
      target: pathOf(requiredText(item, 'assignToReference', fileName)),
      value: requiredValue(item, 'value', fileName),
    };
  });
  return {
    kind: 'assignment',
    name: requiredText(xml, 'name', fileName),
    items,
    ...nextElement(xml, 'connector', fileName),
  };
}

function parseDecision(xml: XmlElement, fileName: string): FlowElement {
  allowOnly(xml, allowed.decisions, fileName);
  const outcomes = childrenNamed(xml, 'rules').map((rule) => {
    allowOnly(rule, allowed.rules, fileName);
    if (childFlag(rule, 'doesRequireRecordChangedToMeetCriteria'))
      throw new Error(`${fileName}: <doesRequireRecordChangedToMeetCriteria> of a decision is not supported`);
    const conditions = childrenNamed(rule, 'conditions').map((condition) => parseCondition(condition, fileName));
    const when = { logic: parseLogic(childText(rule, 'conditionLogic'), fileName), conditions };
    return { name: requiredText(rule, 'name', fileName), when, ...nextElement(rule, 'connector', fileName) };
  });
  const name = requiredText(xml, 'name', fileName);
  return { kind: 'decision', name, outcomes, ...nextElement(xml, 'defaultConnector', fileName) };
}

function parseCreate(xml: XmlElement, fileName: string): FlowElement {
  allowOnly(xml, allowed.recordCreates, fileName);
  return { kind: 'create', ...parseSave(xml, fileName) };
}

/** Only the update of one record by its id: a filter over others would need a query in a loop of saves. */
function parseUpdate(xml: XmlElement, fileName: string): FlowElement {
  allowOnly(xml, allowed.recordUpdates, fileName);
  const filters = childrenNamed(xml, 'filters');
  const [filter] = filters;
  const isById =
    filter && childText(filter, 'field') === 'Id' && requiredText(filter, 'operator', fileName) === 'EqualTo';
  if (!isById || filters.length > 1) throw new Error(`${fileName}: <recordUpdates> needs one filter, Id EqualTo`);
  return { kind: 'update', id: requiredValue(filter, 'value', fileName), ...parseSave(xml, fileName) };
}

function parseSave(xml: XmlElement, fileName: string) {
  const inputs = childrenNamed(xml, 'inputAssignments').map((input) => {
    allowOnly(input, allowed.item, fileName);
    return { field: requiredText(input, 'field', fileName), value: requiredValue(input, 'value', fileName) };
  });
  refuseTwins(
    inputs.map(({ field }) => field),
    fileName,
  );
  return {
    name: requiredText(xml, 'name', fileName),
    object: requiredText(xml, 'object', fileName),
    inputs,
    ...nextElement(xml, 'connector', fileName),
    ...optional('onFault', nextOf(xml, 'faultConnector', fileName)),
  };
}

function parseNamedFormula(xml: XmlElement, fileName: string): [string, Formula] {
  allowOnly(xml, allowed.formulas, fileName);
  return [requiredText(xml, 'name', fileName), parseFormula(requiredText(xml, 'expression', fileName))];
}

function parseVariable(xml: XmlElement, fileName: string): [string, FlowValue | undefined] {
  allowOnly(xml, allowed.variables, fileName);
  if (childFlag(xml, 'isCollection'))
    throw new Error(`${fileName}: collection variables are not supported by this org`);
  return [requiredText(xml, 'name', fileName), parseValue(xml, 'value', fileName)];
}

function parseCondition(xml: XmlElement, fileName: string): FlowCondition {
  allowOnly(xml, allowed.condition, fileName);
  const left = pathOf(requiredText(xml, 'leftValueReference', fileName));
  return { left, operator: parseOperator(xml, fileName), right: parseValue(xml, 'rightValue', fileName) };
}

function parseFilter(xml: XmlElement, fileName: string): FlowCondition {
  allowOnly(xml, allowed.filter, fileName);
  const left = ['$Record', requiredText(xml, 'field', fileName)];
  return { left, operator: parseOperator(xml, fileName), right: parseValue(xml, 'value', fileName) };
}

function parseOperator(xml: XmlElement, fileName: string): FlowCondition['operator'] {
  const text = requiredText(xml, 'operator', fileName);
  const operator = flowOperators.find((one) => one === text);
  if (!operator) throw new Error(`${fileName}: the operator ${text} is not supported by this org`);
  return operator;
}

function parseLogic(text: string | undefined, fileName: string): FlowConditions['logic'] {
  const logic = text?.toLowerCase() ?? 'and';
  if (logic === 'and' || logic === 'or') return logic;
  throw new Error(`${fileName}: the condition logic "${text}" is not supported by this org`);
}

function requiredValue(xml: XmlElement, name: string, fileName: string): FlowValue {
  const value = parseValue(xml, name, fileName);
  if (!value) throw new Error(`${fileName}: <${xml.name}> has no <${name}>`);
  return value;
}

function parseValue(xml: XmlElement, name: string, fileName: string): FlowValue | undefined {
  const [element] = childrenNamed(xml, name);
  if (!element) return undefined;
  allowOnly(element, allowed.value, fileName);
  const reference = childText(element, 'elementReference');
  if (reference !== undefined) return { kind: 'reference', path: pathOf(reference) };
  const number = childNumber(element, 'numberValue');
  if (number !== undefined) return { kind: 'literal', value: number };
  const flag = childText(element, 'booleanValue');
  if (flag !== undefined) return { kind: 'literal', value: flag === 'true' };
  return { kind: 'literal', value: element.children[0]?.text ?? '' };
}

function nextElement(xml: XmlElement, name: string, fileName: string): { next?: string } {
  return optional('next', nextOf(xml, name, fileName));
}

function nextOf(xml: XmlElement, name: string, fileName: string): string | undefined {
  const [connector] = childrenNamed(xml, name);
  return connector && requiredText(connector, 'targetReference', fileName);
}

function pathOf(reference: string): readonly string[] {
  return reference.split('.');
}
