import { z } from 'zod';

import type { SalesforceClient } from './client.ts';

/** One step of a composite call; `path` is below `/services/data/vNN.0` and carries names as the org knows them. */
export type CompositeStep = {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
};

export type CompositeAnswer = { readonly httpStatusCode: number; readonly body: unknown };

/** Source: REST API Developer Guide, "Composite": 25 steps, five of them queries or collections; one metered call. */
const mostSteps = 25;
const mostHeavySteps = 5;

const Answer = z.object({
  compositeResponse: z.array(z.object({ httpStatusCode: z.number(), body: z.unknown(), referenceId: z.string() })),
});

/**
 * Runs steps in as few calls as they fit in, each for itself and in the order given; answers in that order.
 *
 * Throws what a call throws as a whole; a step that fails alone has its status and its error in the answer.
 */
export async function runTogether(
  client: SalesforceClient,
  steps: readonly CompositeStep[],
): Promise<readonly CompositeAnswer[]> {
  const answers: CompositeAnswer[] = [];
  for (const part of partsOf(steps)) answers.push(...(await runPart(client, part)));
  return answers;
}

async function runPart(client: SalesforceClient, steps: readonly CompositeStep[]): Promise<readonly CompositeAnswer[]> {
  const compositeRequest = steps.map(({ method, path, body }, place) => ({
    method,
    url: `/services/data/v${client.version}${path}`,
    referenceId: `step${place}`,
    ...(body === undefined ? {} : { body }),
  }));
  const answer = await client.request({
    method: 'POST',
    path: '/composite',
    body: { allOrNone: false, compositeRequest },
  });
  const { compositeResponse } = Answer.parse(answer);
  return steps.map((_, place) => {
    const found = compositeResponse.find(({ referenceId }) => referenceId === `step${place}`);
    return found ?? { httpStatusCode: 0, body: undefined };
  });
}

function partsOf(steps: readonly CompositeStep[]): readonly CompositeStep[][] {
  const parts: CompositeStep[][] = [];
  for (const step of steps) {
    const last = parts.at(-1);
    const isFull = last === undefined || last.length >= mostSteps;
    const isTooHeavy = isHeavy(step) && (last ?? []).filter(isHeavy).length >= mostHeavySteps;
    if (isFull || isTooHeavy) parts.push([step]);
    else last.push(step);
  }
  return parts;
}

function isHeavy({ path }: CompositeStep): boolean {
  return path.startsWith('/query') || path.startsWith('/composite/sobjects');
}
