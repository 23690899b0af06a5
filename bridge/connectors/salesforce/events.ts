import type { ConnectorSeams, CrmEvents } from '#connectors/connector.ts';

import type { SalesforceSettings } from './client.ts';
import { withNamespace, withoutNamespace } from './names.ts';
import type { PubsubSettings } from './pubsub.ts';
import { openEventStream } from './pubsub.ts';
import { salesforceSession } from './session.ts';
import { fetchTransport } from './transport.ts';

/** The doorbell that the package's flow rings after a provision request was committed. */
const bell = 'Provision_Requested__e';

/** One org's doorbells over the Pub/Sub API. */
export function salesforceEvents(settings: SalesforceSettings & PubsubSettings, seams: ConnectorSeams): CrmEvents {
  const { namespace } = settings;
  const parts = {
    settings,
    session: salesforceSession(settings, fetchTransport(seams.fetch), seams),
    topic: `/event/${withNamespace(bell, namespace)}`,
    plain: (event: unknown) => withoutNamespace(event, namespace),
    now: seams.now,
  };
  return { subscribe: (after) => openEventStream(parts, after) };
}
