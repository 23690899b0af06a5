import type { View } from '../view.ts';

const home = '/sandbox/break';

export async function readView(): Promise<View> {
  const answer = await fetch(`${home}/view`);
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}`);
  const view: View = await answer.json();
  return view;
}

/** Does something and gives the sentence that says what was done. */
export async function send(act: 'switch' | 'click' | 'clock' | 'kill' | 'reset', body: object = {}): Promise<string> {
  const answer = await fetch(`${home}/${act}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const said: { text: string } = await answer.json();
  return said.text;
}
