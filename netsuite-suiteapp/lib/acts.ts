/** What a person may do in the tab. */
export type Act = 'activate' | 'send-again' | 'hold' | 'release';

export type ActWords = {
  /** The title of the page that asks, before the record's name. */
  readonly title: string;
  readonly button: string;
  /** What the press will do, and what it will not. */
  readonly will: readonly string[];
};

export const acts: Readonly<Record<Act, ActWords>> = {
  activate: {
    title: 'Activate',
    button: 'Open for time',
    will: [
      'The project opens for time, and its billing rules leave Hold when finance has set them so.',
      'The set-up then ends, and Salesforce shows the project as done.',
    ],
  },
  'send-again': {
    title: 'Send again',
    button: 'Send again',
    will: [
      'Throughline reads this record again, compares it with the deal, and shows what it finds here and in Salesforce.',
      'Nothing is made twice, and no field that somebody changed here is written over.',
    ],
  },
  hold: {
    title: 'Hold',
    button: 'Hold writes',
    will: [
      'Throughline writes nothing more for this engagement until someone releases it. What is under way at this moment still ends.',
      'The card in Salesforce says who holds it and since when.',
    ],
  },
  release: {
    title: 'Release',
    button: 'Release',
    will: ['Throughline goes on where it stopped. What waited is written in its order.'],
  },
};

export function actOf(text: string | undefined): Act | undefined {
  return text !== undefined && text in acts ? knownActs.find((act) => act === text) : undefined;
}

const knownActs: readonly Act[] = ['activate', 'send-again', 'hold', 'release'];
