import { connect } from 'node:net';
import type { Socket } from 'node:net';

import { eventBodies } from './bodies.ts';
import { percentile } from './figures.ts';
import { LoadOrder } from './load-order.ts';
import type { LoadReport } from './load-order.ts';

/**
 * Sends requests over keep-alive connections, one at a time on each, and counts the answers.
 *
 * A process of its own, over bare sockets: the client must not be what is measured.
 */
async function load(order: LoadOrder): Promise<LoadReport> {
  const requests = eventBodies(order, order.mostRequests).map((body) => requestOf(order, body));
  const sockets = await Promise.all(Array.from({ length: order.connections }, () => openSocket(order.port)));
  const latencies: number[] = [];
  let [next, accepted, refused] = [0, 0, 0];
  const start = performance.now();
  const turn = async (socket: Socket): Promise<void> => {
    const exchange = exchanger(socket);
    while (performance.now() - start < order.ms) {
      const request = requests[next];
      if (request === undefined) return;
      next += 1;
      const sentAt = performance.now();
      const status = await exchange(request);
      latencies.push(performance.now() - sentAt);
      if (status === 202) accepted += 1;
      else refused += 1;
    }
  };
  await Promise.all(sockets.map((socket) => turn(socket)));
  const seconds = (performance.now() - start) / 1000;
  for (const socket of sockets) socket.destroy();
  return { accepted, refused, seconds, p50Ms: percentile(latencies, 50), p99Ms: percentile(latencies, 99) };
}

function requestOf({ port, path, token }: LoadOrder, body: string): Buffer {
  const bytes = Buffer.from(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${bytes.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]);
}

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** One request and its answer at a time; gives the status when the answer has come to its end. */
function exchanger(socket: Socket): (request: Buffer) => Promise<number> {
  let text = '';
  let answer: { resolve(status: number): void; reject(cause: unknown): void } | undefined;
  socket.setEncoding('latin1');
  socket.on('data', (part: string) => {
    text += part;
    if (!isWhole(text)) return;
    answer?.resolve(Number(text.slice(9, 12)));
    text = '';
  });
  const fail = (cause?: unknown): void => answer?.reject(cause ?? new Error('The server closed the connection'));
  socket.on('error', fail).on('close', () => fail());
  return (request) =>
    new Promise((resolve, reject) => {
      answer = { resolve, reject };
      socket.write(request);
    });
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end + 2))?.[1];
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length >= end + 4 + Number(length);
}

process.once('disconnect', () => process.exit(1));
process.on('message', (said) => {
  void load(LoadOrder.parse(said)).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
