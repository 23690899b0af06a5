import type { View } from '../view.ts';
import { element, fill, icon } from './element.ts';

/** The answer to the one question of the page: was anything doubled or lost? */
export function verdictPanel(): { readonly node: HTMLElement; show(view: View): void } {
  const headline = element('h2', { class: 'headline', id: 'verdict' });
  const sentence = element('p', { class: 'sentence' });
  const figures = element('dl', { class: 'figures' });
  const words = element('div', { class: 'words', role: 'status', 'aria-live': 'polite' }, headline, sentence);
  const node = element('section', { class: 'panel verdict', 'aria-labelledby': 'verdict' }, words, figures);
  return {
    node,
    show: ({ verdict }) => {
      const { title, tone } = judged(verdict);
      node.dataset.tone = tone;
      fill(headline, title, () => [document.createTextNode(title)]);
      const line = `By what the two platforms committed: ${verdict.sentence}.`;
      fill(sentence, line, () => [document.createTextNode(line)]);
      fill(figures, verdict, () => [
        figure('Asked', verdict.asked),
        figure('Made', verdict.made),
        figure('Under way', verdict.underWay),
        figure('With a person', verdict.withPerson),
        proof('Doubled', verdict.doubled),
        proof('Lost', verdict.lost),
        proof('Orphans', verdict.orphans),
      ]);
    },
  };
}

function judged({ asked, made, underWay, withPerson, doubled, lost, orphans }: View['verdict']) {
  if (doubled + lost + orphans > 0)
    return { title: 'A promise is broken: something was doubled, lost or orphaned', tone: 'bad' };
  if (asked === 0) return { title: 'Nothing was asked for yet. Break something, then press Provision', tone: 'none' };
  if (underWay > 0) return { title: `${underWay} of ${asked} under way, nothing doubled so far`, tone: 'running' };
  if (withPerson > 0)
    return { title: `${made} of ${asked} made once, ${withPerson} in front of a person`, tone: 'person' };
  return { title: asked === 1 ? 'It was made once' : `All ${asked} were made, each once`, tone: 'good' };
}

function figure(name: string, count: number): HTMLElement {
  return element('div', { class: 'figure' }, element('dt', {}, name), element('dd', {}, String(count)));
}

/** A figure that must be 0: it carries a sign, so that colour never tells it alone. */
function proof(name: string, count: number): HTMLElement {
  const isGood = count === 0;
  const sign = icon(isGood ? 'check' : 'wrong');
  const value = element('dd', { class: isGood ? 'good' : 'bad' }, sign, String(count));
  return element('div', { class: 'figure' }, element('dt', {}, name), value);
}
