import { type CommandPayloads, commandPayloads, type CommandType } from 'shared-model/commands.ts';
import { stepOfKey } from 'shared-model/keys.ts';
import type { Item, ItemFault } from 'shared-model/restlet.ts';
import { faultOf } from '#lib/refusals.ts';

/** One item with its payload parsed, by command. */
export type Command = {
  [Type in CommandType]: {
    readonly kind: Type;
    readonly item: Item;
    readonly payload: CommandPayloads[Type];
  };
}[CommandType];

/** The step that the key of each command must have. */
const stepOf = {
  'deal.check': 'check',
  'customer.ensure': 'customer',
  'project.create': 'project',
  'task.create': 'task',
  'budget.create': 'budget',
  'rule.create': 'rule',
  'project.activate': 'activation',
  'record.remove': 'undo',
} as const satisfies Readonly<Record<CommandType, string>>;

/** Parses one item's payload for its command; the fault names the place, never the value. */
export function readCommand(pairing: string, item: Item): Command | ItemFault {
  const { command } = item;
  if (stepOfKey(item.key) !== stepOf[command] || !item.key.startsWith(`tl1:${pairing}:`)) {
    return { ...faultOf('erp.payload-unreadable', 'The key is not of this command and pairing.'), pointer: '/key' };
  }
  switch (command) {
    case 'deal.check':
      return parsed(commandPayloads[command].safeParse(item.payload), (payload) => ({
        kind: 'deal.check',
        item,
        payload,
      }));
    case 'customer.ensure':
      return parsed(commandPayloads[command].safeParse(item.payload), (payload) => ({
        kind: 'customer.ensure',
        item,
        payload,
      }));
    case 'project.create':
      return parsed(commandPayloads[command].safeParse(item.payload), (payload) => ({
        kind: 'project.create',
        item,
        payload,
      }));
    case 'task.create':
      return parsed(commandPayloads[command].safeParse(item.payload), (payload) => ({
        kind: 'task.create',
        item,
        payload,
      }));
    case 'budget.create':
      return parsed(commandPayloads[command].safeParse(item.payload), (payload) => ({
        kind: 'budget.create',
        item,
        payload,
      }));
    case 'rule.create':
      return parsed(commandPayloads[command].safeParse(item.payload), (payload) => ({
        kind: 'rule.create',
        item,
        payload,
      }));
    case 'project.activate':
      return parsed(commandPayloads[command].safeParse(item.payload), (payload) => ({
        kind: 'project.activate',
        item,
        payload,
      }));
    case 'record.remove':
      return parsed(commandPayloads[command].safeParse(item.payload), (payload) => ({
        kind: 'record.remove',
        item,
        payload,
      }));
  }
}

type Parsed<Payload> =
  { success: true; data: Payload } | { success: false; error: { issues: { path: PropertyKey[] }[] } };

function parsed<Payload>(result: Parsed<Payload>, build: (payload: Payload) => Command): Command | ItemFault {
  if (result.success) return build(result.data);
  const path = result.error.issues[0]?.path ?? [];
  const pointer = `/payload${path.map((part) => `/${String(part)}`).join('')}`.slice(0, 200);
  return { ...faultOf('erp.payload-unreadable'), pointer };
}
