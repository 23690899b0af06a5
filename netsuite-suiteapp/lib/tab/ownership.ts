import type { WantedFields } from 'shared-model/erp-state.ts';
import { shortenName } from '#lib/names.ts';
import { html, type Markup } from './markup.ts';
import type { ShownField, TabFacts } from './tab.ts';

type Owner = 'Salesforce' | 'Finance';
type Rule = { readonly owner: Owner; readonly wanted?: keyof WantedFields };

/** Who owns which field; what the CRM owns and says is compared with what stands here. */
const projectRules: Readonly<Record<string, Rule>> = {
  companyname: { owner: 'Salesforce', wanted: 'name' },
  startdate: { owner: 'Salesforce', wanted: 'startOn' },
  projectedenddate: { owner: 'Salesforce', wanted: 'endOn' },
  estimatedrevenue: { owner: 'Salesforce', wanted: 'amount' },
  projectmanager: { owner: 'Salesforce' },
  parent: { owner: 'Finance' },
  entitystatus: { owner: 'Finance' },
  billingratecard: { owner: 'Finance' },
  allowtime: { owner: 'Finance' },
};

export type Difference = { readonly label: string; readonly here: string; readonly wanted: string };

/** Fields that the CRM owns and that do not stand here as it says. */
export function differences(facts: TabFacts): readonly Difference[] {
  return facts.fields.flatMap((field) => {
    const wanted = wantedOf(facts, field);
    return wanted === undefined || isSame(field, wanted)
      ? []
      : [{ label: field.label, here: field.text, wanted: facts.showValue(field.id, wanted) }];
  });
}

function wantedOf({ kind, state }: TabFacts, { id }: ShownField): string | undefined {
  const name = kind === 'project' ? projectRules[id]?.wanted : undefined;
  return name === undefined ? undefined : state?.wanted[name];
}

function isSame({ id, value }: ShownField, wanted: string): boolean {
  if (id === 'companyname') return value === shortenName(wanted);
  return id === 'estimatedrevenue' ? Number(value) === Number(wanted) : value === wanted;
}

const advice: Readonly<Record<Owner, string>> = {
  Salesforce: 'Salesforce owns; edits here are flagged',
  Finance: 'Finance owns',
};

/** Each field with its value here, its owner, and what an edit here would mean. */
export function ownershipPanel(facts: TabFacts): Markup {
  return html`<section class="tl-panel tl-owned">
    <header>
      <h2>Who owns which field</h2>
      <small>${facts.fields.length} fields</small>
    </header>
    <div class="tl-scroll" role="region" tabindex="0" aria-label="Who owns which field">
      <table aria-label="Who owns which field">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Value here</th>
            <th scope="col">Owner</th>
            <th scope="col">If you edit it here</th>
          </tr>
        </thead>
        <tbody>
          ${facts.fields.map((field) => fieldRow(facts, field))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function fieldRow(facts: TabFacts, field: ShownField): Markup {
  const owner = facts.kind === 'project' ? (projectRules[field.id]?.owner ?? 'Finance') : 'Finance';
  const wanted = wantedOf(facts, field);
  const differs = wanted !== undefined && !isSame(field, wanted);
  const note = differs ? html`<strong>Salesforce says ${facts.showValue(field.id, wanted)}</strong>` : html``;
  return html`<tr class="${differs ? 'tl-differs' : ''}">
    <th scope="row">${field.label}</th>
    <td>${field.text === '' ? '–' : field.text}${note}</td>
    <td>${owner}</td>
    <td><small>${advice[owner]}</small></td>
  </tr>`;
}
