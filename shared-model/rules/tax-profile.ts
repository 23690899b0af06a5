import type { Deal } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { Reference } from 'shared-model/reference.ts';
import { countryName, euCountries } from './countries.ts';
import { restsOn, rowsOf } from './rows.ts';
import type { Rule } from './rule.ts';

/**
 * Tax is decided by who bills whom: the customer's tax id where its country asks for one, and the set-up of the legal
 * entity for that country. An existing customer, linked by its number, has its tax id in NetSuite already.
 */
export const taxProfile: Rule = {
  id: 'tax-profile',
  group: 'tax',
  passes: 'The tax profile is complete',
  find: (deal, reference) => [...taxIdFindings(deal), ...setUpFindings(deal, reference)],
};

type TaxId = { readonly name: string; readonly example: string; readonly pattern: RegExp };

/** What the tax id of a country looks like without blanks and punctuation; nothing where a company may have none. */
function taxIdOf(country: string): TaxId | undefined {
  if (country === 'BR') return { name: 'CNPJ', example: '12.345.678/0001-95', pattern: /^[A-Z0-9]{12}\d{2}$/ };
  if (euCountries[country] === undefined) return undefined;
  const prefix = country === 'GR' ? 'EL' : country;
  return { name: 'VAT id', example: `${prefix}123456789`, pattern: new RegExp(`^${prefix}[A-Z0-9+*]{2,13}$`) };
}

function taxIdFindings({ customer }: Deal): Finding[] {
  const { country, taxId, accountId } = customer;
  const wanted = country === undefined ? undefined : taxIdOf(country);
  if (country === undefined || wanted === undefined || customer.customerNumber !== undefined) return [];
  const place = {
    severity: 'blocks',
    group: 'tax',
    pointer: '/customer/taxId',
    record: { object: 'Account', id: accountId, field: 'Tax_Id__c' },
    owner: 'finance-ops',
  } as const;
  if (taxId === undefined) {
    const text = `A company in ${countryName(country)} is billed under its ${wanted.name}. Ask the customer for it.`;
    return [{ code: 'deal.tax-id-missing', title: `${wanted.name} missing`, text, ...place }];
  }
  if (wanted.pattern.test(taxId.toUpperCase().replace(/[\s./-]/g, ''))) return [];
  const title = `${taxId} is no ${wanted.name} of ${countryName(country)}`;
  const text = `It should look like ${wanted.example}. Tax would be wrong on every invoice.`;
  return [{ code: 'deal.tax-id-wrong', title, text, ...place }];
}

/** Billing abroad without a set-up there is lawful and often meant, so it only warns. */
function setUpFindings(deal: Deal, reference: Reference | undefined): Finding[] {
  const { country, accountId } = deal.customer;
  const legalEntity = deal.lines[0]?.legalEntity;
  const own = rowsOf(reference, 'tax-profile')?.filter((row) => row.legalEntity === legalEntity && row.isActive) ?? [];
  if (country === undefined || own.length === 0 || own.some((row) => row.country === country)) return [];
  return [
    {
      code: 'deal.tax-profile-missing',
      severity: 'warns',
      title: `${legalEntity ?? 'The legal entity'} has no tax set-up for ${countryName(country)}`,
      text: 'Invoices would be taxed as sales abroad. Finance operations can say whether that is right.',
      group: 'tax',
      pointer: '/customer/country',
      record: { object: 'Account', id: accountId, field: 'BillingCountryCode' },
      owner: 'finance-ops',
      ...restsOn(reference),
    },
  ];
}
