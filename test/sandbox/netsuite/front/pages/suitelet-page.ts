import { html } from 'hono/html';

import { FormTree } from '../../host/forms.ts';
import type { SuiteletAnswer } from '../../host/suitelets.ts';
import { formContent } from './form-content.ts';
import type { Page } from './layout.ts';

/** A page that a Suitelet built, around a form that goes back to it. */
export function suiteletPage(answer: Extract<SuiteletAnswer, { kind: 'page' }>, address: string): Page {
  const form = FormTree.parse(answer.page);
  const submit =
    form.submit === undefined
      ? ''
      : html`<p class="submit"><button type="submit" class="primary">${form.submit}</button></p>`;
  return {
    title: form.title,
    kind: 'Page of a SuiteApp',
    place: address.includes('diagnostics') ? 'diagnostics' : 'none',
    form,
    body: html`<form class="card suitelet" method="post" action="${address}">${formContent(form)}${submit}</form>`,
  };
}

/** What the platform says instead of a page. */
export function refusalPage(message: string): Page {
  return {
    title: 'Notice',
    kind: 'The account refused this',
    place: 'none',
    body: html`<div class="card"><p class="empty">${message}</p></div>`,
  };
}
