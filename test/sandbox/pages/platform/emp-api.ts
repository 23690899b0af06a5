type Subscription = { id: number; channel: string };
type Message = { channel: string; data: { payload: Readonly<Record<string, unknown>> } };

const streams = new Map<number, EventSource>();
const listeners = new Set<(error: unknown) => void>();
let lastId = 0;

/**
 * Subscribes to a channel of the org's event bus; every event is handed over as the platform does.
 *
 * The platform speaks CometD here; the sandbox sends the same events as a stream of the page's own origin.
 */
export function subscribe(
  channel: string,
  replayId: number,
  onMessage: (message: Message) => void,
): Promise<Subscription> {
  const query = new URLSearchParams({ channel, replayId: String(replayId) });
  const stream = new EventSource(`/sandbox/page-events?${query}`);
  const subscription = { id: (lastId += 1), channel };
  streams.set(subscription.id, stream);
  stream.addEventListener('message', ({ data }: MessageEvent<string>) => onMessage(JSON.parse(data)));
  stream.addEventListener('error', () => {
    if (stream.readyState === EventSource.CLOSED) for (const listener of listeners) listener({ subscription });
  });
  return new Promise((resolve, reject) => {
    stream.addEventListener('open', () => resolve(subscription), { once: true });
    stream.addEventListener('error', () => reject(new Error('The channel could not be subscribed')), { once: true });
  });
}

export function unsubscribe(subscription: Subscription, onDone: (answer: unknown) => void): Promise<void> {
  streams.get(subscription.id)?.close();
  streams.delete(subscription.id);
  onDone({ subscription: subscription.channel, successful: true });
  return Promise.resolve();
}

export function onError(listener: (error: unknown) => void): void {
  listeners.add(listener);
}
