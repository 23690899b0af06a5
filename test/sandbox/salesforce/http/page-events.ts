import { Hono } from 'hono';

import { startTimer } from '../../control/real-time.ts';
import { userAccess } from '../records/access.ts';
import type { OrgState } from '../records/state.ts';
import type { Sessions } from './sessions.ts';

/** Sent when nothing happened for as long, so that a closed connection is noticed. */
const aliveMs = 15_000;
const mostEvents = 200;

/**
 * The event bus for pages, as one stream of server-sent events a channel.
 *
 * The platform's own `lightning/empApi` speaks CometD to `/cometd/`; a component sees the same messages. -1 begins with new
 * events, -2 with all that are kept. Whoever may not read the event's object gets no stream.
 */
export function pageEvents(state: OrgState, sessions: Sessions): Hono {
  const app = new Hono();
  app.get('/sandbox/page-events', (context) => {
    const channel = context.req.query('channel') ?? '';
    const session = sessions.ofPage(context);
    const access = session && userAccess(state, session.userId);
    const type = state.metadata.objects.get(channel.replace('/event/', ''));
    if (!access) return context.text('Session expired or invalid', 401);
    if (!type?.isEvent || !access.may('read', type)) return context.text(`Unknown channel ${channel}`, 403);
    const from = Number(context.req.query('replayId') ?? -1);
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
    return context.body(streamOf(state, channel, from, context.req.raw.signal), 200, headers);
  });
  return app;
}

function streamOf(state: OrgState, channel: string, from: number, gone: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let place = from === -1 ? state.events.end() : Math.max(from, 0);
  let stop = (): void => undefined;
  return new ReadableStream({
    start: (controller) => {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const look = () => {
        const events = state.events.after(place, mostEvents);
        for (const { channel: on, replayId, payload } of events) {
          if (on === channel) send(`data: ${JSON.stringify({ channel, data: { payload, event: { replayId } } })}\n\n`);
          place = replayId;
        }
      };
      stop = untilGone(gone, state.events.listen(look), () => send(':\n\n'));
      send(':\n\n');
      look();
    },
    cancel: () => stop(),
  });
}

/** Keeps the stream alive until the page is gone; answers how to end it. */
function untilGone(gone: AbortSignal, deafen: () => void, beat: () => void): () => void {
  let timer = startTimer(aliveMs, again);
  function again(): void {
    beat();
    timer = startTimer(aliveMs, again);
  }
  const stop = () => {
    deafen();
    timer.stop();
  };
  gone.addEventListener('abort', stop, { once: true });
  return stop;
}
