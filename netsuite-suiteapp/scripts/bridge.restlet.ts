/**
 * The bridge's one door into this account: posts batches, finds keys, reads reference rows.
 *
 * @NApiVersion 2.1
 * @NScriptType Restlet
 * @NModuleScope SameAccount
 */
import * as log from 'N/log';
import { netsuite } from '#lib/netsuite.ts';
import { refuse } from '#lib/refuse.ts';
import { type Answer, answerRequest } from '#lib/requests.ts';

/** A request that cannot be read is refused as a whole; everything else is answered item by item. */
function post(body: unknown): Answer {
  const answer = answerRequest(netsuite, body);
  if ('unreadable' in answer)
    return refuse('TL_REQUEST_UNREADABLE', `The request cannot be read at ${answer.unreadable}.`);
  if ('items' in answer)
    log.audit({ title: 'answered', details: { items: answer.items.length, unitsLeft: answer.unitsLeft } });
  return answer;
}

// A RESTlet's entry points are the default export: the build turns it into the object that `define` returns.
export default { post };
