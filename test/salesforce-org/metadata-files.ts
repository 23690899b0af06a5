/** Small metadata files for tests, in the package's own format. */
const namespace = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

export function objectFile(label: string): string {
  return `<CustomObject ${namespace}><deploymentStatus>Deployed</deploymentStatus><label>${label}</label>
    <nameField><label>Name</label><type>Text</type></nameField><pluralLabel>${label}s</pluralLabel>
    <sharingModel>ReadWrite</sharingModel></CustomObject>`;
}

export function fieldFile(name: string, inner: string): string {
  return `<CustomField ${namespace}><fullName>${name}</fullName><label>${name}</label>${inner}</CustomField>`;
}

export function ruleFile(name: string, formula: string, message: string): string {
  return `<ValidationRule ${namespace}><fullName>${name}</fullName><active>true</active>
    <errorConditionFormula>${escape(formula)}</errorConditionFormula><errorMessage>${message}</errorMessage></ValidationRule>`;
}

/** A flow on Widget__c; `start` and `elements` are its inner XML. */
export function flowFile(start: string, elements: string): string {
  return `<Flow ${namespace}><apiVersion>66.0</apiVersion>${elements}<label>Test flow</label>
    <processType>AutoLaunchedFlow</processType><start><object>Widget__c</object>${start}</start><status>Active</status></Flow>`;
}

export function assignment(name: string, field: string, value: string, next = ''): string {
  const connector = next === '' ? '' : `<connector><targetReference>${next}</targetReference></connector>`;
  return `<assignments><name>${name}</name><label>${name}</label><assignmentItems>
    <assignToReference>${field}</assignToReference><operator>Assign</operator><value>${value}</value></assignmentItems>${connector}</assignments>`;
}

export function startAt(
  element: string,
  trigger: 'Create' | 'Update' | 'CreateAndUpdate',
  moment: 'Before' | 'After',
): string {
  return `<connector><targetReference>${element}</targetReference></connector>
    <recordTriggerType>${trigger}</recordTriggerType><triggerType>Record${moment}Save</triggerType>`;
}

/** An object with one field of most kinds. */
export const widget: Record<string, string> = {
  'objects/Widget__c/Widget__c.object-meta.xml': objectFile('Widget'),
  'objects/Widget__c/fields/Code__c.field-meta.xml': fieldFile(
    'Code__c',
    '<externalId>true</externalId><length>10</length><type>Text</type><unique>false</unique>',
  ),
  'objects/Widget__c/fields/Size__c.field-meta.xml': fieldFile(
    'Size__c',
    '<precision>5</precision><scale>2</scale><type>Number</type>',
  ),
  'objects/Widget__c/fields/Note__c.field-meta.xml': fieldFile('Note__c', '<length>255</length><type>Text</type>'),
  'objects/Widget__c/fields/Mail__c.field-meta.xml': fieldFile('Mail__c', '<type>Email</type>'),
  'objects/Widget__c/fields/Due__c.field-meta.xml': fieldFile('Due__c', '<type>Date</type>'),
  'objects/Widget__c/fields/At__c.field-meta.xml': fieldFile('At__c', '<type>DateTime</type>'),
  'objects/Widget__c/fields/Live__c.field-meta.xml': fieldFile(
    'Live__c',
    '<defaultValue>false</defaultValue><type>Checkbox</type>',
  ),
  'objects/Widget__c/fields/Account__c.field-meta.xml': fieldFile(
    'Account__c',
    '<referenceTo>Account</referenceTo><relationshipName>Widgets</relationshipName><type>Lookup</type>',
  ),
};

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
