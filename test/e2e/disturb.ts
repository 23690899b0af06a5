import { z } from 'zod';

import { until } from '../support/until.ts';
import type { Product } from './product.ts';

/** Disturbs NetSuite, as `POST /sandbox/faults` has it; answers the id of the disturbance. */
export async function disturbErp(product: Product, fault: object): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(faultsOf(product), { method: 'POST', headers, body: JSON.stringify(fault) });
  if (!answer.ok) throw new Error(`The disturbance was answered ${answer.status}`);
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}

const Faults = z.object({ faults: z.array(z.object({ id: z.string(), hits: z.number() })) });

/** Waits until a disturbance of NetSuite has met what it waits for. */
export async function untilStruck(product: Product, faultId: string): Promise<void> {
  const hasStruck = async (): Promise<true | undefined> => {
    const { faults } = Faults.parse(await (await fetch(faultsOf(product))).json());
    return faults.some(({ id, hits }) => id === faultId && hits > 0) ? true : undefined;
  };
  await until('the disturbance has struck', hasStruck, 60_000);
}

export async function calmErp(product: Product, faultId: string): Promise<void> {
  await fetch(`${faultsOf(product)}/${faultId}`, { method: 'DELETE' });
}

function faultsOf(product: Product): string {
  return `${product.local().addresses.netsuite}/sandbox/faults`;
}
